//! Whether evidence that was not read could clear a failure.
//!
//! A control says "all members meet it": one that provably does not decides, whatever else could not be read. So a
//! failure stands beside any gap, unless the gap is in what this member's own verdict rests on.

use std::collections::BTreeSet;

use ijson::IValue;

use super::evaluate::Rule;
use super::evidence::{Evidence, closure};
use crate::analysis::rests::{Unread, resting_on};
use crate::control::condition::{Condition, Growth};
use crate::control::model::Control;
use crate::evidence::fact::{Fact, Facts};
use crate::evidence::topic::Topic;

/// Something that was not read.
struct Hole<'a> {
    topic: Topic,
    /// The one item that was not described; the list did not end when absent.
    item: Option<&'a str>,
    /// The only cluster concerned.
    cluster: Option<&'a str>,
}

/// What could clear failures of one rule.
pub(super) struct Doubts<'a> {
    /// Any failure.
    all: bool,
    /// Failures of subjects that are these items, or name them.
    items: BTreeSet<&'a str>,
    /// Why, in words.
    why: BTreeSet<&'static str>,
}

const LOOKED_UP: &str = "the rule looks up what was not read to its end";

impl<'a> Doubts<'a> {
    /// The doubts that the holes of `evidence` leave.
    pub(super) fn of(facts: &'a Facts, evidence: &Evidence, control: &Control, rule: &Rule, cluster: &str) -> Self {
        let mut doubts = Self { all: false, items: BTreeSet::new(), why: BTreeSet::new() };
        for hole in holes(facts, evidence) {
            if control.needs.iter().any(|topic| looked_up(rule, *topic, &hole)) {
                doubts.all = true;
                doubts.why.insert(LOOKED_UP);
            }
            doubts.add_subject(rule, &hole, cluster);
        }
        doubts
    }

    /// True when what was not read could clear the failure of `subject`.
    pub(super) fn concern(&self, subject: &Fact) -> bool {
        self.all || self.items.iter().any(|item| is_or_names(subject, item))
    }

    /// Why failures wait, in words.
    pub(super) fn why(&self) -> String {
        self.why.iter().copied().collect::<Vec<_>>().join("; ")
    }

    /// What the subject itself rests on.
    fn add_subject(&mut self, rule: &Rule, hole: &Hole<'a>, cluster: &str) {
        let topic = rule.topic;
        // The description of the cluster itself; other clusters are other results.
        if topic == Topic::EksCluster {
            self.all |= hole.topic == topic && (hole.cluster == Some(cluster) || hole.item == Some(cluster));
            return;
        }
        if hole.topic == Topic::EksCluster && rule.conditions().any(|condition| condition.reads(&["cluster"])) {
            self.all = true;
        }
        // Nobody reads a derived fact: where it is missing itself, it is not known what it rests on.
        if hole.topic == topic && topic.is_derived() {
            self.all = true;
        }
        if !closure(&BTreeSet::from([topic])).contains(&hole.topic) {
            return;
        }
        self.items.extend(hole.item.filter(|_| hole.topic == topic || is_population(topic, hole.topic)));
        for rest in resting_on(topic, hole.topic) {
            let cleared = |field: &str| {
                let path = [topic.variable(), field];
                match rest.unread {
                    Unread::Adds => clears(rule, &path),
                    Unread::Changes | Unread::ChangesWhatIsNamed => rule.conditions().any(|one| one.reads(&path)),
                }
            };
            let concerned = match rest.fields {
                [] => true,
                fields => fields.iter().any(|field| cleared(field)),
            };
            if !concerned {
                continue;
            }
            self.why.insert(rest.why);
            match (rest.unread, hole.item) {
                (Unread::ChangesWhatIsNamed, Some(item)) => drop(self.items.insert(item)),
                _ => self.all = true,
            }
        }
    }
}

/// Facts of `base` are the members of `topic`, one for one.
fn is_population(topic: Topic, base: Topic) -> bool {
    matches!(
        (topic, base),
        (Topic::AnalysisNode, Topic::Ec2Instance | Topic::KubernetesNode)
            | (Topic::AnalysisSubnet, Topic::Ec2Subnet)
            | (Topic::AnalysisSecurityGroup, Topic::Ec2SecurityGroup)
            | (Topic::AnalysisRole, Topic::IamRole)
            | (Topic::AnalysisWorkload | Topic::AnalysisContainer, Topic::KubernetesWorkload)
            | (Topic::AnalysisNamespace, Topic::KubernetesNamespace)
            | (Topic::AnalysisLoadBalancer, Topic::ElbLoadBalancer | Topic::ElbClassicLoadBalancer)
            | (Topic::AnalysisEntrance, Topic::KubernetesService | Topic::KubernetesIngress | Topic::KubernetesGateway)
    )
}

fn holes<'a>(facts: &'a Facts, evidence: &Evidence) -> Vec<Hole<'a>> {
    let gaps = evidence.gaps.iter().filter_map(|index| facts.gaps.get(*index));
    let mut holes: Vec<Hole<'a>> = Vec::new();
    for gap in gaps {
        let place = (gap.item.as_deref(), gap.cluster.as_deref());
        holes.extend(gap.topics.iter().map(|topic| Hole { topic: *topic, item: place.0, cluster: place.1 }));
    }
    // A list that lacks single items has a gap for each.
    let listed: BTreeSet<Topic> = holes.iter().map(|hole| hole.topic).collect();
    let uncovered = evidence.uncovered.iter().filter(|topic| !listed.contains(topic));
    holes.extend(uncovered.map(|topic| Hole { topic: *topic, item: None, cluster: None }));
    holes
}

/// True when the rule looks `topic` up as a whole, and more facts of it could clear a failure. A fact that is looked up
/// by its key is there, or there is no verdict.
fn looked_up(rule: &Rule, topic: Topic, hole: &Hole<'_>) -> bool {
    let path = ["facts", topic.group(), topic.thing()];
    if !closure(&BTreeSet::from([topic])).contains(&hole.topic)
        || !rule.conditions().any(|condition| condition.reads(&path))
    {
        return false;
    }
    // A member of what is looked up can change an answer either way.
    clears(rule, &path) || resting_on(topic, hole.topic).next().is_some()
}

/// True when more at `path` could take a failing subject out of scope, or make it pass.
fn clears(rule: &Rule, path: &[&str]) -> bool {
    let could = |condition: &Option<Condition>, wanted: Growth| {
        condition.as_ref().is_some_and(|condition| {
            let growth = condition.growth_with(path);
            growth == wanted || growth == Growth::Any
        })
    };
    could(&rule.when, Growth::Down) || could(&rule.require, Growth::Up)
}

fn is_or_names(subject: &Fact, item: &str) -> bool {
    subject.key == item || subject.key.rsplit('/').next() == Some(item) || names(&subject.value, item)
}

fn names(value: &IValue, item: &str) -> bool {
    if let Some(text) = value.as_string() {
        return text.as_str() == item;
    }
    let of_list = value.as_array().is_some_and(|list| list.iter().any(|value| names(value, item)));
    of_list || value.as_object().is_some_and(|object| object.values().any(|value| names(value, item)))
}
