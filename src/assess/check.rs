//! What the engagement says must fit the catalogue: a misspelt control would silently excuse nothing.

use super::AssessError;
use super::input::Input;
use crate::control::model::{Catalogue, Control};

/// Refuses names that no control has and parameters out of their bounds.
pub(super) fn check(catalogue: &Catalogue, input: &Input) -> Result<(), AssessError> {
    let find = |id: &str, place: &'static str| {
        let found = catalogue.controls.iter().find(|control| control.id == id);
        found.ok_or_else(|| AssessError::UnknownControl { control: id.to_owned(), place })
    };
    for exception in &input.exceptions {
        find(&exception.control, "an exception")?;
    }
    for attestation in &input.attestations {
        find(&attestation.control, "a statement")?;
    }
    for (id, values) in &input.engagement.parameters {
        let control = find(id, "the parameters")?;
        for (name, value) in values {
            parameter(control, name, value)?;
        }
    }
    Ok(())
}

fn parameter(control: &Control, name: &str, value: &serde_json::Value) -> Result<(), AssessError> {
    let Some(parameter) = control.parameters.get(name) else {
        return Err(AssessError::UnknownParameter { control: control.id.clone(), parameter: name.to_owned() });
    };
    let same_kind = std::mem::discriminant(value) == std::mem::discriminant(&parameter.default);
    let within = value.as_i64().is_none_or(|number| {
        parameter.minimum.is_none_or(|minimum| minimum <= number)
            && parameter.maximum.is_none_or(|maximum| number <= maximum)
    });
    let whole = value.is_i64() || !parameter.default.is_i64();
    if same_kind && within && whole {
        return Ok(());
    }
    Err(AssessError::BadParameter { control: control.id.clone(), parameter: name.to_owned(), value: value.to_string() })
}
