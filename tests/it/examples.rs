//! The shipped example: replayed as a user would, so that it is never stale.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::run;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation");

fn demo(out: &Path) -> Value {
    let output = run(&["demo", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&fs::read(out.join("data/assessment.json")).unwrap()).unwrap()
}

fn count(assessment: &Value, outcome: &str) -> u64 {
    assessment["counts"][outcome].as_u64().unwrap()
}

#[test]
fn the_demo_gives_the_same_bytes_and_re_performs() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let assessment = demo(&one);
    demo(&two);
    assert_eq!(tree(&one), tree(&two));
    let output = run(&["verify", "--reperform", one.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    numbers_are_the_same_everywhere(&one, &assessment);
}

fn numbers_are_the_same_everywhere(bundle: &Path, assessment: &Value) {
    let results = assessment["results"].as_array().unwrap().len() as u64;
    let counted: u64 = assessment["counts"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(results, counted);
    let markdown = fs::read_to_string(bundle.join("data/reports/attestation.md")).unwrap();
    let html = fs::read_to_string(bundle.join("data/reports/attestation.html")).unwrap();
    for (words, outcome) in [("not satisfied", "not-satisfied"), ("satisfied", "satisfied"), ("inherited", "inherited")]
    {
        let number = count(assessment, outcome);
        assert!(
            markdown.lines().any(|line| line.contains(words) && line.contains(&format!("| {number} |"))),
            "{words}"
        );
        assert!(html.contains(&format!(">{number}<")), "{words}");
    }
}

#[test]
fn what_the_example_renders_to_is_what_its_folder_shows() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    demo(&out);
    let fresh = fs::read(out.join("data/reports/attestation.md")).unwrap();
    let stored = Path::new(EXAMPLE).join("output/attestation.md");
    if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
        fs::create_dir_all(stored.parent().unwrap()).unwrap();
        for name in ["attestation.md", "attestation.html", "attestation.pdf"] {
            fs::copy(out.join("data/reports").join(name), stored.with_file_name(name)).unwrap();
        }
    }
    assert!(
        fs::read(&stored).unwrap() == fresh,
        "examples/quarterly-attestation/output is stale: run the tests once with EKS_ATTEST_BLESS=1"
    );
}

#[test]
fn the_careful_cluster_has_no_finding_and_the_careless_one_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let assessment = demo(&folder.path().join("bundle"));
    let mut outcomes: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for result in assessment["results"].as_array().unwrap() {
        let (cluster, outcome) = (result["cluster"].as_str().unwrap(), result["outcome"].as_str().unwrap());
        let control = result["control"].as_str().unwrap();
        // The right that kubelets' configurations need is opt-in; everything else of the careful cluster is known.
        let opt_in = outcome == "undetermined" && control.starts_with("kubelet-");
        assert!(
            cluster != "card-payments" || !["not-satisfied", "undetermined"].contains(&outcome) || opt_in,
            "{control}"
        );
        *outcomes.entry((cluster, outcome)).or_default() += 1;
    }
    assert!(outcomes[&("card-payments", "satisfied")] >= 200, "{outcomes:?}");
    assert!(outcomes[&("legacy-batch", "not-satisfied")] >= 150, "{outcomes:?}");
}

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}
