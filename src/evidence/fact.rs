//! Facts, gaps and coverage: what was learned, what could not be, and how
//! complete each list is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use ijson::IValue;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use super::shared_names::SharedNames;
use super::topic::Topic;

/// The version of the stored form.
pub const SCHEMA: &str = "eks-attest/facts/v1";

// The members of the two largest types stand in the order in which they are written, so that writing them canonically
// moves nothing.

/// One thing that was learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fact {
    /// Names of the clusters it belongs to; empty for an account-wide fact.
    #[serde(default)]
    #[schemars(with = "BTreeSet<String>")]
    pub clusters: SharedNames,
    /// Ids of the exchanges that it came from.
    #[schemars(with = "BTreeSet<String>")]
    pub exchanges: SharedNames,
    /// Identifies the fact within its topic; see [`Topic::description`].
    pub key: String,
    /// When the oldest of those exchanges was made.
    pub observed_at: DateTime<Utc>,
    /// The typed value, written with its API's field names in lowerCamelCase. Held in a form that takes a quarter of
    /// the memory of a `serde_json::Value`: the facts of a large cluster are what the most memory goes to.
    #[schemars(with = "serde_json::Value")]
    pub value: IValue,
}

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GapReason {
    /// The caller lacks the permission.
    AccessDenied,
    /// The service kept throttling until the attempts ran out.
    Throttled,
    /// The service answered with a server error until the attempts ran out.
    ServerError,
    /// The connection failed or the reply was cut short.
    Connection,
    /// The reply was complete, yet is not what the API documents.
    Malformed,
    /// The service does not know the operation.
    NotServed,
    /// The request was refused for another reason, named in the detail.
    Refused,
    /// A list ended before its last page.
    Incomplete,
    /// The replayed recording does not hold the request.
    NotRecorded,
    /// The run was told not to ask.
    NotAsked,
    /// The thing was listed but gone when it was described.
    Gone,
}

/// A failed read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gap {
    /// Topics that this failure leaves incomplete.
    pub topics: BTreeSet<Topic>,
    /// The cluster concerned; `None` concerns every cluster of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The item that could not be described, when it is one item: its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Why.
    pub reason: GapReason,
    /// The IAM action or Kubernetes permission that the read needs: `eks:DescribeCluster`.
    pub permission: String,
    /// The service's own words, redacted.
    pub detail: String,
    /// The exchange that failed, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
}

/// What a reader must know of the evidence, and what is not a failed read: what of given files was not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Note {
    /// The cluster concerned.
    pub cluster: String,
    /// What is to be known, in one sentence.
    pub detail: String,
    /// The exchange that says so.
    pub exchange: String,
}

/// A positive record that a topic was enumerated to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Coverage {
    /// What was enumerated.
    pub topic: Topic,
    /// For which cluster; `None` for an account-wide enumeration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Number of items found.
    pub items: u64,
    /// Number of pages read.
    pub pages: u64,
    /// The exchanges of the enumeration.
    pub exchanges: BTreeSet<String>,
}

/// Everything that was learned in one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    /// AWS account collected from.
    pub account: String,
    /// The clusters in scope, whether or not each could be described.
    pub clusters: BTreeSet<String>,
    /// Completed enumerations, sorted by topic and cluster.
    pub coverage: Vec<Coverage>,
    /// When collection ended.
    pub finished_at: DateTime<Utc>,
    /// Failed reads, sorted.
    pub gaps: Vec<Gap>,
    /// What of given files was not used, and what was taken for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// ARN of the collecting principal.
    pub principal: String,
    /// AWS Region collected from.
    pub region: String,
    /// [`SCHEMA`].
    pub schema: String,
    /// When collection started.
    pub started_at: DateTime<Utc>,
    /// Facts by topic, sorted by key.
    #[serde(serialize_with = "by_name")]
    pub topics: BTreeMap<Topic, Vec<Fact>>,
}

/// In the order of the topics' names, in which they are written canonically.
fn by_name<S: Serializer>(topics: &BTreeMap<Topic, Vec<Fact>>, serializer: S) -> Result<S::Ok, S::Error> {
    let named: BTreeMap<&str, &Vec<Fact>> = topics.iter().map(|(topic, facts)| (topic.as_str(), facts)).collect();
    named.serialize(serializer)
}

impl Facts {
    /// Facts of `topic`, none when there are none.
    #[must_use]
    pub fn of(&self, topic: Topic) -> &[Fact] {
        self.topics.get(&topic).map_or(&[], Vec::as_slice)
    }

    /// Facts of `topic` that belong to `cluster`, or to the whole account.
    pub fn of_cluster<'a>(&'a self, topic: Topic, cluster: &'a str) -> impl Iterator<Item = &'a Fact> {
        self.of(topic).iter().filter(move |fact| fact.clusters.is_empty() || fact.clusters.contains(cluster))
    }

    /// The fact with this key.
    #[must_use]
    pub fn get(&self, topic: Topic, key: &str) -> Option<&Fact> {
        self.of(topic).iter().find(|fact| fact.key == key)
    }

    /// Gaps that leave `topic` incomplete for `cluster`.
    pub fn gaps_in<'a>(&'a self, topic: Topic, cluster: &'a str) -> impl Iterator<Item = &'a Gap> {
        self.gaps
            .iter()
            .filter(move |gap| gap.topics.contains(&topic) && gap.cluster.as_deref().is_none_or(|name| name == cluster))
    }

    /// True when `topic` was enumerated to its end for `cluster`.
    #[must_use]
    pub fn covers(&self, topic: Topic, cluster: &str) -> bool {
        self.coverage.iter().any(|c| c.topic == topic && c.cluster.as_deref().is_none_or(|name| name == cluster))
    }
}

impl Fact {
    /// The value as its typed form.
    ///
    /// # Errors
    /// When the value does not have the shape of `T`.
    pub fn typed<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        ijson::from_value(&self.value)
    }

    /// The value as `serde_json` has it: a copy.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        self.value.clone().into()
    }

    /// The text of the member at `path`, which is one name a level.
    #[must_use]
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        text(&self.value, path)
    }
}

/// The member of `value` at `path`, which is one name a level.
#[must_use]
pub fn member<'v>(value: &'v IValue, path: &[&str]) -> Option<&'v IValue> {
    path.iter().try_fold(value, |value, name| value.as_object()?.get(*name))
}

/// The text of the member of `value` at `path`.
#[must_use]
pub fn text<'v>(value: &'v IValue, path: &[&str]) -> Option<&'v str> {
    member(value, path)?.as_string().map(ijson::IString::as_str)
}
