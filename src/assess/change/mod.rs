//! What changed between attestations. A pure comparison of assessments.
//!
//! That a finding is gone says nothing by itself: its cluster may have left the scope, its control
//! may have been dropped or rewritten, the evidence may be missing. It counts as fixed only where
//! the same control, by the same rule, judged the whole population again and did not find it.

mod control;
mod exception;
mod finding;
mod model;
mod scope;

pub use model::{
    Cause, Change, ControlChange, ControlChangeKind, ExceptionChange, ExceptionState, FindingChange, FindingKind,
    Period, SCHEMA, ScopeChange, ScopeDirection, ScopeKind, VerdictChange,
};

use chrono::{DateTime, Utc};

use super::model::{Assessment, ControlResult};

/// Previous assessments that one comparison takes at most.
pub const MOST_PREVIOUS: usize = 12;
/// Days before its end in which an exception is reported as about to expire.
pub const EXPIRING_WITHIN_DAYS: u32 = 30;

/// Why no comparison could be made.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ChangeError {
    /// There is nothing to compare with.
    #[error("no previous assessment was given")]
    #[diagnostic(code(eks_attest::assess::no_previous), help("give at least one"))]
    None,
    /// More than [`MOST_PREVIOUS`].
    #[error("{given} previous assessments were given; at most {MOST_PREVIOUS} are compared")]
    #[diagnostic(code(eks_attest::assess::too_many_previous), help("leave the oldest out"))]
    TooMany {
        /// How many.
        given: usize,
    },
    /// A previous assessment speaks of a later time than the current one.
    #[error("the previous assessment as of {previous} is later than the current one as of {current}")]
    #[diagnostic(code(eks_attest::assess::previous_is_later), help("give the older ones first, or set --as-of"))]
    Order {
        /// Time of the previous one.
        previous: DateTime<Utc>,
        /// Time of the current one.
        current: DateTime<Utc>,
    },
}

/// Compares `current` with the latest of `previous`; the others give ages and the trend. Their
/// order does not matter. Exceptions that end within `expiring_within_days` are reported.
///
/// # Errors
/// When there are no or too many previous assessments, or one is later than `current`.
pub fn compare(
    current: &Assessment,
    previous: &[Assessment],
    expiring_within_days: u32,
) -> Result<Change, ChangeError> {
    if previous.len() > MOST_PREVIOUS {
        return Err(ChangeError::TooMany { given: previous.len() });
    }
    if let Some(later) = previous.iter().find(|assessment| assessment.as_of > current.as_of) {
        return Err(ChangeError::Order { previous: later.as_of, current: current.as_of });
    }
    let mut ordered: Vec<&Assessment> = previous.iter().collect();
    ordered.sort_by_key(|assessment| order(assessment));
    let Some(base) = ordered.last().copied() else { return Err(ChangeError::None) };
    let findings = finding::changes(&ordered, base, current);
    Ok(Change {
        schema: SCHEMA.to_owned(),
        expiring_within_days,
        periods: ordered.iter().copied().chain([current]).map(|assessment| period(assessment, current)).collect(),
        counts: finding::counts(&findings),
        scope: scope::changes(base, current),
        controls: control::changes(base, current),
        verdicts: verdicts(base, current),
        exceptions: exception::changes(base, current, expiring_within_days),
        findings,
    })
}

/// The order of assessments in time, and one that is always the same among those of one time.
#[must_use]
pub fn order(assessment: &Assessment) -> (DateTime<Utc>, String, String, String) {
    let account = format!("{} {}", assessment.collection.account, assessment.collection.region);
    (assessment.as_of, account, assessment.facts_digest.clone(), assessment.controls_digest.clone())
}

/// Whether two assessments speak of the same account and Region: only then are two clusters of one
/// name the same cluster.
fn same_place(one: &Assessment, other: &Assessment) -> bool {
    let known = !one.collection.account.is_empty() && !one.collection.region.is_empty();
    known && one.collection.account == other.collection.account && one.collection.region == other.collection.region
}

fn period(assessment: &Assessment, current: &Assessment) -> Period {
    Period {
        as_of: assessment.as_of,
        from: assessment.engagement.period_from,
        to: assessment.engagement.period_to,
        account: assessment.collection.account.clone(),
        region: assessment.collection.region.clone(),
        same_place: same_place(assessment, current),
        tool: assessment.tool.clone(),
        facts_digest: assessment.facts_digest.clone(),
        controls_digest: assessment.controls_digest.clone(),
        clusters: assessment.clusters.iter().map(|cluster| cluster.name.clone()).collect(),
        controls: assessment.controls.len() as u64,
        results: assessment.results.len() as u64,
        findings: finding::by_id(assessment).len() as u64,
        counts: assessment.counts.clone(),
    }
}

/// Results that both hold and that came out differently.
fn verdicts(base: &Assessment, current: &Assessment) -> Vec<VerdictChange> {
    if !same_place(base, current) {
        return Vec::new();
    }
    let same = |one: &ControlResult, other: &ControlResult| {
        (&one.control, &one.cluster, one.compute_type) == (&other.control, &other.cluster, other.compute_type)
    };
    let changed = current.results.iter().filter_map(|after| {
        let before = base.results.iter().find(|before| same(before, after))?;
        (before.outcome != after.outcome).then(|| VerdictChange {
            control: after.control.clone(),
            title: control::title(current, base, &after.control),
            cluster: after.cluster.clone(),
            compute_type: after.compute_type,
            before: before.outcome,
            after: after.outcome,
            reason: after.reason.clone(),
        })
    });
    changed.collect()
}

#[cfg(test)]
mod tests;
