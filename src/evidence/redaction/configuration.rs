//! `configurationValues` of an add-on: JSON or YAML inside a JSON string. Keys stay; of values only switches and those
//! that a rule reads. Comments go, since the text is written anew.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use super::marker::is_marker;
use super::nested::Strict;
use super::{Form, Redactor, names};

/// Keys whose values are kept. Sources: README of the Amazon VPC CNI, "CNI Configuration Variables"; the schemas that
/// `eks:DescribeAddonConfiguration` gives for the add-ons of EKS.
const KEYS: &[(&str, Form)] = &[
    ("AWS_VPC_K8S_CNI_LOGLEVEL", Form::Enum(&["DEBUG", "INFO", "WARN", "ERROR"])),
    ("MAX_ENI", FEW),
    ("MINIMUM_IP_TARGET", FEW),
    ("NETWORK_POLICY_ENFORCING_MODE", Form::Enum(&["standard", "strict"])),
    ("POD_SECURITY_GROUP_ENFORCING_MODE", Form::Enum(&["standard", "strict"])),
    ("WARM_ENI_TARGET", FEW),
    ("WARM_IP_TARGET", FEW),
    ("WARM_PREFIX_TARGET", FEW),
    ("cpu", Form::Quantity),
    ("maxReplicas", FEW),
    ("maxUnavailable", FEW),
    ("memory", Form::Quantity),
    ("minAvailable", FEW),
    ("minReplicas", FEW),
    ("replicaCount", FEW),
    ("replicas", FEW),
];

/// A count or a share.
const FEW: Form = Form::Quantity;

/// Keys are names of settings: words, joined by `.`, `_`, `-` or `/`.
static KEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$").expect("a constant pattern is valid"));

/// The configuration without what is not kept, as JSON text; `None` when it
/// may stay as it is.
pub(super) fn redact(redactor: &mut Redactor<'_>, text: &str) -> Option<String> {
    if text.trim().is_empty() || is_marker(text) {
        return None;
    }
    let json: Option<Strict> = serde_json::from_str(text).ok();
    let written = json.as_ref().is_some_and(|json| !json.repeated);
    let parsed = json.map(|json| json.value).or_else(|| serde_saphyr::from_str(text).ok());
    let Some(mut value @ (Value::Object(_) | Value::Array(_))) = parsed else {
        return Some(redactor.dropped("unreadable-configuration", text));
    };
    let before = redactor.redactions.clone();
    walk(redactor, "", &mut value);
    if written && before == redactor.redactions {
        return None;
    }
    if !written {
        // Of what is not JSON the comments are gone, at least.
        *redactor.redactions.entry("comment".to_owned()).or_default() += 1;
    }
    Some(value.to_string())
}

fn walk(redactor: &mut Redactor<'_>, name: &str, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(redactor, name, item)),
        Value::Object(members) => object(redactor, members),
        Value::Null | Value::Bool(_) => {}
        Value::Number(_) | Value::String(_) => scalar(redactor, name, value),
    }
}

fn object(redactor: &mut Redactor<'_>, members: &mut Map<String, Value>) {
    // `{name: LEVEL, value: debug}`: the name says what the value is.
    let named = members.get("name").and_then(Value::as_str).filter(|name| KEY.is_match(name)).map(str::to_owned);
    let mut result = Map::new();
    for (name, mut member) in std::mem::take(members) {
        let key = if name == "value" { named.as_deref().unwrap_or(&name) } else { &name };
        let is_name = name == "name" && named.is_some() && member.as_str().is_some_and(is_variable);
        if !is_name {
            walk(redactor, key, &mut member);
        }
        let kept =
            KEY.is_match(&name) && super::patterns::kinds(&name).is_empty() && !super::patterns::looks_random(&name);
        let name = if kept || is_marker(&name) { name } else { redactor.dropped("key", &name) };
        result.insert(name, member);
    }
    *members = result;
}

/// The name of an environment variable, as add-ons have them.
fn is_variable(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') && name.contains('_')
}

fn scalar(redactor: &mut Redactor<'_>, name: &str, value: &mut Value) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let declared = KEYS.iter().find(|(key, _)| *key == name).map(|(_, form)| *form);
    // A count, a share or an amount with its unit: longer ones are something else.
    let unit = text.ends_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 8;
    let fits = |form: Form| matches!(form, Form::Enum(_)) || unit || text.len() <= 4;
    let kept = Form::Boolean.holds(&text) || declared.is_some_and(|form| form.holds(&text) && fits(form));
    if kept || text.is_empty() || is_marker(&text) {
        return;
    }
    let mut kinds = super::patterns::kinds(&text);
    if names::is_secret(name) {
        kinds.insert("assignment");
    }
    *redactor.redactions.entry("configuration-value".to_owned()).or_default() += 1;
    *value = Value::String(super::marker::marker("configuration-value", kinds));
}
