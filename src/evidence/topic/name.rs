//! The names of topics, as text and in files.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Topic, declaration};

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is not a topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no topic `{name}`")]
pub struct UnknownTopic {
    /// The name that was given.
    pub name: String,
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        built_in(name).or_else(|| declaration::topic(name)).ok_or_else(|| UnknownTopic { name: name.to_owned() })
    }
}

fn built_in(name: &str) -> Option<Topic> {
    Topic::ALL.iter().copied().find(|topic| topic.as_str() == name)
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl Visitor<'_> for Name {
    type Value = Topic;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a topic")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Topic, E> {
        built_in(name).or_else(|| declaration::stored(name)).ok_or_else(|| {
            // A reader of YAML tells which names are known. It takes them only if they are there for good.
            let known: Vec<&'static str> = Topic::known().into_iter().map(Topic::as_str).collect();
            E::unknown_variant(name, Box::leak(known.into_boxed_slice()))
        })
    }
}

impl JsonSchema for Topic {
    fn schema_name() -> Cow<'static, str> {
        "Topic".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let built_in = Self::ALL.iter().map(
            |topic| json_schema!({ "description": topic.description(), "type": "string", "const": topic.as_str() }),
        );
        let declared = json_schema!({
            "description": "A topic that a file next to the controls declares.",
            "type": "string",
            "pattern": r"^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$"
        });
        let names: Vec<Schema> = built_in.chain([declared]).collect();
        json_schema!({
            "description": "A kind of fact, named `service.thing` after the API that it comes from.",
            "anyOf": names
        })
    }
}
