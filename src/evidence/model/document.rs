//! The reference of all facts, written from the shapes: what an author of
//! controls may read.

use std::fmt::Write as _;

use schemars::Schema;
use serde_json::Value;

use super::schema_of;
use crate::evidence::topic::{Scope, Topic};

/// `docs/facts.md`: every topic with its scope and the members of its facts.
#[must_use]
pub fn facts_document() -> String {
    let mut text = String::from(
        "# Facts\n\nGenerated from the shapes in `src/evidence/model`; do not edit. A member that a reply does not hold is absent, \
         and reading it in a condition is an error. `[]` marks a list, `{}` a map by name.\n",
    );
    for topic in Topic::ALL {
        let scope = match topic.scope() {
            Scope::Cluster => "one cluster",
            Scope::Account => "the account and Region",
        };
        let origin = if topic.is_derived() { "; derived, not read" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## `{topic}`\n\n{}\n\nBelongs to {scope}{origin}. ", topic.description().trim());
        let _ = write!(text, "Variable in conditions: `{}`.\n\n| member | type |\n|---|---|\n", topic.variable());
        for (path, kind) in members(&schema_of(*topic)) {
            let _ = writeln!(text, "| `{path}` | {kind} |");
        }
    }
    text
}

/// Paths of all members with their types, depth first in the shape's order.
fn members(schema: &Schema) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    collect(schema.as_value(), "", &mut found);
    found
}

fn collect(schema: &Value, path: &str, found: &mut Vec<(String, &'static str)>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        describe(member, path, found);
    }
}

fn describe(member: &Value, path: String, found: &mut Vec<(String, &'static str)>) {
    let types = names_of_types(member);
    if types.contains(&"array") {
        return describe(&member["items"], format!("{path}[]"), found);
    }
    if member["additionalProperties"].is_object() {
        return describe(&member["additionalProperties"], format!("{path}{{}}"), found);
    }
    if member["properties"].is_object() {
        return collect(member, &path, found);
    }
    let kind = match (types.first(), member["format"].as_str()) {
        (Some(&"string"), Some("date-time")) => "time",
        (Some(&"string"), _) => "text",
        (Some(&"integer" | &"number"), _) => "whole number",
        (Some(&"boolean"), _) => "true or false",
        _ => "as the API gives it",
    };
    found.push((path, kind));
}

/// The types a schema allows, without `null`: absent members are not written.
fn names_of_types(schema: &Value) -> Vec<&str> {
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    types.into_iter().filter(|name| *name != "null").collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use std::path::Path;

    /// `EKS_ATTEST_BLESS=1 cargo test --lib facts_document` writes the file anew.
    #[test]
    fn the_facts_document_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/facts.md");
        if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, facts_document()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == facts_document(),
            "docs/facts.md is stale: run EKS_ATTEST_BLESS=1 cargo test --lib facts_document"
        );
    }

    #[test]
    fn members_are_listed_by_path_and_type() {
        let cluster = members(&schema_of(Topic::EksCluster));
        for member in [
            ("resourcesVpcConfig.publicAccessCidrs[]", "text"),
            ("resourcesVpcConfig.endpointPublicAccess", "true or false"),
            ("createdAt", "time"),
            ("tags{}", "text"),
        ] {
            assert!(cluster.contains(&(member.0.to_owned(), member.1)), "{member:?} is not in {cluster:?}");
        }
    }
}
