//! Results by cluster, and the worst findings of each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::labels;
use super::common::{self, Bounded, control_anchor, worst_first};
use super::tally::Tally;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Outcome;

/// Controls named for one cluster.
const WORST: usize = 5;

/// The results of one cluster.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ClusterResults {
    /// Its name.
    pub name: String,
    /// Counts; those of all clusters add up to the whole.
    pub tally: Tally,
    /// Number of findings, over all its controls.
    pub findings: usize,
    /// Its failing controls, worst first.
    pub worst: Bounded<ClusterFailure>,
}

/// A control that fails in a cluster.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ClusterFailure {
    /// Its title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Its severity.
    pub severity: String,
    /// Number of findings in this cluster.
    pub findings: usize,
    /// Members of its population in this cluster that were judged.
    pub checked: u64,
}

/// Every cluster in scope, and every one that a result names.
pub(super) fn by_cluster(assessment: &Assessment) -> Vec<ClusterResults> {
    let mut results: BTreeMap<&str, Vec<&ControlResult>> =
        assessment.clusters.iter().map(|cluster| (cluster.name.as_str(), Vec::new())).collect();
    for result in &assessment.results {
        results.entry(&result.cluster).or_default().push(result);
    }
    results.into_iter().map(|(name, results)| of_cluster(assessment, name, &results)).collect()
}

fn of_cluster(assessment: &Assessment, name: &str, results: &[&ControlResult]) -> ClusterResults {
    let failing: BTreeSet<_> = results
        .iter()
        .filter(|result| number(result) > 0)
        .map(|result| worst_first(assessment, &result.control))
        .collect();
    let rows = failing.into_iter().map(|(severity, control)| {
        let here = || results.iter().filter(|result| result.control == control);
        ClusterFailure {
            title: common::title(assessment, &control),
            anchor: control_anchor(&control),
            severity: severity.map_or("not stated", labels::severity).to_owned(),
            findings: here().map(|result| number(result)).sum(),
            checked: here().map(|result| result.population.checked).sum(),
        }
    });
    ClusterResults {
        name: name.to_owned(),
        tally: Tally::of(results.iter().copied()),
        findings: results.iter().map(|result| number(result)).sum(),
        worst: Bounded::new(rows.collect(), WORST),
    }
}

/// As the section "Findings" counts them: a failure without a finding of its own is one.
fn number(result: &ControlResult) -> usize {
    let alone = result.findings.is_empty() && result.outcome == Outcome::NotSatisfied;
    result.findings.len() + usize::from(alone)
}
