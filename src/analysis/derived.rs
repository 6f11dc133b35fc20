//! A derived value and the facts that it was made from.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::table::Entry;
use crate::evidence::fact::Fact;
use crate::evidence::shared_names::SharedNames;
use crate::evidence::topic::Topic;

/// The exchanges behind a derived fact, and the time of the oldest.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    exchanges: SharedNames,
    observed_at: DateTime<Utc>,
}

impl Sources {
    pub(super) fn new<T>(entry: &Entry<'_, T>) -> Self {
        Self { exchanges: entry.fact.exchanges.clone(), observed_at: entry.fact.observed_at }
    }

    /// An exchange to name where one will do.
    pub(super) fn first(&self) -> Option<String> {
        self.exchanges.first().cloned()
    }

    pub(super) fn add<T>(&mut self, entry: &Entry<'_, T>) {
        self.exchanges.merge(&entry.fact.exchanges);
        self.observed_at = self.observed_at.min(entry.fact.observed_at);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.exchanges.merge(&other.exchanges);
        self.observed_at = self.observed_at.min(other.observed_at);
    }
}

/// A derived value with its sources.
#[derive(Debug, Clone)]
pub(super) struct Derived<T> {
    pub(super) value: T,
    pub(super) sources: Sources,
}

impl<T: Serialize> Derived<T> {
    /// The fact to store; `None` when the value lacks its key, which every
    /// derivation sets.
    pub(super) fn to_fact(&self, topic: Topic, cluster: &str) -> Option<Fact> {
        let value = serde_json::to_value(&self.value).ok()?;
        Some(Fact {
            key: topic.key_of(&value)?,
            clusters: SharedNames::from([cluster.to_owned()]),
            value: value.into(),
            exchanges: self.sources.exchanges.clone(),
            observed_at: self.sources.observed_at,
        })
    }
}
