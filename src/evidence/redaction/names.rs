//! Names that tell that their value is secret, or that it is not.

use std::sync::LazyLock;

use regex::Regex;

static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)password|passwd|secret|token|api[-_]?key|credential").expect("a constant pattern is valid")
});

/// Tag keys of AWS and Kubernetes themselves: their values are names and states
/// that facts are made of, whatever words a cluster's name holds.
const RESERVED_TAGS: &[&str] = &["aws:", "eks:", "kubernetes.io/", "k8s.io/", "elbv2.k8s.aws/"];

static MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"redacted\([^)]*\)").expect("a constant pattern is valid"));

/// True for a name that says that its value is secret. The words of a marker
/// that stands in the name say nothing: they were not there before.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.is_match(&MARKER.replace_all(name, ""))
}

/// True for a tag whose value must go.
pub(super) fn is_secret_tag(key: &str) -> bool {
    is_secret(key) && !RESERVED_TAGS.iter().any(|prefix| key.starts_with(prefix))
}

/// True for the members of STS, IAM and container credentials, and for what a
/// listener shows its identity provider.
pub(super) fn is_credential(name: &str) -> bool {
    ["SecretAccessKey", "SessionToken", "AccessKeyId", "ClientSecret"]
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Page tokens stay: without them a recording could not be replayed.
pub(super) fn is_page_token(name: &str) -> bool {
    matches!(name, "nextToken" | "NextToken" | "NextMarker" | "Marker")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_aws_and_kubernetes_keep_their_values() {
        assert!(is_secret_tag("DbPassword") && is_secret_tag("api-key") && is_secret_tag("github_token"));
        assert!(!is_secret_tag("kubernetes.io/cluster/secret-santa") && !is_secret_tag("Name"));
    }
}
