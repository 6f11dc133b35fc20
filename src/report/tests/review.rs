//! The review and the matrix say what the assessment and the decision say.

use super::*;
use crate::assess::gate::{self, Decision, Policy, Review, Weight};
use crate::control::model::Outcome;

fn reviewed(policy: &str) -> (Assessment, Review, String, Document) {
    let (assessment, run) = testing::example();
    let policy: Policy = crate::file::parse_file("review.yaml", policy).unwrap();
    let review = gate::decide(&assessment, &policy);
    let templates = Templates::embedded().unwrap();
    let rendered = super::super::review(&assessment, &review, &run, &templates).unwrap();
    let document = rendered.document().unwrap();
    (assessment, review, rendered.into_markdown(), document)
}

fn matrix() -> (Assessment, String, Document) {
    let (assessment, run) = testing::example();
    let rendered = super::super::matrix(&assessment, &run, &Templates::embedded().unwrap()).unwrap();
    let document = rendered.document().unwrap();
    (assessment, rendered.into_markdown(), document)
}

#[test]
fn the_review_says_the_decision_and_the_numbers_of_its_assessment() {
    let (assessment, review, markdown, document) = reviewed("{}");
    assert_eq!(review.decision, Decision::NoGo);
    assert!(document.title.ends_with(": NO-GO"), "{}", document.title);
    let blockers = review.of(Weight::Blocker).count();
    assert!(markdown.contains(&format!("**NO-GO** · {blockers} blockers")), "{markdown}");
    assert_eq!(table(&document, "blockers").len(), blockers);
    assert_eq!(table(&document, "conditions").len(), review.of(Weight::Condition).count());
    let undetermined = assessment.counts[&Outcome::Undetermined] as usize;
    assert_eq!(table(&document, "not-assessed").len(), undetermined);
    let gates = table(&document, "decision");
    assert_eq!(gates.len(), review.gates.len());
    let selected: u64 = gates.iter().map(|row| row[2].parse::<u64>().unwrap()).sum();
    assert_eq!(selected, assessment.results.len() as u64, "default gates do not overlap");
    let results = table(&document, "results");
    assert_eq!(results.last().unwrap()[8], assessment.results.len().to_string());
}

#[test]
fn a_review_without_blockers_says_go_in_words_too() {
    let (_, review, markdown, _) = reviewed(
        "others: {blocks: {notSatisfied: never, undetermined: never}, conditions: {notSatisfied: never, undetermined: never}}",
    );
    assert_eq!(review.decision, Decision::Go);
    assert!(markdown.contains("**GO** · 0 blockers, 0 conditions, 1 of 16 results not assessed"), "{markdown}");
    assert!(markdown.contains("1 result below every threshold could not be assessed"), "{markdown}");
}

#[test]
fn an_expired_waiver_is_named_on_the_first_page() {
    let (_, _, markdown, document) = reviewed(
        "waivers: [{id: WV-1, gate: Exposure, reason: r, approver: C, approvedOn: 2026-01-01, expires: 2026-02-01}]",
    );
    let first = markdown.split("## 2. Gates").next().unwrap();
    assert!(first.contains("A waiver does not hold and waives nothing: `WV-1`"), "{first}");
    assert_eq!(table(&document, "waivers")[0][2], "expired: it waives nothing");
}

#[test]
fn links_of_review_and_matrix_lead_somewhere() {
    let (_, _, review, review_tree) = reviewed("{}");
    let (_, matrix, matrix_tree) = matrix();
    for (markdown, tree) in [(review, review_tree), (matrix, matrix_tree)] {
        let mut found = Vec::new();
        runs(&tree.blocks).into_iter().for_each(|run| links(run, &mut found));
        assert_eq!(found.len(), markdown.matches("](").count(), "a link without its heading is dropped by the parser");
    }
}

#[test]
fn the_matrix_adds_up_to_the_assessment_and_speaks_the_words_of_three_matrices() {
    let (assessment, markdown, document) = matrix();
    let owners = table(&document, "summary");
    let (total, rows) = owners.split_last().unwrap();
    assert_eq!(total[8], assessment.results.len().to_string());
    let sum: u64 = rows.iter().map(|row| row[8].parse::<u64>().unwrap()).sum();
    assert_eq!(sum, assessment.results.len() as u64);
    let listed = markdown.split("## 5. By clause").next().unwrap().split("## 4. Status").nth(1).unwrap();
    assert_eq!(listed.lines().filter(|line| line.contains("(`")).count(), assessment.results.len());
    let ownership = table(&document, "ownership");
    let row = |area: &str, owner: &str| {
        ownership.iter().find(|row| row[0] == area && row[1] == owner).unwrap_or_else(|| panic!("{area} {owner}"))
    };
    assert_eq!(row("Control plane", "AWS")[3..6], ["service provider", "CSP-owned", "yes"]);
    assert_eq!(row("Node operating system", "shared")[3..6], ["shared", "shared CSP and CSC", "partial"]);
    assert_eq!(row("Node operating system", "customer")[3..6], ["entity", "CSC-owned", "no"]);
    assert!(row("Node operating system", "customer")[2].contains("(custom AMI)"));
}

#[test]
fn hostile_words_of_a_policy_stay_words() {
    let (_, _, markdown, document) = reviewed(
        "{change: '<script>alert(1)</script> | x', release: '[a](javascript:alert(1))', commit: \"`x` \\u202e\",
        waivers: [{id: '**W**', gate: Exposure, reason: '{{ 7 * 7 }} | b', approver: '<b>C</b>',
        approvedOn: 2026-01-01, expires: 2027-01-01}], approvals: [{role: '# R', name: '![x](https://e.example)'}]}",
    );
    let page = html(&document, &HtmlMeta::default(), &Templates::embedded().unwrap()).unwrap();
    assert!(!page.contains("<script>alert") && !page.contains("<b>C</b>") && !page.contains("href=\"javascript"));
    assert!(page.contains("&lt;script&gt;") && page.contains("{{ 7 * 7 }}"));
    assert!(!markdown.contains('\u{202e}'));
    assert_eq!(table(&document, "waivers").len(), 1);
    assert_eq!(table(&document, "approvals")[0].len(), 4);
}
