//! The register of exceptions.

use super::super::table::{Cell, Column, Table, joined, word};
use super::text;
use crate::assess::input::Exception;
use crate::assess::model::{Assessment, RegisterEntry};

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
    ("State", 18),
    ("Findings covered", 17),
    ("Failing subjects matched", 23),
    ("Subjects that patterns match", 27),
    ("Population", 12),
    ("To be looked at", 60),
];

pub(super) fn table(assessment: &Assessment) -> Table {
    let entries = assessment.register.iter().map(Some).chain(std::iter::repeat(None));
    let rows = assessment.exceptions.iter().zip(entries);
    let rows = rows.map(|(exception, entry)| row(assessment, exception, entry)).collect();
    Table { sheet: "Exceptions", file: Some("exceptions.csv"), columns: COLUMNS, rows }
}

fn row(assessment: &Assessment, exception: &Exception, entry: Option<&RegisterEntry>) -> Vec<Cell> {
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
        entry.map(|entry| word(&entry.standing)).into(),
        entry.map(|entry| entry.covered).into(),
        entry.map(|entry| entry.matched).into(),
        entry.map(|entry| entry.reach).into(),
        entry.map(|entry| entry.population).into(),
        entry.map_or(Cell::Empty, |entry| joined(&entry.remarks)),
    ]
}
