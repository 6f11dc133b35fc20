//! What became of each finding.

use std::collections::BTreeMap;

use super::model::{Cause, FindingChange, FindingKind};
use super::{control, same_place, scope};
use crate::assess::model::{Assessment, ControlResult, Finding};
use crate::control::model::Outcome;

/// A finding with the result that it belongs to.
pub(super) type Placed<'a> = (&'a ControlResult, &'a Finding);

/// The findings of an assessment by id.
pub(super) fn by_id(assessment: &Assessment) -> BTreeMap<&str, Placed<'_>> {
    let findings = assessment.results.iter().flat_map(|result| result.findings.iter().map(move |f| (result, f)));
    findings.map(|(result, finding)| (finding.id.as_str(), (result, finding))).collect()
}

/// Number of findings of each kind, all kinds.
pub(super) fn counts(findings: &[FindingChange]) -> BTreeMap<FindingKind, u64> {
    let of = |kind| findings.iter().filter(|finding| finding.kind == kind).count() as u64;
    FindingKind::ALL.into_iter().map(|kind| (kind, of(kind))).collect()
}

/// Every finding of `base` and `current`; `ordered` are the previous assessments, oldest first.
pub(super) fn changes(ordered: &[&Assessment], base: &Assessment, current: &Assessment) -> Vec<FindingChange> {
    let seen = Seen::new(ordered, current);
    let (before, after) = (by_id(base), by_id(current));
    let comparable = same_place(base, current);
    let earlier = |id: &str| before.get(id).filter(|_| comparable).copied();
    let now = after.iter().map(|(id, placed)| {
        let known = earlier(id);
        let (kind, cause) = match known {
            Some(_) => (FindingKind::StillOpen, Cause::Both),
            None => (FindingKind::New, absence(base, current, placed.0)),
        };
        seen.change(current, *placed, (kind, cause), known)
    });
    let gone = before.iter().filter(|(id, _)| !(comparable && after.contains_key(*id))).map(|(_, placed)| {
        let cause = absence(current, base, placed.0);
        seen.change(base, *placed, (gone(cause), cause), Some(*placed))
    });
    let mut all: Vec<FindingChange> = now.chain(gone).collect();
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    all
}

fn key(change: &FindingChange) -> impl Ord + '_ {
    let place = (&change.control, &change.cluster, change.compute_type, &change.subject, &change.id);
    // A control without text sorts first: it is worth a look.
    (change.kind, change.severity, place)
}

/// What a finding that is gone has become, by why it is gone.
fn gone(cause: Cause) -> FindingKind {
    match cause {
        Cause::Found | Cause::Both => FindingKind::Fixed,
        Cause::Account | Cause::Cluster | Cause::Control | Cause::ComputeType | Cause::Owner => {
            FindingKind::NoLongerInScope
        }
        Cause::Applicability => FindingKind::NoLongerApplicable,
        Cause::Evidence => FindingKind::NoLongerVisible,
        Cause::Rule => FindingKind::NotComparable,
    }
}

/// Why `lacking` has no such finding as `having` has under `result`.
fn absence(lacking: &Assessment, having: &Assessment, result: &ControlResult) -> Cause {
    if !same_place(lacking, having) {
        return Cause::Account;
    }
    if !lacking.clusters.iter().any(|cluster| cluster.name == result.cluster) {
        let unknown = scope::unknown_cluster(lacking, &result.cluster);
        return if unknown { Cause::Evidence } else { Cause::Cluster };
    }
    if !lacking.controls.contains_key(&result.control) {
        return Cause::Control;
    }
    let here =
        lacking.results.iter().filter(|other| (&other.control, &other.cluster) == (&result.control, &result.cluster));
    // A result without compute type stands for subjects whose type is not known: it may hold this one.
    let (matching, unknown): (Vec<_>, Vec<_>) = here
        .filter(|other| other.compute_type == result.compute_type || other.compute_type.is_none())
        .partition(|other| other.compute_type == result.compute_type);
    let undetermined = |other: &&ControlResult| other.outcome == Outcome::Undetermined;
    if matching.iter().chain(&unknown).any(undetermined) {
        return Cause::Evidence;
    }
    let Some(matching) = matching.first() else {
        let unknown = scope::unknown_compute(lacking, &result.cluster);
        return if unknown { Cause::Evidence } else { Cause::ComputeType };
    };
    match matching.outcome {
        Outcome::Inherited => Cause::Owner,
        Outcome::Attested | Outcome::Undetermined => Cause::Evidence,
        _ if control::rule_differs(lacking, having, &result.control) => Cause::Rule,
        // The subject may be among what was not read.
        Outcome::NotSatisfied if !matching.population.complete => Cause::Evidence,
        Outcome::NotApplicable => Cause::Applicability,
        Outcome::Satisfied | Outcome::NotSatisfied | Outcome::Excepted => Cause::Found,
    }
}

/// The findings of all assessments of the current account and Region, oldest first.
struct Seen<'a> {
    current: &'a Assessment,
    /// The assessment that others are compared with comes last.
    previous: Vec<(&'a Assessment, BTreeMap<&'a str, Placed<'a>>)>,
    now: BTreeMap<&'a str, Placed<'a>>,
}

impl<'a> Seen<'a> {
    fn new(ordered: &[&'a Assessment], current: &'a Assessment) -> Self {
        let previous = ordered.iter().map(|assessment| (*assessment, by_id(assessment))).collect();
        Self { current, previous, now: by_id(current) }
    }

    fn change(
        &self,
        home: &Assessment,
        (result, finding): Placed<'_>,
        (kind, cause): (FindingKind, Cause),
        before: Option<Placed<'_>>,
    ) -> FindingChange {
        let id = finding.id.as_str();
        let holders: Vec<&Assessment> = self
            .previous
            .iter()
            .filter(|(assessment, findings)| same_place(assessment, home) && findings.contains_key(id))
            .map(|(assessment, _)| *assessment)
            .collect();
        let open = matches!(kind, FindingKind::New | FindingKind::StillOpen);
        let first_seen = holders.first().map_or(home.as_of, |assessment| assessment.as_of);
        let days = (self.current.as_of - first_seen).num_days();
        let current = self.now.get(id).filter(|_| open);
        FindingChange {
            id: id.to_owned(),
            kind,
            cause,
            control: result.control.clone(),
            title: control::title(home, self.current, &result.control),
            severity: home.controls.get(&result.control).map(|text| text.severity),
            cluster: result.cluster.clone(),
            compute_type: result.compute_type,
            topic: finding.topic,
            subject: finding.subject.clone(),
            message: finding.message.clone(),
            first_seen,
            age_days: open.then(|| u64::try_from(days).unwrap_or_default()),
            seen_in: holders.len() as u64 + u64::from(open),
            returned: kind == FindingKind::New && !holders.is_empty(),
            exception_before: before.and_then(|(_, finding)| finding.exception.clone()),
            exception_after: current.and_then(|(_, finding)| finding.exception.clone()),
        }
    }
}
