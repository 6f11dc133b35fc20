//! Go-live reviews as a pipeline runs them: exit codes, bundles, scope.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::run;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn review(engagement: &Path, out: &Path, more: &[&str]) -> Option<i32> {
    let recording = format!("{EXAMPLES}/quarterly-attestation/input/recording");
    let arguments = [
        "review",
        "--replay",
        &recording,
        "--engagement",
        engagement.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    run(&[&arguments[..], more].concat()).status.code()
}

fn example(name: &str) -> PathBuf {
    PathBuf::from(format!("{EXAMPLES}/{name}/engagement.yaml"))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn re_performs(bundle: &Path) {
    let output = run(&["verify", "--reperform", bundle.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_no_go_example_blocks_a_pipeline_and_its_bundle_re_performs() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    assert_eq!(review(&example("go-live-no-go"), &out, &[]), Some(1));
    let decision = json(&out.join("data/review.json"));
    assert_eq!(decision["decision"], "no-go");
    let states: Vec<&str> =
        decision["waivers"].as_array().unwrap().iter().map(|w| w["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["in-force", "expired"]);
    let assessment = json(&out.join("data/assessment.json"));
    assert_eq!(assessment["outOfScope"], serde_json::json!(["card-payments"]));
    let clusters: Vec<&Value> =
        assessment["results"].as_array().unwrap().iter().map(|result| &result["cluster"]).collect();
    assert!(!clusters.is_empty() && clusters.iter().all(|cluster| *cluster == "legacy-batch"));
    let markdown = fs::read_to_string(out.join("data/reports/review.md")).unwrap();
    let items = decision["items"].as_array().unwrap();
    let blockers = items.iter().filter(|item| item["weight"] == "blocker").count();
    assert!(markdown.contains(&format!("**NO-GO** · {blockers} blockers")));
    assert!(markdown.contains(&format!("of {} results not assessed", clusters.len())));
    re_performs(&out);
}

#[test]
fn the_go_example_lets_a_pipeline_pass_and_a_condition_changes_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    let formats = ["--format", "md"];
    assert_eq!(review(&example("go-live-go"), &out, &formats), Some(0));
    re_performs(&out);
    // One statement less, of medium severity: a condition.
    let given = fs::read_to_string(example("go-live-go")).unwrap();
    let shorter = given.replace(
        "control: responsibilities-are-assigned\n    cluster: card-payments",
        "control: responsibilities-are-assigned\n    cluster: another",
    );
    assert_ne!(given, shorter);
    let engagement = folder.path().join("engagement.yaml");
    fs::write(&engagement, shorter).unwrap();
    let out = folder.path().join("conditional");
    assert_eq!(review(&engagement, &out, &formats), Some(3));
    assert_eq!(json(&out.join("data/review.json"))["decision"], "conditional-go");
}

#[test]
fn the_command_line_chooses_clusters_before_the_engagement() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    let more = ["--cluster", "legacy-batch", "--format", "md"];
    assert_eq!(review(&example("go-live-go"), &out, &more), Some(1));
    assert_eq!(json(&out.join("data/assessment.json"))["outOfScope"], serde_json::json!(["card-payments"]));
    re_performs(&out);
    let unknown = folder.path().join("unknown");
    assert_eq!(review(&example("go-live-go"), &unknown, &["--cluster", "legacy-bach"]), Some(2));
    assert!(!unknown.exists());
}

#[test]
fn a_misspelt_gate_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(example("go-live-no-go")).unwrap().replace("gate: Detection", "gate: Detecton");
    let engagement = folder.path().join("engagement.yaml");
    fs::write(&engagement, text).unwrap();
    let out = folder.path().join("bundle");
    assert_eq!(review(&engagement, &out, &[]), Some(2));
    assert!(!out.exists());
}

#[test]
fn the_matrix_is_a_document_of_an_attestation_and_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    assert_eq!(run(&["demo", "--format", "md", "--out", &text(&bundle)]).status.code(), Some(0));
    let (assessment, recording) = (bundle.join("data/assessment.json"), bundle.join("data/evidence"));
    let out = folder.path().join("matrix");
    let (assessment, recording, into) = (text(&assessment), text(&recording), text(&out));
    let arguments = ["matrix", "--assessment", &assessment, "--replay", &recording, "--out", &into, "--format", "md"];
    assert_eq!(run(&arguments).status.code(), Some(0));
    // The bundle's identifier is the one thing that a document of its own cannot share.
    let identifier = regex::Regex::new("eks-attest-[0-9]{12}-[0-9]{8}-[a-z]+-[0-9a-f]{12}").unwrap();
    let read = |path: PathBuf| identifier.replace_all(&fs::read_to_string(path).unwrap(), "").into_owned();
    assert!(
        read(out.join("matrix.md")) == read(bundle.join("data/reports/matrix.md")),
        "the same document, the same bytes"
    );
}
