//! Names that tell that their value is secret.

use std::sync::LazyLock;

use regex::Regex;

static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)password|passwd|secret|token|api[-_]?key|credential").expect("a constant pattern is valid")
});

static MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"redacted\([^)]*\)").expect("a constant pattern is valid"));

/// True for a name that says that its value is secret. The words of a marker
/// that stands in the name say nothing: they were not there before.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.is_match(&MARKER.replace_all(name, ""))
}

/// True for the members of STS, IAM and container credentials, and for what a
/// listener shows its identity provider.
pub(super) fn is_credential(name: &str) -> bool {
    ["SecretAccessKey", "SessionToken", "AccessKeyId", "ClientSecret"]
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}
