//! Numbers of results by outcome.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::error::ReportError;
use super::super::labels;
use crate::assess::model::ControlResult;
use crate::control::model::Outcome;

/// Numbers of results by outcome; they add up to `total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "the names are the outcomes")]
pub struct Tally {
    pub satisfied: u64,
    pub not_satisfied: u64,
    pub undetermined: u64,
    pub excepted: u64,
    pub attested: u64,
    pub inherited: u64,
    pub not_applicable: u64,
    /// Sum of the seven.
    pub total: u64,
}

impl Tally {
    /// Counts `results`.
    pub(super) fn of<'a>(results: impl IntoIterator<Item = &'a ControlResult>) -> Self {
        let mut tally = Self::default();
        for result in results {
            *tally.slot(result.outcome) += 1;
            tally.total += 1;
        }
        tally
    }

    /// The numbers that an assessment carries; an outcome that is absent did not occur.
    pub(super) fn of_counts(counts: &BTreeMap<Outcome, u64>) -> Self {
        let mut tally = Self::default();
        for (outcome, number) in counts {
            *tally.slot(*outcome) += number;
            tally.total += number;
        }
        tally
    }

    /// The number for one outcome.
    pub(super) fn get(mut self, outcome: Outcome) -> u64 {
        *self.slot(outcome)
    }

    /// Compares with the counts that the assessment carries.
    pub(super) fn check(self, counts: &BTreeMap<Outcome, u64>) -> Result<(), ReportError> {
        for outcome in labels::OUTCOMES {
            let (counted, found) = (counts.get(&outcome).copied().unwrap_or(0), self.get(outcome));
            if counted != found {
                return Err(ReportError::Counts { outcome: labels::outcome(outcome).0, counted, found });
            }
        }
        Ok(())
    }

    fn slot(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Satisfied => &mut self.satisfied,
            Outcome::NotSatisfied => &mut self.not_satisfied,
            Outcome::Undetermined => &mut self.undetermined,
            Outcome::Excepted => &mut self.excepted,
            Outcome::Attested => &mut self.attested,
            Outcome::Inherited => &mut self.inherited,
            Outcome::NotApplicable => &mut self.not_applicable,
        }
    }
}
