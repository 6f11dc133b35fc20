//! Detectors of credentials: they say what text looked like, and are a second fence around text that has a kept form.
//! Whether text is stored is never decided by them alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex, RegexSet};

use super::credential_kinds::SOURCES;
use super::{marker, vendors};

/// These say what stood in a header or in front of a colon; in the names of AWS (`…:secret:…`) they say nothing.
const COLON: &str = r#"(?i)(?:^|[\s,{;"'])["']?[\w.-]*(?:pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?|authorization)["']?\s*:\s*["']?(?<secret>[^\s"',}{\[]+)"#;

static PATTERNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let compile = |pattern| Regex::new(pattern).expect("a constant pattern is valid");
    let colon = ("assignment", compile(COLON));
    SOURCES.iter().map(|(kind, pattern)| (*kind, compile(pattern))).chain([colon]).collect()
});

/// All patterns in one search: most text holds nothing that looks secret.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(SOURCES.iter().map(|(_, pattern)| *pattern).chain([COLON])).expect("a constant pattern is valid")
});

/// The kinds of secrets in `text`, sorted.
pub(crate) fn kinds(text: &str) -> BTreeSet<&'static str> {
    let found = ANY.matches(text);
    let holds = |pattern: &Regex| pattern.captures_iter(text).any(|captures| !is_reference(secret(&captures)));
    let matched = found.iter().filter_map(|at| PATTERNS.get(at));
    vendors::told_once(matched.filter(|(_, pattern)| holds(pattern)).map(|(kind, _)| *kind).collect())
}

/// Letters of both cases and digits in one long run: no one calls a thing by such a name.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/=_]{20,}").expect("a constant pattern is valid"));

/// True for text that looks made by chance.
pub(crate) fn looks_random(text: &str) -> bool {
    RUN.find_iter(text).any(|run| {
        let holds = |class: fn(&u8) -> bool| run.as_str().bytes().filter(&class).count() > 1;
        holds(u8::is_ascii_lowercase) && holds(u8::is_ascii_uppercase) && holds(u8::is_ascii_digit)
    })
}

fn secret<'t>(captures: &Captures<'t>) -> &'t str {
    let named = ["secret", "double", "single"].iter().find_map(|name| captures.name(name));
    named.or_else(|| captures.get(0)).map_or("", |matched| matched.as_str())
}

/// A variable, an ARN or a marker stands for a secret and is none; so does a switch.
fn is_reference(secret: &str) -> bool {
    marker::is_marker(secret)
        || secret.starts_with("arn:")
        || secret.starts_with("${")
        || secret.starts_with("$(")
        || variable(secret)
        || ["true", "false", "null", "none", "required", "optional", "disabled", "enabled"]
            .contains(&secret.to_ascii_lowercase().as_str())
}

/// `$NAME`, and nothing behind it.
fn variable(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_to_a_secret_is_no_secret() {
        for text in [
            "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)",
            "TOKEN=$TOKEN",
            "SECRET=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
            "HttpTokens=required",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db",
            "SECRET_NAME=prod/db",
            "postgres://db.internal:5432/app",
            "system:serviceaccount:shop:orders",
        ] {
            assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
        }
    }

    #[test]
    fn credentials_of_many_vendors_are_known() {
        for (text, kind) in [
            ("connect to postgres://app:s3c@r3t@db/x", "url-password"),
            ("DB_PASSWORD='hunter2' ok", "assignment"),
            ("password: hunter2", "assignment"),
            ("{\"apiKey\": \"hunter2\"}", "assignment"),
            ("Server=x;Pwd=hunter2", "assignment"),
            ("--auth=hunter2", "assignment"),
            ("AccountKey=abcdefghij0123456789==", "azure-key"),
            ("https://x.blob.core.windows.net/c?sv=1&sig=abcdefghij0123", "azure-key"),
            ("glpat-abcdefghij0123456789", "gitlab-token"),
            ("sk_live_abcdefghij0123456789", "stripe-key"),
            ("npm_abcdefghij0123456789abcdefghij012345", "package-token"),
            ("hvs.abcdefghij0123456789abcd", "vault-token"),
            ("AIzaabcdefghij0123456789abcdefghij01234", "google-key"),
            ("SG.abcdefghij0123456789ab.abcdefghij0123456789abcdefghij", "mail-token"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "private-key"),
            ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "private-key"),
        ] {
            let found = kinds(text);
            assert!(found.contains(kind), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_looks_made_by_chance() {
        assert!(looks_random("xK9dLq2mZp7RtY4wAb3C") && looks_random("aHVudGVyMi1pcy1hLXBhc3N3b3Jk"));
        assert!(!looks_random("kubernetes.io/cluster/prod") && !looks_random("AmazonEKSClusterPolicy"));
    }
}
