//! What an exchange says of its reply is what the reply says.

use serde_json::Value;

use crate::collect::kubernetes::as_stored;
use crate::collect::stated::Stated;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::kubernetes::{RESOURCES, SERVICE};
use crate::evidence::redaction::redact_text;

pub(super) fn misfits(exchange: &Exchange, body: Option<&[u8]>) -> Vec<String> {
    let Some(body) = body else { return Vec::new() };
    let mut found = Vec::new();
    let (code, message) = if exchange.request.service == SERVICE {
        let Ok(value) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let said = (Some(word("reason")), Some(word("message")));
        found.extend(other_object(exchange, &value).map(str::to_owned));
        if as_stored(&exchange.request, value) != body {
            found.push("the reply is not in the form in which replies are stored".to_owned());
        }
        said
    } else {
        match Stated::of(&exchange.request, body) {
            Some(stated) => (stated.code, stated.message.or_else(|| Some(String::new()))),
            None => (None, None),
        }
    };
    if let Outcome::Refused { code: told, message: words } = &exchange.outcome
        && (code.is_some_and(|code| code != *told)
            || message.is_some_and(|message| message != *words && redact_text(&message) != *words))
    {
        found.push("it was refused with another code or message than its reply says".to_owned());
    }
    found
}

/// Whether an answered reply of Kubernetes is about something else than was asked.
fn other_object(exchange: &Exchange, value: &Value) -> Option<&'static str> {
    if exchange.outcome != Outcome::Answered {
        return None;
    }
    let operation = exchange.request.operation.as_str();
    if operation == "get.configmaps" {
        let path = exchange.request.parameters.get("path").map_or("", String::as_str);
        let said = |name: &str| value["metadata"][name].as_str().unwrap_or_default();
        let own = path.ends_with(&format!("/{}/configmaps/{}", said("namespace"), said("name")));
        return (!own).then_some("the reply is about another object");
    }
    let resource = RESOURCES.iter().find(|resource| resource.operation() == operation)?;
    let kind = value["kind"].as_str().unwrap_or_default();
    let own =
        kind.strip_suffix("List").is_some_and(|kind| [resource.kind, "", "PartialObjectMetadata"].contains(&kind));
    (!own).then_some("the reply is about another kind of object")
}
