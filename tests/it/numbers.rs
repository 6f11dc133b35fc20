//! The same numbers in every format of the examples: results by outcome and by
//! cluster, and findings, each counted again from what the format shows.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use regex::Regex;
use serde_json::Value;

use crate::bundles::bundle;

/// What every format must agree on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Numbers {
    /// Results by outcome, in the words of the reports.
    outcomes: BTreeMap<String, u64>,
    /// Results by cluster and outcome.
    clusters: BTreeMap<(String, String), u64>,
    findings: u64,
}

const OUTCOMES: [&str; 7] =
    ["satisfied", "not satisfied", "undetermined", "excepted", "attested", "inherited", "not applicable"];

impl Numbers {
    fn result(&mut self, cluster: &str, outcome: &str) {
        let outcome = outcome.replace('-', " ");
        assert!(OUTCOMES.contains(&outcome.as_str()), "{outcome}");
        *self.clusters.entry((cluster.to_owned(), outcome.clone())).or_default() += 1;
        *self.outcomes.entry(outcome).or_default() += 1;
    }
}

#[test]
fn every_format_shows_the_same_numbers() {
    let data = bundle("quarterly-attestation").join("data");
    let numbers = of_json(&data);
    assert!(numbers.findings > 300 && numbers.outcomes.len() == OUTCOMES.len(), "{numbers:?}");
    assert_eq!(of_rows(&markdown_rows(&data, "attestation")), numbers, "Markdown");
    assert_eq!(of_rows(&html_rows(&data, "attestation")), numbers, "HTML");
    assert_eq!(of_csv(&data), numbers, "CSV");
    assert_eq!(of_workbook(&data), numbers, "XLSX");
    the_summaries_say_so_too(&data, &numbers);
    the_pdf_says_so_too(&data, &numbers);
}

#[test]
fn every_format_of_a_review_shows_the_same_numbers() {
    for name in ["go-live-no-go", "go-live-go"] {
        let data = bundle(name).join("data");
        let numbers = of_json(&data);
        assert_eq!(of_csv(&data), numbers, "{name}: CSV");
        assert_eq!(of_workbook(&data), numbers, "{name}: XLSX");
        for (rows, format) in [(markdown_rows(&data, "review"), "Markdown"), (html_rows(&data, "review"), "HTML")] {
            // Findings of a review stand with what they block or what they are a condition of, not in a list of their own.
            let shown = Numbers { findings: numbers.findings, ..of_review_rows(&rows) };
            assert_eq!(shown, numbers, "{name}: {format}");
        }
        the_decision_is_the_same(&data, &numbers);
    }
}

/// Counts the rows of a review's results by domain.
fn of_review_rows(rows: &[Vec<String>]) -> Numbers {
    let mut numbers = Numbers::default();
    for row in rows.iter().filter(|row| row.len() == 5) {
        let owned = ["AWS", "customer", "shared", "not applicable"].contains(&row[2].as_str());
        if owned && OUTCOMES.contains(&row[3].as_str()) {
            let cluster = row[1].split(',').next().unwrap().trim_matches('`');
            numbers.result(cluster, &row[3]);
        }
    }
    numbers
}

/// Decision, blockers, conditions and totals: in `review.json`, Markdown, HTML and PDF.
fn the_decision_is_the_same(data: &Path, numbers: &Numbers) {
    let decision: Value = serde_json::from_slice(&fs::read(data.join("review.json")).unwrap()).unwrap();
    let items = decision["items"].as_array().unwrap();
    let many = |weight: &str, noun: &str| {
        let number = items.iter().filter(|item| item["weight"] == weight).count();
        format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
    };
    let total: u64 = numbers.outcomes.values().sum();
    let open = &decision["notAssessed"];
    let said = format!("{}, {}, {open} of {total} results", many("blocker", "blocker"), many("condition", "condition"));
    let count = |outcome: &&str| numbers.outcomes.get(*outcome).copied().unwrap_or_default().to_string();
    let row: Vec<String> = OUTCOMES.iter().map(count).chain([total.to_string()]).collect();
    assert!(read(&data.join("reports/review.md")).contains(&said), "Markdown: {said}");
    assert!(read(&data.join("reports/review.html")).contains(&said), "HTML: {said}");
    for (rows, format) in [(markdown_rows(data, "review"), "Markdown"), (html_rows(data, "review"), "HTML")] {
        assert!(rows.iter().any(|cells| cells[0] == "Results" && cells[1..] == row), "{format}: {row:?}");
    }
    let pdf = words_of_pdf(&data.join("reports/review.pdf"), 4);
    assert!(pdf.contains(&said) && pdf.contains(&format!("Results {}", row.join(" "))), "{said} {row:?} {pdf}");
}

fn of_json(data: &Path) -> Numbers {
    let assessment: Value = serde_json::from_slice(&fs::read(data.join("assessment.json")).unwrap()).unwrap();
    let mut numbers = Numbers::default();
    for result in assessment["results"].as_array().unwrap() {
        let (outcome, findings) = (result["outcome"].as_str().unwrap(), result["findings"].as_array().unwrap());
        numbers.result(result["cluster"].as_str().unwrap(), outcome);
        // A failure without a finding of its own is listed as one.
        numbers.findings += findings.len() as u64 + u64::from(findings.is_empty() && outcome == "not-satisfied");
    }
    for (outcome, count) in assessment["counts"].as_object().unwrap() {
        let counted = numbers.outcomes.get(&outcome.replace('-', " ")).copied().unwrap_or_default();
        assert_eq!(count.as_u64().unwrap(), counted, "{outcome}");
    }
    numbers
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn markdown_rows(data: &Path, document: &str) -> Vec<Vec<String>> {
    let text = read(&data.join(format!("reports/{document}.md")));
    let plain = |cell: &str| cell.trim().trim_matches(['*', '`']).to_owned();
    let lines = text.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
    lines.map(|line| line[2..line.len() - 2].split(" | ").map(plain).collect()).collect()
}

fn html_rows(data: &Path, document: &str) -> Vec<Vec<String>> {
    let text = read(&data.join(format!("reports/{document}.html")));
    let row = Regex::new(r"(?s)<tr[^>]*>(.*?)</tr>").unwrap();
    let cell = Regex::new(r"(?s)<t[hd][^>]*>(.*?)</t[hd]>").unwrap();
    let tag = Regex::new(r"<[^>]*>").unwrap();
    let cells = |row: &str| cell.captures_iter(row).map(|c| tag.replace_all(&c[1], "").trim().to_owned()).collect();
    row.captures_iter(&text).map(|c| cells(&c[1])).collect()
}

/// Counts the rows of the tables of results and of findings, told apart by what is in them.
fn of_rows(rows: &[Vec<String>]) -> Numbers {
    let finding = Regex::new("^([0-9a-f]{12}|–)$").unwrap();
    let mut numbers = Numbers::default();
    for row in rows.iter().filter(|row| matches!(row.len(), 7 | 8)) {
        let owned = ["AWS", "customer", "shared", "not applicable"].contains(&row[3].as_str());
        if owned && OUTCOMES.contains(&row[4].as_str()) {
            numbers.result(&row[1], &row[4]);
        } else if finding.is_match(&row[row.len() - 1]) && OUTCOMES.iter().any(|outcome| row[4].starts_with(outcome)) {
            numbers.findings += 1;
        }
    }
    numbers
}

fn of_csv(data: &Path) -> Numbers {
    let mut numbers = Numbers::default();
    let mut results = csv::Reader::from_path(data.join("exports/results.csv")).unwrap();
    let header = results.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    for row in results.records() {
        let row = row.unwrap();
        numbers.result(&row[at("Cluster")], &row[at("Outcome")]);
    }
    numbers.findings = csv::Reader::from_path(data.join("exports/findings.csv")).unwrap().records().count() as u64;
    numbers
}

fn sheet(data: &Path, name: &str) -> Vec<Vec<Data>> {
    let bytes = fs::read(data.join("exports/attestation.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn of_workbook(data: &Path) -> Numbers {
    let mut numbers = Numbers::default();
    let results = sheet(data, "Results");
    let at = |name: &str| results[0].iter().position(|column| *column == *name).unwrap();
    for row in &results[1..] {
        numbers.result(&row[at("Cluster")].to_string(), &row[at("Outcome")].to_string());
    }
    numbers.findings = sheet(data, "Findings").len() as u64 - 1;
    numbers
}

fn the_summaries_say_so_too(data: &Path, numbers: &Numbers) {
    let markdown = read(&data.join("reports/attestation.md"));
    assert!(markdown.contains(&format!("\n{} findings under ", numbers.findings)));
    let summary = sheet(data, "Summary");
    let table = |header: &str| -> Vec<&Vec<Data>> {
        let start = summary.iter().position(|row| row[0] == *header).unwrap();
        summary[start..].iter().take_while(|row| row[0] != Data::Empty).collect()
    };
    let number = |cell: &Data| match cell {
        Data::Float(value) => *value as u64,
        other => panic!("{other:?} is not a number"),
    };
    for (rows, header) in [(markdown_rows(data, "attestation"), "Markdown"), (html_rows(data, "attestation"), "HTML")] {
        for outcome in OUTCOMES {
            let count = numbers.outcomes.get(outcome).copied().unwrap_or_default();
            let said = |row: &Vec<String>| row.len() == 3 && row[0] == outcome && row[1] == count.to_string();
            assert!(rows.iter().any(said), "{header}: {outcome} {count}");
        }
    }
    for row in &table("Outcome")[1..8] {
        let outcome = row[0].to_string().replace('-', " ");
        assert_eq!(number(&row[1]), numbers.outcomes.get(&outcome).copied().unwrap_or_default(), "{outcome}");
    }
    let clusters = table("Cluster");
    for row in &clusters[1..] {
        for (name, cell) in clusters[0][1..8].iter().zip(&row[1..8]) {
            let key = (row[0].to_string(), name.to_string().replace('-', " "));
            assert_eq!(number(cell), numbers.clusters.get(&key).copied().unwrap_or_default(), "{key:?}");
        }
    }
    assert_eq!(number(&table("Severity").last().unwrap()[1]), numbers.findings);
}

/// The PDF's words, from its own map of glyphs to text.
fn the_pdf_says_so_too(data: &Path, numbers: &Numbers) {
    let text = words_of_pdf(&data.join("reports/attestation.pdf"), 8);
    assert!(text.contains(&format!("{} findings under ", numbers.findings)), "{text}");
    for outcome in OUTCOMES {
        let count = numbers.outcomes.get(outcome).copied().unwrap_or_default();
        assert!(text.contains(&format!(" {outcome} {count} ")), "{outcome} {count}: {text}");
    }
}

/// The words of the first `pages` pages.
fn words_of_pdf(path: &Path, pages: usize) -> String {
    let pdf = lopdf::Document::load(path).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().take(pages).collect();
    pdf.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}
