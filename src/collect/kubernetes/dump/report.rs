//! What was made of the files and what was not, as the recording keeps it. Names stand as keys and numbers as values.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::kinds::{group_and_version, runs_pods};
use super::problem::shown;
use super::schema::count;

/// Counts over all files.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Objects that got this namespace, by kind.
    pub(super) defaulted: BTreeMap<String, u64>,
    /// Objects without namespace by nature that named one, by kind.
    pub(super) cleared: BTreeMap<String, u64>,
    /// Objects from which no fact is made, by version and kind.
    pub(super) not_used: BTreeMap<String, u64>,
    /// Of these, those from which a controller makes pods.
    pub(super) not_judged: BTreeMap<String, u64>,
    /// Objects that were read in a version that no current server serves.
    pub(super) old: BTreeMap<String, u64>,
    /// Fields that the API does not know, by kind.
    pub(super) unknown_fields: BTreeMap<String, u64>,
    /// Objects that were given more than once, with the same contents.
    pub(super) again: BTreeMap<String, u64>,
    /// Files and documents that hold no object.
    pub(super) other: BTreeMap<String, u64>,
    /// Objects that were read.
    pub(super) used: u64,
}

impl Report {
    /// Counts an object from which no fact is made.
    pub(super) fn not_used(&mut self, api_version: &str, kind: &str, object: &Value) {
        let name = format!("{} {}", shown(api_version), shown(kind));
        if runs_pods(group_and_version(api_version).0, kind, object) {
            count(&mut self.not_judged, name.clone());
        }
        count(&mut self.not_used, name);
    }

    /// What the recording keeps.
    pub(super) fn body(&self, namespace: &str, from: &str) -> Value {
        json!({
            "namespace": {namespace: {from: self.defaulted}},
            "namespaceCleared": self.cleared,
            "notUsed": self.not_used,
            "notJudged": self.not_judged,
            "oldVersions": self.old,
            "unknownFields": self.unknown_fields,
            "givenAgain": self.again,
            "withoutObjects": self.other,
            "used": self.used,
        })
    }
}
