//! The reference of all facts, written from the shapes: what an author of
//! controls may read.

use std::fmt::Write as _;

use schemars::Schema;
use serde_json::Value;

use super::{Scope, Topic};
use crate::evidence::model::KEPT_AS;

/// `docs/facts.md`: every topic with its scope and the members of its facts, those in code and then those `declared`.
#[must_use]
pub fn facts_document(declared: &[Topic]) -> String {
    let mut text = String::from(
        "# Facts\n\nGenerated from the shapes in `src/evidence/model` and from `controls/evidence`; do not edit. A member that a reply does not hold is absent, \
         and reading it in a condition is an error. `[]` marks a list, `{}` a map by name. \
         Where words stand for the type, the member holds one of them, and a condition that compares it with another is refused.\n\nText of AWS's APIs is stored \
         only in the form that its shape declares, and text of another form becomes a marker: `redacted(tag-value)`. \
         Where the table says *not stored*, a marker stands always, and a condition may ask only whether there is one. \
         A control that needs such text declares it: in the shape, `description: String as Name` keeps what has the \
         form of a name. The forms are in `src/evidence/kept/form.rs`.\n",
    );
    for topic in Topic::ALL.iter().chain(declared) {
        let scope = match topic.scope() {
            Scope::Cluster => "one cluster",
            Scope::Account => "the account and Region",
        };
        let origin = if topic.is_derived() { "; derived, not read" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## `{topic}`\n\n{}\n\nBelongs to {scope}{origin}. ", topic.description());
        let _ = write!(text, "Variable in conditions: `{}`.\n\n{}", topic.variable(), header(*topic));
        for member in members(&topic.schema()) {
            let Member { path, kind, kept } = member;
            let kept = kept.unwrap_or_else(|| if kind == "text" { "*not stored*".to_owned() } else { String::new() });
            let _ = match topic.is_of_aws() {
                true => writeln!(text, "| `{path}` | {kind} | {kept} |"),
                false => writeln!(text, "| `{path}` | {kind} |"),
            };
        }
    }
    text
}

fn header(topic: Topic) -> &'static str {
    if topic.is_of_aws() { "| member | type | kept as |\n|---|---|---|\n" } else { "| member | type |\n|---|---|\n" }
}

/// One member of a fact.
#[derive(Debug, PartialEq, Eq)]
struct Member {
    path: String,
    kind: String,
    /// The form of text that is kept.
    kept: Option<String>,
}

/// Paths of all members with their types, depth first in the shape's order.
fn members(schema: &Schema) -> Vec<Member> {
    let mut found = Vec::new();
    collect(schema.as_value(), "", &mut found);
    found
}

fn collect(schema: &Value, path: &str, found: &mut Vec<Member>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        describe(member, path, found);
    }
}

fn describe(member: &Value, path: String, found: &mut Vec<Member>) {
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
    let words = member["enum"].as_array().map(|words| words.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    if let Some(words) = words {
        found.push(Member { path, kind: format!("`{}`", words.join("`, `")), kept: None });
        return;
    }
    let kind = match (types.first(), member["format"].as_str()) {
        (Some(&"string"), Some("date-time")) => "time",
        (Some(&"string"), _) => "text",
        (Some(&"integer" | &"number"), _) => "whole number",
        (Some(&"boolean"), _) => "true or false",
        _ => "as the API gives it",
    };
    let of_text = matches!(kind, "text" | "as the API gives it");
    let kept = member[KEPT_AS].as_str().filter(|_| of_text).map(str::to_owned);
    found.push(Member { path, kind: kind.to_owned(), kept });
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
mod tests {
    use super::*;
    use crate::evidence::declared::tests::in_use;
    use std::path::Path;

    /// The topics of the built-in files.
    fn declared() -> Vec<Topic> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("controls/evidence");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let texts: Vec<_> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        in_use(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// `EKS_ATTEST_BLESS=1 cargo test --lib facts_document` writes the file anew.
    #[test]
    fn the_facts_document_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/facts.md");
        let fresh = facts_document(&declared());
        if std::env::var_os("EKS_ATTEST_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &fresh).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == fresh, "docs/facts.md is stale: run EKS_ATTEST_BLESS=1 cargo test --lib facts_document");
    }

    #[test]
    fn members_are_listed_by_path_and_type() {
        let cluster = members(&Topic::EksCluster.schema());
        for member in [
            ("resourcesVpcConfig.publicAccessCidrs[]", "text", Some("IP address or CIDR block")),
            ("resourcesVpcConfig.endpointPublicAccess", "true or false", None),
            ("createdAt", "time", None),
            ("tags{}", "text", Some("by its key")),
        ] {
            let (path, kind, kept) = member;
            let member = Member { path: path.to_owned(), kind: kind.to_owned(), kept: kept.map(str::to_owned) };
            assert!(cluster.contains(&member), "{member:?} is not in {cluster:?}");
        }
        let group = members(&Topic::Ec2SecurityGroup.schema());
        assert!(group.iter().any(|member| member.path == "description" && member.kept.is_none()));
    }
}
