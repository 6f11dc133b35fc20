//! Other words in the templates change nothing that the page filters by, nor any address.

use std::collections::{BTreeMap, BTreeSet};

use super::page::main_element;
use super::*;

/// What a row is filtered by and linked with: its attributes.
type Rows = BTreeSet<Vec<(String, String)>>;

fn rows(html: &str) -> Rows {
    let main = main_element(html);
    let tree = roxmltree::Document::parse(&main).unwrap();
    let rows = tree.descendants().filter(|node| node.has_tag_name("tr") && node.has_attribute("data-list"));
    rows.map(|row| row.attributes().map(|at| (at.name().to_owned(), at.value().to_owned())).collect()).collect()
}

/// The built-in templates in another language: every heading of every table, and the words of outcomes.
fn translated() -> Templates {
    let mut overrides = BTreeMap::new();
    for name in ["attestation/findings.md", "attestation/results.md"] {
        let mut text = Templates::built_in()[name].clone();
        for heading in ["Control", "Cluster", "Compute", "Subject", "What was seen", "Outcome", "Owner", "Owned by"]
            .into_iter()
            .chain(["Evidence", "Finding", "Population", "Why"])
        {
            text = text.replace(&format!(" {heading} |"), &format!(" Spalte {} |", heading.len()));
        }
        overrides.insert(name.to_owned(), text);
    }
    let words = r#"{"satisfied": "erfüllt", "not satisfied": "nicht erfüllt", "undetermined": "offen"}"#;
    let chip = format!("{{{{ of | chip(label={words}[of] | default(value=of)) }}}}");
    let components = Templates::built_in()["words.md"].replace("{{ of | chip }}", &chip);
    overrides.insert("words.md".to_owned(), components);
    Templates::with_overrides(overrides).unwrap()
}

#[test]
fn renamed_headings_and_words_leave_every_row_its_filters_and_its_address() {
    let (assessment, run) = testing::example();
    let built_in = render(&assessment, &run);
    let other = render_with(&assessment, &run, &translated()).unwrap();
    assert!(other.markdown.contains("**nicht erfüllt**") && !other.markdown.contains("**not satisfied**"));
    for heading in ["Compute", "What was seen", "Finding", "Population"] {
        let column = format!("<th scope=\"col\">{heading}</th>");
        assert!(built_in.html.contains(&column) && !other.html.contains(&column), "{heading}");
    }
    assert!(other.html.contains("<span class=\"chip chip-not-satisfied\">nicht erfüllt</span>"));
    let (before, after) = (rows(&built_in.html), rows(&other.html));
    let findings: usize = assessment.results.iter().map(|result| result.findings.len()).sum();
    let listed =
        |rows: &Rows, list: &str| rows.iter().filter(|row| row[0] == ("data-list".into(), list.into())).count();
    let addresses = |rows: &Rows, of: &str| {
        rows.iter().flatten().filter(|(name, value)| name == "id" && value.starts_with(of)).count()
    };
    assert_eq!(
        (listed(&after, "result"), addresses(&after, "R-")),
        (assessment.results.len(), assessment.results.len())
    );
    assert_eq!((listed(&after, "finding"), addresses(&after, "F-")), (findings, findings));
    assert_eq!(before, after);
    for (_, address) in after.iter().flatten().filter(|(name, _)| name == "id") {
        assert!(other.html.contains(&format!("href=\"#{address}\"")), "{address} has no link");
    }
}

#[test]
fn rows_that_lost_their_marks_are_found_by_the_check_with_their_line() {
    let (assessment, run) = testing::example();
    let review = crate::assess::gate::decide(&assessment, &crate::assess::gate::Policy::default());
    let sample = Sample { assessment: &assessment, review: &review, run: &run };
    let built_in = Templates::built_in();
    for name in ["attestation/findings.md", "attestation/results.md"] {
        let text = built_in[name].replace("{{ r.row | row }}", "");
        let problems = check(&BTreeMap::from([(name.to_owned(), text.clone())]), sample);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!((problem.path.as_str(), problem.code.name()), (name, "lost_rows"));
        assert!(text.lines().nth(problem.line.unwrap() - 1).unwrap().starts_with("| "), "{problem}");
    }
    let without_the_table = "## Findings {#findings}\n\nSee the workbook.\n".to_owned();
    let left_out = BTreeMap::from([("attestation/findings.md".to_owned(), without_the_table)]);
    assert!(check(&left_out, sample).is_empty(), "what is left out on purpose is not lost");
}

/// A name can hold what a mark looks like; it is shown, and never taken for one.
#[test]
fn names_from_outside_forge_no_mark() {
    let (mut assessment, run) = testing::example();
    let forged = "\u{2}row 0\u{3}\u{2}chip satisfied\u{3}**x** \u{2}number findings\u{3} {#r:0}";
    for result in &mut assessment.results {
        for finding in &mut result.findings {
            finding.subject = forged.to_owned();
            finding.message = forged.to_owned();
        }
        result.reason = forged.to_owned();
    }
    assessment.engagement.organisation = forged.to_owned();
    let (plain, _) = testing::example();
    let (made, expected) = (render(&assessment, &run), render(&plain, &run));
    assert_eq!(rows(&made.html), rows(&expected.html));
    let chips = |made: &Made| made.html.matches("class=\"chip").count();
    assert_eq!(chips(&made), chips(&expected));
    assert!(made.markdown.contains("[U+0002]row 0[U+0003]") && !made.markdown.contains(['\u{2}', '\u{3}']));
}
