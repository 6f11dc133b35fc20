//! A file of declared operations as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::evidence::topic::declaration::{Method, Page};

/// One service with its read operations: `evidence/rds.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvidenceFile {
    /// As IAM actions name the service.
    pub service: String,
    /// As the SDKs name it, where that is another name: `Secrets Manager`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// First part of its host names, where that is another name: `api.ecr`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_prefix: Option<String>,
    /// The same where names with IPv6 begin in another way: `ecr`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dual_stack_prefix: Option<String>,
    /// As signatures name it, where that is another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_name: Option<String>,
    /// Whether it has one endpoint for all Regions of a partition.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub global: bool,
    /// The Region that signatures name, for a global service: `us-east-1` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_region: Option<String>,
    /// How requests and replies are written.
    pub protocol: ProtocolName,
    /// The version of the API, for `query`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What stands before the operation in `X-Amz-Target`, for `json-1.0` and `json-1.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_prefix: Option<String>,
    /// What is read.
    pub operations: Vec<OperationFile>,
}

/// How requests and replies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProtocolName {
    /// AWS JSON 1.0.
    #[serde(rename = "json-1.0")]
    Json10,
    /// AWS JSON 1.1.
    #[serde(rename = "json-1.1")]
    Json11,
    /// REST with JSON.
    RestJson,
    /// AWS Query.
    Query,
}

/// One operation and the topic of its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationFile {
    /// Its name in the API reference.
    pub name: String,
    /// The IAM action that allows it, where that has another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// HTTP method, for `rest-json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Path, for `rest-json`: `/clusters/{name}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Parameters, by the names that they have on the wire.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub request: BTreeMap<String, Value>,
    /// How the list is read page by page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Where the list stands in a reply: names with dots between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// The one member whose value each item of the list is, for a list of names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Error codes by which the service says that there is no such thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none_on: Vec<String>,
    /// Name of the topic.
    pub topic: String,
    /// What one of its items is called.
    pub noun: String,
    /// What several of them are called, where that is not the noun with an `s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural: Option<String>,
    /// One sentence on what a fact of the topic is.
    pub description: String,
    /// What identifies an item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// Through what an item belongs to clusters: the topic, and the field that holds the key of one of its facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub of: BTreeMap<String, String>,
    /// The members of a fact.
    pub fields: BTreeMap<String, FieldFile>,
}

/// One member of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldFile {
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: TypeName,
    /// In which form text is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<KeepFile>,
    /// Whether a reply may lack it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What a list holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<FieldFile>>,
    /// What a map holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Box<FieldFile>>,
    /// What an object holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldFile>,
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum TypeName {
    String,
    Boolean,
    Integer,
    Number,
    Timestamp,
    List,
    Map,
    Object,
}

/// In which form text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeepFile {
    /// One of the forms, by its name.
    Form(String),
    /// One of these words.
    Words(Vec<String>),
}
