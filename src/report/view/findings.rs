//! Findings by control, worst first.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::facets::Ledger;
use super::super::labels;
use super::common::{self, Bounded, References, control_anchor, worst_first};
use super::evidence::Index;
use crate::assess::model::{Assessment, ControlResult, Finding};
use crate::control::model::{Outcome, Remediation};

/// Rows printed for one control; `assessment.json` holds all.
const LIMIT: usize = 500;

/// The findings of one control.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FindingGroup {
    /// Control id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: String,
    /// Anchor of the group.
    pub anchor: String,
    /// Anchor of the control in the catalogue.
    pub control_anchor: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub remediation: Remediation,
    /// The findings.
    pub findings: Bounded<FindingRow>,
}

/// One finding.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FindingRow {
    /// Its number among the rows of results and findings: for the filter `row`, in a cell of its row.
    pub row: usize,
    /// Stable identifier.
    pub id: String,
    /// Cluster.
    pub cluster: String,
    /// Compute type.
    pub compute: String,
    /// The result that it belongs to: its outcome.
    pub outcome: String,
    /// Kind of subject.
    pub topic: String,
    /// The subject.
    pub subject: String,
    /// The values seen.
    pub message: String,
    /// The exception that covers it.
    pub exception: Option<String>,
    /// Who in the organisation owns the subject, where that is named.
    pub owned_by: Option<String>,
    /// Evidence.
    pub evidence: References,
}

/// All groups.
pub(super) fn groups(assessment: &Assessment, index: &Index, ledger: &mut Ledger<'_>) -> Vec<FindingGroup> {
    let mut by_control: BTreeMap<_, (Vec<FindingRow>, usize)> = BTreeMap::new();
    for result in &assessment.results {
        let total = result.findings.len().max(usize::from(unfounded(result)));
        if total > 0 {
            let (shown, all) = by_control.entry(worst_first(assessment, &result.control)).or_default();
            // Only the rows that are printed are made: those of all findings take more than the assessment.
            shown.extend(rows(result, index, LIMIT.saturating_sub(shown.len()), ledger));
            *all += total;
        }
    }
    by_control.into_iter().map(|((_, control), (rows, total))| group(assessment, &control, rows, total)).collect()
}

/// A failure is never left out for want of a finding of its own.
fn unfounded(result: &ControlResult) -> bool {
    result.findings.is_empty() && result.outcome == Outcome::NotSatisfied
}

fn group(assessment: &Assessment, control: &str, rows: Vec<FindingRow>, total: usize) -> FindingGroup {
    let text = assessment.controls.get(control);
    FindingGroup {
        control: control.to_owned(),
        title: common::title(assessment, control),
        severity: common::severity(assessment, control).map_or("not stated", labels::severity).to_owned(),
        anchor: format!("finding-{}", super::super::slug::slug(control)),
        control_anchor: control_anchor(control),
        why: text.map(|text| text.why.clone()).unwrap_or_default(),
        remediation: text.map(|text| text.remediation.clone()).unwrap_or_default(),
        findings: Bounded::of(rows, total),
    }
}

/// The first `most` of the rows of a result.
fn rows(result: &ControlResult, index: &Index, most: usize, ledger: &mut Ledger<'_>) -> Vec<FindingRow> {
    let shown = result.findings.iter().take(most);
    let mut rows: Vec<FindingRow> = shown
        .map(|finding| FindingRow { row: ledger.finding(result, Some(finding)), ..row(result, finding, index) })
        .collect();
    if unfounded(result) && most > 0 {
        rows.push(FindingRow {
            row: ledger.finding(result, None),
            id: "–".to_owned(),
            topic: "cluster".to_owned(),
            subject: result.cluster.clone(),
            message: result.reason.clone(),
            exception: result.exception.clone(),
            evidence: index.references(&result.exchanges),
            ..place(result)
        });
    }
    rows
}

fn row(result: &ControlResult, finding: &Finding, index: &Index) -> FindingRow {
    FindingRow {
        id: finding.id.clone(),
        topic: finding.topic.as_str().to_owned(),
        subject: finding.subject.clone(),
        message: finding.message.clone(),
        exception: finding.exception.clone(),
        owned_by: finding.owned_by.as_ref().map(|owner| owner.name.clone()),
        evidence: index.references(&finding.exchanges),
        ..place(result)
    }
}

/// The part of a row that its result decides.
fn place(result: &ControlResult) -> FindingRow {
    FindingRow {
        row: 0,
        id: String::new(),
        cluster: result.cluster.clone(),
        compute: common::compute(result.compute_type),
        outcome: labels::outcome(result.outcome).1.to_owned(),
        topic: String::new(),
        subject: String::new(),
        message: String::new(),
        exception: None,
        owned_by: result.owned_by.as_ref().map(|owner| owner.name.clone()),
        evidence: References { shown: Vec::new(), more: 0 },
    }
}
