//! A declared read operation, with every name in it resolved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evidence::kept::Keep;
use crate::evidence::topic::key::text;
use crate::evidence::topic::{Scope, Topic};

/// How a service is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// As IAM actions name it: `rds`.
    pub name: String,
    /// As the SDKs name it, for `AWS_ENDPOINT_URL_…`: `RDS`.
    pub id: String,
    /// First part of its host names.
    pub endpoint_prefix: String,
    /// The same for names with IPv6.
    pub dual_stack_prefix: String,
    /// As signatures name it.
    pub signing_name: String,
    /// The Region that signatures name, for a service with one endpoint for all Regions of a partition.
    pub global: Option<String>,
    /// How requests and replies are written.
    pub protocol: Protocol,
}

/// How requests and replies are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// JSON in the body, the operation in `X-Amz-Target`.
    Json {
        /// `1.0` or `1.1`.
        version: &'static str,
        /// What stands before the operation: `AmazonEC2ContainerRegistry_V20150921`.
        target: String,
    },
    /// JSON, with the operation in method and path.
    RestJson,
    /// A form in the body, XML in the reply.
    Query {
        /// The version of the API.
        version: String,
    },
}

/// HTTP method of an operation of a REST service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in path and query.
    #[default]
    Get,
    /// Parameters in path and body. Services read with it, too.
    Post,
}

/// How a list is read page by page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The parameter that asks for the next page.
    pub request: String,
    /// The member of a reply that gives its value.
    pub reply: String,
}

/// A part of a fact's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPart {
    /// A member of the fact.
    Field(Vec<String>),
    /// A parameter of the request, for replies that do not repeat what was asked.
    Parameter(String),
}

/// A member of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What it holds.
    pub kind: Kind,
    /// Whether a reply may lack it.
    pub optional: bool,
}

/// What a member holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Text, and in which form it is kept; without one only that there is some.
    Text(Option<Keep>),
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A point in time.
    Timestamp,
    /// A list of such values.
    List(Box<Kind>),
    /// Such values by key.
    Map(Box<Kind>),
    /// An object with these members.
    Object(BTreeMap<String, Field>),
}

/// A declared read operation and the topic of its items.
#[derive(Debug, Clone, PartialEq)]
pub struct Descriptor {
    /// Name of the topic.
    pub topic: String,
    /// One sentence on what a fact of it is.
    pub description: String,
    /// What its items are called, one and many.
    pub nouns: (String, String),
    /// What a fact belongs to.
    pub scope: Scope,
    /// How the service is reached.
    pub service: Service,
    /// Name of the operation: `DescribeDBInstances`.
    pub operation: String,
    /// The IAM action that allows it.
    pub actions: &'static [&'static str],
    /// HTTP method.
    pub method: Method,
    /// Path with `{parameter}` for its parts; `/` but for REST services.
    pub path: String,
    /// Parameters; a value `{each: TOPIC, field: PATH}` stands for that field of every fact of the topic.
    pub request: BTreeMap<String, Value>,
    /// The topic whose facts are asked about, one request for each distinct value.
    pub source: Option<Topic>,
    /// How the list is read page by page.
    pub page: Option<Page>,
    /// Where the list stands in a reply; without it the reply is one item.
    pub items: Option<Vec<String>>,
    /// The member whose value each item of the list is, where it is a list of names.
    pub item: Option<String>,
    /// What identifies an item; one in the account and Region when empty.
    pub key: Vec<KeyPart>,
    /// An item belongs to the clusters of the fact of this topic whose key stands there.
    pub of: Vec<(Topic, Vec<String>)>,
    /// The members of a fact: all that is kept of an item.
    pub fields: BTreeMap<String, Field>,
    /// Error codes by which the service says that there is no such thing.
    pub none_on: Vec<String>,
    /// Topics that its items are found through.
    pub parents: Vec<Topic>,
}

impl Descriptor {
    /// The IAM action that allows the operation.
    #[must_use]
    pub fn action(&self) -> &'static str {
        self.actions.first().copied().unwrap_or_default()
    }

    /// True when replies are written in JSON.
    #[must_use]
    pub fn answers_in_json(&self) -> bool {
        !matches!(self.service.protocol, Protocol::Query { .. })
    }

    /// The key of a fact; empty for the one of the account and Region, `None` when a part of it is missing. `parameters`
    /// are those of the request that it was found by.
    #[must_use]
    pub fn key_of(&self, value: &Value, parameters: &BTreeMap<String, String>) -> Option<String> {
        let part = |part: &KeyPart| match part {
            KeyPart::Parameter(name) => parameters.get(name).cloned(),
            KeyPart::Field(path) => path.iter().try_fold(value, |value, name| value.get(name)).and_then(text),
        };
        let parts: Option<Vec<String>> = self.key.iter().map(part).collect();
        Some(parts?.join("/"))
    }

    /// The parameter that asks for a page.
    #[must_use]
    pub fn page_parameter(&self) -> Option<&str> {
        self.page.as_ref().map(|page| page.request.as_str())
    }
}
