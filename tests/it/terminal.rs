//! What a run says: words for people, one JSON object for programs, colours for terminals only.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::run;

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation/input/recording");
const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/go-live-no-go/engagement.yaml");

/// Standard output as one JSON object: anything beside it does not parse.
fn object(output: &Output) -> Value {
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["exitCode"].as_i64(), output.status.code().map(i64::from), "{value}");
    value
}

#[test]
fn json_says_what_the_bundle_says_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    let out = out.to_str().unwrap();
    let output =
        run(&["review", "--replay", RECORDING, "--engagement", POLICY, "--format", "md", "--out", out, "--json"]);
    let told = object(&output);
    let assessment: Value = serde_json::from_slice(&fs::read(format!("{out}/data/assessment.json")).unwrap()).unwrap();
    let review: Value = serde_json::from_slice(&fs::read(format!("{out}/data/review.json")).unwrap()).unwrap();
    assert_eq!(told["counts"], assessment["counts"]);
    assert_eq!(told["results"], assessment["results"].as_array().unwrap().len());
    assert_eq!(told["open"].as_array().unwrap().len(), review["items"].as_array().unwrap().len());
    assert_eq!(told["review"]["decision"], review["decision"]);
    assert!(told["open"].as_array().unwrap().iter().any(|open| open["owner"].is_string() && open["due"].is_string()));
    for file in told["files"].as_array().unwrap() {
        assert!(fs::exists(format!("{out}/{}", file.as_str().unwrap())).unwrap(), "{file}");
    }
    assert!(told["files"].as_array().unwrap().contains(&"data/reports/review.md".into()));

    let verified = object(&run(&["verify", out, "--json"]));
    assert_eq!(verified["verifies"], true);
    fs::write(format!("{out}/data/reports/review.md"), "changed").unwrap();
    let broken = run(&["verify", out, "--json"]);
    assert_eq!(broken.status.code(), Some(4));
    let text = object(&broken).to_string();
    assert!(text.contains("\"verifies\":false") && text.contains("data/reports/review.md"), "{text}");
}

#[test]
fn an_error_is_an_object_too_with_the_code_of_the_exit() {
    let output = run(&["assess", "--replay", "no-such-folder", "--out", "x", "--json"]);
    let error = object(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(error["error"].as_str().unwrap().contains("no-such-folder"), "{error}");
    assert!(!output.stderr.is_empty(), "in words on standard error");
}

#[test]
fn colours_reach_a_terminal_only_and_never_against_no_color() {
    let folder = tempfile::tempdir().unwrap();
    let said = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eks-attest"));
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(variables.iter().copied());
        command.args(["assess", "--replay", RECORDING, "--out", folder.path().to_str().unwrap()]);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let piped = said(&[]);
    assert!(!piped.contains('\u{1b}') && piped.contains("Not satisfied, worst first (first 5 of"), "{piped}");
    // What a terminal gets, asked for without one.
    let coloured = said(&[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.contains("\u{1b}[31m"), "{coloured:?}");
    assert_eq!(said(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), piped);
    assert_eq!(strip(&coloured), piped, "every word stands without colours");
}

fn strip(text: &str) -> String {
    regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(text, "").into_owned()
}
