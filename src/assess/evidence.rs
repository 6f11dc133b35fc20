//! Whether the evidence that a control needs is whole and fresh for a cluster.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use crate::evidence::fact::{Facts, Gap, GapReason};
use crate::evidence::topic::Topic;

/// What is wrong with the evidence; nothing when all lists are empty.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Indexes of the gaps that leave it incomplete.
    pub(super) gaps: Vec<usize>,
    /// Topics that were not enumerated to their end.
    pub(super) uncovered: Vec<Topic>,
    /// What is too old, in words.
    pub(super) stale: Vec<String>,
    /// Exchanges that facts and enumerations came from.
    pub(super) exchanges: BTreeSet<String>,
}

impl Evidence {
    /// True when nothing is missing and nothing is too old.
    pub(super) fn is_whole(&self) -> bool {
        self.gaps.is_empty() && self.uncovered.is_empty() && self.stale.is_empty()
    }
}

/// The topics that `needs` rest on, themselves included.
pub(super) fn closure(needs: &BTreeSet<Topic>) -> BTreeSet<Topic> {
    let mut closed = BTreeSet::new();
    let mut open: Vec<Topic> = needs.iter().copied().collect();
    while let Some(topic) = open.pop() {
        if closed.insert(topic) {
            open.extend(topic.base_topics());
        }
    }
    closed
}

/// The state of the evidence for `needs` in `cluster`.
pub(super) fn examine(facts: &Facts, needs: &BTreeSet<Topic>, cluster: &str) -> Evidence {
    let topics = closure(needs);
    let concerns = |name: Option<&str>| name.is_none_or(|name| name == cluster);
    let gaps = facts.gaps.iter().enumerate();
    let gaps = gaps.filter(|(_, gap)| concerns(gap.cluster.as_deref()) && !gap.topics.is_disjoint(&topics));
    let gaps = gaps.map(|(index, _)| index).collect();
    let uncovered = topics.iter().copied().filter(|topic| !is_enumerated(facts, *topic, cluster)).collect();
    let of_facts =
        needs.iter().flat_map(|topic| facts.of_cluster(*topic, cluster)).flat_map(|fact| fact.exchanges.iter());
    let enumerations = facts.coverage.iter().filter(|c| topics.contains(&c.topic) && concerns(c.cluster.as_deref()));
    let exchanges = of_facts.chain(enumerations.flat_map(|c| c.exchanges.iter())).cloned().collect();
    Evidence { gaps, uncovered, stale: Vec::new(), exchanges }
}

/// Derived topics have no enumeration of their own: their base topics have.
fn is_enumerated(facts: &Facts, topic: Topic, cluster: &str) -> bool {
    if topic.is_derived() { facts.topics.contains_key(&topic) } else { facts.covers(topic, cluster) }
}

/// What of `needs` is older than `age` at `as_of`. An empty topic is as old as the run.
pub(super) fn stale(
    facts: &Facts,
    needs: &BTreeSet<Topic>,
    cluster: &str,
    as_of: DateTime<Utc>,
    (age, text): (Duration, &str),
) -> Vec<String> {
    let too_old = |time: DateTime<Utc>| as_of - time > age;
    let mut stale = Vec::new();
    for topic in closure(needs) {
        let mut known = facts.of_cluster(topic, cluster).peekable();
        if known.peek().is_none() && too_old(facts.started_at) {
            stale.push(format!("the evidence for {topic} of {} is older than {text}", facts.started_at.to_rfc3339()));
        }
        let Some(oldest) = known.filter(|fact| too_old(fact.observed_at)).min_by_key(|fact| fact.observed_at) else {
            continue;
        };
        let exchange = oldest.exchanges.first().map_or_else(String::new, |id| format!(" in exchange {id}"));
        let time = oldest.observed_at.to_rfc3339();
        stale.push(format!("{topic} {} was observed at {time}{exchange}, more than {text} before", oldest.key));
    }
    stale
}

/// Words for the reason of a gap. What was not recorded was not asked for, and only the detail, which is ours, says
/// with which option it would be.
pub(super) fn gap_words(gap: &Gap) -> &str {
    match gap.reason {
        GapReason::AccessDenied => "access denied",
        GapReason::Throttled => "throttled until the attempts ran out",
        GapReason::ServerError => "server errors until the attempts ran out",
        GapReason::Connection => "the connection failed",
        GapReason::Malformed => "the reply is not what the API documents",
        GapReason::NotServed => "the service does not know the operation",
        GapReason::Refused => "the request was refused",
        GapReason::Incomplete => "the list ended before its last page",
        GapReason::NotRecorded if !gap.detail.is_empty() => &gap.detail,
        GapReason::NotRecorded => "the recording does not hold the request",
        GapReason::NotAsked => "AWS was not asked",
        GapReason::Gone => "listed, yet gone when described",
    }
}
