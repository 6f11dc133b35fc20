use serde_json::json;

use super::input::{Attestation, Exception};
use super::*;
use crate::control::model::Catalogue;
use crate::evidence::fact::{Coverage, Fact, Gap, GapReason};

mod components;
mod exceptions;
mod owners;
mod proven;
mod register;
mod verdicts;
mod whole;

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn as_of() -> DateTime<Utc> {
    time("2026-06-30T00:00:00Z")
}

/// A catalogue of one control; `rule` is YAML of its needs, subject and conditions.
fn catalogue(rule: &str) -> Catalogue {
    let control = format!(
        "{{id: c, title: t, domain: node-os, area: a, severity: high, statement: s, why: w, cases: [], {rule}}}"
    );
    let area = "{id: a, title: Area, aws: x, customer: y, awsReports: [SOC 2], sources: [], ownersWithCustomAmi: \
                {managed-node-group: customer}, owners: {all: customer, managed-node-group: aws, \
                auto-mode: aws, fargate: not-applicable}}";
    Catalogue {
        controls: vec![serde_saphyr::from_str(&control).unwrap()],
        areas: vec![serde_saphyr::from_str(area).unwrap()],
        frameworks: vec![
            serde_saphyr::from_str("{id: f, title: F, source: s, clauses: [{id: '1', controls: [c]}]}").unwrap(),
        ],
        components: Vec::new(),
        evidence: Vec::new(),
        rows: Vec::new(),
        digest: "d".to_owned(),
    }
}

const NODES: &str = "needs: [analysis.node], subject: analysis.node, require: node.state == 'running', \
                     message: \"'state ' + node.state\"";
const CLUSTER: &str = "needs: [eks.cluster], subject: eks.cluster, require: cluster.deletionProtection, \
                       message: \"'off'\"";

/// Stands for the digest of the facts as they are stored.
const DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Facts of the cluster `one`, complete.
fn facts(given: &[(Topic, serde_json::Value)]) -> Facts {
    let mut facts = Facts {
        schema: crate::evidence::fact::SCHEMA.to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        principal: "p".to_owned(),
        started_at: as_of(),
        finished_at: as_of(),
        clusters: BTreeSet::from(["one".to_owned()]),
        topics: Topic::ALL.iter().map(|topic| (*topic, Vec::new())).collect(),
        gaps: Vec::new(),
        notes: Vec::new(),
        coverage: Topic::ALL.iter().map(|topic| covered(*topic)).collect(),
    };
    for (index, (topic, value)) in given.iter().enumerate() {
        let key = topic.key_of(value).unwrap();
        facts.topics.get_mut(topic).unwrap().push(Fact {
            key,
            clusters: ["one".to_owned()].into(),
            value: value.clone().into(),
            exchanges: [format!("x{index}")].into(),
            observed_at: as_of(),
        });
    }
    facts
}

fn covered(topic: Topic) -> Coverage {
    Coverage { topic, cluster: None, items: 0, pages: 1, exchanges: BTreeSet::from([format!("list.{topic}")]) }
}

fn node(id: &str, kind: &str, state: &str) -> (Topic, serde_json::Value) {
    let value =
        json!({"clusterName": "one", "instanceId": id, "computeType": kind, "state": state, "customImage": false});
    (Topic::AnalysisNode, value)
}

fn custom(id: &str, kind: &str, state: &str) -> (Topic, serde_json::Value) {
    let (topic, mut value) = node(id, kind, state);
    value["customImage"] = true.into();
    (topic, value)
}

fn cluster(protected: bool) -> (Topic, serde_json::Value) {
    (Topic::EksCluster, json!({"name": "one", "version": "1.33", "deletionProtection": protected}))
}

fn gap(topic: Topic, reason: GapReason) -> Gap {
    Gap {
        topics: BTreeSet::from([topic]),
        cluster: Some("one".to_owned()),
        item: None,
        reason,
        permission: "eks:Read".to_owned(),
        detail: String::new(),
        exchange: None,
    }
}

fn judged(facts: &Facts, rule: &str, input: &Input) -> Vec<ControlResult> {
    assess(facts, DIGEST, &catalogue(rule), input, as_of(), 1).unwrap().results
}

/// The only result.
fn one(facts: &Facts, rule: &str) -> ControlResult {
    let mut results = judged(facts, rule, &Input::default());
    assert_eq!(results.len(), 1, "{results:#?}");
    results.remove(0)
}
