//! The executive summary: counts, charts, what matters most.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::labels;
use super::super::parse::chart::{ChartSource, Entry, Kind};
use super::findings::FindingGroup;
use super::results::in_domain;
use super::tally::Tally;
use crate::assess::model::Assessment;
use crate::control::model::{Domain, Severity};

/// The executive summary.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// Counts of results.
    pub tally: Tally,
    /// The same, one row an outcome, all seven.
    pub outcomes: Vec<OutcomeRow>,
    /// Number of different controls judged.
    pub controls: usize,
    /// Number of clusters.
    pub clusters: usize,
    /// Number of findings printed or counted in section "Findings".
    pub findings: usize,
    /// Findings by severity, all four.
    pub severities: Vec<SeverityRow>,
    /// Number of controls with findings.
    pub failing_controls: usize,
    /// Ring of outcomes.
    pub chart: ChartSource,
    /// Bars of outcomes by domain.
    pub domains_chart: ChartSource,
}

/// One outcome.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OutcomeRow {
    /// Its label.
    pub outcome: String,
    /// Number of results.
    pub count: u64,
    /// What it means.
    pub meaning: String,
}

/// One severity.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct SeverityRow {
    /// Its label.
    pub severity: String,
    /// Number of findings.
    pub count: usize,
}

impl Summary {
    pub(super) fn new(assessment: &Assessment, tally: Tally, groups: &[FindingGroup]) -> Self {
        let controls: BTreeSet<&str> = assessment.results.iter().map(|result| result.control.as_str()).collect();
        Self {
            tally,
            outcomes: outcomes(tally),
            controls: controls.len(),
            clusters: assessment.clusters.len(),
            findings: groups.iter().map(|group| group.findings.total).sum(),
            severities: severities(groups),
            failing_controls: groups.len(),
            chart: donut(tally),
            domains_chart: bars(assessment),
        }
    }
}

/// One row an outcome, all seven.
pub(super) fn outcomes(tally: Tally) -> Vec<OutcomeRow> {
    labels::OUTCOMES.map(|outcome| outcome_row(tally, outcome)).into()
}

fn outcome_row(tally: Tally, outcome: crate::control::model::Outcome) -> OutcomeRow {
    OutcomeRow {
        outcome: labels::outcome(outcome).1.to_owned(),
        count: tally.get(outcome),
        meaning: labels::outcome_meaning(outcome).to_owned(),
    }
}

fn severities(groups: &[FindingGroup]) -> Vec<SeverityRow> {
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low]
        .map(labels::severity)
        .map(|severity| SeverityRow {
            severity: severity.to_owned(),
            count: groups.iter().filter(|group| group.severity == severity).map(|group| group.findings.total).sum(),
        })
        .into()
}

fn donut(tally: Tally) -> ChartSource {
    let series: Vec<Entry> = entries(tally, |label| label.to_owned());
    let parts: Vec<String> = series.iter().map(|entry| format!("{} {}", entry.value, entry.label)).collect();
    ChartSource {
        kind: Kind::Donut,
        title: "Results by outcome".to_owned(),
        alternative: format!("Of {} results: {}.", tally.total, parts.join(", ")),
        series,
    }
}

fn bars(assessment: &Assessment) -> ChartSource {
    let domains: Vec<(&str, Tally)> = labels::DOMAINS
        .into_iter()
        .map(|domain: Domain| (labels::domain(domain).1, Tally::of(in_domain(assessment, Some(domain)))))
        .chain([("Other", Tally::of(in_domain(assessment, None)))])
        .filter(|(_, tally)| tally.total > 0)
        .collect();
    let lines = domains.iter().map(|(title, tally)| {
        let parts = entries(*tally, |label| label.to_owned());
        let parts: Vec<String> = parts.iter().map(|entry| format!("{} {}", entry.value, entry.label)).collect();
        format!("{title}: {}.", parts.join(", "))
    });
    ChartSource {
        kind: Kind::StackedBars,
        title: "Results by domain".to_owned(),
        alternative: lines.collect::<Vec<_>>().join(" "),
        series: domains.iter().flat_map(|(title, tally)| entries(*tally, |_| (*title).to_owned())).collect(),
    }
}

/// The outcomes that occur.
pub(super) fn entries(tally: Tally, label: impl Fn(&str) -> String) -> Vec<Entry> {
    let occurring = labels::OUTCOMES.into_iter().filter(|outcome| tally.get(*outcome) > 0);
    occurring
        .map(|outcome| {
            let (kind, words) = labels::outcome(outcome);
            Entry { kind: kind.to_owned(), label: label(words), value: tally.get(outcome) }
        })
        .collect()
}
