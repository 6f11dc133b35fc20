//! What looks like a credential. The findings only say so in markers: what is stored does not rest on them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use regex::{Regex, RegexSet};

use super::credential_name::{is_secret, names_password};
use crate::evidence::redaction::vendors;

/// Kinds and their patterns. Sources: the IAM User Guide on unique identifiers; RFC 6750, RFC 7468, RFC 7519 and
/// RFC 3986 §3.2.1; the documentation of their tokens' formats by GitHub, GitLab, Slack, Stripe, SendGrid, Google, npm,
/// PyPI, DigitalOcean, Hugging Face, Anthropic, OpenAI, Shopify, New Relic, Grafana, Docker, Atlassian, Linear, Figma,
/// HashiCorp, Brevo, Doppler, Telegram and Azure.
const SOURCES: [(&str, &str); 15] = [
    ("private-key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File|AGE-SECRET-KEY-1"),
    ("authorization-message", r"(?i)encoded authorization failure message:"),
    ("aws-secret-access-key", r#"(?i)secret_?-?access_?-?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}"#),
    ("aws-session-token", r#"(?i)session_?-?token["']?\s*[=:]\s*["']?[A-Za-z0-9/+=]{80,}"#),
    ("aws-access-key-id", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"),
    ("eks-token", r"k8s-aws-v1\.[A-Za-z0-9_-]+"),
    ("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("gitlab-token", r"\bgl(?:pat|dt|rt|ptt|oas)-[A-Za-z0-9_-]{8,}"),
    ("slack-token", r"\bxox[a-z]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/[A-Za-z0-9/]+"),
    (
        "vendor-token",
        r"\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9]{8,}|SG\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{10,}|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{16,}|do[opr]_v1_[a-f0-9]{16,}|hf_[A-Za-z0-9]{20,}|sk-(?:ant|proj)-[A-Za-z0-9_-]{8,}|sk-[A-Za-z0-9]{32,}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{16,}|NRAK-[A-Z0-9]{16,}|glsa_[A-Za-z0-9_]{16,}|dckr_pat_[A-Za-z0-9_-]{10,}|ATATT3[A-Za-z0-9_=-]{10,}|lin_api_[A-Za-z0-9]{16,}|figd_[A-Za-z0-9_-]{16,}|hv[sbr]\.[A-Za-z0-9_-]{16,}|xkeysib-[a-f0-9-]{16,}|dp\.[a-z]{2}\.[A-Za-z0-9]{16,}|\d{8,10}:AA[A-Za-z0-9_-]{32,})",
    ),
    (vendors::KIND, vendors::TOKENS),
    ("url-password", r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:[^\s/$@][^\s/]*@"),
    (
        "bearer-token",
        r"(?i)\bbearer\s+(?:[A-Za-z._~+/-]{0,200}[0-9=][A-Za-z0-9._~+/=-]{4,}|[A-Za-z0-9._~+/=-]{20,})|\bbasic\s+[A-Za-z0-9+/]{6,}={1,2}|\bauthorization\s*[:=]\s*[^\s$]+\s+[^\s$]",
    ),
    ("assignment", ASSIGNMENT),
];

/// What names a secret, how it is given a value, and the value.
const ASSIGNMENT: &str = r#"(?i)(?:password|passwd|passphrase|\bpwd|\bpass|secret(?:[-_]?(?:access[-_]?)?key)?|token|(?:api|access|private|account|shared[-_]?access)[-_]?key|credentials?|\bsig(?:nature)?)["'\\]*\s*(?:[=:]|\s)\s*["'\\]*(?<secret>[^\s"'\\&;,<>(){}\[\]|`]+)|(?:^|\s)-u\s+[^\s:]+:(?<user>[^\s]+)"#;

/// Names that are kinds without a pattern.
const NAMED: &str = "secret-named";
/// For a kind that this list does not know.
const ENCODED: &str = "encoded";

static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(SOURCES.iter().map(|(_, pattern)| pattern)).expect("a constant pattern is valid"));
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| Regex::new(ASSIGNMENT).expect("a constant pattern is valid"));
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_-]{16,}={0,2}").expect("a constant pattern is valid"));

pub(super) fn is_kind(word: &str) -> bool {
    word == NAMED || word == ENCODED || SOURCES.iter().any(|(kind, _)| *kind == word)
}

/// The kinds of credentials that `value`, which `name` names, looks like: `none`, or kinds with commas between.
pub(super) fn described(name: &str, value: &str) -> String {
    let mut found = of_text(value);
    if is_secret(name) && is_literal(name, value) {
        found.insert(NAMED);
    }
    if found.is_empty() { "none".to_owned() } else { found.into_iter().collect::<Vec<_>>().join(",") }
}

/// The kinds that are seen in a text, what stands in Base64 within it as well.
pub(super) fn of_text(text: &str) -> BTreeSet<&'static str> {
    let mut found = plain(text);
    if text.len() >= 16 && RUN.find_iter(text).any(|run| is_encoded(run.as_str())) {
        found.insert(ENCODED);
    }
    found
}

fn plain(text: &str) -> BTreeSet<&'static str> {
    let kinds = ANY.matches(text).into_iter().map(|index| SOURCES[index].0);
    vendors::told_once(kinds.filter(|kind| *kind != "assignment" || is_assigned(text)).collect())
}

/// True when a name of a secret is given a literal value, and not only mentioned.
fn is_assigned(text: &str) -> bool {
    ASSIGNED.captures_iter(text).any(|found| {
        let whole = found.get(0).map_or("", |matched| matched.as_str());
        let value = found.name("secret").or_else(|| found.name("user")).map_or("", |matched| matched.as_str());
        let told = whole[..whole.len() - value.len()].contains(['=', ':']) || after_flag(text, found.get(0));
        told && is_literal("", value) && !within_arn(text, whole)
    })
}

/// True for the parts of an ARN: `arn:…:secret:name`.
fn within_arn(text: &str, part: &str) -> bool {
    let at = part.as_ptr() as usize - text.as_ptr() as usize;
    let breaks = |c: char| c.is_whitespace() || "\"'=,;<>[]{}".contains(c);
    let word = text[..at].rfind(breaks).map_or(&text[..at], |end| &text[end + 1..at]);
    word.starts_with("arn:")
}

/// Without a sign between, only a flag takes the next word.
fn after_flag(text: &str, found: Option<regex::Match<'_>>) -> bool {
    let Some(found) = found else { return false };
    let before = &text[..found.start()];
    let word = before.rfind(char::is_whitespace).map_or(before, |space| &before[space + 1..]);
    word.starts_with('-') || found.as_str().trim_start().starts_with('-')
}

fn is_encoded(run: &str) -> bool {
    let standard = run.trim_end_matches('=').replace('-', "+").replace('_', "/");
    let Ok(bytes) = STANDARD_NO_PAD.decode(standard) else { return false };
    std::str::from_utf8(&bytes).is_ok_and(|text| text.len() >= 8 && !plain(text).is_empty())
}

/// False for a variable, an ARN, a switch, a path, an address without a password, and a number where it is not a
/// password that is named.
fn is_literal(name: &str, value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "" | "true"
            | "false"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "none"
            | "null"
            | "required"
            | "optional"
            | "enabled"
            | "disabled"
    );
    let variable = value.starts_with("$(") && value.ends_with(')')
        || value.starts_with("${") && value.ends_with('}')
        || value.starts_with("{{") && value.ends_with("}}")
        || value
            .strip_prefix('$')
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    let path = value.starts_with('/') && value[1..].contains('/');
    let address = lower.starts_with("http://") || lower.starts_with("https://");
    let few = !names_password(name) && value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit());
    !(word || variable || path || address || few || lower.starts_with("arn:") || lower.starts_with("redacted("))
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
