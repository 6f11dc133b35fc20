//! Where facts, the items that must exist, and gaps are gathered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use ijson::IValue;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure::Failure;
use super::operations::Operation;
use crate::evidence::exchange::Exchange;
use crate::evidence::fact::{Fact, Gap, GapReason};
use crate::evidence::shared_names::SharedNames;
use crate::evidence::topic::Topic;
use crate::evidence::topic::declaration::Descriptor;

/// What is known of one item so far.
#[derive(Debug, Clone)]
pub(super) struct PartialFact {
    held: IValue,
    pub(super) clusters: BTreeSet<String>,
    pub(super) exchanges: SharedNames,
    observed_at: DateTime<Utc>,
    /// When the value was read: of two replies that show one item, the later one counts.
    read_at: DateTime<Utc>,
}

impl PartialFact {
    /// The value, in the form in which replies are read.
    pub(super) fn value(&self) -> Value {
        self.held.clone().into()
    }
}

/// Facts, needs and gaps of one normalisation.
pub(super) struct FactBuilder {
    facts: BTreeMap<Topic, BTreeMap<String, PartialFact>>,
    /// Items that other facts refer to, with the clusters that refer to them.
    needs: BTreeMap<Topic, BTreeMap<String, BTreeSet<String>>>,
    gaps: BTreeSet<Gap>,
    /// Topics that the run was planned for.
    planned: BTreeSet<Topic>,
}

impl FactBuilder {
    pub(super) fn new(planned: BTreeSet<Topic>) -> Self {
        Self { facts: BTreeMap::new(), needs: BTreeMap::new(), gaps: BTreeSet::new(), planned }
    }

    /// The declared topics that the run was planned for.
    pub(super) fn declared(&self) -> Vec<&'static Descriptor> {
        self.planned.iter().filter_map(|topic| topic.declaration()).collect()
    }

    pub(super) fn is_planned(&self, topic: Topic) -> bool {
        self.planned.contains(&topic)
    }

    /// Adds an item that `exchange` shows, or adds its clusters and exchange
    /// to the item that is there.
    pub(super) fn add(
        &mut self,
        topic: Topic,
        key: &str,
        value: Value,
        clusters: &BTreeSet<String>,
        exchange: &Exchange,
    ) {
        let partial = self.facts.entry(topic).or_default().entry(key.to_owned()).or_insert_with(|| PartialFact {
            held: IValue::NULL,
            clusters: BTreeSet::new(),
            exchanges: SharedNames::default(),
            observed_at: exchange.time,
            read_at: DateTime::<Utc>::MIN_UTC,
        });
        if exchange.time >= partial.read_at {
            partial.held = value.into();
            partial.read_at = exchange.time;
        }
        partial.clusters.extend(clusters.iter().cloned());
        partial.exchanges.insert(&exchange.id);
        partial.observed_at = partial.observed_at.min(exchange.time);
    }

    /// Adds a part that another exchange shows to an item that is there.
    pub(super) fn join(&mut self, topic: Topic, key: &str, exchange: &Exchange, change: impl FnOnce(&mut Value)) {
        let Some(partial) = self.facts.get_mut(&topic).and_then(|facts| facts.get_mut(key)) else { return };
        let mut value = partial.value();
        change(&mut value);
        partial.held = value.into();
        partial.exchanges.insert(&exchange.id);
        partial.observed_at = partial.observed_at.min(exchange.time);
    }

    /// Notes that `cluster` uses the item.
    pub(super) fn need(&mut self, topic: Topic, key: &str, cluster: &str) {
        self.needs.entry(topic).or_default().entry(key.to_owned()).or_default().insert(cluster.to_owned());
    }

    /// Forgets an item that turned out not to be one.
    pub(super) fn no_longer_needed(&mut self, topic: Topic, key: &str) {
        if let Some(needs) = self.needs.get_mut(&topic) {
            needs.remove(key);
        }
    }

    /// The items of `topic` that clusters use.
    pub(super) fn needs(&self, topic: Topic) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.needs.get(&topic).into_iter().flatten()
    }

    /// The clusters that use the item.
    pub(super) fn users(&self, topic: Topic, key: &str) -> BTreeSet<String> {
        self.needs.get(&topic).and_then(|needs| needs.get(key)).cloned().unwrap_or_default()
    }

    /// The items of `topic`.
    pub(super) fn facts(&self, topic: Topic) -> impl Iterator<Item = (&String, &PartialFact)> {
        self.facts.get(&topic).into_iter().flatten()
    }

    pub(super) fn fact(&self, topic: Topic, key: &str) -> Option<&PartialFact> {
        self.facts.get(&topic)?.get(key)
    }

    /// The items of `topic` in their typed form, with their clusters. A value
    /// that does not have the form was never added.
    pub(super) fn typed<T: DeserializeOwned>(&self, topic: Topic) -> Vec<(BTreeSet<String>, T)> {
        self.facts(topic)
            .filter_map(|(_, partial)| Some((partial.clusters.clone(), ijson::from_value(&partial.held).ok()?)))
            .collect()
    }

    /// Records that a read failed.
    pub(super) fn failed(
        &mut self,
        operation: &Operation,
        cluster: Option<String>,
        item: Option<String>,
        failure: &Failure,
    ) {
        self.gaps.insert(Gap {
            topics: operation.gap_topics(&self.planned),
            cluster,
            item,
            reason: failure.reason,
            permission: operation.permission(),
            detail: failure.detail.clone(),
            exchange: failure.exchange.clone(),
        });
    }

    /// Records a gap that no AWS operation describes.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gaps.insert(gap);
    }

    /// Records that an item that must exist was never read. What the run was
    /// not planned for is not a failure of it.
    pub(super) fn missing(
        &mut self,
        operation: &Operation,
        cluster: Option<String>,
        item: &str,
        reason: GapReason,
        exchange: Option<String>,
    ) {
        let detail = match reason {
            GapReason::Gone => "the reply does not hold it",
            _ => "it is in use, and no exchange describes it",
        };
        self.unread(operation, cluster, item, Failure { reason, detail: detail.to_owned(), exchange });
    }

    /// As [`Self::missing`], for an item that could not be asked for.
    pub(super) fn missing_because(&mut self, operation: &Operation, cluster: Option<String>, item: &str, why: &str) {
        let failure = Failure { reason: GapReason::NotRecorded, detail: why.to_owned(), exchange: None };
        self.unread(operation, cluster, item, failure);
    }

    fn unread(&mut self, operation: &Operation, cluster: Option<String>, item: &str, failure: Failure) {
        if !operation.gap_topics(&self.planned).is_disjoint(&self.planned) {
            self.failed(operation, cluster, Some(item.to_owned()), &failure);
        }
    }

    /// True when a gap leaves `topic` incomplete; for one cluster, or for any.
    pub(super) fn has_gap(&self, topic: Topic, cluster: Option<&str>) -> bool {
        self.gaps.iter().any(|gap| {
            gap.topics.contains(&topic)
                && match (&gap.cluster, cluster) {
                    (Some(of), Some(asked)) => of == asked,
                    _ => true,
                }
        })
    }

    /// Everything gathered, sorted.
    pub(super) fn finish(self) -> (BTreeMap<Topic, Vec<Fact>>, Vec<Gap>) {
        let facts = self.facts.into_iter().map(|(topic, drafts)| {
            let facts = drafts.into_iter().map(|(key, partial)| Fact {
                key,
                clusters: partial.clusters.into(),
                value: partial.held,
                exchanges: partial.exchanges,
                observed_at: partial.observed_at,
            });
            (topic, facts.collect())
        });
        (facts.collect(), self.gaps.into_iter().collect())
    }
}

/// The text of a member, empty when there is none.
pub(super) fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}
