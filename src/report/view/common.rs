//! What several views share: times, names, references, bounds.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::labels;
use super::super::slug::slug;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Severity;
use crate::evidence::compute_type::ComputeType;

/// `2026-06-30 14:05:09 UTC`.
pub(super) fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `2026-06-30`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// Anchor of a control in the catalogue.
pub(crate) fn control_anchor(id: &str) -> String {
    format!("control-{}", slug(id))
}

/// The compute type of a result, in words.
pub(crate) fn compute(compute_type: Option<ComputeType>) -> String {
    labels::compute(compute_type).to_owned()
}

/// A control's title; its id where the assessment lacks its text.
pub(super) fn title(assessment: &Assessment, control: &str) -> String {
    assessment.controls.get(control).map_or_else(|| control.to_owned(), |text| text.title.clone())
}

/// A control's severity, where the assessment holds its text.
pub(super) fn severity(assessment: &Assessment, control: &str) -> Option<Severity> {
    assessment.controls.get(control).map(|text| text.severity)
}

/// Severity first, then id: the order in which failures are listed.
pub(super) fn worst_first(assessment: &Assessment, control: &str) -> (Option<Severity>, String) {
    // `None` sorts first: a control without text is worth a look.
    (severity(assessment, control), control.to_owned())
}

/// The cluster and compute type of a result, in words.
pub(super) fn place(result: &ControlResult) -> String {
    match result.compute_type {
        Some(compute_type) => format!("{} ({})", result.cluster, labels::compute_type(compute_type)),
        None => result.cluster.clone(),
    }
}

/// The first entries of a list that may be long.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Bounded<T> {
    /// Entries shown.
    pub rows: Vec<T>,
    /// Number of entries shown.
    pub shown: usize,
    /// Number of entries in all.
    pub total: usize,
    /// True when not all are shown.
    pub cut: bool,
}

impl<T> Bounded<T> {
    /// The first `limit` of `rows`.
    pub(super) fn new(mut rows: Vec<T>, limit: usize) -> Self {
        let total = rows.len();
        rows.truncate(limit);
        // What the rows left out took is given back.
        rows.shrink_to_fit();
        Self::of(rows, total)
    }

    /// `rows`, the first of `total`.
    pub(super) fn of(rows: Vec<T>, total: usize) -> Self {
        Self { shown: rows.len(), cut: rows.len() < total, rows, total }
    }
}

/// A reference to one exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Reference {
    /// `E12`, or the exchange's id where the index does not hold it.
    pub label: String,
    /// Heading of the evidence index under which it is listed.
    pub anchor: Option<String>,
}

/// The first references of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct References {
    /// Those shown.
    pub shown: Vec<Reference>,
    /// Number of those not shown.
    pub more: usize,
}
