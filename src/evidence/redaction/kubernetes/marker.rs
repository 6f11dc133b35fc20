//! The markers of Kubernetes replies. What may stand in one is a closed list, so that no text can hide behind words
//! that only look like a marker.

use super::credential;
use crate::evidence::redaction::PREFIX;

/// What stood there.
const KINDS: [&str; 13] = [
    "annotation",
    "argument",
    "config-map-value",
    "environment-value",
    "expression",
    "image",
    "last-applied-configuration",
    "message",
    "path",
    "setting",
    "text",
    "url",
    "user-data",
];

/// Kinds that a number follows: the same for equal texts of one run.
const NUMBERED: [&str; 2] = ["label-", "name-"];

/// Programs that controls look for in command lines.
pub(super) const PROGRAMS: [&str; 3] = ["dropbear", "sshd", "sudo"];

/// True for exactly what this module writes.
pub(super) fn is_marker(text: &str) -> bool {
    let Some(inside) = text.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(')')) else { return false };
    let mut parts = inside.split("; ");
    let kind = parts.next().unwrap_or_default();
    let numbered = NUMBERED.iter().find_map(|start| kind.strip_prefix(start)).is_some_and(is_number);
    (numbered || KINDS.contains(&kind)) && parts.all(is_detail)
}

fn is_number(text: &str) -> bool {
    (1..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_detail(text: &str) -> bool {
    match text.strip_prefix("runs: ") {
        Some(program) => PROGRAMS.contains(&program),
        None => text == "none" || text.split(',').all(credential::is_kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cannot_pose_as_a_marker() {
        for marker in [
            "redacted(label-17)",
            "redacted(environment-value; none)",
            "redacted(argument; aws-access-key-id,secret-named; runs: sudo)",
            "redacted(last-applied-configuration)",
        ] {
            assert!(is_marker(marker), "{marker}");
        }
        for text in [
            "redacted(secret)",
            "redacted(hunter2)",
            "redacted(argument; hunter2)",
            "redacted(label-12345678)",
            "redacted(label-)",
            "redacted(argument; runs: hunter2)",
            "redacted(text) hunter2",
            "redacted(text",
        ] {
            assert!(!is_marker(text), "{text}");
        }
    }
}
