//! What the report says.

use super::*;
use crate::control::model::Outcome;
use crate::report::labels::{OUTCOMES, outcome};

#[test]
fn markdown_of_the_example() {
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("attestation", example().markdown);
    });
}

#[test]
fn markdown_and_html_have_the_counts_of_the_assessment() {
    let (assessment, run) = testing::example();
    let rendered = render(&assessment, &run);
    let rows = table(&rendered.document, "summary");
    for (row, known) in rows.iter().zip(OUTCOMES) {
        let (kind, label) = outcome(known);
        let count = assessment.counts[&known];
        assert_eq!(row[..2], [label.to_owned(), count.to_string()]);
        assert!(rendered.markdown.contains(&format!("| **{label}** | {count} |")), "{label}");
        let html = format!("chip chip-{kind}\">{label}</span></th><td class=\"num\">{count}</td>");
        assert!(rendered.html.contains(&html), "{label}");
    }
    let total = assessment.results.len().to_string();
    assert_eq!(rows[7][..2], ["Total".to_owned(), total.clone()]);
    assert!(rendered.html.contains(&format!("class=\"total\">{total}</text>")), "the ring's number");
}

#[test]
fn the_same_assessment_gives_the_same_bytes() {
    let (one, two) = (example(), example());
    assert_eq!((one.markdown, one.html), (two.markdown, two.html));
}

#[test]
fn domains_add_up_to_the_whole() {
    let (assessment, run) = testing::example();
    let rows = table(&render(&assessment, &run).document, "results");
    let (total, domains) = rows.split_last().unwrap();
    for column in 1..total.len() {
        let sum: u64 = domains.iter().map(|row| row[column].parse::<u64>().unwrap()).sum();
        assert_eq!(total[column], sum.to_string(), "column {column}");
    }
    assert_eq!(total[8], assessment.results.len().to_string());
}

#[test]
fn clusters_add_up_to_the_whole() {
    let (assessment, run) = testing::example();
    let document = render(&assessment, &run).document;
    let rows = table(&document, "results-by-cluster");
    let (total, clusters) = rows.split_last().unwrap();
    assert_eq!(clusters.len(), assessment.clusters.len());
    assert_eq!(total, table(&document, "results").last().unwrap(), "domains and clusters have one total");
    for column in 1..total.len() {
        let sum: u64 = clusters.iter().map(|row| row[column].parse::<u64>().unwrap()).sum();
        assert_eq!(total[column], sum.to_string(), "column {column}");
    }
}

#[test]
fn the_executive_page_stands_alone_and_says_what_each_number_is_of() {
    let markdown = example().markdown;
    let page = markdown.split("{#summary}").nth(1).unwrap().split("\n---\n").next().unwrap();
    for words in [
        "`batch-legacy`, `payments-prod`, in AWS account `111122223333`, Region `eu-west-1`",
        "**As of** 2026-06-30 18:00:00 UTC",
        "**Period of reference:** 2026-04-01 to 2026-06-30",
        "| Outcome | Results of 16 |",
        "**except for** 4 of 16 results",
        "1 of 16 results is undetermined",
        "| `ec2:DescribeImages` | 1 |",
        "5 findings under 3 of 8 controls",
        "| **critical** | 3 of 11 | 1 |",
        "nothing is said of a trend",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn results_of_a_control_without_text_are_still_counted() {
    let (mut assessment, run) = testing::example();
    assessment.controls.clear();
    let rows = table(&render(&assessment, &run).document, "results");
    assert_eq!(rows[0][0], "Other");
    assert_eq!(rows[0][8], assessment.results.len().to_string());
}

#[test]
fn counts_that_are_not_those_of_the_results_are_refused() {
    let (mut assessment, run) = testing::example();
    *assessment.counts.get_mut(&Outcome::Satisfied).unwrap() += 1;
    let error = markdown(&assessment, &run, &Templates::embedded().unwrap()).unwrap_err();
    assert!(matches!(error, ReportError::Counts { outcome: "satisfied", .. }), "{error}");
}

#[test]
fn every_link_of_the_markdown_leads_somewhere() {
    let rendered = example();
    let mut found = Vec::new();
    runs(&rendered.document.blocks).into_iter().for_each(|run| links(run, &mut found));
    let written = rendered.markdown.matches("](").count();
    assert_eq!(found.len(), written, "a link without its heading is dropped by the parser");
    assert!(found.iter().all(|target| target.starts_with('#') || target.starts_with("https://docs.aws.amazon.com/")));
}

#[test]
fn a_gap_is_named_with_its_permission_and_never_as_a_pass() {
    let rows = table(&example().document, "undetermined");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].contains(&"ec2:DescribeImages".to_owned()), "{rows:?}");
    assert!(rows[0][3].ends_with("(population: 3 of 5 known checked, 0 fail)"), "{rows:?}");
}

#[test]
fn the_assertion_follows_the_results() {
    let (assessment, run) = testing::example();
    let form = |keep: &[Outcome], complete: bool| {
        let mut assessment = assessment.clone();
        assessment.results.retain(|result| keep.contains(&result.outcome));
        assessment.clusters.iter_mut().for_each(|cluster| cluster.compute_incomplete = !complete);
        for (outcome, count) in &mut assessment.counts {
            *count = assessment.results.iter().filter(|result| result.outcome == *outcome).count() as u64;
        }
        view::AttestationView::new(&assessment, &run).unwrap().assertion.form
    };
    assert_eq!(form(&[Outcome::Satisfied, Outcome::Attested, Outcome::Inherited], true), "unqualified");
    assert_eq!(form(&[Outcome::Satisfied], false), "qualified", "compute types may be missing");
    for open in [Outcome::NotSatisfied, Outcome::Undetermined, Outcome::Excepted] {
        assert_eq!(form(&[Outcome::Satisfied, open], true), "qualified", "{open:?}");
        assert_eq!(form(&[open], true), "none", "{open:?}");
    }
    assert_eq!(form(&[], true), "none");
}

#[test]
fn long_lists_say_what_they_leave_out() {
    let (mut assessment, mut run) = testing::example();
    let exchange = run.exchanges[0].clone();
    run.exchanges.extend((0..700).map(|number| {
        let mut exchange = exchange.clone();
        exchange.id = format!("{}.{number}", exchange.id);
        exchange
    }));
    let failing = assessment.results.iter_mut().find(|result| result.control == "imdsv2-required").unwrap();
    let finding = failing.findings[0].clone();
    failing.findings = (0..1_200)
        .map(|number| crate::assess::model::Finding { subject: format!("i-{number}"), ..finding.clone() })
        .collect();
    let rendered = render(&assessment, &run);
    assert!(rendered.markdown.contains("First 500 of 711 API calls, those cited by findings and gaps first. `data/evidence/exchanges.json` in the bundle holds all of them; so does the sheet Evidence index of `data/exports/attestation.xlsx`."));
    assert!(rendered.markdown.contains("First 500 of 1200 findings of this control. `data/assessment.json` in the bundle holds all of them; so does the sheet Findings of `data/exports/attestation.xlsx`."));
    assert!(rendered.markdown.contains("i-499`") && !rendered.markdown.contains("i-500`"));
    // The calls that findings cite are among the 500.
    assert!(
        rendered.markdown.contains("[E3](#evidence-ec2-describeinstances)")
            || rendered.markdown.contains("](#evidence-ec2-describeinstances)")
    );
}

#[test]
fn an_empty_assessment_is_still_a_document() {
    let (mut assessment, _) = testing::example();
    assessment.results.clear();
    assessment.gaps.clear();
    assessment.coverage.clear();
    assessment.clusters.clear();
    assessment.responsibility.clear();
    assessment.frameworks.clear();
    assessment.controls.clear();
    assessment.areas.clear();
    assessment.engagement = crate::assess::model::EngagementSummary::default();
    assessment.counts.values_mut().for_each(|count| *count = 0);
    let rendered = render(&assessment, &ReportContext::default());
    assert!(rendered.markdown.contains("We therefore make no such assertion."));
}
