//! Policy documents of IAM: the grammar stays, and what it says of actions, resources, principals and conditions.
//! Names that others give (`Sid`, values of tags, external ids) stay only where they have a form that no secret has.
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language".

use std::sync::LazyLock;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::Regex;
use serde_json::{Map, Value};

use super::marker::is_marker;
use super::nested::Strict;
use super::{Form, Redactor};

/// What IAM leaves as it is when it encodes a policy document (RFC 3986 §2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const VERSIONS: Form = Form::Enum(&["2012-10-17", "2008-10-17"]);
const EFFECTS: Form = Form::Enum(&["Allow", "Deny"]);

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern is valid"));
    };
}

// Principals: a service, a provider, or the id of a user or role that is gone.
pattern!(
    SERVICE,
    r"^[a-z0-9][a-z0-9.-]{0,100}\.(?:amazonaws\.com(?:\.cn)?|aws\.internal|amazon\.com|google\.com|graph\.facebook\.com)$"
);
pattern!(UNIQUE_ID, r"^A[A-Z]{3}[A-Z0-9]{12,28}$");
pattern!(OPERATOR, r"^(?:For(?:AllValues|AnyValue):)?[A-Za-z]{2,32}$");
pattern!(CONDITION_KEY, r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}:[A-Za-z0-9._/:@=+${}-]{1,200}$");
pattern!(
    ORGANISATION,
    r"^(?:o-[a-z0-9]{10,32}(?:/(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|\*)){0,8}/?\*?)$"
);
pattern!(REGION, r"^[a-z]{2}(?:-[a-z]{2,9}){1,3}-\d$");

/// The document with what is not kept replaced, written as it came: in JSON or percent-encoded. `None` when it stays.
pub(super) fn redact(redactor: &mut Redactor<'_>, text: &str) -> Option<String> {
    // Encoded text starts with `%7B`; what starts with a brace is JSON already, and a `%` in it is its own.
    let encoded = !text.trim_start().starts_with('{');
    let decoded = if encoded { percent_decode_str(text).decode_utf8().ok() } else { Some(text.into()) };
    let document = decoded.and_then(|json| serde_json::from_str::<Strict>(&json).ok());
    let Some(Strict { mut value, repeated }) = document.filter(|document| document.value.is_object()) else {
        return Some(redactor.dropped("unreadable-document", text));
    };
    let before = redactor.redactions.clone();
    document_members(redactor, &mut value);
    if before == redactor.redactions && !repeated {
        return None;
    }
    let json = value.to_string();
    Some(if encoded { utf8_percent_encode(&json, ENCODED).to_string() } else { json })
}

/// As [`redact`], of a document that is parsed.
fn document_members(redactor: &mut Redactor<'_>, document: &mut Value) {
    each(redactor, document, |redactor, name, value| match name {
        "Version" => forms(redactor, &[VERSIONS], value),
        "Id" => sid(redactor, value),
        "Statement" => one_or_many(redactor, value, statement),
        _ => hide(redactor, value),
    });
}

fn statement(redactor: &mut Redactor<'_>, statement: &mut Value) {
    if !statement.is_object() {
        return hide(redactor, statement);
    }
    each(redactor, statement, |redactor, name, value| match name {
        "Sid" => sid(redactor, value),
        "Effect" => forms(redactor, &[EFFECTS], value),
        "Action" | "NotAction" => {
            texts(redactor, value, &|text| Form::Action.holds(text) && !super::generated::is_generated(text));
        }
        "Resource" | "NotResource" => forms(redactor, &[Form::ArnPattern], value),
        "Principal" | "NotPrincipal" => principal(redactor, value),
        "Condition" => each(redactor, value, |redactor, operator, keys| {
            if !OPERATOR.is_match(operator) {
                return hide(redactor, keys);
            }
            let (operator, redactor) = (operator.to_owned(), redactor);
            each(redactor, keys, |redactor, key, value| {
                texts(redactor, value, &|text| is_condition_value(&operator, key, text));
            });
        }),
        _ => hide(redactor, value),
    });
}

fn principal(redactor: &mut Redactor<'_>, value: &mut Value) {
    let known = |text: &str| {
        let hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let form = |form: &Form| form.holds(text);
        hash || [Form::ArnPattern, Form::Account].iter().any(form) || SERVICE.is_match(text) || UNIQUE_ID.is_match(text)
    };
    if !value.is_object() {
        return texts(redactor, value, &known);
    }
    each(redactor, value, |redactor, kind, value| match kind {
        "AWS" | "Service" | "Federated" | "CanonicalUser" => texts(redactor, value, &known),
        _ => hide(redactor, value),
    });
}

/// Letters and digits; one that looks like a word with a number behind it may be anything, and no rule reads it.
fn sid(redactor: &mut Redactor<'_>, value: &mut Value) {
    texts(redactor, value, &|text| {
        Form::Name.holds(text) && text.len() <= 64 && !super::patterns::looks_random(text) && has_words(text)
    });
}

/// `AllowS3Access`: words that begin with a capital letter, or a name with dashes.
fn has_words(text: &str) -> bool {
    text.len() <= 1
        || text.starts_with(|c: char| c.is_ascii_uppercase())
        || text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// True for a value of a condition that says whom or what the statement is about.
fn is_condition_value(operator: &str, key: &str, text: &str) -> bool {
    let base = operator.rsplit(':').next().unwrap_or(operator);
    if base.starts_with("Numeric") {
        return Form::Number.holds(text) && text.len() <= 6;
    }
    if base.starts_with("Date") {
        return Form::Timestamp.holds(text) || (text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit()));
    }
    if is_closed(text) || text == "*" {
        return true;
    }
    let name = key.rsplit(':').next().unwrap_or(key);
    match name {
        // Of web identity: the subject and the audience.
        "sub" | "aud" | "oaud" | "azp" | "amr" | "repository" | "repository_owner" => {
            Form::Pattern.holds(text) && !super::patterns::looks_random(text)
        }
        "PassedToService" | "ViaService" | "AWSServiceName" | "PrincipalServiceName" | "CalledVia" => {
            Form::Host.holds(text)
        }
        "username" | "PrincipalType" | "VpcSourceIp" | "accessEntryType" | "associationScope" => Form::Word.holds(text),
        _ if key.contains("cluster-name") || key.ends_with("clusterName") => Form::Pattern.holds(text),
        _ => key.split_once('/').is_some_and(|(_, tag)| is_owned(tag, text)),
    }
}

/// The tags by which EKS and its add-ons narrow their own policies.
fn is_owned(tag: &str, text: &str) -> bool {
    let reserved = [
        "kubernetes.io/cluster/",
        "k8s.io/cluster-autoscaler/",
        "elbv2.k8s.aws/",
        "ebs.csi.aws.com/",
        "eks:",
        "aws:",
        "karpenter.sh/",
        "karpenter.k8s.aws/",
        "CSIVolume",
    ];
    reserved.iter().any(|prefix| tag.starts_with(prefix)) && ["owned", "shared", "true", "false"].contains(&text)
}

/// True for text of a form that says what it is: an address, an ARN, an account, a Region, a switch.
pub(super) fn is_closed(text: &str) -> bool {
    const FORMS: &[Form] =
        &[Form::Boolean, Form::Cidr, Form::Account, Form::ResourceId, Form::Timestamp, Form::ArnPattern];
    FORMS.iter().any(|form| form.holds(text) && (*form != Form::ResourceId || text.len() >= 11))
        || SERVICE.is_match(text)
        || ORGANISATION.is_match(text)
        || REGION.is_match(text)
}

/// Each member of an object, with its name; a name that is none of the grammar is replaced together with its value.
fn each(redactor: &mut Redactor<'_>, value: &mut Value, mut visit: impl FnMut(&mut Redactor<'_>, &str, &mut Value)) {
    let Some(members) = value.as_object_mut() else { return hide(redactor, value) };
    let mut result = Map::new();
    for (name, mut member) in std::mem::take(members) {
        visit(redactor, &name, &mut member);
        let of_grammar = name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphabetic() || c == ':');
        let kept = of_grammar || CONDITION_KEY.is_match(&name) && super::patterns::kinds(&name).is_empty();
        let name = if kept || is_marker(&name) { name } else { redactor.dropped("key", &name) };
        result.insert(name, member);
    }
    *members = result;
}

fn one_or_many(redactor: &mut Redactor<'_>, value: &mut Value, mut visit: impl FnMut(&mut Redactor<'_>, &mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(redactor, item)),
        one => visit(redactor, one),
    }
}

fn forms(redactor: &mut Redactor<'_>, forms: &[Form], value: &mut Value) {
    texts(redactor, value, &|text| forms.iter().any(|form| form.holds(text)));
}

/// Text, alone or in a list, that `kept` holds; anything else goes.
fn texts(redactor: &mut Redactor<'_>, value: &mut Value, kept: &dyn Fn(&str) -> bool) {
    one_or_many(redactor, value, |redactor, value| match value {
        Value::String(text) => {
            let stays = kept(text) && super::patterns::kinds(text).is_empty();
            if !text.is_empty() && !is_marker(text) && !stays {
                *text = redactor.dropped("policy-value", text);
            }
        }
        Value::Bool(_) | Value::Null => {}
        Value::Number(number) if kept(&number.to_string()) => {}
        other => hide(redactor, other),
    });
}

fn hide(redactor: &mut Redactor<'_>, value: &mut Value) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if !is_marker(&text) {
        *value = Value::String(redactor.dropped("policy-value", &text));
    }
}
