//! One test for each kind of mistake: what is wrong, where, and what to do.

use super::*;

/// What is said of `text`: `line:column: message | help`, one entry a problem.
fn said(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engagement.yaml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("text.png"), "no picture").unwrap();
    let controls = crate::control::loader::load(&super::super::embedded::controls()).unwrap();
    match load(Some(&path), Some(&controls)) {
        Ok(_) => Vec::new(),
        Err(CliError::Problems { problems, .. }) => problems
            .iter()
            .map(|p| format!("{}:{}: {} | {}", p.line, p.column, p.message, p.help.clone().unwrap_or_default()))
            .map(|line| line.replace(&folder.path().display().to_string(), "."))
            .collect(),
        Err(other) => panic!("no place is given: {other}"),
    }
}

#[test]
fn probe() {
    for text in [
        "organisation: O\nsystem: S\norganization: X\n",
        "organisation: O\nsystem: S\nperiod: {from: 2026-13-01, to: 2026-12-31}\n",
        "organisation: O\nsystem: S\nperiod: {from: soon, to: 2026-12-31}\n",
        "organisation: O\n",
        "organisation: [O]\nsystem: S\n",
        "organisation: O\nsystem: S\nexceptions: {id: x}\n",
        "organisation: O\nsystem: S\nreview: {gates: [{name: A, domains: [netwrk]}]}\n",
        "organisation: O\n  system: S\n",
        "organisation: O\nsystem: 'S\n",
        "organisation: O\nsystem: S\nsystem: T\n",
        "organisation: O\nsystem: S\nsignatories: [{role: r, name: n}]\n",
        "",
    ] {
        println!("{text}=> {:#?}", said(text));
    }
}
