//! JSON as it was written: a member that stands twice is noticed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A value, and whether any object in it has a member twice.
pub(super) struct Strict {
    pub(super) value: Value,
    pub(super) repeated: bool,
}

impl Strict {
    fn plain(value: impl Into<Value>) -> Self {
        Self { value: value.into(), repeated: false }
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict::plain(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict::plain(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict::plain(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(Strict::plain(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict::plain(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Strict, E> {
        Ok(Strict::plain(value))
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict::plain(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Strict, E> {
        Ok(Strict::plain(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Strict, D::Error> {
        Strict::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Strict, A::Error> {
        let (mut items, mut repeated) = (Vec::new(), false);
        while let Some(item) = sequence.next_element::<Strict>()? {
            repeated |= item.repeated;
            items.push(item.value);
        }
        Ok(Strict { value: Value::Array(items), repeated })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
        let (mut members, mut repeated) = (Map::new(), false);
        while let Some((name, member)) = map.next_entry::<String, Strict>()? {
            repeated |= member.repeated;
            repeated |= members.insert(name, member.value).is_some();
        }
        Ok(Strict { value: Value::Object(members), repeated })
    }
}
