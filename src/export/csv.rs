//! CSV files after RFC 4180, in UTF-8.

use std::collections::BTreeMap;

use super::error::ExportError;
use super::rows::Rows;
use super::table::{Cell, begins_like_a_formula};
use super::tables;
use crate::assess::model::Assessment;
use crate::evidence::exchange::Exchange;

/// Names of all CSV files.
pub(super) const NAMES: [&str; 7] = [
    "evidence-index.csv",
    "exceptions.csv",
    "findings.csv",
    "matrix.csv",
    "owners.csv",
    "parameters.csv",
    "results.csv",
];

/// The CSV files by name: findings, results, matrix, evidence index, exceptions.
///
/// Text that a spreadsheet would take for a formula is led by an apostrophe.
/// Days are ISO 8601, times RFC 3339 in UTC.
///
/// # Errors
/// When a file cannot be put together.
pub fn files(assessment: &Assessment, exchanges: &[Exchange]) -> Result<BTreeMap<String, Vec<u8>>, ExportError> {
    let tables = tables::all(assessment, exchanges);
    let named = tables.into_iter().filter_map(|table| Some((table.file?, table)));
    named.map(|(file, table)| Ok((file.to_owned(), write(file, table)?))).collect()
}

fn write(file: &'static str, table: Rows<'_>) -> Result<Vec<u8>, ExportError> {
    let failed = |message: String| ExportError::Csv { file, message };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| name)).map_err(|error| failed(error.to_string()))?;
    for row in table.rows {
        writer.write_record(row.iter().map(field)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

pub(super) fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if begins_like_a_formula(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.format("%Y-%m-%d").to_string(),
        Cell::Time(time) => time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}
