//! What the catalogue of controls covers: rows of the list of checks it was made from, items of frameworks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use eks_attest::control::coverage::{NOT_COVERED, answers, coverage_document};
use eks_attest::control::rows::{CatalogueRow, RowSource};

use crate::controls::catalogue;

/// Rows that load balancers answer.
const LOAD_BALANCERS: [&str; 5] = ["NET-22", "NET-23", "NET-24", "NET-26", "LOG-10"];

/// Sections of the CIS Amazon EKS Benchmark 1.8.0 with the number of their items.
const CIS_SECTIONS: [(&str, u32); 13] = [
    ("2.1", 2),
    ("3.1", 4),
    ("3.2", 9),
    ("4.1", 12),
    ("4.2", 5),
    ("4.3", 2),
    ("4.4", 2),
    ("4.5", 2),
    ("5.1", 4),
    ("5.2", 1),
    ("5.3", 1),
    ("5.4", 5),
    ("5.5", 1),
];

/// What stands on the node itself, or is known to people alone, has a control that waits for a named person's statement;
/// so have data sensitivity and legal duties. What AWS runs is inherited.
#[test]
fn each_row_that_no_api_answers_has_a_control_that_people_attest() {
    let catalogue = catalogue();
    let attested: Vec<_> = catalogue.controls.iter().filter(|control| control.stated_by.is_some()).collect();
    assert!(attested.iter().all(|control| control.require.is_none()));
    let rows: BTreeSet<&str> = attested.iter().flat_map(|control| &control.catalogue).map(String::as_str).collect();
    let of = |sources: &[RowSource]| -> Vec<&str> {
        let found = catalogue.rows.iter().filter(|row| sources.contains(&row.source));
        found.map(|row| row.id.as_str()).collect()
    };
    let stated = of(&[RowSource::NodeHost, RowSource::Statement]);
    assert_eq!(stated.len(), 9 + 13);
    let lacking: Vec<_> = stated.into_iter().filter(|row| !rows.contains(row)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    for id in ["data-sensitivity-is-classified", "legal-and-contractual-duties-are-identified"] {
        assert!(attested.iter().any(|control| control.id == id), "{id}");
    }
    let inherited = of(&[RowSource::AwsReport]);
    assert_eq!(inherited, ["CP-13"]);
    let inherited: Vec<_> =
        catalogue.controls.iter().filter(|c| c.catalogue.iter().any(|row| inherited.contains(&row.as_str()))).collect();
    assert!(!inherited.is_empty() && inherited.iter().all(|control| control.require.is_none()));
}

/// Rows of the Kubernetes API, of kubelets, of nodes and of people, and those of load balancers. Of AWS's other APIs,
/// `docs/coverage.md` says what is not covered yet.
#[test]
fn each_row_has_a_control() {
    let catalogue = catalogue();
    let have: BTreeSet<&str> =
        catalogue.controls.iter().flat_map(|control| &control.catalogue).map(String::as_str).collect();
    let asked = |row: &&CatalogueRow| row.source != RowSource::AwsApi || LOAD_BALANCERS.contains(&row.id.as_str());
    let rows: Vec<&str> = catalogue.rows.iter().filter(asked).map(|row| row.id.as_str()).collect();
    assert_eq!(rows.len(), 94 + 15 + 9 + 13 + 1 + 5);
    let lacking: Vec<&str> = rows.into_iter().filter(|row| !have.contains(row)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// Each item has controls; a clause whose controls do not exist does not load.
#[test]
fn every_item_of_the_cis_benchmark_has_controls() {
    let catalogue = catalogue();
    let framework = catalogue.frameworks.iter().find(|framework| framework.id == "cis-eks-1.8.0").unwrap();
    let clauses: BTreeSet<String> = framework.clauses.iter().map(|clause| clause.id.clone()).collect();
    let items =
        CIS_SECTIONS.iter().flat_map(|(section, items)| (1..=*items).map(move |item| format!("{section}.{item}")));
    assert_eq!(clauses, items.collect());
    assert_eq!(framework.clauses.len(), 50);
    assert!(framework.clauses.iter().all(|clause| !clause.controls.is_empty()));
}

/// `EKS_ATTEST_BLESS=1 cargo test --test it coverage_document` writes the file anew.
#[test]
fn the_coverage_document_is_fresh() {
    let catalogue = catalogue();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let document = coverage_document(&catalogue);
    if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document,
        "docs/coverage.md is stale: run EKS_ATTEST_BLESS=1 cargo test --test it coverage_document"
    );
}

/// Each row once, with its controls or with the words that it has none; and the totals add up.
#[test]
fn the_coverage_document_holds_every_row_and_adds_up() {
    let catalogue = catalogue();
    let document = coverage_document(&catalogue);
    let sections: Vec<&str> = document.split("\n### ").skip(1).collect();
    assert_eq!(sections.len(), 252);
    let mut open = 0;
    for (section, row) in sections.iter().zip(&catalogue.rows) {
        let section = section.split("\n## ").next().unwrap();
        assert!(section.starts_with(&format!("{}\n\n{} ", row.id, row.check)), "{section}");
        let answers = answers(&catalogue, &row.id);
        assert!(
            answers.iter().all(|answer| section.contains(&format!("[{}](", answer.id)) && !answer.owner.is_empty())
        );
        assert_eq!(answers.is_empty(), section.contains(NOT_COVERED), "{section}");
        open += usize::from(answers.is_empty());
    }
    let lines = document.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
    let numbers = lines.map(|line| line.split('|').filter_map(|cell| cell.trim().parse().ok()).collect::<Vec<usize>>());
    let numbers: Vec<Vec<usize>> = numbers.filter(|numbers| numbers.len() == 5).collect();
    let all = numbers.iter().position(|line| line[0] == 252).unwrap();
    assert_eq!((all, numbers[all][4]), (10, open));
    assert!(numbers.iter().all(|line| line[0] == line[1..].iter().sum::<usize>()));
    for part in [&numbers[..all], &numbers[all + 1..]] {
        for column in 0..5 {
            assert_eq!(part.iter().map(|line| line[column]).sum::<usize>(), numbers[all][column]);
        }
    }
}

/// The rows are written by people and read by people: one sentence each, and no two the same.
#[test]
fn rows_are_one_sentence_each_and_differ() {
    let catalogue = catalogue();
    let sentences: BTreeSet<&str> = catalogue.rows.iter().map(|row| row.check.as_str()).collect();
    assert_eq!(sentences.len(), 252);
    let stops = |text: &str| text.matches(". ").count() + usize::from(text.ends_with('.'));
    let odd: Vec<&&str> = sentences.iter().filter(|text| stops(text) != 1 || text.len() > 220).collect();
    assert!(odd.is_empty(), "{odd:?}");
}
