//! Redaction of Kubernetes objects. What stands in a field is judged by the
//! field: an environment value is always secret, an image name never.

use serde_json::{Map, Value};

use super::{Format, Redactor, Unreadable, is_marker, names, patterns};

/// Where `kubectl apply` and its kin keep the whole object once more.
const COPIES: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    "kapp.k14s.io/original",
    "objectset.rio.cattle.io/applied",
    "banzaicloud.com/last-applied",
];

/// Settings of the VPC CNI that are switches: their values decide how pods are
/// isolated. Source: github.com/aws/amazon-vpc-cni-k8s, README, "CNI Configuration Variables".
const SWITCHES: &[&str] = &[
    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
    "AWS_VPC_K8S_CNI_EXTERNALSNAT",
    "ENABLE_POD_ENI",
    "ENABLE_PREFIX_DELEGATION",
    "NETWORK_POLICY_ENFORCING_MODE",
    "POD_SECURITY_GROUP_ENFORCING_MODE",
];

/// Ends of names whose value says where a secret is, and not what it is.
const REFERENCES: &[&str] =
    &["name", "namespace", "file", "path", "dir", "arn", "ref", "audience", "issuer", "ttl", "expiration", "enabled"];

pub(super) fn redact(redactor: &mut Redactor<'_>, body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| Unreadable {
        format: Format::Json,
        position: format!("line {} column {}", error.line(), error.column()),
    })?;
    walk(redactor, &mut value);
    if redactor.redactions.is_empty() { Ok(body.to_vec()) } else { Ok(value.to_string().into_bytes()) }
}

/// Redacts an object, a list, or any part of one.
pub(super) fn walk(redactor: &mut Redactor<'_>, value: &mut Value) {
    match value {
        Value::String(text) => by_look(redactor, text),
        Value::Array(items) => items.iter_mut().for_each(|item| walk(redactor, item)),
        Value::Object(members) => members.iter_mut().for_each(|(name, value)| member(redactor, name, value)),
        _ => {}
    }
}

fn member(redactor: &mut Redactor<'_>, name: &str, value: &mut Value) {
    match (name, value) {
        // A page token, which replay needs as it is.
        ("continue", Value::String(_)) => {}
        ("env", Value::Array(variables)) => variables.iter_mut().for_each(|variable| environment(redactor, variable)),
        ("args" | "command", Value::Array(words)) => command_line(redactor, words),
        ("annotations", Value::Object(members)) => annotations(redactor, members),
        ("httpHeaders", Value::Array(headers)) => headers.iter_mut().for_each(|header| http_header(redactor, header)),
        ("data" | "stringData" | "parameters" | "volumeAttributes" | "options", Value::Object(members)) => {
            settings(redactor, members);
        }
        ("userData", Value::String(text)) => whole(redactor, "user-data", text),
        (_, value) => walk(redactor, value),
    }
}

fn by_look(redactor: &mut Redactor<'_>, text: &mut String) {
    if is_marker(text) {
        return;
    }
    if let Some(replaced) = patterns::replace(text, &mut |kind| redactor.marker(kind)) {
        *text = replaced;
    }
}

fn whole(redactor: &mut Redactor<'_>, kind: &str, text: &mut String) {
    if let Some(marker) = redactor.whole(kind, text) {
        *text = marker;
    }
}

/// The marker keeps the one thing that rules ask: whether it looked like a credential.
fn environment(redactor: &mut Redactor<'_>, variable: &mut Value) {
    let name = variable["name"].as_str().unwrap_or_default().to_owned();
    for (member, value) in variable.as_object_mut().into_iter().flatten() {
        match value {
            Value::String(text) if member == "value" => {
                if text.is_empty() || is_marker(text) || is_switch(&name, text) {
                    continue;
                }
                let kind = credential_kinds(&name, text);
                *redactor.redactions.entry("environment-value".to_owned()).or_default() += 1;
                *text = format!("{}environment-value; {kind})", super::PREFIX);
            }
            other => walk(redactor, other),
        }
    }
}

fn is_switch(name: &str, value: &str) -> bool {
    let settled = matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "strict" | "standard");
    settled && SWITCHES.contains(&name)
}

fn credential_kinds(name: &str, value: &str) -> String {
    let mut kinds = patterns::kinds(value);
    if names_secret(name) && is_literal(value) {
        kinds.insert("secret-named");
    }
    if kinds.is_empty() { "none".to_owned() } else { kinds.into_iter().collect::<Vec<_>>().join(",") }
}

fn names_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    names::is_secret(name) && !REFERENCES.iter().any(|end| lower.ends_with(end))
}

/// False for a variable, an ARN, a switch and a number of few digits.
fn is_literal(value: &str) -> bool {
    !value.starts_with('$')
        && !value.starts_with("arn:")
        && !matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "none")
}

/// `--password=x` is known by its look; `--password x` by the word before.
fn command_line(redactor: &mut Redactor<'_>, words: &mut [Value]) {
    let mut secret_follows = false;
    for word in words {
        let Value::String(text) = word else { continue };
        let flag = text.starts_with('-');
        if secret_follows && !flag && is_literal(text) {
            whole(redactor, "argument", text);
        }
        let name = text.trim_start_matches('-');
        secret_follows = flag && !name.contains('=') && names_secret(name);
        // A flag names its value better than the patterns can tell.
        match text.split_once('=') {
            Some((name, value)) if flag && names_secret(name) && !value.is_empty() && is_literal(value) => {
                if !is_marker(value) {
                    *text = format!("{name}={}", redactor.marker("argument"));
                }
            }
            _ => by_look(redactor, text),
        }
    }
}

fn annotations(redactor: &mut Redactor<'_>, members: &mut Map<String, Value>) {
    for (name, value) in members.iter_mut() {
        let Value::String(text) = value else { continue };
        let copy = COPIES.contains(&name.as_str()) || (text.starts_with('{') && text.contains("\"apiVersion\""));
        if copy {
            whole(redactor, "last-applied-configuration", text);
        } else if named_secret(name) && is_literal(text) {
            whole(redactor, "secret-named-annotation", text);
        } else {
            by_look(redactor, text);
        }
    }
}

/// The part of an annotation's or parameter's key after its domain.
fn named_secret(key: &str) -> bool {
    names_secret(key.rsplit('/').next().unwrap_or(key))
}

/// Values of ConfigMaps, storage classes and volumes.
fn settings(redactor: &mut Redactor<'_>, members: &mut Map<String, Value>) {
    for (name, value) in members.iter_mut() {
        match value {
            Value::String(text) if named_secret(name) && is_literal(text) => {
                whole(redactor, "secret-named-value", text)
            }
            Value::String(text) => by_look(redactor, text),
            other => member(redactor, name, other),
        }
    }
}

fn http_header(redactor: &mut Redactor<'_>, header: &mut Value) {
    let name = header["name"].as_str().unwrap_or_default().to_ascii_lowercase();
    let secret = names::is_secret(&name) || matches!(name.as_str(), "authorization" | "cookie" | "x-api-key");
    match header.get_mut("value") {
        Some(Value::String(text)) if secret => whole(redactor, "http-header", text),
        Some(value) => walk(redactor, value),
        None => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::super::{redact as redact_body, redact_object};
    use super::*;
    use crate::evidence::exchange::Request;

    fn request() -> Request {
        Request {
            service: "kubernetes".into(),
            operation: "list.deployments.apps".into(),
            region: String::new(),
            parameters: Default::default(),
        }
    }

    fn redacted(mut value: Value) -> Value {
        redact_object(&request(), &mut value);
        let mut again = value.clone();
        redact_object(&request(), &mut again);
        assert_eq!(again, value, "redacting twice gives the same as once");
        value
    }

    #[test]
    fn every_environment_value_goes_and_the_marker_says_what_it_looked_like() {
        let env = json!({"env": [
            {"name": "A", "value": "CANARY"}, {"name": "DB_PASSWORD", "value": "CANARY"},
            {"name": "K", "value": "AKIAIOSFODNN7EXAMPLE"}, {"name": "SECRET_NAME", "value": "db"},
            {"name": "U", "value": "postgres://a:$(PASS)@h/x"}, {"name": "E", "value": ""},
            {"name": "R", "valueFrom": {"secretKeyRef": {"name": "s", "key": "password"}}},
            {"name": "ENABLE_POD_ENI", "value": "true"}, {"name": "ENABLE_POD_ENI", "value": "CANARY"},
        ]});
        let values: Vec<String> = redacted(env)["env"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["value"].as_str().unwrap_or("-").into())
            .collect();
        let marker = |kind: &str| format!("redacted(environment-value; {kind})");
        assert_eq!(
            values,
            [
                marker("none"),
                marker("secret-named"),
                marker("aws-access-key-id"),
                marker("none"),
                marker("none"),
                String::new(),
                "-".into(),
                "true".into(),
                marker("none"),
            ]
        );
    }

    #[test]
    fn arguments_annotations_and_settings_lose_what_is_secret_and_keep_the_rest() {
        let value = redacted(json!({
            "metadata": {"continue": "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":\"CANARY\"}",
                "other.io/original": "{\"apiVersion\":\"v1\",\"x\":\"CANARY\"}",
                "x/api-token": "CANARY", "note": "use token=CANARY", "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/r",
            }},
            "args": ["--db-password=CANARY", "--token", "CANARY", "--secret-name=db", "--v=2", "--password-file=/x"],
            "data": {"password": "CANARY", "mapRoles": "- rolearn: arn:aws:iam::1:role/r\n"},
            "livenessProbe": {"httpGet": {"httpHeaders": [{"name": "Authorization", "value": "Basic CANARY"}]}},
            "volumes": [{"secret": {"secretName": "token"}}], "automountServiceAccountToken": false,
        }));
        let text = value.to_string();
        assert!(!text.contains("CANARY"), "{text}");
        assert_eq!(
            value["args"],
            json!([
                "--db-password=redacted(argument)",
                "--token",
                "redacted(argument)",
                "--secret-name=db",
                "--v=2",
                "--password-file=/x"
            ])
        );
        assert_eq!(value["metadata"]["annotations"]["note"], "use token=redacted(assignment)");
        assert_eq!(
            value["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"],
            "redacted(last-applied-configuration)"
        );
        for kept in ["eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", "arn:aws:iam::1:role/r", "mapRoles", "\"secretName\":\"token\""]
        {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn a_cut_body_is_no_body() {
        assert!(redact_body(&request(), Format::Json, br#"{"items": [{"#).is_err());
        let body = br#"{"items": []}"#;
        assert_eq!(redact_body(&request(), Format::Json, body).unwrap().body, body);
    }
}
