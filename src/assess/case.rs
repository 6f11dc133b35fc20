//! Runs the cases that prove a control.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use ijson::IValue;
use serde_json::Value;

use super::Run;
use super::evaluate::MESSAGE_FAILED;
use super::input::Input;
use super::model::ControlResult;
use crate::analysis::derive;
use crate::control::condition::on_large_stack;
use crate::control::model::{Case, Catalogue, Control};
use crate::evidence::fact::{Coverage, Fact, Facts, Gap, GapReason, SCHEMA, text};
use crate::evidence::topic::{Scope, Topic};

/// The cluster of a case whose facts name none.
const CLUSTER: &str = "case";

/// The permission that the missing topics of a case lack.
const PERMISSION: &str = "test:Denied";

/// A case that did not come out as it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{control}: case \"{case}\": {message}")]
pub struct CaseFailure {
    /// The control.
    pub control: String,
    /// The case.
    pub case: String,
    /// What came out instead.
    pub message: String,
}

/// Runs one case of `control`, by the matrix and the exceptions of `catalogue`: every result must have the outcome that
/// the case expects, and the text that it `says` must be in a finding's message or in a reason.
///
/// # Errors
/// What came out instead.
pub fn run_case(control: &Control, case: &Case, catalogue: &Catalogue) -> Result<(), CaseFailure> {
    let failure = |message| CaseFailure { control: control.id.clone(), case: case.name.clone(), message };
    let results = case_results(control, case, catalogue)?;
    if results.is_empty() {
        return Err(failure("there is no result".to_owned()));
    }
    if let Some(other) = results.iter().find(|result| result.outcome != case.expect) {
        return Err(failure(format!("expected {}, got {}", name(&case.expect), described(other))));
    }
    let mut findings = results.iter().flat_map(|result| &result.findings);
    if let Some(finding) = findings.find(|finding| finding.message.starts_with(MESSAGE_FAILED)) {
        return Err(failure(finding.message.clone()));
    }
    match &case.says {
        Some(text) if !says(&results, text) => {
            let all: Vec<String> = results.iter().map(described).collect();
            Err(failure(format!("nothing says \"{text}\": {}", all.join("; "))))
        }
        _ => Ok(()),
    }
}

/// The results of one case of `control`, whatever it expects.
///
/// # Errors
/// When no assessment can be made of it.
pub fn case_results(control: &Control, case: &Case, catalogue: &Catalogue) -> Result<Vec<ControlResult>, CaseFailure> {
    let failure = |message| CaseFailure { control: control.id.clone(), case: case.name.clone(), message };
    let as_of = case.as_of.unwrap_or(DEFAULT_AS_OF);
    let facts = facts(control, case, as_of);
    let catalogue = Catalogue {
        controls: vec![control.clone()],
        areas: catalogue.areas.clone(),
        frameworks: Vec::new(),
        components: catalogue.components.clone(),
        evidence: Vec::new(),
        rows: Vec::new(),
        digest: String::new(),
    };
    let parameters = BTreeMap::from([(control.id.clone(), case.parameters.clone())]);
    let input = Input::with_parameters(parameters);
    let run = Run { facts: &facts, catalogue: &catalogue, input: &input, as_of, named: case.compute.clone() };
    let assessed =
        on_large_stack(|| run.assessment("", 0)).ok_or_else(|| failure("the assessment failed in itself".into()))?;
    assessed.map(|assessment| assessment.results).map_err(|error| failure(error.to_string()))
}

/// 2026-06-30T00:00:00Z.
const DEFAULT_AS_OF: DateTime<Utc> = match DateTime::from_timestamp(1_782_777_600, 0) {
    Some(time) => time,
    None => DateTime::<Utc>::UNIX_EPOCH,
};

fn says(results: &[ControlResult], text: &str) -> bool {
    let messages = |result: &ControlResult| result.findings.iter().any(|finding| finding.message.contains(text));
    results.iter().any(|result| result.reason.contains(text) || messages(result))
}

fn described(result: &ControlResult) -> String {
    let kind = result.compute_type.map_or_else(String::new, |kind| format!(" on {}", name(&kind)));
    let messages: Vec<&str> = result.findings.iter().map(|finding| finding.message.as_str()).collect();
    let seen = if messages.is_empty() { String::new() } else { format!(" [{}]", messages.join(" | ")) };
    format!("{}{kind} ({}){seen}", name(&result.outcome), result.reason)
}

fn name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The facts that a case gives, with the topics that `analysis` derives from them.
fn facts(control: &Control, case: &Case, as_of: DateTime<Utc>) -> Facts {
    let clusters = clusters(case);
    let mut topics: BTreeMap<Topic, Vec<Fact>> = BTreeMap::new();
    let json = |values: &Vec<IValue>| values.iter().map(|value| value.clone().into()).collect();
    let mut given: BTreeMap<Topic, Vec<Value>> =
        case.given.iter().map(|(topic, values)| (*topic, json(values))).collect();
    if !given.contains_key(&Topic::EksCluster) && !case.missing.contains(&Topic::EksCluster) {
        let named = clusters.iter().map(|name| serde_json::json!({ "name": name }));
        given.insert(Topic::EksCluster, named.collect());
    }
    for (topic, values) in given {
        let list = values.into_iter().enumerate().map(|(index, value)| fact(topic, index, value, &clusters, as_of));
        let mut list: Vec<Fact> = list.collect();
        list.sort_by(|a, b| (&a.key, &a.clusters).cmp(&(&b.key, &b.clusters)));
        topics.insert(topic, list);
    }
    let mut facts = derive(Facts {
        schema: SCHEMA.to_owned(),
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        principal: "arn:aws:iam::111122223333:role/case".to_owned(),
        started_at: as_of,
        finished_at: as_of,
        notes: Vec::new(),
        coverage: coverage(control, case, &topics),
        clusters,
        topics,
        gaps: case.missing.iter().map(|topic| gap(*topic)).collect(),
    });
    for topic in Topic::ALL.iter().filter(|topic| topic.is_derived()) {
        facts.topics.entry(*topic).or_default();
    }
    facts
}

fn clusters(case: &Case) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (topic, values) in &case.given {
        let member = if *topic == Topic::EksCluster { "name" } else { "clusterName" };
        names.extend(values.iter().filter_map(|value| text(value, &[member]).map(str::to_owned)));
    }
    if names.is_empty() {
        names.insert(CLUSTER.to_owned());
    }
    names
}

fn fact(topic: Topic, index: usize, mut value: Value, clusters: &BTreeSet<String>, as_of: DateTime<Utc>) -> Fact {
    let member = if topic == Topic::EksCluster { "name" } else { "clusterName" };
    let first = clusters.first().map_or(CLUSTER, String::as_str);
    let has_member = topic.schema().pointer(&format!("/properties/{member}")).is_some();
    if let (true, Some(members)) = (has_member && topic.scope() == Scope::Cluster, value.as_object_mut()) {
        members.entry(member).or_insert_with(|| first.into());
    }
    let own = value.get(member).and_then(Value::as_str).filter(|_| has_member).map(str::to_owned);
    let clusters = match (topic.scope(), own) {
        (Scope::Account, _) => BTreeSet::new(),
        (Scope::Cluster, Some(name)) => BTreeSet::from([name]),
        (Scope::Cluster, None) => clusters.clone(),
    };
    let key =
        topic.key_of(&value).filter(|key| !key.is_empty()).unwrap_or_else(|| format!("{}-{index}", topic.variable()));
    Fact {
        key,
        clusters: clusters.into(),
        value: value.into(),
        exchanges: [format!("case.{topic}")].into(),
        observed_at: as_of,
    }
}

fn gap(topic: Topic) -> Gap {
    Gap {
        topics: BTreeSet::from([topic]),
        cluster: None,
        item: None,
        reason: GapReason::AccessDenied,
        permission: PERMISSION.to_owned(),
        detail: "the case says that this could not be read".to_owned(),
        exchange: None,
    }
}

fn coverage(control: &Control, case: &Case, topics: &BTreeMap<Topic, Vec<Fact>>) -> Vec<Coverage> {
    let declared = control.needs.iter().filter(|topic| topic.declaration().is_some());
    let read = Topic::ALL.iter().chain(declared);
    read.filter(|topic| !topic.is_derived() && !case.missing.contains(topic))
        .map(|topic| Coverage {
            topic: *topic,
            cluster: None,
            items: topics.get(topic).map_or(0, |list| list.len() as u64),
            pages: 1,
            exchanges: BTreeSet::from([format!("case.{topic}")]),
        })
        .collect()
}
