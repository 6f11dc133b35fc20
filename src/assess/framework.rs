//! What the controls of each framework clause came to.

use std::collections::BTreeMap;

use super::model::{ClauseResult, ControlResult, FrameworkResult};
use crate::control::model::{Framework, Outcome};

/// Worst first.
const ORDER: [Outcome; 7] = [
    Outcome::NotSatisfied,
    Outcome::Undetermined,
    Outcome::Excepted,
    Outcome::Attested,
    Outcome::Satisfied,
    Outcome::Inherited,
    Outcome::NotApplicable,
];

/// Every outcome, each with the number of results that have it.
pub(super) fn counts(results: &[ControlResult]) -> BTreeMap<Outcome, u64> {
    let number = |outcome| results.iter().filter(|result| result.outcome == outcome).count() as u64;
    ORDER.into_iter().map(|outcome| (outcome, number(outcome))).collect()
}

/// The frameworks with the worst outcome of each clause; a clause whose
/// controls were judged nowhere is not applicable.
pub(super) fn results<'a>(
    frameworks: impl Iterator<Item = &'a Framework>,
    results: &[ControlResult],
) -> Vec<FrameworkResult> {
    let rank = |outcome: Outcome| ORDER.iter().position(|known| *known == outcome).unwrap_or(0);
    let mut worst: BTreeMap<&str, Outcome> = BTreeMap::new();
    for result in results {
        let entry = worst.entry(result.control.as_str()).or_insert(result.outcome);
        if rank(result.outcome) < rank(*entry) {
            *entry = result.outcome;
        }
    }
    let clause = |clause: &crate::control::model::Clause| ClauseResult {
        id: clause.id.clone(),
        controls: clause.controls.clone(),
        outcome: clause
            .controls
            .iter()
            .filter_map(|control| worst.get(control.as_str()).copied())
            .min_by_key(|outcome| rank(*outcome))
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
