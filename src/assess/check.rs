//! What the engagement says must fit the catalogue: a misspelt control would silently excuse nothing.

use serde_json::Value;

use super::input::Input;
use crate::control::model::{Catalogue, Control, Parameter};
use crate::file::Problem;
use crate::file::codes::engagement as code;

/// Says where the names of controls are to be had.
const CONTROLS: &str = "`eks-attest controls list` shows the controls that there are";

/// Names that nothing has, and parameters out of their bounds.
#[must_use]
pub fn problems(catalogue: &Catalogue, input: &Input) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, exception) in input.exceptions.iter().enumerate() {
        problems.extend(
            control(catalogue, &["exceptions", &at.to_string(), "control"], &exception.control)
                .err()
                .map(|problem| *problem),
        );
    }
    for (at, statement) in input.attestations.iter().enumerate() {
        let at = at.to_string();
        match control(catalogue, &["attestations", &at, "control"], &statement.control) {
            Ok(control) => problems.extend(answered_otherwise(control, &at)),
            Err(problem) => problems.push(*problem),
        }
    }
    for (id, values) in &input.engagement.parameters {
        match control(catalogue, &["parameters", id], id) {
            Ok(control) => problems.extend(values.iter().filter_map(|(name, value)| parameter(control, name, value))),
            Err(problem) => problems.push((*problem).of_key()),
        }
    }
    let frameworks: Vec<String> = catalogue.frameworks.iter().map(|framework| framework.id.clone()).collect();
    for (at, id) in input.frameworks.iter().enumerate().filter(|(_, id)| !frameworks.contains(*id)) {
        let message = format!("there is no framework `{id}`");
        let problem = Problem::of_value(&["frameworks", &at.to_string()], code::UNKNOWN_FRAMEWORK, message);
        problems.push(problem.with_names(id, &frameworks, "leave `frameworks` out to report on all"));
    }
    problems
}

/// The control of this id.
pub(super) fn control<'c>(catalogue: &'c Catalogue, path: &[&str], id: &str) -> Result<&'c Control, Box<Problem>> {
    catalogue.controls.iter().find(|control| control.id == id).ok_or_else(|| {
        let known: Vec<String> = catalogue.controls.iter().map(|control| control.id.clone()).collect();
        let problem = Problem::of_value(path, code::UNKNOWN_CONTROL, format!("there is no control `{id}`"));
        Box::new(problem.with_names(id, &known, CONTROLS))
    })
}

/// A statement on a control that evidence answers would be read by nobody.
fn answered_otherwise(control: &Control, at: &str) -> Option<Problem> {
    control.require.as_ref()?;
    let message = format!("`{}` is judged by evidence: a statement changes nothing", control.id);
    let problem = Problem::of_value(&["attestations", at, "control"], code::NOT_ATTESTED, message);
    Some(problem.with_help("remove the statement, or register an exception if the control fails"))
}

fn parameter(control: &Control, name: &str, value: &Value) -> Option<Problem> {
    let path = ["parameters", control.id.as_str(), name];
    let Some(parameter) = control.parameters.get(name) else {
        let known: Vec<String> = control.parameters.keys().cloned().collect();
        let message = format!("the control `{}` has no parameter `{name}`", control.id);
        return Some(Problem::of_value(&path, code::UNKNOWN_PARAMETER, message).of_key().with_names(
            name,
            &known,
            "the control has no parameters",
        ));
    };
    let wrong = |what: String| {
        let help = format!(
            "{}; the default is {}",
            parameter.description.trim().trim_end_matches('.'),
            super::shown(&parameter.default)
        );
        Problem::of_value(&path, code::PARAMETER_OUT_OF_BOUNDS, format!("`{name}` cannot be {value}: {what}"))
            .with_help(help)
    };
    if kind(value) != kind(&parameter.default) {
        return Some(wrong(format!("{} is expected", kind(&parameter.default))));
    }
    if let Some(number) = value.as_i64() {
        let low = parameter.minimum.is_some_and(|minimum| number < minimum);
        let high = parameter.maximum.is_some_and(|maximum| number > maximum);
        return (low || high).then(|| wrong(format!("allowed is {}", bounds(parameter))));
    }
    let strange = value.as_array().into_iter().flatten().find(|item| !item.is_string());
    strange.filter(|_| of_text(&parameter.default)).map(|item| wrong(format!("{item} in it is not text")))
}

/// A list of text; an empty one does not say what it is a list of.
fn of_text(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
}

/// What kind of value it is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_i64() => "a whole number",
        Value::Number(_) => "a whole number that fits 64 bits",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

/// The bounds of a parameter in words.
#[must_use]
pub fn bounds(parameter: &Parameter) -> String {
    match (parameter.minimum, parameter.maximum) {
        (Some(minimum), Some(maximum)) => format!("{minimum} to {maximum}"),
        (Some(minimum), None) => format!("{minimum} or more"),
        (None, Some(maximum)) => format!("{maximum} or less"),
        (None, None) => kind(&parameter.default).to_owned(),
    }
}
