//! What changed since the last attestation.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::labels;
use super::super::parse::chart::{ChartSource, Entry, Kind};
use super::changes_rows::{ControlChangeRow, ExceptionChangeRow, FindingChangeRow, ScopeChangeRow, VerdictChangeRow};
use super::common::{Bounded, date, time};
use super::tally::Tally;
use crate::assess::change::{Change, FindingKind, Period};
use crate::assess::model::Assessment;

/// Rows printed of each kind of finding, of controls and of verdicts.
const ROWS: usize = 200;

/// The section "Changes since the last attestation".
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Changes {
    /// The as-of time of what it is compared with.
    pub previous: String,
    /// Number of findings by what became of them, all kinds.
    pub kinds: Vec<KindRow>,
    /// Sum of the above.
    pub total: usize,
    /// The oldest open finding: first seen, days.
    pub oldest: Option<(String, u64)>,
    /// The attestations, oldest first; the current one is the last.
    pub periods: Vec<PeriodRow>,
    /// True when they did not use the same controls.
    pub other_controls: bool,
    /// True when they do not speak of one account and Region.
    pub other_place: bool,
    /// Bars of outcomes by period.
    pub chart: ChartSource,
    /// What came into scope or left it.
    pub scope: Vec<ScopeChangeRow>,
    /// Controls added, removed or changed.
    pub controls: Bounded<ControlChangeRow>,
    /// What became of exceptions.
    pub exceptions: Vec<ExceptionChangeRow>,
    /// Days before its end in which an exception is listed.
    pub expiring_within: u32,
    /// The findings, by kind.
    pub findings: Vec<ChangedFindings>,
    /// Results that came out differently.
    pub verdicts: Bounded<VerdictChangeRow>,
}

/// One kind of finding.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct KindRow {
    /// Its label.
    pub label: String,
    /// Anchor of its table.
    pub anchor: String,
    /// What it means.
    pub meaning: String,
    /// Number of findings.
    pub count: u64,
}

/// The findings of one kind.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ChangedFindings {
    /// Its label.
    pub label: String,
    /// Anchor of its heading.
    pub anchor: String,
    /// Heading of the column that says why or since when.
    pub column: String,
    /// The findings.
    pub rows: Bounded<FindingChangeRow>,
}

/// One attestation of the trend.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PeriodRow {
    /// Its as-of day; with the time where two share the day. Unique.
    pub label: String,
    /// Account and Region.
    pub place: String,
    /// Number of clusters.
    pub clusters: usize,
    /// Number of controls.
    pub controls: u64,
    /// Numbers of results.
    pub tally: Tally,
    /// Number of findings.
    pub findings: u64,
}

impl Changes {
    pub(super) fn new(change: &Change, assessment: &Assessment) -> Self {
        let periods = periods(&change.periods);
        let base = change.periods.iter().rev().nth(1);
        let open = change.findings.iter().filter(|finding| finding.kind == FindingKind::StillOpen);
        let oldest = open.filter_map(|finding| Some((finding.age_days?, date(finding.first_seen.date_naive()))));
        let controls = change.controls.iter().map(ControlChangeRow::new).collect();
        let verdicts = change.verdicts.iter().map(VerdictChangeRow::new).collect();
        Self {
            previous: base.map(|period| time(period.as_of)).unwrap_or_default(),
            kinds: FindingKind::ALL.map(|kind| kind_row(change, kind)).into(),
            total: change.findings.len(),
            oldest: oldest.max().map(|(days, since)| (since, days)),
            other_controls: change.periods.iter().any(|period| period.controls_digest != assessment.controls_digest),
            other_place: change.periods.iter().any(|period| !period.same_place),
            chart: chart(&periods),
            periods,
            scope: change.scope.iter().map(ScopeChangeRow::new).collect(),
            controls: Bounded::new(controls, ROWS),
            exceptions: change.exceptions.iter().map(ExceptionChangeRow::new).collect(),
            expiring_within: change.expiring_within_days,
            findings: FindingKind::ALL.map(|kind| findings(change, kind)).into(),
            verdicts: Bounded::new(verdicts, ROWS),
        }
    }
}

fn kind_row(change: &Change, kind: FindingKind) -> KindRow {
    let (word, label, meaning) = words_of(kind);
    KindRow {
        label: label.to_owned(),
        anchor: format!("changes-{word}"),
        meaning: meaning.to_owned(),
        count: change.count(kind),
    }
}

fn findings(change: &Change, kind: FindingKind) -> ChangedFindings {
    let (word, label, _) = words_of(kind);
    let rows = change.findings.iter().filter(|finding| finding.kind == kind).map(FindingChangeRow::new).collect();
    let column = if kind == FindingKind::StillOpen { "Open since" } else { "Why" };
    ChangedFindings {
        label: label.to_owned(),
        anchor: format!("changes-{word}"),
        column: column.to_owned(),
        rows: Bounded::new(rows, ROWS),
    }
}

/// Machine word, label and meaning.
fn words_of(kind: FindingKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        FindingKind::New => ("new", "New", "Found now and not before; the list says whether it could have been."),
        FindingKind::StillOpen => ("still-open", "Still open", "Found before and now."),
        FindingKind::Fixed => (
            "fixed",
            "Fixed",
            "No longer found by the same rule over the whole population: remedied, or the thing is gone.",
        ),
        FindingKind::NoLongerApplicable => (
            "no-longer-applicable",
            "No longer applicable",
            "The control stands, but nothing is left that it speaks of.",
        ),
        FindingKind::NoLongerInScope => (
            "no-longer-in-scope",
            "No longer in scope",
            "Its account, cluster, compute type or control left: no improvement.",
        ),
        FindingKind::NoLongerVisible => {
            ("no-longer-visible", "No longer visible", "The evidence does not show whether it is still there.")
        }
        FindingKind::NotComparable => {
            ("not-comparable", "Not comparable", "The control or its parameters changed; no remedy is shown.")
        }
    }
}

/// The periods with labels that differ: bars of one label would be stacked in one.
fn periods(periods: &[Period]) -> Vec<PeriodRow> {
    let mut days: BTreeMap<String, usize> = BTreeMap::new();
    for period in periods {
        *days.entry(date(period.as_of.date_naive())).or_default() += 1;
    }
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let row = |period: &Period| {
        let day = date(period.as_of.date_naive());
        let alone = days.get(&day) == Some(&1);
        let label = if alone { day } else { time(period.as_of) };
        let number = used.entry(label.clone()).or_default();
        *number += 1;
        PeriodRow {
            label: if *number == 1 { label } else { format!("{label} ({number})") },
            place: format!("{} {}", period.account, period.region),
            clusters: period.clusters.len(),
            controls: period.controls,
            tally: Tally::of_counts(&period.counts),
            findings: period.findings,
        }
    };
    periods.iter().map(row).collect()
}

fn chart(periods: &[PeriodRow]) -> ChartSource {
    let mut series = Vec::new();
    let mut lines = Vec::new();
    for period in periods {
        let mut parts = Vec::new();
        for outcome in labels::OUTCOMES {
            let (kind, label) = labels::outcome(outcome);
            let value = period.tally.get(outcome);
            if value > 0 {
                parts.push(format!("{value} {label}"));
                series.push(Entry { kind: kind.to_owned(), label: period.label.clone(), value });
            }
        }
        lines.push(format!("{}: {}.", period.label, parts.join(", ")));
    }
    ChartSource {
        kind: Kind::StackedBars,
        title: "Results by attestation".to_owned(),
        alternative: lines.join(" "),
        series,
    }
}
