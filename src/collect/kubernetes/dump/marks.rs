//! Marks of objects that are not ready to be applied: patches, templates, encrypted values, objects without a name.

use serde_json::Value;

use super::problem::{Fault, shown};
use crate::file::codes::collect as code;

/// A patch in place of an object.
pub(super) fn patch(what: &str) -> Fault {
    Fault::new(code::PATCH, format!("it is {what}, not an object"))
        .help("apply it to its base first: `kubectl kustomize FOLDER`")
}

/// Why a document is not what would be applied, whatever its kind.
pub(super) fn not_ready(value: &Value) -> Option<Fault> {
    if value["sops"]["mac"].is_string() || value["sops"]["version"].is_string() {
        return Some(
            Fault::new(code::ENCRYPTED, "it is encrypted with SOPS")
                .help("decrypt it first: `sops --decrypt FILE`, and delete it afterwards"),
        );
    }
    if value["kind"] == "Status" && value["status"].is_string() {
        let reason = value["reason"].as_str().unwrap_or("without reason");
        let fault =
            Fault::new(code::KUBECTL_ERROR, format!("it is an error reply of the API server ({})", shown(reason)));
        return Some(fault.help("ask again, with the right that is missing"));
    }
    if value["kind"] == "Table" && value["columnDefinitions"].is_array() {
        return Some(
            Fault::new(code::TABLE, "it is a table for people")
                .help("write the objects: `kubectl get RESOURCE -o json`"),
        );
    }
    if value["type"].is_string() && value["object"]["kind"].is_string() {
        return Some(
            Fault::new(code::WATCH_EVENT, "it is an event of a watch, not an object")
                .help("write the objects: `kubectl get RESOURCE -o json`"),
        );
    }
    patches(value, 0).then(|| patch("a Kustomize patch"))
}

fn patches(value: &Value, depth: usize) -> bool {
    let directive = |name: &str| {
        name == "$patch"
            || name == "$retainKeys"
            || name.starts_with("$deleteFromPrimitiveList/")
            || name.starts_with("$setElementOrder/")
    };
    match value {
        // Definitions and copies of objects may hold anything further down.
        _ if depth > 16 => false,
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| directive(name) || ((depth > 0 || name != "items") && patches(member, depth + 1))),
        Value::Array(items) => items.iter().any(|item| patches(item, depth + 1)),
        _ => false,
    }
}

/// The name of an object.
///
/// # Errors
/// When it has none, or one that a template or a variable stands in.
pub(super) fn name(kind: &str, value: &Value) -> Result<String, Fault> {
    let metadata = &value["metadata"];
    let kind = shown(kind);
    let fault = match (&metadata["name"], &metadata["generateName"]) {
        _ if metadata.is_null() => Fault::new(code::NO_NAME, format!("an object of kind {kind} has no metadata")),
        (Value::String(name), _) if !name.is_empty() => match placeholder(metadata, name) {
            None => return Ok(name.clone()),
            Some(fault) => return Err(Fault { message: format!("{kind}: {}", fault.message), ..fault }),
        },
        (Value::Null, Value::String(_)) => Fault::new(
            code::NO_NAME,
            format!("an object of kind {kind} has only metadata.generateName, which `kubectl apply` refuses"),
        ),
        (Value::Null | Value::String(_), _) => {
            Fault::new(code::NO_NAME, format!("an object of kind {kind} has no metadata.name"))
        }
        _ => Fault::new(code::WRONG_TYPE, format!("an object of kind {kind}: metadata.name is not a text"))
            .help("quote it"),
    };
    Err(fault)
}

fn placeholder(metadata: &Value, name: &str) -> Option<Fault> {
    let namespace = metadata["namespace"].as_str().unwrap_or_default();
    let (field, text) = [("name", name), ("namespace", namespace)]
        .into_iter()
        .find(|(_, text)| text.contains(['{', '}', '$', '<', '>', '/', ' ', '\n']))?;
    variable(&format!("metadata.{field}"), text)
}

/// What a template or a variable stands in, at `path`.
pub(super) fn variable(path: &str, text: &str) -> Option<Fault> {
    if text.contains("{{") {
        let fault = Fault::new(code::HELM_TEMPLATE, format!("{path} holds `{{{{`: it is a Helm template"));
        return Some(
            fault.help("render it first: `helm template RELEASE CHART --output-dir FOLDER`, and give that folder"),
        );
    }
    if text.contains("${") || text.contains("$(") || text.starts_with('$') {
        let fault = Fault::new(code::TEMPLATE, format!("{path} holds a variable that was not replaced"));
        return Some(fault.help("render it first (`envsubst`, Flux, Terraform), and give what it renders to"));
    }
    None
}
