//! What parameters do: each with its default, the value used, and what the default would have said.

use serde_json::Value;

use super::input::{Input, ParameterNote};
use super::model::{ChangedOutcome, ControlResult, ParameterUse};
use crate::control::model::{Catalogue, Control, Parameter};

/// Every parameter of every control, in their order. `judge` judges a control on another input.
///
/// # Errors
/// Those of `judge`.
pub(super) fn uses<E>(
    catalogue: &Catalogue,
    input: &Input,
    results: &[ControlResult],
    judge: impl Fn(&Control, &Input) -> Result<Vec<ControlResult>, E>,
) -> Result<Vec<ParameterUse>, E> {
    let mut uses = Vec::new();
    for control in &catalogue.controls {
        let with: Vec<&ControlResult> = results.iter().filter(|result| result.control == control.id).collect();
        for (name, parameter) in &control.parameters {
            let mut found = of_parameter(control, name, parameter, input, with.len());
            if found.value != found.default {
                let plain = without(input, &control.id, name);
                found.changed = changed(&with, &judge(control, &plain)?);
            }
            uses.push(found);
        }
    }
    Ok(uses)
}

fn of_parameter(control: &Control, name: &str, parameter: &Parameter, input: &Input, results: usize) -> ParameterUse {
    let set = input.parameter(&control.id, name);
    let note = input.parameter_notes.get(&control.id).and_then(|notes| notes.get(name));
    let ParameterNote { set_by, set_on, reason } = note.cloned().unwrap_or_default();
    ParameterUse {
        control: control.id.clone(),
        name: name.to_owned(),
        description: parameter.description.trim().to_owned(),
        default: parameter.default.clone(),
        value: set.unwrap_or(&parameter.default).clone(),
        bounds: super::bounds(parameter),
        set: set.is_some(),
        set_by,
        set_on,
        reason,
        results: results as u64,
        changed: Vec::new(),
    }
}

/// The same input with this parameter at its default.
fn without(input: &Input, control: &str, name: &str) -> Input {
    let mut plain = input.clone();
    let parameters = &mut plain.engagement.parameters;
    if let Some(values) = parameters.get_mut(control) {
        values.remove(name);
    }
    plain
}

fn changed(with: &[&ControlResult], default: &[ControlResult]) -> Vec<ChangedOutcome> {
    let at = |result: &ControlResult| (result.cluster.clone(), result.compute_type);
    let mut changed = Vec::new();
    for now in with {
        let Some(then) = default.iter().find(|then| at(then) == at(now)) else { continue };
        let failed = |result: &ControlResult| result.population.failed;
        if (then.outcome, failed(then)) != (now.outcome, failed(now)) {
            changed.push(ChangedOutcome {
                cluster: now.cluster.clone(),
                compute_type: now.compute_type,
                outcome: now.outcome,
                with_default: then.outcome,
                failed: failed(now),
                failed_with_default: failed(then),
            });
        }
    }
    changed
}

/// A parameter's value as people read it: text bare, lists with commas, the rest as JSON.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(members) if members.is_empty() => "none".to_owned(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
