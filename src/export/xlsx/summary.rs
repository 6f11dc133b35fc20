//! The first sheet: who, when, and the numbers of every report.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::table::{Cell, word};
use super::super::tables::unfounded;
use super::{Styles, put};
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::{Outcome, Severity};

/// Outcomes in the order of the reports.
const OUTCOMES: [Outcome; 7] = [
    Outcome::Satisfied,
    Outcome::NotSatisfied,
    Outcome::Undetermined,
    Outcome::Excepted,
    Outcome::Attested,
    Outcome::Inherited,
    Outcome::NotApplicable,
];
const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

pub(super) fn write(
    sheet: &mut Worksheet,
    assessment: &Assessment,
    notices: &[String],
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 34)?.set_column_width(1, 44)?.set_column_range_width(2, 8, 15)?;
    let mut pen = Pen { sheet, styles, row: 0 };
    pen.sheet.write_string_with_format(0, 0, "Management attestation: data", &styles.title)?;
    pen.row = 2;
    for notice in notices {
        pen.sheet.write_string_with_format(pen.row, 0, notice, &styles.bold)?;
        pen.row += 1;
    }
    pen.table(&["Item", "Value"], items(assessment))?;
    pen.table(&["Outcome", "Results"], outcomes(assessment))?;
    pen.table(&cluster_header(), clusters(assessment))?;
    pen.table(&["Severity", "Findings"], severities(assessment))?;
    pen.sheet.set_freeze_panes(1, 0)?;
    pen.sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

struct Pen<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: u32,
}

impl Pen<'_> {
    fn table(&mut self, header: &[&str], rows: Vec<Vec<Cell>>) -> Result<(), XlsxError> {
        for (column, name) in (0u16..).zip(header) {
            self.sheet.write_string_with_format(self.row, column, *name, &self.styles.header)?;
        }
        for cells in rows {
            self.row += 1;
            for (column, cell) in (0u16..).zip(&cells) {
                put(self.sheet, (self.row, column), cell, self.styles)?;
            }
        }
        self.row += 2;
        Ok(())
    }
}

fn items(assessment: &Assessment) -> Vec<Vec<Cell>> {
    let (engagement, collection) = (&assessment.engagement, &assessment.collection);
    let rows: Vec<(&str, Cell)> = vec![
        ("Organisation", (&engagement.organisation).into()),
        ("System", (&engagement.system).into()),
        ("Classification", engagement.branding.classification.as_ref().into()),
        ("As of (UTC)", assessment.as_of.into()),
        ("Period from", engagement.period_from.into()),
        ("Period to", engagement.period_to.into()),
        ("AWS account", (&collection.account).into()),
        ("AWS Region", (&collection.region).into()),
        ("Clusters", assessment.clusters.len().into()),
        ("Evidence collected by", (&collection.principal).into()),
        ("Collection started (UTC)", collection.started_at.into()),
        ("Collection ended (UTC)", collection.finished_at.into()),
        ("API calls", collection.exchanges.into()),
        ("Made by", (&assessment.tool).into()),
        ("SHA-256 of the facts", (&assessment.facts_digest).into()),
        ("SHA-256 of the controls", (&assessment.controls_digest).into()),
    ];
    rows.into_iter().filter(|(_, value)| *value != Cell::Empty).map(|(name, value)| vec![name.into(), value]).collect()
}

fn count<'a>(results: impl IntoIterator<Item = &'a ControlResult>) -> BTreeMap<Outcome, u64> {
    let mut counts: BTreeMap<Outcome, u64> = OUTCOMES.into_iter().map(|outcome| (outcome, 0)).collect();
    for result in results {
        *counts.entry(result.outcome).or_default() += 1;
    }
    counts
}

fn outcomes(assessment: &Assessment) -> Vec<Vec<Cell>> {
    let counts = count(&assessment.results);
    let rows = OUTCOMES.iter().map(|outcome| vec![word(outcome).into(), counts[outcome].into()]);
    rows.chain([vec!["Total".into(), assessment.results.len().into()]]).collect()
}

fn cluster_header() -> [&'static str; 9] {
    [
        "Cluster",
        "satisfied",
        "not-satisfied",
        "undetermined",
        "excepted",
        "attested",
        "inherited",
        "not-applicable",
        "Total",
    ]
}

fn clusters(assessment: &Assessment) -> Vec<Vec<Cell>> {
    let row = |name: &str| {
        let results: Vec<&ControlResult> = assessment.results.iter().filter(|result| result.cluster == name).collect();
        let total = results.len();
        let counts = count(results);
        let numbers = OUTCOMES.iter().map(|outcome| counts[outcome].into());
        [name.into()].into_iter().chain(numbers).chain([total.into()]).collect()
    };
    assessment.clusters.iter().map(|cluster| row(&cluster.name)).collect()
}

fn severities(assessment: &Assessment) -> Vec<Vec<Cell>> {
    let findings = |severity: Severity| -> usize {
        let of = |result: &&ControlResult| {
            assessment.controls.get(&result.control).is_some_and(|text| text.severity == severity)
        };
        let each = |result: &ControlResult| result.findings.len() + usize::from(unfounded(result));
        assessment.results.iter().filter(of).map(each).sum()
    };
    let total: usize = assessment.results.iter().map(|r| r.findings.len() + usize::from(unfounded(r))).sum();
    let rows = SEVERITIES.iter().map(|severity| vec![word(severity).into(), findings(*severity).into()]);
    rows.chain([vec!["Total".into(), total.into()]]).collect()
}
