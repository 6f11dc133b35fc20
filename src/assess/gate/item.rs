//! What stands against going live: weight, owner, due day, who accepted it.

use chrono::{Days, NaiveDate};

use super::model::{Item, Weight};
use super::policy::{Assignment, Policy};
use super::waiver::Waivers;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Severity;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::wildcard::matches_stars;

/// Days until a condition is due, when the policy says nothing.
const CONDITIONS_DUE_WITHIN_DAYS: u16 = 30;

/// What the gates said of one result.
#[derive(Default)]
pub(super) struct Verdicts {
    gates: Vec<String>,
    weight: Option<Weight>,
    waivers: Vec<usize>,
}

impl Verdicts {
    /// Adds what one gate says; a blocker that is waived is a condition. The heaviest word counts.
    pub(super) fn add(&mut self, gate: &str, weight: Option<Weight>, waiver: Option<usize>) {
        let Some(weight) = weight else { return };
        let weight = if waiver.is_some() { Weight::Condition } else { weight };
        self.gates.push(gate.to_owned());
        self.weight = Some(self.weight.map_or(weight, |heaviest| heaviest.min(weight)));
        self.waivers.extend(waiver.filter(|index| !self.waivers.contains(index)));
    }
}

/// The item of a result, when it stands against anything.
pub(super) fn item(
    assessment: &Assessment,
    policy: &Policy,
    result: &ControlResult,
    severity: Severity,
    verdicts: &Verdicts,
    waivers: &mut Waivers<'_>,
) -> Option<Item> {
    let weight = verdicts.weight?;
    let mut accepted = exceptions(assessment, result);
    for index in &verdicts.waivers {
        waivers.mark(*index);
        let waiver = waivers.get(*index);
        accepted.push((waiver.id.clone(), waiver.approver.clone(), waiver.expires));
    }
    let expires = accepted.iter().map(|(_, _, expires)| *expires).min();
    let assignment = policy.assignments.iter().find(|assignment| fits(assignment, assessment, result, severity));
    let findings = result.findings.iter().filter(|finding| finding.exception.is_none());
    Some(Item {
        weight,
        gates: verdicts.gates.clone(),
        control: result.control.clone(),
        cluster: result.cluster.clone(),
        compute_type: result.compute_type,
        severity,
        outcome: result.outcome,
        findings: findings.map(|finding| finding.id.clone()).collect(),
        owner: assignment.map(|assignment| assignment.owner.clone()).or_else(|| owner(result)),
        due: due(assessment, policy, weight, assignment.and_then(|assignment| assignment.due), expires),
        accepted_under: accepted.iter().map(|(id, _, _)| id.clone()).collect(),
        accepted_by: accepted.into_iter().map(|(_, approver, _)| approver).collect(),
        expires,
    })
}

/// Who owns all of what fails, where that is one; of a result without findings, who owns the cluster.
fn owner(result: &ControlResult) -> Option<String> {
    let open = result.findings.iter().filter(|finding| finding.exception.is_none());
    let mut names = open.map(|finding| finding.owned_by.as_ref().map(|owner| &owner.name));
    let Some(first) = names.next() else { return result.owned_by.as_ref().map(|owner| owner.name.clone()) };
    names.all(|name| name == first).then(|| first.cloned()).flatten()
}

/// Severity first, then control, cluster and compute type.
pub(super) fn order(item: &Item) -> (Weight, Severity, &str, &str, Option<ComputeType>) {
    (item.weight, item.severity, &item.control, &item.cluster, item.compute_type)
}

/// The exceptions that let the whole of a result pass: id, approver, last day.
fn exceptions(assessment: &Assessment, result: &ControlResult) -> Vec<(String, String, NaiveDate)> {
    if result.exception.is_none() {
        return Vec::new();
    }
    let covering = |id: &String| result.findings.iter().any(|finding| finding.exception.as_ref() == Some(id));
    let named = assessment.exceptions.iter().filter(|exception| covering(&exception.id));
    named.map(|exception| (exception.id.clone(), exception.approver.clone(), exception.expires)).collect()
}

fn fits(assignment: &Assignment, assessment: &Assessment, result: &ControlResult, severity: Severity) -> bool {
    let domain = assessment.controls.get(&result.control).map(|text| text.domain);
    (assignment.controls.is_empty() || assignment.controls.contains(&result.control))
        && (assignment.domains.is_empty() || domain.is_some_and(|domain| assignment.domains.contains(&domain)))
        && (assignment.severities.is_empty() || assignment.severities.contains(&severity))
        && assignment.cluster.as_deref().is_none_or(|pattern| matches_stars(pattern, &result.cluster))
}

/// The day of the assignment, or that of the policy's general rule: none for a blocker, which is due before go-live.
/// What was accepted until a day is due on that day at the latest.
fn due(
    assessment: &Assessment,
    policy: &Policy,
    weight: Weight,
    assigned: Option<NaiveDate>,
    expires: Option<NaiveDate>,
) -> Option<NaiveDate> {
    if weight != Weight::Condition {
        return assigned;
    }
    let days = policy.conditions_due_within_days.unwrap_or(CONDITIONS_DUE_WITHIN_DAYS);
    let general = || assessment.as_of.date_naive().checked_add_days(Days::new(u64::from(days)));
    match (assigned, expires) {
        (Some(assigned), Some(expires)) => Some(assigned.min(expires)),
        (assigned, expires) => assigned.or(expires).or_else(general),
    }
}
