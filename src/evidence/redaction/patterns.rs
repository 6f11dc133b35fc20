//! Secrets known by what they look like, wherever they stand.

use std::sync::LazyLock;

use regex::{Captures, Regex, RegexSet};

/// A kind of secret and its pattern; the named group that takes part is what is
/// replaced, or the whole match when there is none.
type Pattern = (&'static str, Regex);

/// Sources: the IAM User Guide on unique identifiers; RFC 7468 and RFC 7519;
/// GitHub's and Slack's documentation of their token formats; RFC 3986 §3.2.1.
/// Values that only refer to a secret (`$VARIABLE`, an ARN) are no secret.
const SOURCES: &[(&str, &str)] = &[
    ("private-key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)"),
    ("authorization-message", r#"(?i)encoded authorization failure message:\s*(?<secret>[^\s<"]+)"#),
    ("aws-secret-access-key", r#"(?i)secret_?-?access_?-?key["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+]{40}=*)"#),
    ("aws-session-token", r#"(?i)session_?-?token["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+=]{80,})"#),
    ("aws-access-key-id", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"),
    ("eks-token", r"k8s-aws-v1\.[A-Za-z0-9_-]+"),
    ("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("slack-token", r"\bxox[a-z]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/[A-Za-z0-9/]+"),
    ("url-password", r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:(?<secret>[^/\s@]+)@"),
    ("bearer-token", r"(?i)\bbearer\s+(?<secret>[A-Za-z0-9._~+/-]{16,}=*)"),
    (
        "assignment",
        r#"(?i)(?:password|passwd|secret(?:[-_]?key)?|secret[-_]?access[-_]?key|token|api[-_]?key|credentials?)\s*=\s*(?:"(?<double>[^"]+)"|'(?<single>[^']+)'|["']?(?<secret>[^\s"'&;,<>$`(][^\s"'&;,<>]*))"#,
    ),
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let compile = |pattern| Regex::new(pattern).expect("a constant pattern is valid");
    SOURCES.iter().map(|(kind, pattern)| (*kind, compile(pattern))).collect()
});

/// All patterns in one search: most text holds nothing that looks secret.
static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(SOURCES.iter().map(|(_, pattern)| pattern)).expect("a constant pattern is valid"));

/// `text` with every secret-looking part replaced by what `marker` returns for
/// its kind; `None` when nothing was found.
pub(super) fn replace(text: &str, marker: &mut dyn FnMut(&str) -> String) -> Option<String> {
    if !ANY.is_match(text) {
        return None;
    }
    let mut current: Option<String> = None;
    for (kind, pattern) in PATTERNS.iter() {
        let subject = current.as_deref().unwrap_or(text);
        let mut found = false;
        let replaced = pattern.replace_all(subject, |captures: &Captures<'_>| {
            let (whole, secret) = parts(captures);
            if is_reference(secret) {
                return whole.to_owned();
            }
            found = true;
            let start = secret.as_ptr() as usize - whole.as_ptr() as usize;
            format!("{}{}{}", &whole[..start], marker(kind), &whole[start + secret.len()..])
        });
        if found {
            current = Some(replaced.into_owned());
        }
    }
    current
}

/// The kinds of secrets in `text`, sorted.
pub(super) fn kinds(text: &str) -> std::collections::BTreeSet<&'static str> {
    let holds = |pattern: &Regex| pattern.captures_iter(text).any(|captures| !is_reference(parts(&captures).1));
    PATTERNS.iter().filter(|(_, pattern)| holds(pattern)).map(|(kind, _)| *kind).collect()
}

/// `text` without anything that looks secret, for messages that are no reply body.
#[must_use]
pub fn redact_text(text: &str) -> String {
    replace(text, &mut |kind| format!("{}{kind})", super::PREFIX)).unwrap_or_else(|| text.to_owned())
}

fn parts<'t>(captures: &Captures<'t>) -> (&'t str, &'t str) {
    let whole = captures.get(0).map_or("", |matched| matched.as_str());
    let named = ["secret", "double", "single"].iter().find_map(|name| captures.name(name));
    (whole, named.map_or(whole, |matched| matched.as_str()))
}

fn is_reference(secret: &str) -> bool {
    secret.starts_with(super::PREFIX) || secret.starts_with("arn:") || secret.starts_with('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_to_a_secret_is_no_secret() {
        for text in [
            "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)",
            "SECRET=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
            "HttpTokens=required",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db",
            "SECRET_NAME=prod/db",
            "postgres://db.internal:5432/app",
        ] {
            assert_eq!(redact_text(text), text);
        }
    }

    #[test]
    fn only_the_secret_part_goes() {
        assert_eq!(
            redact_text("connect to postgres://app:s3cr3t@db/x"),
            "connect to postgres://app:redacted(url-password)@db/x"
        );
        assert_eq!(redact_text("DB_PASSWORD='hunter2' ok"), "DB_PASSWORD='redacted(assignment)' ok");
        assert_eq!(redact_text("token=\"two words\" ok"), "token=\"redacted(assignment)\" ok");
    }
}
