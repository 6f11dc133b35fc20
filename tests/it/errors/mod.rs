//! `docs/errors.md`: what a user can be told, by its code, with what to do. It is made of the table of codes and of the
//! error types in the sources, so that no code is forgotten.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use eks_attest::file::{Code, codes};
use regex::Regex;

use crate::architecture::MAY_USE;
use source::Told;

/// The stages in the order of the page, and what their codes are about.
const STAGES: [(&str, &str); 10] = [
    ("run", "What every command does: arguments, files that are read and written."),
    ("file", "The form of YAML files, whichever it is: controls, declared operations, engagements."),
    ("engagement", "What an engagement file says: [engagement.md](engagement.md), [review.md](review.md)."),
    ("control", "Controls, frameworks, the responsibility matrix, the catalogue: [controls.md](controls.md)."),
    ("evidence", "Declared read operations: [declared-evidence.md](declared-evidence.md)."),
    (
        "collect",
        "Reading AWS and Kubernetes, recordings, and files given instead of a cluster: [kubernetes.md](kubernetes.md).",
    ),
    ("assess", "Judging controls, and comparing with previous assessments: [changes.md](changes.md)."),
    ("report", "Reports and their templates: [reports.md](reports.md)."),
    ("export", "Workbooks and CSV files."),
    ("bundle", "Bundles."),
];

/// Types that are told with the code and help of what they hold.
const BY_HAND: [(&str, &str); 2] = [
    ("src/file/problem.rs", "the code of the table, and its help"),
    ("src/run/error.rs", "those of the stage's error"),
];

/// What is told, by stage and code. That of the table may be told by a type of its own nowhere.
fn all() -> BTreeMap<&'static str, BTreeMap<String, Told>> {
    let of_table = codes::ALL.concat().into_iter().map(|code: Code| Told {
        place: format!("src/file/codes/{}.rs", code.stage()),
        code: code.to_string(),
        message: code.message().to_owned(),
        help: code.help().to_owned(),
    });
    let mut all: BTreeMap<&str, BTreeMap<String, Told>> =
        STAGES.iter().map(|(stage, _)| (*stage, BTreeMap::new())).collect();
    for told in of_table.chain(source::told()) {
        let stage = told.code.split("::").nth(1).unwrap();
        let of_stage = STAGES.iter().find(|(known, _)| *known == stage).and_then(|(known, _)| all.get_mut(known));
        let of_stage = of_stage.unwrap_or_else(|| panic!("{}: no stage `{stage}` of {}", told.place, told.code));
        let place = told.place.clone();
        if let Some(other) = of_stage.insert(told.code.clone(), told) {
            panic!("{place}: the code {} stands in {} already", other.code, other.place);
        }
    }
    all
}

fn document() -> String {
    let mut text = "# Errors

Whatever goes wrong is told with a code, `eks_attest::<stage>::<name>`, and with what to do. `--json` gives the code as \
`code`. A code keeps its meaning; its words may change. The stage is the part of the program that \
[architecture.md](architecture.md) describes under this name. In a message, `…` stands for what differs; problems of \
files have path, line and column before it. Where a message says more exactly what to do, it stands there instead of \
what stands here.

This page is written from the sources: `make errors` writes it anew.
"
    .to_owned();
    let all = all();
    for (stage, what) in STAGES {
        write!(text, "\n## {stage}\n\n{what}\n\n| Code | Message | What to do |\n|---|---|---|\n").unwrap();
        for told in all[stage].values() {
            let cell = |text: &str| text.replace('|', "\\|");
            writeln!(text, "| `{}` | {} | {} |", told.code, cell(&told.message), cell(&told.help)).unwrap();
        }
    }
    text
}

/// `EKS_ATTEST_BLESS=1 cargo test --test it errors_document` writes the file anew.
#[test]
fn the_errors_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let document = document();
    if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document,
        "docs/errors.md is stale: run EKS_ATTEST_BLESS=1 cargo test --test it errors_document"
    );
}

/// One scheme: three parts, and the stage is the module that the error stands in.
#[test]
fn codes_are_of_one_scheme() {
    let scheme = Regex::new("^eks_attest::[a-z]+::[a-z][a-z0-9_]*$").unwrap();
    for (stage, told) in all() {
        assert!(MAY_USE.iter().any(|(module, _)| *module == stage), "`{stage}` is not a module");
        assert!(!told.is_empty(), "`{stage}` has no codes");
        for told in told.values() {
            let places = [format!("src/{stage}/"), format!("src/file/codes/{stage}.rs")];
            assert!(scheme.is_match(&told.code), "{}: {}", told.place, told.code);
            assert!(places.iter().any(|place| told.place.starts_with(place)), "{}: {}", told.place, told.code);
        }
    }
}

/// Whoever meets an error learns what to do.
#[test]
fn each_says_what_to_do() {
    for told in all().values().flat_map(BTreeMap::values) {
        let says = |text: &str| text.split_whitespace().count() > 1 && !text.ends_with('.');
        assert!(says(&told.help), "{}: {}: {:?}", told.place, told.code, told.help);
        assert!(!told.message.is_empty(), "{}: {}", told.place, told.code);
    }
}

/// What is written otherwise than the sources are read here would be missing on the page.
#[test]
fn no_code_is_overlooked() {
    let attribute = Regex::new(r"code\(\s*(eks_attest::[a-z0-9_:]+)\s*\)").unwrap();
    let sources = crate::architecture::sources();
    let raw = sources.iter().flat_map(|source| attribute.captures_iter(&source.1).map(|found| found[1].to_owned()));
    let raw: BTreeSet<String> = raw.collect();
    let read: BTreeSet<String> = source::told().into_iter().map(|told| told.code).collect();
    assert!(raw.len() > 50);
    assert_eq!(raw, read);
    assert_eq!(source::by_hand(), BY_HAND.map(|(path, _)| path));
}
