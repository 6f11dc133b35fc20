//! Asks a control's conditions of each subject.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::AssessError;
use super::input::Input;
use super::model::{Finding, Population};
use super::sentences::some;
use crate::control::components::MEMBER;
use crate::control::condition::{Condition, ConditionError, Datum, Scope, Variables};
use crate::control::model::{Catalogue, ComponentException, Control};
use crate::evidence::canonical;
use crate::evidence::fact::{Fact, Facts, member};
use crate::evidence::topic::Topic;

/// The compiled rule of a control. One without `require` only says, for a control that people attest, what a statement
/// is asked of.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) topic: Topic,
    pub(super) when: Option<Condition>,
    pub(super) require: Option<Condition>,
    message: Option<Condition>,
    /// Parts of EKS that are left out, by their word.
    excepted: BTreeMap<&'static str, ComponentException>,
}

impl Rule {
    /// Compiles the rule of `control`, one of `catalogue`; `None` when it has none.
    pub(super) fn compile(control: &Control, catalogue: &Catalogue) -> Result<Option<Self>, AssessError> {
        let compile = |text: &String| {
            let error = |error| AssessError::Condition { control: control.id.clone(), error };
            Condition::compile(text).map_err(error)
        };
        let Some(topic) = control.subject.filter(|_| control.require.is_some() || control.when.is_some()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            topic,
            when: control.when.as_ref().map(compile).transpose()?,
            require: control.require.as_ref().map(compile).transpose()?,
            message: control.message.as_ref().map(compile).transpose()?,
            excepted: catalogue.excepted_from(&control.id).map(|one| (one.component.as_str(), one.clone())).collect(),
        }))
    }

    /// True when evidence decides, and not a person's statement.
    pub(super) fn decides(&self) -> bool {
        self.require.is_some()
    }

    /// The exception under which `subject`, a part of EKS, is left out.
    pub(super) fn exception(&self, subject: &Fact) -> Option<&ComponentException> {
        self.excepted.get(subject.text(&[MEMBER, "name"])?)
    }

    /// What decides on a subject.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.when.iter().chain(&self.require)
    }

    /// True when each of `subjects` is excepted, or `when` is false for it; an error is not an answer.
    pub(super) fn leaves_out<'a>(&self, base: &Variables<'a>, subjects: &[&'a Fact]) -> bool {
        let shared = base.scope();
        let out = |subject: &&'a Fact| {
            let variables = shared.with(self.topic.variable(), Datum::from(&subject.value));
            self.exception(subject).is_some()
                || self.when.as_ref().is_some_and(|when| when.test_in(&variables) == Ok(false))
        };
        subjects.iter().all(out)
    }
}

/// Facts of one cluster, ready for conditions; indexed once.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    by_topic: BTreeMap<Topic, Datum<'a>>,
    cluster: Option<Datum<'a>>,
    as_of: DateTime<Utc>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(
        facts: &'a Facts,
        cluster: &'a str,
        topics: impl Iterator<Item = Topic>,
        as_of: DateTime<Utc>,
    ) -> Self {
        let of_topic =
            |topic| Datum::table(facts.of_cluster(topic, cluster).map(|fact| (fact.key.as_str(), &fact.value)));
        let described = facts.of_cluster(Topic::EksCluster, cluster).next();
        Self {
            by_topic: topics.map(|topic| (topic, of_topic(topic))).collect(),
            cluster: described.map(|fact| Datum::from(&fact.value)),
            as_of,
        }
    }

    /// What the conditions of `control` may read, but for the subject. Topics
    /// that it does not need stay out of sight.
    pub(super) fn variables(&self, control: &'a Control, input: &'a Input) -> Variables<'a> {
        let mut variables = Variables::default();
        variables.set_as_of(self.as_of);
        if let Some(cluster) = self.cluster.as_ref().filter(|_| control.needs.contains(&Topic::EksCluster)) {
            variables.set("cluster", cluster.clone());
        }
        let mut groups: BTreeMap<&str, Vec<(String, Datum<'a>)>> = BTreeMap::new();
        for topic in &control.needs {
            if let Some(map) = self.by_topic.get(topic) {
                groups.entry(topic.group()).or_default().push((topic.thing().to_owned(), map.clone()));
            }
        }
        let groups = groups.into_iter().map(|(name, things)| (name.to_owned(), Datum::object(things)));
        variables.set("facts", Datum::object(groups));
        let parameters = control.parameters.iter().map(|(name, parameter)| {
            let value: &'a Value = input.parameter(&control.id, name).unwrap_or(&parameter.default);
            (name.clone(), Datum::from(value))
        });
        variables.set("parameters", Datum::object(parameters));
        variables
    }
}

/// What the conditions said of a group.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) population: Population,
    pub(super) findings: Vec<Finding>,
    /// Subjects without a verdict: key and why.
    pub(super) open: Vec<String>,
}

impl Tally {
    /// Takes the failures back that evidence not read could clear: of the subjects that `doubted` holds.
    pub(super) fn withdraw(&mut self, doubted: &BTreeSet<&str>) -> u64 {
        let before = self.findings.len();
        self.findings.retain(|finding| !doubted.contains(finding.subject.as_str()));
        let withdrawn = (before - self.findings.len()) as u64;
        self.population.undetermined += withdrawn;
        self.population.failed -= withdrawn;
        self.population.checked -= withdrawn;
        withdrawn
    }
}

/// Evaluates `rule` for each of `subjects`.
pub(super) fn evaluate<'a>(
    control: &str,
    cluster: &str,
    rule: &Rule,
    base: &Variables<'a>,
    subjects: &[&'a Fact],
) -> Tally {
    let mut tally = Tally::default();
    tally.population.total = subjects.len() as u64;
    let shared = base.scope();
    for subject in subjects {
        let variables = shared.with(rule.topic.variable(), Datum::from(&subject.value));
        match verdict(rule, &variables, subject) {
            Ok(None) => tally.population.not_applicable += 1,
            Ok(Some(true)) => tally.population.passed += 1,
            Ok(Some(false)) => {
                tally.population.failed += 1;
                tally.findings.push(finding(control, cluster, rule, &variables, subject));
            }
            Err(error) => {
                tally.population.undetermined += 1;
                tally.open.push(format!("{}: {error}", subject.key));
            }
        }
    }
    tally.population.checked = tally.population.passed + tally.population.failed;
    tally.findings.sort_by(|a, b| a.subject.cmp(&b.subject));
    tally.open.sort();
    tally
}

/// What is excepted is left out whatever the conditions say, an error of theirs included.
fn verdict(rule: &Rule, variables: &Scope<'_, '_>, subject: &Fact) -> Result<Option<bool>, ConditionError> {
    if rule.exception(subject).is_some() {
        return Ok(None);
    }
    if let Some(when) = &rule.when
        && !when.test_in(variables)?
    {
        return Ok(None);
    }
    rule.require.as_ref().map(|require| require.test_in(variables)).transpose()
}

/// Begins the message of a finding whose `message` could not be evaluated: the failure stands all the same.
pub(super) const MESSAGE_FAILED: &str = "does not meet the requirement; the values seen cannot be shown";

fn finding(control: &str, cluster: &str, rule: &Rule, variables: &Scope<'_, '_>, subject: &Fact) -> Finding {
    let message = match rule.message.as_ref().map(|message| message.render_in(variables)) {
        Some(Ok(text)) => text,
        Some(Err(error)) => format!("{MESSAGE_FAILED}: {error}"),
        None => "does not meet the requirement".to_owned(),
    };
    Finding {
        id: finding_id(control, cluster, &subject.key),
        topic: rule.topic,
        subject: subject.key.clone(),
        message: format!("{message}{}", running_otherwise(subject)),
        exchanges: subject.exchanges.clone(),
        exception: None,
        owned_by: None,
    }
}

/// What a reader must know of a workload whose pods run otherwise than its template says.
fn running_otherwise(subject: &Fact) -> String {
    let differences = member(&subject.value, &["podDifferences"]).and_then(|list| list.as_array());
    let words = differences.into_iter().flatten().filter_map(|words| words.as_string());
    let words: Vec<String> = words.map(|words| words.as_str().to_owned()).collect();
    if words.is_empty() { String::new() } else { format!("; {}", some(&words)) }
}

/// Names stay apart whatever they hold: the digest is over a JSON list.
fn finding_id(control: &str, cluster: &str, subject: &str) -> String {
    let line = canonical::to_line(&[control, cluster, subject]).expect("text always serialises");
    canonical::sha256(line.as_bytes())[..12].to_owned()
}
