//! How long a decision holds, and what ends it before.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::model::{GateResult, Item, Lapse, WaiverResult, WaiverState};
use super::policy::Policy;
use crate::assess::model::Assessment;
use crate::control::model::Outcome;

/// Days that a decision holds when the policy says nothing.
const VALID_DAYS: u64 = 90;

const TRIGGERS: [&str; 5] = [
    "The cluster moves to another Kubernetes minor version.",
    "The scope changes: cluster, account, Region or compute type.",
    "The access to the API endpoint, or who administers the cluster, changes.",
    "A control that passed here fails, or its evidence can no longer be read.",
    "An exception or a waiver is added, widened or prolonged.",
];

/// What forbids going live beside the gates.
pub(super) fn obstacles(assessment: &Assessment, policy: &Policy, gates: &[GateResult]) -> Vec<String> {
    let mut found = Vec::new();
    if gates.iter().all(|gate| gate.results == 0) {
        found.push("Nothing was assessed: no cluster is in scope, or no control is in use.".to_owned());
    }
    let today = assessment.as_of.date_naive();
    if let Some(last) = policy.valid_until.filter(|last| *last < today) {
        found.push(format!("The review was valid until {last}; the evidence speaks of {today}."));
    }
    found
}

/// The last day on which the decision may be relied on.
pub(super) fn valid_until(policy: &Policy, today: NaiveDate) -> NaiveDate {
    policy.valid_until.unwrap_or_else(|| today.checked_add_days(Days::new(VALID_DAYS)).unwrap_or(today))
}

/// What makes a new review necessary.
pub(super) fn triggers(policy: &Policy) -> Vec<String> {
    if policy.re_review_triggers.is_empty() {
        return TRIGGERS.map(str::to_owned).to_vec();
    }
    policy.re_review_triggers.clone()
}

/// Everything that the decision relies on and that ends on or before `last`, soonest first.
pub(super) fn lapses(assessment: &Assessment, items: &[Item], waivers: &[WaiverResult], last: NaiveDate) -> Vec<Lapse> {
    let mut found = BTreeSet::new();
    for waiver in waivers.iter().filter(|waiver| waiver.state == WaiverState::InForce) {
        found.insert(Lapse { on: waiver.waiver.expires, what: format!("waiver {}", waiver.waiver.id) });
    }
    let under = |id: &String| items.iter().any(|item| item.accepted_under.contains(id));
    for exception in assessment.exceptions.iter().filter(|exception| under(&exception.id)) {
        found.insert(Lapse { on: exception.expires, what: format!("exception {}", exception.id) });
    }
    for result in assessment.results.iter().filter(|result| result.outcome == Outcome::Attested) {
        if let Some(statement) = &result.attestation {
            let what = format!("statement on {}, {}", result.control, result.cluster);
            found.insert(Lapse { on: statement.valid_until, what });
        }
    }
    found.retain(|lapse| lapse.on <= last);
    found.into_iter().collect()
}
