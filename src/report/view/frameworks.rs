//! Results by framework clause.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::labels;
use super::super::slug::slug;
use super::common::{self, control_anchor};
use crate::assess::model::{Assessment, ClauseResult, FrameworkResult};
use crate::control::model::Outcome;

/// One framework.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FrameworkView {
    /// Name and version.
    pub title: String,
    /// Anchor.
    pub anchor: String,
    /// Clauses mapped.
    pub total: usize,
    /// Clauses by outcome, zeroes left out: label, number.
    pub counts: Vec<(String, usize)>,
    /// The clauses.
    pub clauses: Vec<ClauseRow>,
    /// The outcomes that `clusters` counts: labels.
    pub outcomes: Vec<String>,
    /// The clusters: name, and clauses by outcome in the order of `outcomes`.
    pub clusters: Vec<(String, Vec<usize>)>,
}

/// One clause.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ClauseRow {
    /// Clause id.
    pub id: String,
    /// The worst outcome of its controls.
    pub outcome: String,
    /// Its controls: title, anchor in the catalogue when it was judged.
    pub controls: Vec<(String, Option<String>)>,
}

/// All frameworks.
pub(super) fn all(assessment: &Assessment) -> Vec<FrameworkView> {
    assessment.frameworks.iter().map(|framework| one(assessment, framework)).collect()
}

fn one(assessment: &Assessment, framework: &FrameworkResult) -> FrameworkView {
    let numbers = counted(framework.clauses.iter().map(|clause| clause.outcome));
    let counts = labels::OUTCOMES
        .into_iter()
        .filter_map(|outcome| Some((labels::outcome(outcome).1.to_owned(), *numbers.get(&outcome)?)));
    let (outcomes, clusters) = by_cluster(assessment, framework);
    FrameworkView {
        title: framework.title.clone(),
        anchor: format!("framework-{}", slug(&framework.id)),
        total: framework.clauses.len(),
        counts: counts.collect(),
        clauses: framework.clauses.iter().map(|clause| row(assessment, clause)).collect(),
        outcomes,
        clusters,
    }
}

fn counted(outcomes: impl Iterator<Item = Outcome>) -> BTreeMap<Outcome, usize> {
    let mut numbers = BTreeMap::new();
    outcomes.for_each(|outcome| *numbers.entry(outcome).or_default() += 1);
    numbers
}

/// The clauses by outcome on each cluster, and the labels of the outcomes that there are.
///
/// A clause takes the worst outcome that its controls have on the cluster. Where none of them was judged there, nothing
/// is said of it: that is undetermined, as in the whole.
fn by_cluster(assessment: &Assessment, framework: &FrameworkResult) -> (Vec<String>, Vec<(String, Vec<usize>)>) {
    let mut outcomes: BTreeMap<(&str, &str), BTreeSet<Outcome>> = BTreeMap::new();
    for result in &assessment.results {
        outcomes.entry((&result.cluster, &result.control)).or_default().insert(result.outcome);
    }
    let clusters: BTreeSet<&str> = assessment.clusters.iter().map(|cluster| cluster.name.as_str()).collect();
    let numbers = clusters.into_iter().map(|cluster| {
        let on_cluster = |clause: &ClauseResult| {
            let found = clause.controls.iter().filter_map(|control| outcomes.get(&(cluster, control.as_str())));
            Outcome::worst(found.flatten().copied()).unwrap_or(Outcome::Undetermined)
        };
        (cluster, counted(framework.clauses.iter().map(on_cluster)))
    });
    let numbers: Vec<(&str, BTreeMap<Outcome, usize>)> = numbers.collect();
    let mut present = labels::OUTCOMES.to_vec();
    present.retain(|outcome| numbers.iter().any(|(_, counts)| counts.contains_key(outcome)));
    let row = |(cluster, counts): (&str, BTreeMap<Outcome, usize>)| {
        let counts = present.iter().map(|outcome| counts.get(outcome).copied().unwrap_or_default());
        (cluster.to_owned(), counts.collect())
    };
    let labels = present.iter().map(|outcome| labels::outcome(*outcome).1.to_owned()).collect();
    (labels, numbers.into_iter().map(row).collect())
}

fn row(assessment: &Assessment, clause: &ClauseResult) -> ClauseRow {
    let controls = clause.controls.iter().map(|control| {
        let anchor = assessment.controls.contains_key(control).then(|| control_anchor(control));
        (common::title(assessment, control), anchor)
    });
    ClauseRow {
        id: clause.id.clone(),
        outcome: labels::outcome(clause.outcome).1.to_owned(),
        controls: controls.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{self, CAREFUL, CARELESS};

    #[test]
    fn a_clause_is_counted_on_each_cluster_by_what_its_controls_came_to_there() {
        let mut assessment = testing::example().0;
        let clause = |id: &str, control: &str| ClauseResult {
            id: id.to_owned(),
            controls: vec![control.to_owned()],
            outcome: Outcome::NotSatisfied,
        };
        assessment.frameworks[0].clauses = vec![clause("1", "imdsv2-required"), clause("2", "judged-nowhere")];
        let worst = |cluster: &str| {
            let of = assessment.results.iter().filter(|r| r.control == "imdsv2-required" && r.cluster == cluster);
            labels::outcome(Outcome::worst(of.map(|result| result.outcome)).unwrap()).1
        };
        assert_ne!(worst(CAREFUL), worst(CARELESS));
        let view = &all(&assessment)[0];
        assert_eq!(view.clusters.len(), 2);
        for (cluster, counts) in &view.clusters {
            assert_eq!(counts.iter().sum::<usize>(), 2, "each clause once");
            let count = |label: &str| view.outcomes.iter().position(|known| known == label).map(|at| counts[at]);
            assert_eq!(count(worst(cluster)), Some(1), "{cluster}");
            assert_eq!(count(labels::outcome(Outcome::Undetermined).1), Some(1), "{cluster}");
        }
    }
}
