//! What is known of a built-in topic. Each has one entry, in the file of its service.

use schemars::Schema;
use serde_json::Value;

use super::key::Key;
use super::{Scope, Topic};
use crate::evidence::model::{Shape, schema, shaped};

/// What is known of a built-in topic.
#[derive(Debug, Clone, Copy)]
pub(super) struct BuiltIn {
    topic: Topic,
    /// One sentence on what a fact is, and its key.
    pub(super) description: &'static str,
    pub(super) scope: Scope,
    /// What its items are called, one and many.
    pub(super) nouns: (&'static str, &'static str),
    pub(super) key: Key,
    pub(super) schema: fn() -> Schema,
    pub(super) shaped: fn(&Value) -> Result<Value, serde_json::Error>,
    pub(super) discovered_through: &'static [Topic],
    pub(super) base_topics: &'static [Topic],
    pub(super) joined_topics: &'static [Topic],
}

impl BuiltIn {
    /// A topic whose facts belong to clusters and have this shape.
    pub(super) const fn of_cluster<T: Shape>(topic: Topic, description: &'static str) -> Self {
        Self::new::<T>(topic, Scope::Cluster, description)
    }

    /// A topic whose facts belong to the account and Region and have this shape.
    pub(super) const fn of_account<T: Shape>(topic: Topic, description: &'static str) -> Self {
        Self::new::<T>(topic, Scope::Account, description)
    }

    const fn new<T: Shape>(topic: Topic, scope: Scope, description: &'static str) -> Self {
        Self {
            topic,
            description,
            scope,
            nouns: ("", ""),
            key: Key::of(&[]),
            schema: schema::<T>,
            shaped: shaped::<T>,
            discovered_through: &[],
            base_topics: &[],
            joined_topics: &[],
        }
    }

    /// What its items are called, one and many.
    pub(super) const fn nouns(self, one: &'static str, many: &'static str) -> Self {
        Self { nouns: (one, many), ..self }
    }

    /// The members that identify a fact. Without them there is one in the account and Region, which the collector names.
    pub(super) const fn key(self, fields: &'static [&'static str]) -> Self {
        Self { key: Key::of(fields), ..self }
    }

    /// The same, where a part that is empty is left out of the key.
    pub(super) const fn key_of_filled_parts(self, fields: &'static [&'static str]) -> Self {
        Self { key: Key::of_filled_parts(fields), ..self }
    }

    /// See [`Topic::discovered_through`].
    pub(super) const fn discovered_through(self, topics: &'static [Topic]) -> Self {
        Self { discovered_through: topics, ..self }
    }

    /// See [`Topic::base_topics`].
    pub(super) const fn base_topics(self, topics: &'static [Topic]) -> Self {
        Self { base_topics: topics, ..self }
    }

    /// See [`Topic::joined_topics`].
    pub(super) const fn joined_topics(self, topics: &'static [Topic]) -> Self {
        Self { joined_topics: topics, ..self }
    }

    /// The entry says what every entry must.
    const fn check(&self) {
        assert!(!self.nouns.0.is_empty() && !self.nouns.1.is_empty(), "an entry lacks its nouns");
        let named = matches!(self.scope, Scope::Account) || !self.key.is_empty();
        assert!(named, "an entry lacks its key");
    }
}

/// The entries of `tables`, by the numbers of their topics. Computed by the compiler, which refuses a topic that has no
/// entry or two.
pub(super) const fn by_number<const N: usize>(tables: &[&'static [BuiltIn]]) -> [&'static BuiltIn; N] {
    let mut found: [Option<&'static BuiltIn>; N] = [None; N];
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            let entry = &tables[table][row];
            entry.check();
            let Ok(number) = entry.topic.number() else { panic!("a declared topic has its declaration, and no entry") };
            assert!(found[number].is_none(), "a topic has two entries");
            found[number] = Some(entry);
            row += 1;
        }
        table += 1;
    }
    let mut all = [&tables[0][0]; N];
    let mut number = 0;
    while number < N {
        let Some(entry) = found[number] else { panic!("a topic has no entry in the file of its service") };
        all[number] = entry;
        number += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::model::eks::Cluster;
    use crate::evidence::topic::{analysis, eks};

    const ALL: usize = Topic::ALL.len();

    #[test]
    #[should_panic(expected = "a topic has no entry in the file of its service")]
    fn a_topic_without_an_entry_is_refused() {
        let _ = by_number::<ALL>(&[eks::TOPICS, analysis::TOPICS]);
    }

    #[test]
    #[should_panic(expected = "a topic has two entries")]
    fn a_topic_with_two_entries_is_refused() {
        let _ = by_number::<ALL>(&[eks::TOPICS, eks::TOPICS]);
    }

    #[test]
    #[should_panic(expected = "an entry lacks its nouns")]
    fn an_entry_without_nouns_is_refused() {
        const TOPICS: &[BuiltIn] = &[BuiltIn::of_cluster::<Cluster>(Topic::EksCluster, "A cluster.").key(&["name"])];
        let _ = by_number::<ALL>(&[TOPICS]);
    }

    #[test]
    #[should_panic(expected = "an entry lacks its key")]
    fn an_entry_of_clusters_without_a_key_is_refused() {
        const TOPICS: &[BuiltIn] =
            &[BuiltIn::of_cluster::<Cluster>(Topic::EksCluster, "A cluster.").nouns("cluster", "clusters")];
        let _ = by_number::<ALL>(&[TOPICS]);
    }
}
