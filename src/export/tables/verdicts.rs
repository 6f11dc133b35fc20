//! Findings and results.

use super::super::rows::Rows;
use super::super::table::{Cell, Column, Table, joined, word};
use super::text;
use crate::assess::model::{Assessment, ControlResult, Finding};
use crate::control::model::Outcome;

const FINDINGS: &[Column] = &[
    ("Finding", 15),
    ("Severity", 11),
    ("Control", 38),
    ("Title", 52),
    ("Domain", 18),
    ("Cluster", 22),
    ("Compute type", 20),
    ("Outcome", 16),
    ("Topic", 24),
    ("Subject", 44),
    ("What was seen", 60),
    ("Exception", 16),
    ("Evidence", 48),
    ("Framework clauses", 40),
    ("Documentation", 48),
    ("Owned by", 26),
    ("Owner read from", 36),
];

const RESULTS: &[Column] = &[
    ("Control", 38),
    ("Title", 52),
    ("Domain", 18),
    ("Severity", 11),
    ("Area", 24),
    ("Cluster", 22),
    ("Compute type", 20),
    ("Owner", 12),
    ("Outcome", 16),
    ("Reason", 60),
    ("Subjects", 11),
    ("Checked", 11),
    ("Passed", 11),
    ("Failed", 11),
    ("Not applicable", 15),
    ("Undetermined", 15),
    ("Findings", 11),
    ("Exception", 16),
    ("Attester", 26),
    ("Stated on", 13),
    ("Valid until", 13),
    ("Missing permissions", 36),
    ("Evidence", 48),
    ("Framework clauses", 40),
    ("Attachment", 36),
    ("SHA-256 of the attachment", 66),
    ("Cluster owned by", 26),
];

/// A failing result without a finding of its own: listed as one finding, on its cluster.
pub(in super::super) fn unfounded(result: &ControlResult) -> bool {
    result.findings.is_empty() && result.outcome == Outcome::NotSatisfied
}

pub(super) fn findings(assessment: &Assessment) -> Rows<'_> {
    let listed = assessment.results.iter().flat_map(|result| {
        let own = result.findings.iter().map(move |finding| (result, Some(finding)));
        own.chain(unfounded(result).then_some((result, None)))
    });
    let total = listed.clone().count();
    let rows = Box::new(listed.map(|(result, finding)| finding_row(assessment, result, finding)));
    Rows { sheet: "Findings", file: Some("findings.csv"), columns: FINDINGS, total, rows }
}

fn finding_row(assessment: &Assessment, result: &ControlResult, finding: Option<&Finding>) -> Vec<Cell> {
    let control = text(assessment, &result.control);
    let owner = finding.map_or(result.owned_by.as_ref(), |finding| finding.owned_by.as_ref());
    let exception = finding.map_or(result.exception.as_ref(), |finding| finding.exception.as_ref());
    vec![
        finding.map(|finding| &finding.id).into(),
        control.map(|control| word(&control.severity)).into(),
        (&result.control).into(),
        control.map(|control| &control.title).into(),
        control.map(|control| word(&control.domain)).into(),
        (&result.cluster).into(),
        result.compute_type.map(|compute_type| word(&compute_type)).into(),
        word(&result.outcome).into(),
        finding.map_or("cluster", |finding| finding.topic.as_str()).into(),
        finding.map_or(&result.cluster, |finding| &finding.subject).into(),
        finding.map_or(&result.reason, |finding| &finding.message).into(),
        exception.into(),
        joined(finding.map_or(&result.exchanges, |finding| &finding.exchanges)),
        control.map_or(Cell::Empty, |control| joined(&control.frameworks)),
        control.and_then(|control| control.remediation.docs.as_ref()).into(),
        owner.map(|owner| &owner.name).into(),
        owner.map(|owner| &owner.from).into(),
    ]
}

pub(super) fn results(assessment: &Assessment) -> Table {
    let rows = assessment.results.iter().map(|result| result_row(assessment, result)).collect();
    Table { sheet: "Results", file: Some("results.csv"), columns: RESULTS, rows }
}

fn result_row(assessment: &Assessment, result: &ControlResult) -> Vec<Cell> {
    let control = text(assessment, &result.control);
    let population = result.population;
    let statement = result.attestation.as_ref();
    vec![
        (&result.control).into(),
        control.map(|control| &control.title).into(),
        control.map(|control| word(&control.domain)).into(),
        control.map(|control| word(&control.severity)).into(),
        control.map(|control| &control.area).into(),
        (&result.cluster).into(),
        result.compute_type.map(|compute_type| word(&compute_type)).into(),
        word(&result.owner).into(),
        word(&result.outcome).into(),
        (&result.reason).into(),
        population.total.into(),
        population.checked.into(),
        population.passed.into(),
        population.failed.into(),
        population.not_applicable.into(),
        population.undetermined.into(),
        result.findings.len().into(),
        result.exception.as_ref().into(),
        statement.map(|statement| &statement.attester).into(),
        statement.map(|statement| statement.stated_on).into(),
        statement.map(|statement| statement.valid_until).into(),
        joined(&result.missing_permissions),
        joined(&result.exchanges),
        control.map_or(Cell::Empty, |control| joined(&control.frameworks)),
        statement.and_then(|statement| statement.attachment.as_ref()).into(),
        statement.and_then(|statement| statement.attachment_sha256.as_ref()).into(),
        result.owned_by.as_ref().map(|owner| &owner.name).into(),
    ]
}
