//! Which subjects are judged together: by compute type where they carry one.

use std::collections::BTreeSet;

use super::compute::{Compute, has_custom_image, type_of_node};
use super::owner::{self, is_judged};
use crate::control::model::{Area, Owner};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Fact, Facts, member};
use crate::evidence::topic::Topic;

/// Subjects that get one result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group<'a> {
    pub(super) compute_type: Option<ComputeType>,
    pub(super) owner: Owner,
    pub(super) subjects: Vec<&'a Fact>,
    /// Subjects on which no verdict can be given, with why.
    pub(super) unplaced: Vec<(&'a Fact, String)>,
    /// What else a reader must know of the selection.
    pub(super) note: Option<String>,
    /// True when the topic cannot have subjects of this compute type.
    pub(super) impossible: bool,
}

impl<'a> Group<'a> {
    /// The group of a control without subjects.
    pub(super) fn of_cluster(owner: Owner) -> Self {
        Self::new(None, owner, Vec::new())
    }

    fn new(compute_type: Option<ComputeType>, owner: Owner, subjects: Vec<&'a Fact>) -> Self {
        Self { compute_type, owner, subjects, unplaced: Vec::new(), note: None, impossible: false }
    }
}

/// The groups of the subjects of `topic` in `cluster`; at least one.
///
/// `whole` tells whether the evidence is complete: while it is not, subjects
/// of another compute type may be unseen, and a group without a type stands
/// for them.
pub(super) fn groups<'a>(
    facts: &'a Facts,
    cluster: &'a str,
    topic: Topic,
    area: &Area,
    compute: &Compute,
    whole: bool,
) -> Vec<Group<'a>> {
    let subjects: Vec<&Fact> = facts.of_cluster(topic, cluster).collect();
    if !has_compute_type(topic) {
        return vec![Group::new(None, owner::of_cluster(area, compute), subjects)];
    }
    let typed: Vec<(&Fact, BTreeSet<ComputeType>)> =
        subjects.into_iter().map(|fact| (fact, types_of(facts, cluster, topic, fact))).collect();
    let mut groups: Vec<Group<'a>> = compute
        .present
        .keys()
        .map(|kind| {
            let of_kind = typed.iter().filter(|(_, kinds)| kinds.contains(kind)).map(|(fact, _)| *fact);
            of_type(area, topic, *kind, of_kind.collect())
        })
        .collect();
    let unseen =
        !whole && !groups.iter().any(|group| group.compute_type.is_some() && group.compute_type == only_type(topic));
    let untyped: Vec<&Fact> = typed.iter().filter(|(_, kinds)| kinds.is_empty()).map(|(fact, _)| *fact).collect();
    if !untyped.is_empty() || unseen || groups.is_empty() {
        groups.push(without_type(area, topic, compute, untyped, unseen));
    }
    groups
}

fn without_type<'a>(area: &Area, topic: Topic, compute: &Compute, untyped: Vec<&'a Fact>, unseen: bool) -> Group<'a> {
    let everywhere = owner::combine(area.owners.values().chain(area.owners_with_custom_ami.values()).copied());
    let placed = topic == Topic::Ec2LaunchTemplateVersion;
    let owner = if unseen || !placed { everywhere } else { owner::of_cluster(area, compute) };
    if placed {
        return Group::new(None, owner, untyped);
    }
    let mut group = Group::new(None, owner, Vec::new());
    let why = "its compute type is not known";
    group.unplaced = untyped.into_iter().map(|fact| (fact, why.to_owned())).collect();
    group
}

fn has_compute_type(topic: Topic) -> bool {
    only_type(topic).is_some() || matches!(topic, Topic::AnalysisNode | Topic::Ec2LaunchTemplateVersion)
}

/// The compute type that all subjects of a topic have.
fn only_type(topic: Topic) -> Option<ComputeType> {
    match topic {
        Topic::EksNodegroup => Some(ComputeType::ManagedNodeGroup),
        Topic::EksFargateProfile => Some(ComputeType::Fargate),
        _ => None,
    }
}

fn types_of(facts: &Facts, cluster: &str, topic: Topic, subject: &Fact) -> BTreeSet<ComputeType> {
    match topic {
        Topic::AnalysisNode => type_of_node(subject).into_iter().collect(),
        Topic::Ec2LaunchTemplateVersion => facts
            .of_cluster(Topic::AnalysisNode, cluster)
            .filter(|n| is_from(n, subject))
            .filter_map(type_of_node)
            .collect(),
        _ => only_type(topic).into_iter().collect(),
    }
}

/// True when `node` was started from the launch template version.
fn is_from(node: &Fact, template: &Fact) -> bool {
    let text = |fact: &Fact, name: &str| {
        let value = member(&fact.value, &[name])?;
        value.as_string().map(|text| text.to_string()).or_else(|| Some(value.to_i64()?.to_string()))
    };
    let same = |ours: &str, theirs: &str| {
        let ours = text(node, ours);
        ours.is_some() && ours == text(template, theirs)
    };
    same("launchTemplateId", "launchTemplateId") && same("launchTemplateVersion", "versionNumber")
}

/// The subjects of one compute type whose owner is judged. Where a custom
/// image makes the difference, only those are judged that it hands to the customer.
fn of_type<'a>(area: &Area, topic: Topic, kind: ComputeType, subjects: Vec<&'a Fact>) -> Group<'a> {
    let (stock, custom) = (owner::on(area, kind, false), owner::on(area, kind, true));
    let mut group = Group::new(Some(kind), stock, Vec::new());
    group.impossible = only_type(topic).is_some_and(|only| only != kind)
        || topic == Topic::Ec2LaunchTemplateVersion && !kind.is_of_the_account();
    if subjects.is_empty() || is_judged(stock) == is_judged(custom) {
        let differs = stock != custom && subjects.iter().any(|s| has_custom_image(topic, s) != Some(false));
        group.owner = if differs { owner::combine([stock, custom].into_iter()) } else { stock };
        group.subjects = subjects;
        return group;
    }
    let mut left_out = 0_usize;
    for subject in subjects {
        match has_custom_image(topic, subject) {
            Some(image) if is_judged(owner::on(area, kind, image)) => group.subjects.push(subject),
            Some(_) => left_out += 1,
            None => group.unplaced.push((subject, "whether it runs a custom image is not known".to_owned())),
        }
    }
    if !group.subjects.is_empty() || !group.unplaced.is_empty() {
        group.owner = if is_judged(stock) { stock } else { custom };
        let which = if is_judged(stock) { "with an image of Amazon's" } else { "with a custom image" };
        group.note = (left_out > 0).then(|| format!("only those {which} are judged; {left_out} more are AWS's"));
    } else if is_judged(stock) {
        group.owner = custom;
    }
    group
}
