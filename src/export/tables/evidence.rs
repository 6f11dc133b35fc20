//! The evidence: every call, what failed, what was enumerated.

use std::collections::BTreeSet;

use super::super::table::{Cell, Column, Table, joined, word};
use crate::assess::model::Assessment;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::fact::Gap;

const INDEX: &[Column] = &[
    ("Evidence", 10),
    ("Exchange", 44),
    ("Service", 13),
    ("Operation", 34),
    ("Region", 15),
    ("Parameters", 60),
    ("Account", 15),
    ("Principal", 52),
    ("Attempt", 9),
    ("Page", 8),
    ("Time (UTC)", 20),
    ("Status", 9),
    ("Ended", 14),
    ("Error code", 26),
    ("Stored reply", 52),
    ("SHA-256 of the stored reply", 66),
    ("Bytes", 11),
    ("Redactions", 12),
];

const GAPS: &[Column] = &[
    ("Topics", 36),
    ("Cluster", 22),
    ("Item", 36),
    ("Reason", 18),
    ("Permission", 36),
    ("Detail", 60),
    ("Exchange", 44),
    ("Results kept open", 18),
];

const POPULATION: &[Column] =
    &[("Topic", 32), ("Cluster", 22), ("Derived", 10), ("Items", 10), ("Pages", 10), ("API calls", 11)];

/// Numbered as in the reports: in the order of ids.
pub(super) fn index(exchanges: &[Exchange]) -> Table {
    let mut sorted: Vec<&Exchange> = exchanges.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let rows = sorted.into_iter().enumerate().map(|(at, exchange)| exchange_row(at + 1, exchange)).collect();
    Table { sheet: "Evidence index", file: Some("evidence-index.csv"), columns: INDEX, rows }
}

fn exchange_row(number: usize, exchange: &Exchange) -> Vec<Cell> {
    let request = &exchange.request;
    let reply = exchange.reply.as_ref();
    let parameters: Vec<String> = request.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (ended, code) = match &exchange.outcome {
        Outcome::Answered => ("answered", None),
        Outcome::Refused { code, .. } => ("refused", Some(code)),
        Outcome::Broken { .. } => ("broken", None),
        Outcome::NotRecorded => ("not-recorded", None),
        Outcome::NotAsked => ("not-asked", None),
    };
    vec![
        format!("E{number}").into(),
        (&exchange.id).into(),
        (&request.service).into(),
        (&request.operation).into(),
        (&request.region).into(),
        joined(&parameters),
        (&exchange.account).into(),
        (&exchange.principal).into(),
        u64::from(exchange.attempt).into(),
        u64::from(exchange.page).into(),
        exchange.time.into(),
        exchange.status.map(u64::from).into(),
        ended.into(),
        code.into(),
        exchange.reply_path().map(|path| format!("data/evidence/{path}")).into(),
        reply.map(|reply| &reply.sha256).into(),
        reply.map(|reply| reply.bytes).into(),
        reply.map_or(0, |reply| reply.redactions.values().sum::<u64>()).into(),
    ]
}

pub(super) fn gaps(assessment: &Assessment) -> Table {
    // Counted once: a dump may have as many gaps as objects, and a result may rest on all of them.
    let mut kept_open = vec![0_usize; assessment.gaps.len()];
    for result in &assessment.results {
        let distinct: BTreeSet<usize> = result.gaps.iter().copied().collect();
        for index in distinct {
            if let Some(open) = kept_open.get_mut(index) {
                *open += 1;
            }
        }
    }
    let row = |(gap, open): (&Gap, usize)| {
        let topics: Vec<String> = gap.topics.iter().map(|topic| topic.as_str().to_owned()).collect();
        vec![
            joined(&topics),
            gap.cluster.as_ref().into(),
            gap.item.as_ref().into(),
            word(&gap.reason).into(),
            (&gap.permission).into(),
            (&gap.detail).into(),
            gap.exchange.as_ref().into(),
            open.into(),
        ]
    };
    Table { sheet: "Gaps", file: None, columns: GAPS, rows: assessment.gaps.iter().zip(kept_open).map(row).collect() }
}

pub(super) fn population(assessment: &Assessment) -> Table {
    let rows = assessment.coverage.iter().map(|coverage| {
        vec![
            coverage.topic.as_str().into(),
            coverage.cluster.as_ref().into(),
            if coverage.topic.is_derived() { "yes" } else { "no" }.into(),
            coverage.items.into(),
            coverage.pages.into(),
            coverage.exchanges.len().into(),
        ]
    });
    Table { sheet: "Population", file: None, columns: POPULATION, rows: rows.collect() }
}
