//! Typed facts of one topic, found by key.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::evidence::fact::{Fact, Facts, Gap, GapReason};
use crate::evidence::topic::Topic;

/// A fact with its value in typed form.
pub(super) struct Entry<'a, T> {
    pub(super) fact: &'a Fact,
    pub(super) value: T,
}

/// The facts of one topic.
pub(super) struct Table<'a, T> {
    entries: Vec<Entry<'a, T>>,
    by_key: BTreeMap<&'a str, usize>,
}

impl<'a, T: DeserializeOwned> Table<'a, T> {
    /// Reads the facts of `topic`; those without its shape become gaps.
    pub(super) fn read(facts: &'a Facts, topic: Topic, gaps: &mut Vec<Gap>) -> Self {
        let mut table = Self { entries: Vec::new(), by_key: BTreeMap::new() };
        for fact in facts.of(topic) {
            match fact.typed() {
                Ok(value) => {
                    table.by_key.entry(&fact.key).or_insert(table.entries.len());
                    table.entries.push(Entry { fact, value });
                }
                Err(error) => gaps.extend(malformed(topic, fact, &error)),
            }
        }
        table
    }
}

impl<'a, T> Table<'a, T> {
    pub(super) fn get(&self, key: &str) -> Option<&Entry<'a, T>> {
        self.by_key.get(key).and_then(|index| self.entries.get(*index))
    }

    /// Every fact, of whichever cluster.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entry<'a, T>> {
        self.entries.iter()
    }

    /// Facts that belong to `cluster`, or to the whole account.
    pub(super) fn of_cluster<'s>(&'s self, cluster: &'s str) -> impl Iterator<Item = &'s Entry<'a, T>> {
        self.entries.iter().filter(move |e| e.fact.clusters.is_empty() || e.fact.clusters.contains(cluster))
    }
}

/// No permission is missing here: the reply came, and is not what the API documents.
fn malformed(topic: Topic, fact: &Fact, error: &serde_json::Error) -> Vec<Gap> {
    let gap = |cluster: Option<String>| Gap {
        topics: BTreeSet::from([topic]),
        cluster,
        item: Some(fact.key.clone()),
        reason: GapReason::Malformed,
        permission: String::new(),
        detail: format!("the fact does not have the shape of {topic}: {error}"),
        exchange: fact.exchanges.first().cloned(),
    };
    if fact.clusters.is_empty() {
        return vec![gap(None)];
    }
    fact.clusters.iter().map(|cluster| gap(Some(cluster.clone()))).collect()
}
