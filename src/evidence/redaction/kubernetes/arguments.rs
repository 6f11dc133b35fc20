//! Command lines: flags keep their names; a value stays where its flag is declared. Any other word leaves a marker that
//! says whether it looked like a credential and which of the programs that controls look for it calls.

use serde_json::Value;

use super::marker::{self, PROGRAMS};
use super::{Walker, credential, text};
use crate::evidence::redaction::{Form, PREFIX};

/// What the value of a flag looks like.
#[derive(Debug, Clone, Copy)]
enum Kept {
    Form(Form),
    /// Names, also with `:`, `=`, `/` and `,` between.
    Name,
    Host,
}

const BOOLEAN: Kept = Kept::Form(Form::Boolean);

/// Flags whose values are kept. Sources: AWS Load Balancer Controller, VPC CNI network policy agent, Cluster Autoscaler,
/// kube-proxy, Kubernetes Dashboard and metrics-server, their command lines.
const FLAGS: [(&str, Kept); 20] = [
    ("--anonymous-auth", BOOLEAN),
    ("--authentication-skip-lookup", BOOLEAN),
    ("--bind-address", Kept::Host),
    ("--default-load-balancer-scheme", Kept::Form(Form::Enum(&["internet-facing", "internal"]))),
    ("--default-ssl-policy", Kept::Name),
    ("--disable-settings-authorizer", BOOLEAN),
    ("--enable-cloudwatch-logs", BOOLEAN),
    ("--enable-insecure-login", BOOLEAN),
    ("--enable-ipv6", BOOLEAN),
    ("--enable-network-policy", BOOLEAN),
    ("--enable-policy-event-logs", BOOLEAN),
    ("--enable-skip-login", BOOLEAN),
    ("--insecure-port", Kept::Form(Form::Number)),
    ("--kubelet-insecure-tls", BOOLEAN),
    ("--metrics-bind-addr", Kept::Host),
    ("--metrics-bind-address", Kept::Host),
    ("--node-group-auto-discovery", Kept::Name),
    ("--nodes", Kept::Name),
    ("--secure-port", Kept::Form(Form::Number)),
    ("--v", Kept::Form(Form::Number)),
];

impl Kept {
    fn holds(self, value: &str) -> bool {
        match self {
            Self::Form(form) => form.holds(value),
            Self::Name => value.split([',', '/', ':', '=']).all(text::is_label),
            Self::Host => {
                text::is_host(value.trim_matches(['[', ']']))
                    || value.starts_with(':') && value[1..].bytes().all(|b| b.is_ascii_digit())
            }
        }
    }
}

/// Of `command`, the program stays as well.
pub(super) fn command(walker: &mut Walker<'_>, value: &mut Value) {
    words(walker, value, true);
}

pub(super) fn args(walker: &mut Walker<'_>, value: &mut Value) {
    words(walker, value, false);
}

fn words(walker: &mut Walker<'_>, value: &mut Value, has_program: bool) {
    let list = match value {
        Value::Array(list) => list,
        Value::Null => return,
        other => return walker.drop_value(other),
    };
    // The flag that takes the next word, if it is one.
    let mut before = String::new();
    for (index, word) in list.iter_mut().enumerate() {
        let Value::String(text) = word else {
            walker.drop_value(word);
            continue;
        };
        let original = text.clone();
        if !(index == 0 && has_program && is_program(text)) {
            one(walker, &before, text);
        }
        before = if original.starts_with('-') && !original.contains('=') { original } else { String::new() };
    }
}

fn is_program(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('-')
        && !word.contains("://")
        && word.len() <= 128
        && word.split('/').all(text::is_part)
}

fn one(walker: &mut Walker<'_>, before: &str, text: &mut String) {
    if text.is_empty() || marker::is_marker(text) || is_flag(text) {
        return;
    }
    if let Some((flag, value)) = text.split_once('=').filter(|(flag, _)| is_flag(flag)) {
        if value.is_empty() || marker::is_marker(value) || is_kept(flag, value) {
            return;
        }
        let marker = described(flag, value);
        walker.count("argument");
        *text = format!("{flag}={marker}");
    } else if !is_kept(before, text) {
        walker.count("argument");
        // A setting for `env` names its value as a flag does.
        let name = text.split_once('=').map_or(before, |(name, _)| name);
        *text = described(name, text);
    }
}

fn is_kept(flag: &str, value: &str) -> bool {
    let flag = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-')).unwrap_or_default();
    FLAGS.iter().any(|(known, kept)| &known[2..] == flag && kept.holds(value))
}

/// A long flag; a short one of a letter, since `-pPASSWORD` is one with its value; and a declared one of one dash.
fn is_flag(word: &str) -> bool {
    if let Some(name) = word.strip_prefix("--") {
        return name.is_empty()
            || name.len() <= 80
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
                && text::is_key(name);
    }
    let Some(name) = word.strip_prefix('-') else { return false };
    let lower = |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    name.len() <= 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        || name.contains('-') && name.len() <= 40 && name.split('-').all(lower)
        || FLAGS.iter().any(|(known, _)| &known[2..] == name)
}

fn described(name: &str, value: &str) -> String {
    let mut marker = format!("{PREFIX}argument; {}", credential::described(name, value));
    for program in PROGRAMS.iter().filter(|program| calls(value, program)) {
        marker.push_str("; runs: ");
        marker.push_str(program);
    }
    marker.push(')');
    marker
}

/// True when `program` is called in `text`: as a word of its own, or as the last part of a path.
fn calls(text: &str, program: &str) -> bool {
    text.match_indices(program).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + program.len()..].chars().next();
        before.is_none_or(|c| "/;&|( \n\t`'\"".contains(c)) && after.is_none_or(|c| " ;&|)\n\t`'\"".contains(c))
    })
}
