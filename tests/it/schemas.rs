//! The schemas in `docs/`: fresh, and true of the files that they describe.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::run;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

fn schema(of: &str) -> String {
    let output = run(&["schema", of]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_schemas_in_the_documentation_are_fresh() {
    for of in ["engagement", "template-context"] {
        let path = Path::new(DOCS).join(format!("{of}.schema.json"));
        let fresh = schema(of);
        if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
            fs::write(&path, &fresh).unwrap();
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == fresh, "docs/{of}.schema.json is stale: run the tests once with EKS_ATTEST_BLESS=1");
    }
}

#[test]
fn every_schema_names_its_version_and_closes_its_objects() {
    for of in ["engagement", "control", "facts", "assessment", "template-context"] {
        let schema: Value = serde_json::from_str(&schema(of)).unwrap();
        let id = schema["$id"].as_str().unwrap();
        assert!(id.starts_with("urn:eks-attest:") && id.ends_with(":v1"), "{id}");
        assert!(schema["properties"].as_object().unwrap().len() >= 10, "{of}");
        if of != "template-context" {
            assert_eq!(schema["additionalProperties"], Value::Bool(false), "{of}");
        }
    }
}

#[test]
fn what_the_documentation_says_of_the_engagement_stands_in_its_schema() {
    let schema: Value = serde_json::from_str(&schema("engagement")).unwrap();
    let page = fs::read_to_string(Path::new(DOCS).join("engagement.md")).unwrap();
    for name in schema["properties"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("\n{name}:")), "docs/engagement.md does not show `{name}`");
    }
}

#[test]
fn exported_templates_give_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let (into, one, two) = (folder.path().join("templates"), folder.path().join("one"), folder.path().join("two"));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let output = run(&["templates", "export", &text(&into)]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(run(&["templates", "export", &text(&into)]).status.code(), Some(2), "written over");
    let listed = String::from_utf8(run(&["templates", "list"]).stdout).unwrap();
    assert!(listed.lines().all(|name| into.join(name).is_file()) && listed.lines().count() > 10);
    run(&["demo", "--format", "md", "--out", &text(&one)]);
    run(&["demo", "--format", "md", "--templates", &text(&into), "--out", &text(&two)]);
    let report = |bundle: &Path| fs::read(bundle.join("data/reports/attestation.md")).unwrap();
    assert!(report(&one) == report(&two));
    fs::write(into.join("attestation/cover.md"), "# A\n\n{{ cover.organisatoin }}\n").unwrap();
    let output = run(&["demo", "--templates", &text(&into), "--out", &text(&folder.path().join("three"))]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("attestation/cover.md") && said.contains("line 3, column 10"), "{said}");
}

#[test]
fn changed_templates_are_checked_with_every_problem_and_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("templates");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    run(&["templates", "export", &text(&into)]);
    let checked = run(&["templates", "check", &text(&into)]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    let change = |name: &str, from: &str, to: &str| {
        let template = fs::read_to_string(into.join(name)).unwrap();
        assert!(template.contains(from), "{name}: {from}");
        fs::write(into.join(name), template.replace(from, to)).unwrap();
    };
    change("attestation/findings.md", "{{ r.row | row }}", "");
    change("matrix/duties.md", "## What each side does", "## 3. What each side does");
    change("attestation/assertion.md", "of=\"scope\"", "of=\"scop\"");
    let checked = run(&["templates", "check", &text(&into)]);
    let words = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(2), "{words}");
    for problem in
        ["3 problems", "attestation/findings.md:1", "matrix/duties.md:1:4", "attestation/assertion.md:3:", "`scope`?"]
    {
        assert!(words.contains(problem), "{problem}: {words}");
    }
}
