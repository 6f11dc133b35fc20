//! What the engagement decides: parameters, and who owns what is open.

use super::super::table::{Cell, Column, Table};
use super::text;
use crate::assess::model::{Assessment, ParameterUse};
use crate::assess::{SEVERITIES, by_owner, shown};

const PARAMETERS: &[Column] = &[
    ("Control", 38),
    ("Title", 52),
    ("Parameter", 26),
    ("Meaning", 52),
    ("Default", 30),
    ("Used", 30),
    ("Allowed", 18),
    ("Set by the engagement", 21),
    ("Set by", 24),
    ("Set on", 13),
    ("Reason", 44),
    ("Results", 10),
    ("Outcomes that differ from the default's", 36),
    ("Results whose failures differ", 28),
];

const OWNERS: &[Column] = &[
    ("Owned by", 32),
    ("Critical", 10),
    ("High", 10),
    ("Medium", 10),
    ("Low", 10),
    ("Open findings", 14),
    ("Excepted findings", 18),
    ("Undetermined results", 21),
];

pub(super) fn parameters(assessment: &Assessment) -> Table {
    let rows = assessment.parameters.iter().map(|parameter| parameter_row(assessment, parameter)).collect();
    Table { sheet: "Parameters", file: Some("parameters.csv"), columns: PARAMETERS, rows }
}

fn parameter_row(assessment: &Assessment, parameter: &ParameterUse) -> Vec<Cell> {
    let differ = parameter.changed.iter().filter(|changed| changed.outcome != changed.with_default).count();
    vec![
        (&parameter.control).into(),
        text(assessment, &parameter.control).map(|control| &control.title).into(),
        (&parameter.name).into(),
        (&parameter.description).into(),
        shown(&parameter.default).into(),
        shown(&parameter.value).into(),
        (&parameter.bounds).into(),
        if parameter.set { "yes" } else { "no" }.into(),
        parameter.set_by.as_ref().into(),
        parameter.set_on.into(),
        parameter.reason.as_ref().into(),
        parameter.results.into(),
        differ.into(),
        parameter.changed.len().into(),
    ]
}

pub(super) fn owners(assessment: &Assessment) -> Table {
    let rows = by_owner(assessment).into_iter().map(|tally| {
        let mut cells: Vec<Cell> = vec![tally.owner.as_deref().unwrap_or("nobody named").into()];
        cells.extend(SEVERITIES.map(|severity| Cell::from(tally.open.get(&severity).copied().unwrap_or(0))));
        cells.extend([tally.open_findings(), tally.excepted, tally.undetermined].map(Cell::from));
        cells
    });
    Table { sheet: "Owners", file: Some("owners.csv"), columns: OWNERS, rows: rows.collect() }
}
