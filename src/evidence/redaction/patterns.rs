//! Detectors of credentials: they say what text looked like, and are a second fence around text that has a kept form.
//! Whether text is stored is never decided by them alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex, RegexSet};

use super::vendors;

/// A kind of secret and its pattern; the named group that takes part is the secret, or the whole match when there is none.
///
/// Sources: the IAM User Guide on unique identifiers; RFC 7468, RFC 7519, RFC 3986 §3.2.1, RFC 4880; the vendors'
/// documentation of their tokens' forms.
/// Values that only refer to a secret (`$VARIABLE`, an ARN) are no secret.
const SOURCES: &[(&str, &str)] = &[
    (
        "private-key",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    ),
    ("authorization-message", r#"(?i)encoded authorization failure message:\s*(?<secret>[^\s<"]+)"#),
    ("aws-secret-access-key", r#"(?i)secret_?-?access_?-?key["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+]{40}=*)"#),
    ("aws-session-token", r#"(?i)session_?-?token["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+=]{80,})"#),
    ("aws-access-key-id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"),
    ("eks-token", r"k8s-aws-v1\.[A-Za-z0-9_-]+"),
    ("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})"),
    (
        "gitlab-token",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[A-Za-z0-9_.-]{16,}|\bGR1348941[A-Za-z0-9_-]{20}",
    ),
    (
        "slack-token",
        r"\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]+",
    ),
    ("stripe-key", r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9+/=]{16,}"),
    ("google-key", r"\bAIza[A-Za-z0-9_-]{30,}|\bGOCSPX-[A-Za-z0-9_-]{20,}|\bya29\.[A-Za-z0-9_-]{20,}"),
    (
        "azure-key",
        r"(?i)(?:AccountKey|SharedAccessKey|AccountSecret)=(?<secret>[A-Za-z0-9+/=]{10,})|[?&]sig=[A-Za-z0-9%+/=]{10,}",
    ),
    (
        "package-token",
        r"\bnpm_[A-Za-z0-9]{20,}|\bpypi-[A-Za-z0-9_-]{16,}|\brubygems_[a-f0-9]{20,}|\bcio[A-Za-z0-9]{32}\b|\boy2[a-z0-9]{43}\b",
    ),
    (
        "mail-token",
        r"\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b|\bxkeysib-[a-f0-9]{20,}",
    ),
    ("twilio-key", r"\bSK[0-9a-f]{32}\b|\bAC[0-9a-f]{32}\b"),
    (
        "vault-token",
        r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}|\b[sb]\.[A-Za-z0-9]{24}\b|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{30,}",
    ),
    (
        "monitoring-token",
        r"\bglsa_[A-Za-z0-9_]{30,}|\bglc_[A-Za-z0-9+/=]{30,}|\bNRAK-[A-Z0-9]{20,}|\bNRJS-[a-f0-9]{19}|\bdd[ap]_?[a-z]*_?[a-f0-9]{32,40}\b|\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{20,}|\bsntrys_[A-Za-z0-9+/=_]{20,}",
    ),
    ("model-key", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}|\bhf_[A-Za-z0-9]{20,}"),
    (
        "cloud-token",
        r"\bdo[opr]_v1_[a-f0-9]{30,}|\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|\bdp\.(?:pt|st|ct|sa)\.[A-Za-z0-9._-]{20,}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,}|\bATATT3[A-Za-z0-9_=-]{20,}|\blin_api_[A-Za-z0-9]{20,}|\bPMAK-[a-f0-9-]{30,}|\bpul-[a-f0-9]{40}\b|\bdapi[a-f0-9]{32}\b|\bEAACEdEose0cBA[A-Za-z0-9]+|\bsq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
    ),
    (
        "bot-token",
        r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b|\b[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    ),
    (
        "password-hash",
        r"\$(?:1|2[aby]|5|6|y|argon2(?:id|i|d))\$[./A-Za-z0-9$,=+-]{8,}|\{SSHA(?:256|512)?\}[A-Za-z0-9+/=]{16,}",
    ),
    (vendors::KIND, vendors::TOKENS),
    ("url-password", r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:(?<secret>[^/\s]+)@"),
    ("bearer-token", r"(?i)\b(?:bearer|basic)\s+(?<secret>[A-Za-z0-9._~+/-]{8,}=*)"),
    (
        "assignment",
        r#"(?i)(?:pass(?:word|wd|phrase)?|pwd|secret(?:[-_]?key)?|secret[-_]?access[-_]?key|token|(?:api|auth|access|account|private|encryption)[-_]?key|credentials?|auth)["']?\s*=\s*(?:"(?<double>[^"]+)"|'(?<single>[^']+)'|["']?(?<secret>[^\s"'&;,<>`(][^\s"'&;,<>]*))"#,
    ),
];

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

/// True for the name of a kind.
pub(crate) fn is_kind(name: &str) -> bool {
    SOURCES.iter().any(|(kind, _)| *kind == name)
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
    super::marker::is_marker(secret)
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
