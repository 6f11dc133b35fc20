//! One test for each kind of mistake: what is wrong, where, and what to do.

use std::sync::LazyLock;

use super::*;
use crate::control::loader;

static CONTROLS: LazyLock<Catalogue> =
    LazyLock::new(|| loader::load(&super::super::embedded::controls()).expect("the built-in controls load"));

const HEAD: &str = "organisation: O\nsystem: S\n";
const EXCEPTION: &str = "organisation: O
system: S
exceptions:
  - id: EX-1
    control: node-volumes-are-encrypted
    subjects: [i-1]
    reason: r
    risk: r
    compensatingControl: c
    validatedBy: v
    owner: o
    approver: a
    approvedOn: 2026-01-01
    expires: 2026-12-31
";
const STATEMENT: &str = "organisation: O
system: S
attestations:
  - control: data-sensitivity-is-classified
    statement: s
    attester: a
    role: r
    statedOn: 2026-01-01
    validUntil: 2026-12-31
";

/// What is said of `text`: `line:column: message | help`, one entry a problem.
fn said(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engagement.yaml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("text.png"), "no picture").unwrap();
    match load(Some(&path), Some(&CONTROLS)) {
        Ok(_) => Vec::new(),
        Err(RunError::Problems { problems, .. }) => problems
            .iter()
            .map(|p| {
                format!(
                    "{}:{}: {} | {}",
                    p.line.unwrap(),
                    p.column.unwrap(),
                    p.message,
                    p.help.clone().unwrap_or_default()
                )
            })
            .map(|line| line.replace(&folder.path().display().to_string(), "."))
            .collect(),
        Err(other) => panic!("no place is given: {other}"),
    }
}

/// The only thing that is said of `more` below the head.
fn of(more: &str) -> String {
    let said = said(&format!("{HEAD}{more}\n"));
    assert_eq!(said.len(), 1, "{said:#?}");
    said.into_iter().next().unwrap()
}

fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    let said = said(&text.replacen(from, to, 1));
    assert_eq!(said.len(), 1, "{said:#?}");
    said.into_iter().next().unwrap()
}

#[test]
fn what_is_right_is_not_refused() {
    for text in [HEAD, EXCEPTION, STATEMENT] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn the_shape_of_the_file() {
    assert_eq!(of("organization: X"), "3:1: there is no field `organization` here | did you mean `organisation`?");
    assert_eq!(said("organisation: O\n"), ["1:1: the field `system` is missing | add `system: …` here"]);
    assert_eq!(of("system: T"), "4:1: the field `system` is there twice | keep one of them".replacen('4', "3", 1));
    assert!(of("exceptions: {id: x}").starts_with("3:13: a list is expected here | write `- `"));
    assert!(of("scope: [x]").contains("keys with values are expected here"), "{}", of("scope: [x]"));
    assert!(of("preparer: {name: [x], title: t}").starts_with("3:18: text is expected here"));
    assert!(of("  x: 'y").ends_with("check quotes and indentation of this line and of the one above it"));
    assert_eq!(said("")[0], "1:1: the file is empty | see the example in the documentation");
}

#[test]
fn days() {
    let help = "write a day as 2026-09-30, and a time as 2026-09-30T23:59:59Z";
    let period = |from: &str| of(&format!("period: {{from: {from}, to: 2026-12-31}}"));
    assert_eq!(period("2026-13-01"), format!("3:16: `2026-13-01` is not a day | {help}"));
    assert_eq!(period("soon"), format!("3:16: `soon` is not a day | {help}"));
    assert_eq!(
        period("2027-01-01"),
        "3:32: the period ends on 2026-12-31 before it begins on 2027-01-01 | exchange `from` and `to`, or correct one of them"
    );
    assert_eq!(
        changed(EXCEPTION, "expires: 2026-12-31", "expires: 2025-12-31"),
        "14:14: the exception ends on 2025-12-31, before it was approved on 2026-01-01 | correct one of the two days"
    );
    assert_eq!(
        changed(STATEMENT, "validUntil: 2026-12-31", "validUntil: 2025-12-31"),
        "9:17: the statement ends on 2025-12-31, before it was stated on 2026-01-01 | correct one of the two days"
    );
}

#[test]
fn names_of_controls_and_frameworks() {
    assert_eq!(
        changed(EXCEPTION, "node-volumes-are-encrypted", "node-volumes-are-encryptd"),
        "5:14: there is no control `node-volumes-are-encryptd` | did you mean `node-volumes-are-encrypted`?"
    );
    assert_eq!(
        changed(EXCEPTION, "node-volumes-are-encrypted", "''"),
        "5:14: there is no control `` | `eks-attest controls list` shows the controls that there are"
    );
    assert_eq!(
        changed(STATEMENT, "data-sensitivity-is-classified", "data-sensitivity-is-clasified"),
        "4:14: there is no control `data-sensitivity-is-clasified` | did you mean `data-sensitivity-is-classified`?"
    );
    assert_eq!(
        changed(STATEMENT, "data-sensitivity-is-classified", "node-volumes-are-encrypted"),
        "4:14: `node-volumes-are-encrypted` is judged by evidence: a statement changes nothing | remove the statement, or register an exception if the control fails"
    );
    assert_eq!(
        of("frameworks: [cis-eks-1.8]"),
        "3:14: there is no framework `cis-eks-1.8` | did you mean `cis-eks-1.8.0`?"
    );
}

#[test]
fn patterns_ids_and_what_is_blank() {
    assert!(changed(EXCEPTION, "[i-1]", "[]").starts_with("6:15: the exception EX-1 names no subject | name the"));
    assert_eq!(
        changed(EXCEPTION, "[i-1]", "[i-1, 'i-[0-9]+']"),
        "6:21: `i-[0-9]+` is not a pattern: `[` has no meaning in it | only `*` is special: it stands for any text"
    );
    assert!(changed(EXCEPTION, "[i-1]", "['']").contains("is not a pattern: it is empty"));
    assert!(changed(EXCEPTION, "owner: o", "cluster: 'a?'\n    owner: o").starts_with("11:14: `a?` is not a pattern"));
    assert_eq!(
        changed(EXCEPTION, "approver: a", "approver: ' '"),
        "12:15: `approver` is empty | write in what is true"
    );
    assert_eq!(changed(STATEMENT, "attester: a", "attester: ''"), "6:15: `attester` is empty | write in what is true");
    let twice = format!("{EXCEPTION}{}", EXCEPTION.split_once("exceptions:\n").unwrap().1);
    assert!(said(&twice)[0].starts_with("15:9: the exception `EX-1` is there twice; first as number 1"));
}

#[test]
fn parameters() {
    let set = |more: &str| of(&format!("parameters:\n  nodes-are-replaced-within-a-maximum-age: {{{more}}}"));
    let bounds = set("maximumAgeDays: 100000");
    assert!(bounds.starts_with("4:61: `maximumAgeDays` cannot be 100000: allowed is 1 to "), "{bounds}");
    assert!(bounds.contains("the default is "), "{bounds}");
    assert!(set("maximumAgeDays: x").starts_with("4:61: `maximumAgeDays` cannot be \"x\": a whole number is expected"));
    assert_eq!(
        set("maximumAgeDay: 3"),
        "4:45: the control `nodes-are-replaced-within-a-maximum-age` has no parameter `maximumAgeDay` | did you mean `maximumAgeDays`?"
    );
    assert_eq!(
        set("maximumAgeDays: {value: 30, reasn: x}"),
        "4:73: there is no field `reasn` here | did you mean `reason`?"
    );
    assert!(set("maximumAgeDays: {value: 30, setOn: soon}").starts_with("4:80: `setOn` cannot be \"soon\""));
    assert!(set("maximumAgeDays: {value: 0}").contains("`maximumAgeDays` cannot be 0: allowed is 1 to "));
    assert_eq!(
        of("parameters: {clusters-carry-required-tag: {tags: [a]}}"),
        "3:14: there is no control `clusters-carry-required-tag` | did you mean `clusters-carry-required-tags`?"
    );
}

#[test]
fn owners_and_limits() {
    assert_eq!(of("owners: {tag: [Owner]}"), "3:10: there is no field `tag` here | did you mean `tags`?");
    assert_eq!(of("owners: {labels: [team, '']}"), "3:25: `1` is empty | write in what is true");
    assert_eq!(of("owners: {clusters: {prod: ' '}}"), "3:27: `prod` is empty | write in what is true");
    assert!(of("exceptionLimits: {sharePercent: 101}").starts_with("3:33: 101 percent is not a share | write a whole"));
    assert!(of("exceptionLimits: {subjects: 0}").contains("write a whole number from 1"));
}

#[test]
fn branding_and_files() {
    assert_eq!(
        of("branding: {colour: blue}"),
        "3:20: `blue` is not a colour | write `branding.colour` as \"#rrggbb\", in quotes: \"#0b4f8a\""
    );
    assert!(of("branding: {colour: '#ffff00'}").contains("| choose a darker colour; `#"));
    let missing = of("branding: {logo: logo.png}");
    assert!(missing.starts_with("3:18: the file `./logo.png` cannot be read: "), "{missing}");
    assert!(missing.ends_with("| put it beside the engagement file, or take the line out"), "{missing}");
    assert!(of("branding: {logo: text.png}").starts_with("3:18: the logo `text.png` cannot be used: "));
    assert!(of("branding: {logo: ../logo.png}").starts_with("3:18: the file `../logo.png` cannot be kept in a bundle"));
    let attachment = changed(STATEMENT, "role: r", "role: r\n    attachment: a.pdf");
    assert!(attachment.starts_with("8:17: the file `./a.pdf` cannot be read: "), "{attachment}");
    assert!(of("previous: [../2026-q9]").starts_with("3:12: there is nothing at `./../2026-q9` | name a bundle"));
}

#[test]
fn the_policy_of_a_review() {
    let review = |more: &str| of(&format!("review: {{{more}}}"));
    let control = review("gates: [{name: A, controls: [node-volumes-are-encryptd]}]");
    assert!(control.starts_with("3:39: there is no control"), "{control}");
    assert!(review("gates: [{name: A}, {name: A}]").starts_with("3:36: the review has two gates named `A`"));
    let waiver = "id: W, reason: r, approver: a, approvedOn: 2026-01-01, expires: 2026-02-01";
    assert!(review(&format!("waivers: [{{gate: Exposur, {waiver}}}]")).ends_with("did you mean `Exposure`?"));
    assert!(review(&format!("waivers: [{{{waiver}}}]")).contains("must name either a gate or a control"));
    let late = waiver.replace("2026-02-01", "2025-02-01");
    assert!(review(&format!("waivers: [{{gate: Exposure, {late}}}]")).contains("before it was approved"));
    assert!(
        review("gates: [{name: A, domains: [netwrk]}]")
            .ends_with("`netwrk` is not known here | did you mean `network`?")
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
    let text = EXCEPTION.replace("[i-1]", "[]").replace("expires: 2026", "expires: 2025");
    let said = said(&format!("{text}frameworks: [x]\nbranding: {{colour: red}}\n"));
    let lines: Vec<&str> = said.iter().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["6", "14", "15", "16"], "{said:#?}");
}

#[test]
fn codes_name_the_engagement() {
    let places = Places::new("e.yaml", "a: b\n");
    let problem = places.locate(Problem::of_value(&["a"], code::BLANK, "m"));
    assert_eq!(problem.code().unwrap().to_string(), "eks_attest::engagement::blank");
    assert_eq!(problem.to_string(), "e.yaml:1:4: m");
}
