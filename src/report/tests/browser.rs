//! Pages for the browser checks of `tests/interop`: not run by themselves.
//!
//! `EKS_ATTEST_PAGES=FOLDER cargo test --lib report::tests::browser -- --ignored`

use std::borrow::Cow;
use std::path::PathBuf;

use super::*;
use crate::assess::model::{Finding, Population};
use crate::control::model::Outcome;
use crate::evidence::exchange::Exchange;
use crate::report::testing::{HOSTILE, plant_each};

/// Findings of the large page.
const FINDINGS: usize = 50_000;

fn folder() -> PathBuf {
    std::env::var_os("EKS_ATTEST_PAGES").expect("EKS_ATTEST_PAGES names the folder to write to").into()
}

/// The example with a hostile value in every string, each in its turn, replies included.
#[test]
#[ignore = "writes a page for tests/interop"]
fn hostile_page() {
    let (assessment, run) = testing::example();
    let next = |number: usize| HOSTILE[number % HOSTILE.len()].to_owned();
    // Ids stay, so that replies are found by them.
    let exchanges =
        run.exchanges.iter().map(|exchange| Exchange { id: exchange.id.clone(), ..plant_each(exchange, next) });
    let exchanges = exchanges.collect();
    let keys = run.replies.into_owned().into_keys();
    let replies = keys.zip(HOSTILE).map(|(id, value)| (id, value.repeat(3).into_bytes())).collect();
    let run = ReportContext {
        exchanges,
        replies: Cow::Owned(replies),
        assessment_digest: next(0),
        change: None,
        bundle: Some(next(1)),
        workbook: None,
        custom_templates: Vec::new(),
    };
    let mut planted = plant_each(&assessment, next);
    // Controls keep their ids, so that rows are still linked, filtered and searched.
    let ids = assessment.results.iter().map(|result| result.control.clone());
    planted.results.iter_mut().zip(ids).for_each(|(result, id)| result.control = id);
    // The findings cite the replies that are held.
    let held = run.replies.keys().cloned().collect::<Vec<_>>();
    let findings = planted.results.iter_mut().flat_map(|result| &mut result.findings);
    findings.for_each(|finding| finding.exchanges = held.iter().cloned().collect());
    std::fs::write(folder().join("hostile.html"), render(&planted, &run).html).unwrap();
}

/// The example with 50,000 findings: 100 failing controls on 20 clusters.
#[test]
#[ignore = "writes a page for tests/interop"]
fn large_page() {
    let (assessment, run) = large();
    std::fs::write(folder().join("large.html"), render(&assessment, &run).html).unwrap();
}

fn large() -> (Assessment, ReportContext<'static>) {
    const CONTROLS: usize = 100;
    const CLUSTERS: usize = 20;
    let (mut assessment, run) = testing::example();
    let result = assessment.results.iter().find(|result| result.outcome == Outcome::NotSatisfied).unwrap().clone();
    let (text, finding) = (assessment.controls[&result.control].clone(), result.findings[0].clone());
    assessment.counts.values_mut().for_each(|count| *count = 0);
    assessment.counts.insert(Outcome::NotSatisfied, (CONTROLS * CLUSTERS) as u64);
    assessment.results.clear();
    for control in 0..CONTROLS {
        let id = format!("{}-{control:03}", result.control);
        assessment.controls.insert(id.clone(), text.clone());
        for cluster in 0..CLUSTERS {
            let each = FINDINGS / CONTROLS / CLUSTERS;
            let findings = (0..each).map(|number| Finding {
                id: format!("{:012x}", (control * CLUSTERS + cluster) * each + number),
                subject: format!("cluster-{cluster:02}/i-{number:017x}"),
                ..finding.clone()
            });
            assessment.results.push(crate::assess::model::ControlResult {
                control: id.clone(),
                cluster: format!("cluster-{cluster:02}"),
                findings: findings.collect(),
                population: Population { total: 40, checked: 40, failed: each as u64, ..Population::default() },
                ..result.clone()
            });
        }
    }
    (assessment, run)
}

#[test]
fn a_page_of_fifty_thousand_findings_holds_a_bounded_part_of_them() {
    let (assessment, run) = large();
    let total: usize = assessment.results.iter().map(|result| result.findings.len()).sum();
    assert_eq!(total, FINDINGS);
    let rendered = render(&assessment, &run);
    let rows = rendered.html.matches("data-list=\"finding\"").count();
    assert_eq!(rows, 10_000, "100 controls, 100 rows each");
    assert!(rendered.html.contains("First 100 of 500 rows of this table."));
    assert!(rendered.html.contains("Long tables are cut on this page"));
    assert!(rendered.html.len() < 16_000_000, "{} bytes", rendered.html.len());
}
