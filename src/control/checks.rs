//! Checks of a control's fields against each other and against the matrix.

use ijson::{DestructuredRef, IValue};
use serde_saphyr::Spanned;

use super::age::parse_age;
use super::condition::Shape;
use super::model::{Area, Control, Outcome, Owner, Parameter};
use super::references::shape_of;
use super::source::{Positions, stem};
use crate::file::codes::control as code;
use crate::file::{Code, File, Problem, help_with_names, offset_of};

/// A control with what problems need to point to it.
pub(super) struct Subject<'a> {
    pub(super) file: &'a File,
    pub(super) control: &'a Control,
    pub(super) positions: &'a Positions,
}

impl Subject<'_> {
    fn problem<T>(&self, at: Option<&Spanned<T>>, code: Code, message: String) -> Problem {
        let offset = at.map_or(0, |spanned| offset_of(self.file, spanned.referenced));
        Problem::at(self.file, offset, 1, code, message)
    }

    fn at_id(&self, code: Code, message: impl Into<String>) -> Problem {
        self.problem(self.positions.id.as_ref(), code, message.into())
    }
}

/// Problems of one control apart from its expressions.
pub(super) fn check(subject: &Subject<'_>, areas: &[Area]) -> Vec<Problem> {
    let mut problems = place(subject);
    problems.extend(area(subject, areas));
    problems.extend(rule(subject, areas));
    problems.extend(cases(subject));
    for (name, parameter) in &subject.control.parameters {
        let at = subject.positions.parameters.get(name);
        problems
            .extend(parameter_problem(name, parameter).map(|m| subject.problem(at, code::PARAMETER_OUT_OF_BOUNDS, m)));
    }
    problems
}

/// The id is the file's stem and the domain its folder, so that either finds the other.
fn place(subject: &Subject<'_>) -> Vec<Problem> {
    let Subject { file, control, positions } = subject;
    let stem = stem(&file.path);
    let folder = file.path.rsplit('/').nth(1).unwrap_or_default();
    let mut problems = Vec::new();
    if stem != control.id {
        let message = format!("the id `{}` differs from the file's name `{stem}`", control.id);
        problems.push(subject.problem(positions.id.as_ref(), code::ID_IS_NOT_FILE_NAME, message));
    }
    let domain = serde_json::to_value(control.domain).ok().and_then(|v| v.as_str().map(str::to_owned));
    let domain = domain.unwrap_or_default();
    if folder != domain {
        let message = format!("the domain `{domain}` differs from the folder `{folder}`");
        problems.push(subject.problem(positions.domain.as_ref(), code::DOMAIN_IS_NOT_FOLDER, message));
    }
    problems
}

fn area(subject: &Subject<'_>, areas: &[Area]) -> Option<Problem> {
    let name = &subject.control.area;
    if areas.iter().any(|area| area.id == *name) {
        return None;
    }
    let known: Vec<String> = areas.iter().map(|area| area.id.clone()).collect();
    let message = format!("there is no area `{name}` in the responsibility matrix");
    let problem = subject.problem(subject.positions.area.as_ref(), code::UNKNOWN_AREA, message);
    Some(problem.with_help(help_with_names(name, &known)))
}

/// What a rule is made of belongs together.
fn rule(subject: &Subject<'_>, areas: &[Area]) -> Vec<Problem> {
    let Subject { control, positions, .. } = subject;
    let mut problems = Vec::new();
    match (control.subject, &control.require) {
        (Some(topic), _) if !control.needs.contains(&topic) => {
            let message = format!("the subject `{topic}` is missing in `needs`");
            problems.push(subject.problem(positions.subject.as_ref(), code::TOPIC_NOT_NEEDED, message));
        }
        // With a subject and `when`, people are asked only where there is something to state it of.
        (Some(_), None)
            if !owned_by_aws_everywhere(control, areas) && (control.stated_by.is_none() || control.when.is_none()) =>
        {
            let message = "a control with a subject needs `require`, or `statedBy` and `when`, unless AWS owns its area \
                           everywhere";
            problems.push(subject.problem(positions.subject.as_ref(), code::RULE_MISSING, message.to_owned()));
        }
        (None, Some(_)) => {
            let message = "`require` needs a `subject`: the population that it is asked of".to_owned();
            problems.push(subject.problem(positions.require.as_ref(), code::SUBJECT_MISSING, message));
        }
        (None, None) if control.when.is_some() => {
            let message = "`when` needs a `subject`: the population that it is asked of".to_owned();
            problems.push(subject.problem(positions.when.as_ref(), code::SUBJECT_MISSING, message));
        }
        _ => {}
    }
    let attested = control.require.is_none() && !owned_by_aws_everywhere(control, areas);
    if attested != control.stated_by.is_some() {
        let message = match control.stated_by {
            None => "a control without `require` needs `statedBy`: who is to state it",
            Some(_) => "`statedBy` is for controls that people attest, and this one is judged otherwise",
        };
        problems.push(subject.at_id(code::STATED_BY, message));
    }
    if control.require.is_some() && control.message.is_none() {
        problems.push(subject.at_id(code::MESSAGE_MISSING, "`require` needs a `message` that gives the values seen"));
    }
    if let (Some(when), None) = (&positions.when, &control.otherwise) {
        let message = "`when` needs `otherwise`: the reason why a subject is out".to_owned();
        problems.push(subject.problem(Some(when), code::OTHERWISE_MISSING, message));
    }
    if let (None, Some(otherwise)) = (&control.when, &positions.otherwise) {
        problems.push(subject.problem(Some(otherwise), code::WHEN_MISSING, "`otherwise` needs `when`".to_owned()));
    }
    if let Some(age) = positions.max_age.as_ref().filter(|age| parse_age(&age.value).is_none()) {
        let message = format!("`{}` is not an age", age.value);
        problems
            .push(subject.problem(Some(age), code::NOT_AN_AGE, message).with_help("write `24h` or `90d`".to_owned()));
    }
    problems
}

fn owned_by_aws_everywhere(control: &Control, areas: &[Area]) -> bool {
    areas
        .iter()
        .filter(|area| area.id == control.area)
        .any(|area| area.owners.values().chain(area.owners_with_custom_ami.values()).all(|owner| *owner == Owner::Aws))
}

fn parameter_problem(name: &str, parameter: &Parameter) -> Option<String> {
    let bounded = parameter.minimum.is_some() || parameter.maximum.is_some();
    let Some(number) = parameter.default.as_i64() else {
        return bounded.then(|| format!("the default of `{name}` is not a whole number, yet it has bounds"));
    };
    let low = parameter.minimum.is_some_and(|minimum| number < minimum);
    let high = parameter.maximum.is_some_and(|maximum| number > maximum);
    (low || high).then(|| format!("the default of `{name}`, {number}, is out of its bounds"))
}

fn cases(subject: &Subject<'_>) -> Vec<Problem> {
    let Subject { control, positions, .. } = subject;
    let mut problems = Vec::new();
    let mut wanted = Vec::new();
    if control.require.is_some() {
        wanted.extend([
            (Outcome::Satisfied, "satisfied"),
            (Outcome::NotSatisfied, "not-satisfied"),
            (Outcome::Undetermined, "undetermined"),
        ]);
    }
    if control.when.is_some() {
        wanted.push((Outcome::NotApplicable, "not-applicable"));
    }
    for (outcome, name) in wanted {
        if !control.cases.iter().any(|case| case.expect == outcome) {
            problems.push(subject.at_id(code::CASE_MISSING, format!("no case expects `{name}`")));
        }
    }
    for (case, at) in control.cases.iter().zip(&positions.cases) {
        for name in case.parameters.keys().filter(|name| !control.parameters.contains_key(*name)) {
            let known: Vec<String> = control.parameters.keys().cloned().collect();
            let message = format!("the control has no parameter `{name}`");
            let problem = subject.problem(Some(at), code::UNKNOWN_PARAMETER, message);
            problems.push(problem.with_help(help_with_names(name, &known)));
        }
        for (topic, values) in &case.given {
            for value in values {
                let start = offset_of(subject.file, at.referenced);
                given(subject.file, start, topic.variable(), value, &shape_of(*topic), &mut problems);
            }
        }
    }
    problems
}

/// A member that no API has, or a word that no fact holds, would make a case prove nothing.
fn given(file: &File, start: usize, path: &str, value: &IValue, shape: &Shape, problems: &mut Vec<Problem>) {
    match (value.destructure_ref(), shape) {
        (DestructuredRef::Object(members), Shape::Members(known)) => {
            for (name, value) in members {
                if let Some(shape) = known.get(name.as_str()) {
                    given(file, start, &format!("{path}.{name}"), value, shape, problems);
                    continue;
                }
                let rest = file.text().get(start..).unwrap_or_default();
                let offset = start + rest.find(&format!("{name}:")).unwrap_or(0);
                let known: Vec<String> = known.keys().cloned().collect();
                let message = format!("`{path}` has no member `{name}`");
                let problem = Problem::at(file, offset, name.len(), code::UNKNOWN_MEMBER, message);
                problems.push(problem.with_help(help_with_names(name, &known)));
            }
        }
        (DestructuredRef::Object(members), Shape::MapOf(shape)) => {
            for (name, value) in members {
                given(file, start, &format!("{path}.{name}"), value, shape, problems);
            }
        }
        (DestructuredRef::String(word), Shape::Words(known)) if !known.contains(word.as_str()) => {
            let rest = file.text().get(start..).unwrap_or_default();
            let offset = start + rest.find(word.as_str()).unwrap_or(0);
            let known: Vec<String> = known.iter().cloned().collect();
            let message = format!("`{path}` is never `{}`", word.as_str());
            let problem = Problem::at(file, offset, word.len().max(1), code::UNKNOWN_WORD, message);
            problems.push(problem.with_help(help_with_names(word, &known)));
        }
        (DestructuredRef::Array(items), Shape::ListOf(shape)) => {
            for item in items {
                given(file, start, path, item, shape, problems);
            }
        }
        _ => {}
    }
}
