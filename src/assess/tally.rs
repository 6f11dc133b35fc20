//! Open findings and undetermined results by who in the organisation owns them.

use std::collections::BTreeMap;

use super::model::{Assessment, ControlResult};
use crate::control::model::{Outcome, Severity};

/// What one owner has to answer for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerTally {
    /// The name; `None` for what nobody is named for.
    pub owner: Option<String>,
    /// Findings that no exception covers, by severity.
    pub open: BTreeMap<Severity, u64>,
    /// Findings under an exception.
    pub excepted: u64,
    /// Results without a verdict, on the clusters of this owner.
    pub undetermined: u64,
}

impl OwnerTally {
    /// Findings that no exception covers.
    #[must_use]
    pub fn open_findings(&self) -> u64 {
        self.open.values().sum()
    }
}

/// One entry an owner: who has the worst first, what nobody is named for last.
#[must_use]
pub fn by_owner(assessment: &Assessment) -> Vec<OwnerTally> {
    let mut tallies: BTreeMap<Option<&String>, OwnerTally> = BTreeMap::new();
    for result in &assessment.results {
        // A control without its text may be the worst one.
        let severity = assessment.controls.get(&result.control).map_or(Severity::Critical, |text| text.severity);
        let of_cluster = result.owned_by.as_ref().map(|owner| &owner.name);
        for finding in &result.findings {
            let tally = tallies.entry(finding.owned_by.as_ref().map(|owner| &owner.name)).or_default();
            match finding.exception {
                Some(_) => tally.excepted += 1,
                None => *tally.open.entry(severity).or_default() += 1,
            }
        }
        if fails_as_a_whole(result) {
            *tallies.entry(of_cluster).or_default().open.entry(severity).or_default() += 1;
        }
        if result.outcome == Outcome::Undetermined {
            tallies.entry(of_cluster).or_default().undetermined += 1;
        }
    }
    let mut named: Vec<OwnerTally> =
        tallies.into_iter().map(|(owner, tally)| OwnerTally { owner: owner.cloned(), ..tally }).collect();
    named.sort_by_key(|tally| {
        let worst: Vec<_> = SEVERITIES.iter().map(|severity| tally.open.get(severity).copied().unwrap_or(0)).collect();
        (tally.owner.is_none(), std::cmp::Reverse((worst, tally.undetermined)), tally.owner.clone())
    });
    named
}

/// Worst first.
pub const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// A failing result without a finding of its own counts as one, on its cluster.
fn fails_as_a_whole(result: &ControlResult) -> bool {
    result.findings.is_empty() && result.outcome == Outcome::NotSatisfied
}
