//! Error messages of an API server: what fits one of its own sentences stays, with the names in it.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::{Walker, marker, text};

/// Sentences of kube-apiserver; each group is a name. Sources: `pkg/registry/authorization`, `apimachinery/pkg/api/errors`.
const SENTENCES: [&str; 9] = [
    r#"^(?:([a-z0-9./-]+) )?is forbidden: User "([^"]*)" cannot ([a-z]+) (?:resource "([^"]*)" in API group "([^"]*)"|path "([^"]*)")(?: at the cluster scope| in the namespace "([^"]*)")?$"#,
    r#"^forbidden: User "([^"]*)" cannot ([a-z]+) path "([^"]*)"$"#,
    r#"^([a-z0-9./-]+) "([^"]*)" is forbidden: User "([^"]*)" cannot ([a-z]+) resource "([^"]*)" in API group "([^"]*)"(?: at the cluster scope| in the namespace "([^"]*)")?$"#,
    r#"^([a-z0-9./-]+) "([^"]*)" not found$"#,
    r"^the server could not find the requested resource$",
    r"^404 page not found$",
    r"^Unauthorized$",
    r"^[Tt]oo many requests(?:, please try again later\.)?$|^the server has received too many requests and has asked us to try again later$",
    r"^the server is currently unable to handle the request$|^The provided continue parameter is too old to display a consistent list result\.",
];

static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    SENTENCES.iter().map(|sentence| Regex::new(sentence).expect("a constant pattern is valid")).collect()
});

pub(super) fn keep(walker: &mut Walker<'_>, value: &mut Value) {
    let Value::String(message) = value else {
        return if value.is_null() {
        } else {
            walker.drop_value(value)
        };
    };
    if !marker::is_marker(message) && !is_own(message) {
        walker.whole("message", "", message);
    }
}

fn is_own(message: &str) -> bool {
    if message.starts_with("The provided continue parameter is too old") {
        return message.len() < 600 && !message.contains("eyJ");
    }
    FORMS.iter().any(|form| {
        form.captures(message).is_some_and(|found| {
            found.iter().skip(1).flatten().all(|name| name.as_str().is_empty() || text::is_name(name.as_str()))
        })
    })
}
