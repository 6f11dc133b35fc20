//! Markers: what stands in place of text that is not kept. One strict grammar with closed vocabularies, so that text
//! which only reads like a marker is none, and redacting twice gives the same as redacting once.

use super::credential_kinds;

/// How every marker starts.
pub(crate) const PREFIX: &str = "redacted(";

/// What can have stood there.
const KINDS: &[&str] = &[
    "address",
    "annotation",
    "argument",
    "attribute",
    "comment",
    "configuration-value",
    "credential",
    "custom-resource-value",
    "data-value",
    "description",
    "environment-value",
    "file-content",
    "http-header",
    "key",
    "label",
    "last-applied-configuration",
    "message",
    "name",
    "number",
    "parameter-value",
    "path",
    "policy-value",
    "secret-named-annotation",
    "secret-named-tag",
    "secret-named-value",
    "selector",
    "tag-key",
    "tag-value",
    "text",
    "unreadable-configuration",
    "unreadable-document",
    "user-data",
];

/// Facts that a marker may tell apart from the kinds of credentials.
const WORDS: &[&str] = &["none", "secret-named", "undetermined"];

/// The marker of text of this kind; `credentials` are kinds of credentials that it looked like.
pub(crate) fn marker<'k>(kind: &str, credentials: impl IntoIterator<Item = &'k str>) -> String {
    let credentials: Vec<&str> = credentials.into_iter().collect();
    if credentials.is_empty() {
        format!("{PREFIX}{kind})")
    } else {
        format!("{PREFIX}{kind}; {})", credentials.join(","))
    }
}

/// True for exactly what this module and its neighbours write.
pub(crate) fn is_marker(text: &str) -> bool {
    let Some(inside) = text.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(')')) else { return false };
    let mut parts = inside.split("; ");
    let known = parts.next().is_some_and(|kind| KINDS.contains(&kind) || credential_kinds::is_kind(kind));
    known && parts.all(is_fact)
}

fn is_fact(fact: &str) -> bool {
    let few_digits = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match fact.split_once(": ") {
        Some(("credentials", kinds)) => are_kinds(kinds),
        Some(("max-pods", number)) => few_digits(number),
        Some(_) => false,
        // A number tells two keys apart that would read the same.
        None => are_kinds(fact) || (fact.len() <= 2 && few_digits(fact)),
    }
}

fn are_kinds(kinds: &str) -> bool {
    kinds.split(',').all(|kind| WORDS.contains(&kind) || credential_kinds::is_kind(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_here_is_a_marker() {
        for text in [
            "redacted(tag-value)",
            "redacted(description; jwt)",
            "redacted(tag-key; 2)",
            "redacted(environment-value; none)",
            "redacted(user-data; credentials: assignment,jwt; max-pods: 58)",
        ] {
            assert!(is_marker(text), "{text}");
        }
        for text in [
            "redacted(secret)",
            "redacted(hunter2)",
            "redacted(tag-value; hunter2)",
            "redacted(tag-value; 4711)",
            "redacted(user-data; max-pods: hunter2)",
            "redacted(tag-value) hunter2",
            "redacted(tag-value",
            "redacted()",
        ] {
            assert!(!is_marker(text), "{text}");
        }
    }
}
