//! Previous periods, as users give them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::run;

const INPUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation/input");

/// Attests one quarter of the example into `out`.
fn attest(quarter: &str, out: &Path, more: &[&str]) -> std::process::Output {
    let (recording, engagement) = (format!("{INPUT}/{quarter}recording"), format!("{INPUT}/{quarter}engagement.yaml"));
    let out = out.to_str().unwrap();
    let arguments = ["attest", "--replay", &recording, "--engagement", &engagement, "--format", "md", "--out", out];
    run(&[&arguments[..], more].concat())
}

fn count(change: &Value, kind: &str) -> u64 {
    change["counts"][kind].as_u64().unwrap()
}

#[test]
fn two_quarters_step_by_step_compare_and_re_perform() {
    let folder = tempfile::tempdir().unwrap();
    let (older, newer) = (folder.path().join("q3"), folder.path().join("q4"));
    assert_eq!(attest("previous/2026-q3/", &older, &[]).status.code(), Some(1));
    let done = attest("", &newer, &["--previous", older.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let kept = fs::read(newer.join("data/previous/01-assessment.json")).unwrap();
    assert_eq!(kept, fs::read(older.join("data/assessment.json")).unwrap());

    let change: Value = serde_json::from_slice(&fs::read(newer.join("data/change.json")).unwrap()).unwrap();
    for kind in ["new", "still-open", "fixed", "no-longer-applicable", "no-longer-in-scope"] {
        assert!(count(&change, kind) > 0, "{kind}");
    }
    for finding in change["findings"].as_array().unwrap().iter().filter(|f| f["cluster"] == "reporting-pilot") {
        assert_eq!(finding["kind"], "no-longer-in-scope");
    }
    assert_eq!(run(&["verify", "--reperform", newer.to_str().unwrap()]).status.code(), Some(0));

    let diff = run(&["diff", "--json", older.to_str().unwrap(), newer.to_str().unwrap()]);
    assert_eq!(diff.status.code(), Some(1));
    assert_eq!(serde_json::from_slice::<Value>(&diff.stdout).unwrap(), change);
    let same = run(&["diff", newer.to_str().unwrap(), newer.to_str().unwrap()]);
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
    let turned = run(&["diff", newer.to_str().unwrap(), older.to_str().unwrap()]);
    assert_eq!(turned.status.code(), Some(2));
    an_altered_previous_bundle_is_refused(folder.path(), &older);
}

fn an_altered_previous_bundle_is_refused(folder: &Path, older: &Path) {
    let file = older.join("data/assessment.json");
    let text = fs::read_to_string(&file).unwrap().replacen("not-satisfied", "satisfied", 1);
    fs::write(&file, text).unwrap();
    let out = folder.join("never");
    let refused = attest("", &out, &["--previous", older.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(4));
    let words = String::from_utf8_lossy(&refused.stderr).replace(['\n', '│', ' '], "");
    assert!(words.contains("data/assessment.json"), "{words}");
    assert!(!out.exists());
}
