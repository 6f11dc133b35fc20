//! What stays open: undetermined results, and the list of things to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::labels;
use super::common::{self, References, control_anchor, worst_first};
use super::evidence::Index;
use super::results::population;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Outcome;

/// A result on which no verdict could be given.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Undetermined {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Its severity.
    pub severity: String,
    /// Cluster.
    pub cluster: String,
    /// Compute type.
    pub compute: String,
    /// Why.
    pub reason: String,
    /// How far the population is known.
    pub population: String,
    /// The failed reads behind it.
    pub gaps: Vec<UndeterminedGap>,
    /// Permissions to grant.
    pub missing_permissions: Vec<String>,
    /// Evidence of the failed reads, or of what was read.
    pub evidence: References,
}

/// One failed read behind an undetermined result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct UndeterminedGap {
    /// What stays incomplete.
    pub topics: Vec<String>,
    /// Why.
    pub reason: String,
    /// The service's own words.
    pub detail: String,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OpenItem {
    /// From 1.
    pub number: usize,
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Its severity.
    pub severity: String,
    /// Outcome.
    pub outcome: String,
    /// Where: clusters and compute types.
    pub places: Vec<String>,
    /// Number of findings.
    pub findings: usize,
    /// Permissions to grant, for undetermined ones.
    pub missing_permissions: Vec<String>,
    /// Who is to state it, where a person's statement is missing.
    pub statement_by: Option<String>,
}

/// A control that waits for a person's statement.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MissingStatement {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Cluster and compute type.
    pub place: String,
    /// The sentence to be stated.
    pub statement: String,
    /// Why none holds: none was given, it expired, or it is dated later.
    pub why: String,
    /// Who is to state it.
    pub by: String,
}

/// All undetermined results, worst first.
pub(super) fn undetermined(assessment: &Assessment, index: &Index) -> Vec<Undetermined> {
    let mut results: Vec<&ControlResult> =
        assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined).collect();
    results.sort_by_key(|result| worst_first(assessment, &result.control));
    results.into_iter().map(|result| undetermined_row(assessment, result, index)).collect()
}

/// Failures that stand next to what was not read, worst first.
pub(super) fn incomplete(assessment: &Assessment, index: &Index) -> Vec<Undetermined> {
    let stands = |result: &&ControlResult| result.outcome == Outcome::NotSatisfied && !result.population.complete;
    let mut results: Vec<&ControlResult> = assessment.results.iter().filter(stands).collect();
    results.sort_by_key(|result| worst_first(assessment, &result.control));
    results.into_iter().map(|result| undetermined_row(assessment, result, index)).collect()
}

fn undetermined_row(assessment: &Assessment, result: &ControlResult, index: &Index) -> Undetermined {
    let gaps: Vec<_> = result.gaps.iter().filter_map(|number| assessment.gaps.get(*number)).collect();
    let failed = gaps.iter().filter_map(|gap| gap.exchange.clone()).collect();
    Undetermined {
        title: common::title(assessment, &result.control),
        anchor: control_anchor(&result.control),
        severity: severity(assessment, &result.control),
        cluster: result.cluster.clone(),
        compute: common::compute(result.compute_type),
        reason: result.reason.clone(),
        population: population(result),
        gaps: gaps
            .iter()
            .map(|gap| UndeterminedGap {
                topics: gap.topics.iter().map(|topic| topic.as_str().to_owned()).collect(),
                reason: labels::gap_reason(gap.reason).to_owned(),
                detail: gap.detail.clone(),
            })
            .collect(),
        missing_permissions: result.missing_permissions.iter().cloned().collect(),
        evidence: index.references(&failed),
    }
}

/// One item for each control and open outcome, failures first.
pub(super) fn items(assessment: &Assessment) -> Vec<OpenItem> {
    let mut grouped: BTreeMap<_, Vec<&ControlResult>> = BTreeMap::new();
    for result in &assessment.results {
        let rank = match result.outcome {
            Outcome::NotSatisfied => 0,
            Outcome::Undetermined => 1,
            Outcome::Excepted => 2,
            _ => continue,
        };
        grouped.entry((rank, worst_first(assessment, &result.control))).or_default().push(result);
    }
    grouped.into_values().enumerate().map(|(i, results)| item(assessment, i + 1, &results)).collect()
}

fn item(assessment: &Assessment, number: usize, results: &[&ControlResult]) -> OpenItem {
    let control = &results[0].control;
    let permissions: std::collections::BTreeSet<&String> =
        results.iter().flat_map(|result| &result.missing_permissions).collect();
    OpenItem {
        number,
        title: common::title(assessment, control),
        anchor: control_anchor(control),
        severity: severity(assessment, control),
        outcome: labels::outcome(results[0].outcome).1.to_owned(),
        places: results.iter().map(|result| common::place(result)).collect(),
        findings: results.iter().map(|result| result.findings.len()).sum(),
        missing_permissions: permissions.into_iter().cloned().collect(),
        statement_by: waits_for_a_statement(assessment, results[0]),
    }
}

/// Every result that waits for a statement, in the order of the results.
pub(super) fn missing_statements(assessment: &Assessment) -> Vec<MissingStatement> {
    let rows = assessment.results.iter().filter_map(|result| {
        Some(MissingStatement {
            by: waits_for_a_statement(assessment, result)?,
            title: common::title(assessment, &result.control),
            anchor: control_anchor(&result.control),
            place: common::place(result),
            statement: assessment.controls.get(&result.control).map(|text| text.statement.clone()).unwrap_or_default(),
            why: result.reason.clone(),
        })
    });
    rows.collect()
}

/// Who is to state what no evidence answers, while nobody has.
fn waits_for_a_statement(assessment: &Assessment, result: &ControlResult) -> Option<String> {
    let text = assessment.controls.get(&result.control)?;
    let waits = result.outcome == Outcome::Undetermined && text.require.is_none();
    waits.then(|| text.stated_by.clone().unwrap_or_else(|| "who answers for it".to_owned()))
}

fn severity(assessment: &Assessment, control: &str) -> String {
    common::severity(assessment, control).map_or("not stated", labels::severity).to_owned()
}
