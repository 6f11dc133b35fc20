//! A table of typed cells: what both formats are written from.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::evidence::untrusted::visible_but;

/// One value. Text from outside is never anything but text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(u64),
    Date(NaiveDate),
    Time(DateTime<Utc>),
}

/// A column: its heading, and its width in characters.
pub(super) type Column = (&'static str, u16);

/// One sheet; one file where `file` names it.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) sheet: &'static str,
    pub(super) file: Option<&'static str>,
    pub(super) columns: &'static [Column],
    pub(super) rows: Vec<Vec<Cell>>,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(visible(text)) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// The machine word of an outcome, an owner, a topic: as in `assessment.json`.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Several values in one cell.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a String>) -> Cell {
    parts.into_iter().map(String::as_str).collect::<Vec<_>>().join("; ").into()
}

/// Hidden characters as `[U+XXXX]`; tabs and line ends, which a cell can hold, stay.
fn visible(text: &str) -> String {
    visible_but(text, |character| matches!(character, '\t' | '\r' | '\n')).into_owned()
}

/// True where a spreadsheet that is given this text in a CSV file, or that a
/// person retypes it in, would take it for a formula.
///
/// OWASP, "CSV Injection": `=`, `+`, `-`, `@`, tab, carriage return; line feed
/// and the full-width forms, which East Asian spreadsheets take for the same.
/// White space before them is no protection: an import may trim it.
pub(super) fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−'])
}
