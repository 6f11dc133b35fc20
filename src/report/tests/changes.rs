//! The section "Changes since the last attestation".

use super::*;
use crate::assess::change;
use crate::assess::model::Assessment;
use crate::control::model::Outcome;

/// The example and the same a quarter earlier, after `alter`.
fn with_previous(alter: impl Fn(&mut Assessment)) -> Made {
    let (current, mut run) = testing::example();
    let mut previous = current.clone();
    previous.as_of = testing::time("2026-03-31T18:00:00Z");
    alter(&mut previous);
    previous.counts.values_mut().for_each(|count| *count = 0);
    for result in &previous.results {
        *previous.counts.get_mut(&result.outcome).unwrap() += 1;
    }
    run.change = Some(change::compare(&current, &[previous], 120).unwrap());
    render(&current, &run)
}

fn number(rendered: &Made, label: &str) -> String {
    let rows = table(&rendered.document, "changes");
    rows.iter().find(|row| row[0] == label).unwrap()[1].clone()
}

#[test]
fn without_a_previous_attestation_nothing_is_said_of_change() {
    let rendered = example();
    assert!(rendered.markdown.contains("nothing is said of what changed"));
    assert!(!rendered.markdown.contains("#changes-fixed"));
}

#[test]
fn new_and_open_findings_are_counted_and_aged() {
    let rendered = with_previous(|previous| {
        let failing = previous.results.iter_mut().find(|result| result.control == "imdsv2-required").unwrap();
        failing.findings.clear();
        failing.outcome = Outcome::Satisfied;
    });
    let (current, _) = testing::example();
    let new: usize =
        current.results.iter().filter(|result| result.control == "imdsv2-required").map(|r| r.findings.len()).sum();
    let all: usize = current.results.iter().map(|result| result.findings.len()).sum();
    assert_eq!(number(&rendered, "New"), new.to_string());
    assert_eq!(number(&rendered, "Still open"), (all - new).to_string());
    assert_eq!(number(&rendered, "Fixed"), "0");
    assert!(rendered.markdown.contains("2026-03-31, 91 days"));
    assert!(rendered.markdown.contains("it was looked for before and not found"));
    assert!(rendered.markdown.contains("about to expire: 92 days left"));
}

#[test]
fn what_left_the_scope_is_never_called_fixed() {
    let rendered = with_previous(|previous| {
        let mut gone = previous.clusters[0].clone();
        gone.name = "pilot <b>".into();
        previous.clusters.push(gone);
        let mut result = previous.results.iter().find(|result| !result.findings.is_empty()).unwrap().clone();
        result.cluster = "pilot <b>".into();
        for finding in &mut result.findings {
            finding.id = format!("p{}", finding.id);
        }
        previous.results.push(result);
    });
    assert_eq!(number(&rendered, "Fixed"), "0");
    assert_ne!(number(&rendered, "No longer in scope"), "0");
    assert!(rendered.html.contains("pilot &lt;b&gt;") && !rendered.html.contains("pilot <b>"));
}

#[test]
fn the_trend_has_a_bar_for_each_attestation_even_of_one_day() {
    let rendered = with_previous(|previous| previous.as_of = testing::time("2026-06-30T09:00:00Z"));
    let rows = table(&rendered.document, "changes-trend");
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0][0], rows[1][0]);
    assert_eq!(rows[0][1..], rows[1][1..]);
}
