//! The responsibility matrix, with the columns that customer responsibility
//! matrices of PCI DSS (12.8.5), CSA (CAIQ ownership) and FedRAMP (CRM) ask for.

use std::collections::BTreeMap;

use super::super::table::{Cell, Column, Table, joined, word};
use crate::assess::model::{Assessment, ControlResult, Responsibility};
use crate::control::model::{Area, Outcome, Owner};

const COLUMNS: &[Column] = &[
    ("Area", 34),
    ("Cluster", 22),
    ("Compute type", 20),
    ("Owner", 14),
    ("Nodes", 9),
    ("Custom AMI", 13),
    ("AWS provides", 52),
    ("Customer must", 52),
    ("PCI DSS 12.8.5", 24),
    ("CSA ownership", 22),
    ("FedRAMP CRM: inherited", 25),
    ("AWS reports relied on", 36),
    ("Controls", 44),
    ("Results", 40),
    ("Findings", 11),
    ("Framework clauses", 44),
    ("Sources", 52),
];

pub(super) fn table(assessment: &Assessment) -> Table {
    let rows = assessment.responsibility.iter().map(|row| cells(assessment, row)).collect();
    Table { sheet: "Responsibility matrix", file: Some("matrix.csv"), columns: COLUMNS, rows }
}

fn cells(assessment: &Assessment, row: &Responsibility) -> Vec<Cell> {
    let area = assessment.areas.iter().find(|area| area.id == row.area);
    let of_area = |of: fn(&Area) -> &String| area.map(of).into();
    let results: Vec<&ControlResult> = assessment.results.iter().filter(|r| belongs(assessment, r, row)).collect();
    let mut controls: Vec<String> = results.iter().map(|result| result.control.clone()).collect();
    controls.dedup();
    let mut clauses: Vec<&String> =
        controls.iter().filter_map(|id| assessment.controls.get(id)).flat_map(|text| &text.frameworks).collect();
    clauses.sort();
    clauses.dedup();
    let [pci, csa, fedramp] = in_their_words(row.owner);
    vec![
        area.map_or(&row.area, |area| &area.title).into(),
        (&row.cluster).into(),
        word(&row.compute_type).into(),
        word(&row.owner).into(),
        row.nodes.into(),
        if row.custom_ami { "yes" } else { "no" }.into(),
        of_area(|area| &area.aws),
        of_area(|area| &area.customer),
        pci.into(),
        csa.into(),
        fedramp.into(),
        area.map_or(Cell::Empty, |area| joined(&area.aws_reports)),
        joined(&controls),
        counts(&results).into(),
        results.iter().map(|result| result.findings.len()).sum::<usize>().into(),
        joined(clauses),
        area.map_or(Cell::Empty, |area| joined(&area.sources)),
    ]
}

/// Results on the cluster as a whole belong to each of its compute types.
fn belongs(assessment: &Assessment, result: &ControlResult, row: &Responsibility) -> bool {
    result.cluster == row.cluster
        && result.compute_type.is_none_or(|compute_type| compute_type == row.compute_type)
        && assessment.controls.get(&result.control).is_some_and(|text| text.area == row.area)
}

/// Who owns it: the values that a TPSP matrix (PCI DSS 12.8.5), CAIQ v4's
/// column of ownership, and FedRAMP's "can be inherited" use.
fn in_their_words(owner: Owner) -> [&'static str; 3] {
    match owner {
        Owner::Aws => ["service provider", "CSP-owned", "yes"],
        Owner::Customer => ["entity", "CSC-owned", "no"],
        Owner::Shared => ["shared", "Shared CSP and CSC", "partial"],
        Owner::NotApplicable => ["not applicable", "N/A", "not applicable"],
    }
}

fn counts(results: &[&ControlResult]) -> String {
    let mut counts: BTreeMap<Outcome, u64> = BTreeMap::new();
    for result in results {
        *counts.entry(result.outcome).or_default() += 1;
    }
    counts.iter().map(|(outcome, count)| format!("{count} {}", word(outcome))).collect::<Vec<_>>().join("; ")
}
