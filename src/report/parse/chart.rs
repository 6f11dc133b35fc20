//! Charts: a fenced block with the info string `chart`, holding JSON.

use serde::{Deserialize, Serialize};

use super::super::block::{Chart, ChartEntry, ChartKind};
use super::super::error::ReportError;
use super::super::escape::visible;

/// The JSON of a `chart` block: what the `chart` filter writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartSource {
    /// How it is drawn.
    pub kind: Kind,
    /// Title, shown above.
    pub title: String,
    /// What it says in words.
    pub alternative: String,
    /// The numbers.
    pub series: Vec<Entry>,
}

/// How it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A ring with a legend.
    Donut,
    /// Horizontal bars; entries of equal label are stacked in one bar.
    StackedBars,
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Machine word that decides the colour.
    pub kind: String,
    /// Bar that it belongs to; the legend's words in a donut.
    pub label: String,
    /// The number.
    pub value: u64,
}

/// Reads chart `number` of a document.
pub(super) fn read(json: &str, number: usize) -> Result<Chart, ReportError> {
    let source: ChartSource =
        serde_json::from_str(json).map_err(|error| ReportError::Chart { number, message: error.to_string() })?;
    let kind = match source.kind {
        Kind::Donut => ChartKind::Donut,
        Kind::StackedBars => ChartKind::StackedBars,
    };
    let series = source.series.into_iter().map(|entry| ChartEntry {
        kind: visible(&entry.kind),
        label: visible(&entry.label),
        value: entry.value,
    });
    let (title, alternative) = (visible(&source.title), visible(&source.alternative));
    Ok(Chart { kind, title, alternative, series: series.collect() })
}
