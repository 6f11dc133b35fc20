//! What the controls of each framework clause came to.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{ClauseResult, ControlResult, FrameworkResult};
use crate::control::model::{Framework, Outcome};

/// Every outcome, each with the number of results that have it.
pub(super) fn counts(results: &[ControlResult]) -> BTreeMap<Outcome, u64> {
    let number = |outcome| results.iter().filter(|result| result.outcome == outcome).count() as u64;
    Outcome::WORST_FIRST.into_iter().map(|outcome| (outcome, number(outcome))).collect()
}

/// The frameworks with the worst outcome of each clause; a clause whose
/// controls were judged nowhere is undetermined.
pub(super) fn results<'a>(
    frameworks: impl Iterator<Item = &'a Framework>,
    results: &[ControlResult],
) -> Vec<FrameworkResult> {
    let mut outcomes: BTreeMap<&str, BTreeSet<Outcome>> = BTreeMap::new();
    for result in results {
        outcomes.entry(&result.control).or_default().insert(result.outcome);
    }
    let clause = |clause: &crate::control::model::Clause| ClauseResult {
        id: clause.id.clone(),
        controls: clause.controls.clone(),
        outcome: Outcome::worst(clause.controls.iter().filter_map(|id| outcomes.get(id.as_str())).flatten().copied())
            // A clause none of whose controls was judged says nothing: that is not a verdict.
            .unwrap_or(Outcome::Undetermined),
    };
    frameworks
        .map(|framework| FrameworkResult {
            id: framework.id.clone(),
            title: framework.title.clone(),
            clauses: framework.clauses.iter().map(clause).collect(),
        })
        .collect()
}
