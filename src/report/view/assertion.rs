//! What management can state, given the results.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::labels;
use super::common::{self, control_anchor, worst_first};
use super::tally::Tally;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Outcome;

/// The assertion's form and its reservations.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Assertion {
    /// `unqualified`; `qualified` when there are reservations; `none` when
    /// nothing was found satisfied or attested.
    pub form: String,
    /// Number of results that the assertion rests on: satisfied and attested.
    pub supported: u64,
    /// Results that it leaves out: not satisfied, undetermined, excepted.
    pub reserved: u64,
    /// "Except for …", one a control and outcome, worst first.
    pub reservations: Vec<Reservation>,
    /// True when compute types may be missing from the evidence.
    pub incomplete: bool,
}

/// One "except for".
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Reservation {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Outcome.
    pub outcome: String,
    /// Where.
    pub places: Vec<String>,
}

impl Assertion {
    pub(super) fn new(assessment: &Assessment, tally: Tally) -> Self {
        let reservations = reservations(assessment);
        let supported = tally.satisfied + tally.attested;
        let incomplete = assessment.clusters.iter().any(|cluster| cluster.compute_incomplete);
        let form = match (supported, reservations.is_empty() && !incomplete) {
            (0, _) => "none",
            (_, true) => "unqualified",
            (_, false) => "qualified",
        };
        Self {
            form: form.to_owned(),
            supported,
            reserved: tally.not_satisfied + tally.undetermined + tally.excepted,
            reservations,
            incomplete,
        }
    }
}

fn reservations(assessment: &Assessment) -> Vec<Reservation> {
    let mut grouped: BTreeMap<_, Vec<&ControlResult>> = BTreeMap::new();
    for result in &assessment.results {
        if matches!(result.outcome, Outcome::NotSatisfied | Outcome::Undetermined | Outcome::Excepted) {
            grouped.entry((worst_first(assessment, &result.control), result.outcome)).or_default().push(result);
        }
    }
    grouped
        .into_iter()
        .map(|(((_, control), outcome), results)| Reservation {
            title: common::title(assessment, &control),
            anchor: control_anchor(&control),
            outcome: labels::outcome(outcome).1.to_owned(),
            places: results.into_iter().map(common::place).collect(),
        })
        .collect()
}
