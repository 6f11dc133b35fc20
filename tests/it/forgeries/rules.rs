//! J9 and J18: controls and templates that are not the built-in ones are no forgery, and are named.

use std::fs;

use eks_attest::bundle::{CheckResult, Step};
use eks_attest::run::verification;

use super::bundle::{attestation, controls, make};
use super::{named, told};
use crate::program::run;

#[test]
fn j9_and_j18_other_controls_and_templates_are_named_and_pass() {
    let found = verification(attestation(), false);
    assert!(!found.has_failed(), "{:#?}", told(&found));
    assert!(named(&found).contains(&"a built-in control that is left out: root-user-has-mfa".to_owned()), "{found:#?}");

    let (folder, out) = (controls(), tempfile::tempdir().unwrap());
    let edit = |name: &str, from: &str, to: &str| {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name}: {text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    edit("network/default-security-group-has-no-rules.yaml", "title: ", "title: Perhaps ");
    edit("responsibility.yaml", "auto-mode: shared", "auto-mode: aws");
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/controls/catalogue.csv");
    fs::copy(catalogue, folder.path().join("catalogue.csv")).unwrap();
    edit("catalogue.csv", "NODE-13,Nodes,\"Each", "NODE-13,Nodes,\"Perhaps each");
    fs::write(folder.path().join("evil.txt"), "notes").unwrap();
    let templates = tempfile::tempdir().unwrap();
    let built_in = eks_attest::report::Templates::built_in();
    let (name, text) = built_in.iter().find(|(name, _)| name.ends_with(".md")).unwrap();
    fs::create_dir_all(templates.path().join(name).parent().unwrap()).unwrap();
    fs::write(templates.path().join(name), format!("{text}\nAll 286 controls are satisfied.\n")).unwrap();

    let bundle = out.path().join("bundle");
    make("attest", folder.path(), &bundle, &["--format", "md", "--templates", templates.path().to_str().unwrap()]);
    assert!(!bundle.join("data/controls/evil.txt").exists(), "what is not read is not kept");
    let found = verification(&bundle, true);
    assert!(!found.has_failed(), "{:#?}", told(&found));
    let named = named(&found);
    for words in [
        "a control that differs from the built-in one: default-security-group-has-no-rules".to_owned(),
        "a row of the responsibility matrix that differs from the built-in one: ".to_owned(),
        "a row of the catalogue that differs from the built-in one: NODE-13".to_owned(),
        format!("a template that differs from the built-in one: {name}"),
    ] {
        assert!(named.iter().any(|what| what.starts_with(&words)), "{words}: {:?}", &named[named.len() - 5..]);
    }
}

#[test]
fn j9_the_program_names_them_and_ends_with_0_and_a_forgery_with_4() {
    let path = attestation().to_str().unwrap();
    let output = run(&["verify", path]);
    let words = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(words.contains("named     controls and templates of this version"), "{words}");
    assert!(words.contains("no check that was made failed; not made: signature, timestamp, re-performance"), "{words}");

    let output = run(&["verify", "--json", "--reperform", path]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["verifies"], &json["reperformed"]), (&true.into(), &true.into()), "{json}");
    assert_eq!(json["notMade"], serde_json::json!(["signature", "timestamp"]));
    let kinds = json["checks"].as_array().unwrap().iter();
    assert_eq!(kinds.filter(|check| check["result"]["kind"] == "named").count(), 1, "{json}");

    let forged = super::Forged::of(attestation());
    forged.put("data/reports/summary.pdf", "%PDF");
    forged.record(|recorded| recorded.exchange(&["eks.DescribeCluster."]).account = "444455556666".into());
    forged.mend();
    for reperform in [&["verify"][..], &["verify", "--reperform"]] {
        let output = run(&[reperform, &[forged.path().to_str().unwrap()]].concat());
        let words = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(4), "{words}");
        assert!(
            words.contains("data/reports/summary.pdf: ") && words.contains("of the account 444455556666"),
            "{words}"
        );
    }
    let output =
        run(&["assess", "--replay", forged.path().join("data/evidence").to_str().unwrap(), "--out", "/nowhere"]);
    assert_eq!(output.status.code(), Some(2), "a forged recording is not judged either");
}

#[test]
fn j9_a_bundle_of_the_built_in_controls_has_nothing_to_name() {
    let found = verification(crate::bundles::bundle("go-live-go"), false);
    let rules = found.checks.iter().find(|check| check.name == Step::Rules).unwrap();
    assert_eq!(rules.result, CheckResult::Passed, "{rules:?}");
    assert!(!found.has_failed(), "{:#?}", told(&found));
}
