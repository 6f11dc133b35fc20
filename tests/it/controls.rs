//! Every control of the repository loads, and every case of every control comes out as it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use eks_attest::assess::case::{case_results, run_case};
use eks_attest::control::loader::load;
use eks_attest::control::model::{Catalogue, Outcome};
use eks_attest::evidence::topic::Topic;

fn files(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

pub(crate) fn catalogue() -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("controls");
    let mut found = BTreeMap::new();
    files(&root, &root, &mut found);
    let catalogue = load(&found).unwrap_or_else(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|p| format!("{p} {}", p.help.as_deref().unwrap_or_default())).collect();
        panic!("{} problems:\n{}", lines.len(), lines.join("\n"));
    });
    assert!(!catalogue.controls.is_empty());
    catalogue
}

#[test]
fn every_control_loads_and_every_case_comes_out_as_it_says() {
    let catalogue = catalogue();
    let mut failures = Vec::new();
    for control in &catalogue.controls {
        for case in &control.cases {
            failures.extend(run_case(control, case, &catalogue).err().map(|failure| failure.to_string()));
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// YAML's anchors hide what a case holds; some parsers refuse one that is named twice.
#[test]
fn no_control_uses_anchors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("controls");
    let mut found = BTreeMap::new();
    files(&root, &root, &mut found);
    for (name, text) in found {
        let mark = |line: &&str| [" &id", " *id"].iter().any(|mark| line.contains(mark));
        assert_eq!(text.lines().find(mark), None, "{name}");
    }
}

/// What is said of a subject must not differ between two runs, whatever order a hash map has. Only messages that go
/// through a list or map can.
#[test]
fn messages_are_the_same_twenty_times() {
    let catalogue = catalogue();
    let mut differing = Vec::new();
    let goes_through = |text: &String| text.contains("facts.") && (text.contains(".map(") || text.contains(".filter("));
    for control in catalogue.controls.iter().filter(|control| control.message.as_ref().is_some_and(goes_through)) {
        for case in control.cases.iter().filter(|case| case.expect == Outcome::NotSatisfied) {
            let results = || serde_json::to_string(&case_results(control, case, &catalogue).unwrap()).unwrap();
            let first = results();
            if (1..20).any(|_| results() != first) {
                differing.push(format!("{}: {}", control.id, case.name));
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// No false pass: whatever passes stops passing when one of the topics it rests on cannot be read.
#[test]
fn no_case_is_satisfied_once_a_needed_topic_is_missing() {
    let catalogue = catalogue();
    let mut passes = Vec::new();
    for control in &catalogue.controls {
        let needs = control.needs.iter().flat_map(|topic| topic.base_topics().iter().chain([topic]));
        let needs: BTreeSet<Topic> = needs.copied().collect();
        for case in control.cases.iter().filter(|case| case.expect == Outcome::Satisfied) {
            for topic in &needs {
                let mut without = case.clone();
                without.missing.insert(*topic);
                let results = case_results(control, &without, &catalogue).unwrap();
                if results.iter().any(|result| result.outcome == Outcome::Satisfied) {
                    passes.push(format!("{}: {} without {topic}", control.id, case.name));
                }
            }
        }
    }
    assert!(passes.is_empty(), "{}", passes.join("\n"));
}

/// What grows with a cluster. Asking all of one such topic for each member of another takes the square of the cluster's
/// size: `within(…)` and lookups by key do not.
const GROWING: &[&str] = &[
    "analysis.admissionPolicy",
    "analysis.container",
    "analysis.namespace",
    "analysis.workload",
    "kubernetes.horizontalPodAutoscaler",
    "kubernetes.ingress",
    "kubernetes.limitRange",
    "kubernetes.namespace",
    "kubernetes.networkPolicy",
    "kubernetes.policyObject",
    "kubernetes.resourceQuota",
    "kubernetes.service",
    "kubernetes.workload",
];

/// Controls that may: the engagement names the few subjects, or policies, that it asks of.
const BOUNDED: &[&str] = &["namespaces-enforce-pod-security", "protected-namespaces-use-security-groups-for-pods"];

#[test]
fn no_condition_asks_all_of_a_growing_topic_for_each_of_another() {
    let walks = |text: &str, topic: &str| {
        let macros = ["exists(", "all(", "filter(", "map(", "exists_one("];
        macros.iter().any(|name| text.contains(&format!("facts.{topic}.{name}")))
    };
    let mut found = Vec::new();
    for control in &catalogue().controls {
        if !control.subject.is_some_and(|subject| GROWING.contains(&subject.as_str())) {
            continue;
        }
        for text in control.when.iter().chain(&control.require).chain(&control.message) {
            let topics = GROWING.iter().filter(|topic| walks(text, topic));
            found.extend(topics.map(|topic| (control.id.clone(), *topic)));
        }
    }
    let unknown = found.iter().filter(|(id, _)| !BOUNDED.contains(&id.as_str()));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&(String, &str)>::new());
    assert!(
        BOUNDED.iter().all(|id| found.iter().any(|(known, _)| known == id)),
        "BOUNDED lists what does not: {found:?}"
    );
}
