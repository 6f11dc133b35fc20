//! User data: never stored, yet two things about it are facts that rules need,
//! whether a literal credential stands in it and how many pods the kubelet may run.

use std::sync::LazyLock;

use regex::Regex;

use super::patterns;
use super::unpack::unpack;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern is valid"));
    };
}

// The kubelet's limit as a flag, in a KubeletConfiguration or in Bottlerocket settings.
pattern!(MAX_PODS, r#"(?i)(?:^|[^A-Za-z-]|--)max-?pods["']?\s*[=:\s]\s*["']?(\d{1,5})\b"#);

/// Literal credentials as cloud-init, Kubernetes manifests, Bottlerocket settings and command lines write them; in user
/// data no other reading than a secret is likely.
const LITERALS: &[&str] = &[
    // A member or an option of such a name.
    r#"(?im)(?:^[\s-]*["']?[\w.-]*NAMES["']?\s*:|[{,]\s*["']?[\w.-]*NAMES["']?\s*:|--[\w-]*NAMES\s)[\t ]*["']?([^\s"',}]+)"#,
    // A key of TOML or INI.
    r#"(?im)^\s*(?:set\s+)?["']?[\w.-]*NAMES["']?\s*=\s*["']?([^\s"']+)"#,
    // `user:password` where a tool takes both.
    r#"(?i)\b(?:curl|wget|http|https)\b[^\n|;&]*?\s(?:-u|--user|--proxy-user|-a)[= ]?\s*["']?[^\s"':]+:([^\s"']+)"#,
    r#"(?i)\bcurl\b[^\n|;&]*?\s-H\s*["'](?:authorization|x-api-key|x-auth-token|private-token|x-vault-token)\s*:\s*(?:basic |bearer |token )?([^\s"']+)"#,
    // `-p password` of the tools that take it; elsewhere `-p` is a port or a path.
    r#"\b(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|helm|az)\s+(?:registry\s+)?(?:auth\s+)?login\b[^\n|;&]*?\s-p[= ]\s*["']?([^\s"']+)"#,
    r#"\b(?:sshpass|useradd|usermod|7z)\b[^\n|;&]*?\s-p\s*["']?([^\s"'-][^\s"']*)"#,
    r#"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo(?:sh|dump)?)\b[^\n|;&]*?\s-p["']?([^\s"'-][^\s"']*)"#,
    r#"\b(?:unzip|zip)\b[^\n|;&]*?\s-P\s*["']?([^\s"'-][^\s"']*)"#,
    r#"(?i)\bredis-cli\b[^\n|;&]*?\s-a\s*["']?([^\s"']+)"#,
    r#"(?i)\bopenssl\b[^\n|;&]*?\bpass:([^\s"']+)"#,
    r#"(?i)\bsmbclient\b[^\n|;&]*?-U\s*["']?[^\s"'%]+%([^\s"']+)"#,
    // chpasswd: through a pipe, a here-document or cloud-init's list.
    r#"(?i)\becho\s+(?:-[en]+\s+)?["']?[\w.-]+:([^\s"'|]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd"#,
    r#"(?i)\bprintf\s+["'][^"'\n]*?[\w.-]+:([^\s"'|\\%]+)[^|\n]*\|\s*(?:sudo\s+)?chpasswd"#,
    r#"(?im)chpasswd\b[^\n]*<<[-\s]*["']?\w+["']?\s*\n\s*[\w.-]+:(\S+)"#,
    r#"(?im)chpasswd\b[^\n]*<<<\s*["']?[\w.-]+:([^\s"']+)"#,
    r#"(?im)^\s*chpasswd:\s*\n(?:\s+expire:[^\n]*\n)?\s+list:\s*(?:[|>][^\n]*)?\n\s*(?:-\s*)?["']?[\w.-]+:([^\s"']+)"#,
    r#"(?i)\becho\s+["']?([^\s"'|$]+)["']?\s*\|\s*(?:sudo\s+)?(?:passwd\s+--stdin|docker\s+login[^\n]*--password-stdin|su\b|sudo\s+-S)"#,
    // Of PowerShell and `net user`.
    r#"(?i)ConvertTo-SecureString\s+(?:-String\s+)?["']([^"']+)["']"#,
    r#"(?i)\bnet\s+user\s+(?:/add\s+)?\S+\s+([^\s/][^\s]*)"#,
    // A line of `.netrc`, a password file.
    r#"(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S+)"#,
    // `auths` of a container tool's configuration: user and password in Base64.
    r#"(?i)["']auth["']\s*:\s*["']([A-Za-z0-9+/=]{8,})["']"#,
];

const NAMES: &str = "(?:pass(?:word|wd|phrase|code)?|pwd|secret|secret[-_]?(?:access[-_]?)?key|token|(?:api|access|auth|private|license|encryption|signing)[-_]?key|credentials?|authorization|auth|identitytoken)";

static LITERAL: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let compile = |pattern: &&str| Regex::new(&pattern.replace("NAMES", NAMES)).expect("a constant pattern is valid");
    LITERALS.iter().map(compile).collect()
});

/// What a marker says of the Base64 text `encoded`: `credentials: none`,
/// followed by `max-pods: 110` when the user data sets it. Credentials are
/// `undetermined` when the data cannot be read as text: silence would say that
/// there are none. `None` for no user data at all.
pub(super) fn facts(encoded: &str) -> Option<String> {
    if encoded.trim().is_empty() {
        return None;
    }
    let Some(text) = unpack(encoded) else {
        return Some("credentials: undetermined".to_owned());
    };
    let mut kinds = patterns::kinds(&text);
    let found = |pattern: &Regex| {
        pattern.captures_iter(&text).any(|found| found.iter().skip(1).flatten().any(|value| is_literal(value.as_str())))
    };
    if LITERAL.iter().any(found) {
        kinds.insert("assignment");
    }
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let credentials = if kinds.is_empty() { "none".to_owned() } else { kinds.join(",") };
    // Where it is set more than once, the kubelet takes the last.
    let limit = MAX_PODS.captures_iter(&text).last().map(|found| format!("; max-pods: {}", &found[1]));
    Some(format!("credentials: {credentials}{}", limit.unwrap_or_default()))
}

/// False for a variable, an ARN, a block's or mapping's start, a switch or the next option.
fn is_literal(value: &str) -> bool {
    const SWITCHES: &[&str] = &[
        "true", "false", "null", "none", "yes", "no", "required", "optional", "enabled", "disabled", "~", "*", "!",
        "!!", "x",
    ];
    // `$NAME` and `${NAME}` are variables; `$6$…` and `$ecret!` are not.
    let variable = value.strip_prefix('$').is_some_and(|name| {
        name.starts_with(['{', '('])
            || name.is_empty()
            || name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
    });
    !variable
        && !value.starts_with(['`', '{', '[', '|', '>', '-', '<', '#', '%', '(', '&'])
        && !value.starts_with("arn:")
        && !value.starts_with('/')
        && !value.starts_with("file:")
        && !SWITCHES.contains(&value.to_ascii_lowercase().as_str())
}

#[cfg(test)]
#[path = "user_data_tests.rs"]
mod tests;
