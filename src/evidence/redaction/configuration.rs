//! `configurationValues` of an add-on: JSON or YAML inside a JSON string, where
//! environment values can stand.

use serde_json::Value;

use super::{Redactor, names, patterns};

/// The configuration with secret values replaced, as JSON text; `None` when it
/// may stay as it is.
pub(super) fn redact(redactor: &mut Redactor<'_>, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    // First as plain text, which also reaches comments and what YAML splits.
    let replaced = patterns::replace(text, &mut |kind| redactor.marker(kind));
    let text = replaced.as_deref().unwrap_or(text);
    let Some(mut value) = parse(text) else {
        return redactor.whole("unreadable-configuration", text);
    };
    if walk(redactor, &mut value) { Some(value.to_string()) } else { replaced }
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_saphyr::from_str(text).ok())
}

fn walk(redactor: &mut Redactor<'_>, value: &mut Value) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().fold(false, |changed, item| walk(redactor, item) | changed),
        Value::Object(members) => {
            let named = members.get("name").and_then(Value::as_str).is_some_and(names::is_secret);
            let mut changed = false;
            for (name, member) in members.iter_mut() {
                let secret = names::is_secret(name) || named && name == "value";
                changed |= match member {
                    Value::String(_) | Value::Number(_) if secret => replace(redactor, member),
                    Value::String(text) => match patterns::replace(text, &mut |kind| redactor.marker(kind)) {
                        Some(replaced) => {
                            *text = replaced;
                            true
                        }
                        None => false,
                    },
                    other => walk(redactor, other),
                };
            }
            changed
        }
        Value::String(text) => patterns::replace(text, &mut |kind| redactor.marker(kind)).is_some_and(|replaced| {
            *text = replaced;
            true
        }),
        _ => false,
    }
}

fn replace(redactor: &mut Redactor<'_>, member: &mut Value) -> bool {
    let text = member.as_str().map_or_else(|| member.to_string(), str::to_owned);
    redactor.whole("environment-value", &text).is_some_and(|marker| {
        *member = Value::String(marker);
        true
    })
}
