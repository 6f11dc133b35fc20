//! Who in the organisation has what to answer for.

use serde::Serialize;

use crate::assess::model::Assessment;
use crate::assess::{OwnerTally, SEVERITIES, by_owner};
use crate::control::model::Severity;

/// Open findings and undetermined results by owner.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Owners {
    /// True when the engagement says where owners are named.
    pub named: bool,
    /// One row an owner, the worst first, what nobody is named for last.
    pub rows: Vec<OwnerRow>,
    /// The sum of the rows.
    pub total: OwnerRow,
}

/// What one owner has to answer for.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct OwnerRow {
    /// The name; `nobody named` where there is none.
    pub owner: String,
    /// Open findings of critical severity.
    pub critical: u64,
    /// Open findings of high severity.
    pub high: u64,
    /// Open findings of medium severity.
    pub medium: u64,
    /// Open findings of low severity.
    pub low: u64,
    /// Open findings of all severities.
    pub open: u64,
    /// Findings under an exception.
    pub excepted: u64,
    /// Results without a verdict, on the clusters of this owner.
    pub undetermined: u64,
}

impl Owners {
    pub(super) fn new(assessment: &Assessment) -> Self {
        let tallies = by_owner(assessment);
        let mut total = OwnerTally::default();
        for tally in &tallies {
            for severity in SEVERITIES {
                *total.open.entry(severity).or_default() += tally.open.get(&severity).copied().unwrap_or(0);
            }
            total.excepted += tally.excepted;
            total.undetermined += tally.undetermined;
        }
        let row = |tally: &OwnerTally| row(tally.owner.as_deref().unwrap_or("nobody named"), tally);
        Self {
            named: assessment.owners_named,
            total: self::row("Total", &total),
            rows: tallies.iter().map(row).collect(),
        }
    }
}

fn row(owner: &str, tally: &OwnerTally) -> OwnerRow {
    let of = |severity: Severity| tally.open.get(&severity).copied().unwrap_or(0);
    OwnerRow {
        owner: owner.to_owned(),
        critical: of(Severity::Critical),
        high: of(Severity::High),
        medium: of(Severity::Medium),
        low: of(Severity::Low),
        open: tally.open_findings(),
        excepted: tally.excepted,
        undetermined: tally.undetermined,
    }
}
