//! Secrets that reach containers as environment variables, and literal
//! credentials, which redaction has left a marker of.

use super::template::{Placed, Template};
use crate::evidence::model::analysis_kubernetes::FieldValue;
use crate::evidence::model::kubernetes::{Metadata, Text};

const MARKER: &str = "redacted(";
/// Markers of what is never a credential by itself: the annotation that holds the whole object once more, and a part
/// of a path.
const HARMLESS: [&str; 2] = ["redacted(last-applied-configuration)", "redacted(path)"];

fn field(path: String, value: &str) -> FieldValue {
    FieldValue { path: Some(path), value: Some(value.to_owned()) }
}

/// Environment variables whose value comes from a Secret.
pub(super) fn secret_environment(template: &Template<'_>) -> Vec<FieldValue> {
    let mut found = Vec::new();
    for placed in template.containers() {
        for (index, variable) in placed.container.env.iter().flatten().enumerate() {
            let reference = variable.value_from.as_ref().and_then(|source| source.get("secretKeyRef"));
            if let Some(reference) = reference {
                let word = |key: &str| reference[key].as_str().unwrap_or_default();
                let path = format!("{}.env[{index}].valueFrom.secretKeyRef", placed.path);
                found.push(field(path, &format!("{}/{}", word("name"), word("key"))));
            }
        }
        for (index, source) in placed.container.env_from.iter().flatten().enumerate() {
            if let Some(name) = source.pointer("/secretRef/name").and_then(|name| name.as_str()) {
                found.push(field(format!("{}.envFrom[{index}].secretRef", placed.path), name));
            }
        }
    }
    found
}

/// Values in which redaction recognised a credential.
pub(super) fn literal(template: &Template<'_>, metadata: Option<&Metadata>) -> Vec<FieldValue> {
    let mut found = Vec::new();
    for placed in template.containers() {
        of_container(&placed, &mut found);
    }
    of_annotations(metadata.and_then(|metadata| metadata.annotations.as_ref()), "metadata.annotations", &mut found);
    let path = template.path("metadata.annotations");
    if path != "metadata.annotations" {
        of_annotations(template.annotations, &path, &mut found);
    }
    found
}

fn of_container(placed: &Placed<'_>, found: &mut Vec<FieldValue>) {
    for (index, variable) in placed.container.env.iter().flatten().enumerate() {
        if let Some(marker) = variable.value.as_deref().and_then(credential) {
            found.push(field(format!("{}.env[{index}].value", placed.path), marker));
        }
    }
    for (member, list) in [("command", &placed.container.command), ("args", &placed.container.args)] {
        for (index, text) in list.iter().flatten().enumerate() {
            if let Some(marker) = credential(text) {
                found.push(field(format!("{}.{member}[{index}]", placed.path), marker));
            }
        }
    }
}

fn of_annotations(annotations: Option<&Text>, path: &str, found: &mut Vec<FieldValue>) {
    for (key, value) in annotations.into_iter().flatten() {
        if let Some(marker) = credential(value) {
            found.push(field(format!("{path}['{key}']"), marker));
        }
    }
}

/// The first marker in a text, if it says that what stood there looked like a credential. Values are redacted whatever
/// they are, and texts that were equal have a number.
fn credential(text: &str) -> Option<&str> {
    let start = text.find(MARKER)?;
    let end = text[start..].find(')')?;
    let marker = &text[start..=start + end];
    let mut parts = marker[MARKER.len()..end].split("; ");
    let numbered = parts.next().is_some_and(|kind| kind.ends_with(|c: char| c.is_ascii_digit()));
    let none = parts.next() == Some("none");
    (!numbered && !none && !HARMLESS.contains(&marker)).then_some(marker)
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::evidence::model::kubernetes::Workload;

    #[test]
    fn markers_and_references() {
        let workload: Workload = from_value(json!({
            "kind": "CronJob", "templatePath": "spec.jobTemplate.spec.template",
            "metadata": {"annotations": {"a": "redacted(last-applied-configuration)", "b": "x redacted(token) y"}},
            "template": {"metadata": {"annotations": {"c": "plain", "d": "redacted(annotation; none)"}}, "spec": {"containers": [{"name": "app",
                "env": [{"name": "A", "value": "redacted(environment-value; none)"},
                    {"name": "B", "value": "redacted(environment-value; aws-access-key)"},
                    {"name": "C", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}],
                "envFrom": [{"configMapRef": {"name": "c"}}, {"secretRef": {"name": "all"}}],
                "args": ["--user=redacted(argument; none)", "--password=redacted(password)", "redacted(argument; none; runs: sudo)"]}]}}}))
        .unwrap();
        let template = Template::of(&workload).unwrap();
        let pairs = |list: Vec<FieldValue>| -> Vec<(String, String)> {
            list.into_iter().map(|field| (field.path.unwrap(), field.value.unwrap())).collect()
        };
        let container = "spec.jobTemplate.spec.template.spec.containers[0]";
        assert_eq!(
            pairs(literal(&template, workload.metadata.as_ref())),
            [
                (format!("{container}.env[1].value"), "redacted(environment-value; aws-access-key)".to_owned()),
                (format!("{container}.args[1]"), "redacted(password)".to_owned()),
                ("metadata.annotations['b']".to_owned(), "redacted(token)".to_owned()),
            ]
        );
        assert_eq!(
            pairs(secret_environment(&template)),
            [
                (format!("{container}.env[2].valueFrom.secretKeyRef"), "db/password".to_owned()),
                (format!("{container}.envFrom[1].secretRef"), "all".to_owned()),
            ]
        );
    }
}
