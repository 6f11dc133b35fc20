//! The register of exceptions.

use super::super::table::{Cell, Column, Table, joined};
use super::text;
use crate::assess::input::Exception;
use crate::assess::model::Assessment;

const COLUMNS: &[Column] = &[
    ("Exception", 16),
    ("Control", 38),
    ("Title", 52),
    ("Cluster", 22),
    ("Subjects", 30),
    ("Reason", 52),
    ("Risk", 44),
    ("Compensating control", 44),
    ("Validated by", 36),
    ("Owner", 24),
    ("Approver", 24),
    ("Approved on", 13),
    ("Expires", 13),
    ("Expired as of the assessment", 28),
    ("Findings covered", 17),
];

pub(super) fn table(assessment: &Assessment) -> Table {
    let rows = assessment.exceptions.iter().map(|exception| row(assessment, exception)).collect();
    Table { sheet: "Exceptions", file: Some("exceptions.csv"), columns: COLUMNS, rows }
}

fn row(assessment: &Assessment, exception: &Exception) -> Vec<Cell> {
    let findings = assessment.results.iter().flat_map(|result| &result.findings);
    let covered = findings.filter(|finding| finding.exception.as_ref() == Some(&exception.id)).count();
    let expired = exception.expires < assessment.as_of.date_naive();
    vec![
        (&exception.id).into(),
        (&exception.control).into(),
        text(assessment, &exception.control).map(|control| &control.title).into(),
        exception.cluster_pattern().into(),
        joined(&exception.subjects),
        (&exception.reason).into(),
        (&exception.risk).into(),
        (&exception.compensating_control).into(),
        (&exception.validated_by).into(),
        (&exception.owner).into(),
        (&exception.approver).into(),
        exception.approved_on.into(),
        exception.expires.into(),
        if expired { "yes" } else { "no" }.into(),
        covered.into(),
    ]
}
