//! What is kept of an object, as data: a tree of member names. What is not in it is dropped.

use serde_json::{Map, Value};

use super::Walker;
use crate::evidence::redaction::Form;

/// What may stay at one place of an object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// A number or `true`/`false`; no text.
    Scalar,
    /// Text of this form, or a number that has it.
    Text(Form),
    /// The name of an object, or a reference to it: what is equal stays equal.
    Name,
    /// What an API, a driver or a program is called by: as [`Rule::Name`], and not what a generator of secrets could have
    /// made. Nothing else is called by it, so that nothing is lost.
    Given,
    /// A name that is given within an object: as [`Rule::Name`], and not what a generator of secrets could have made.
    Label,
    /// An address or the name of a host.
    Host,
    /// A path of a file, without the parts that are not names.
    Path,
    /// Patterns and names of RBAC: `*`, `pods/exec`, `/healthz/*`.
    Right,
    /// Nothing but that it is there: a marker of this kind.
    Marker(&'static str),
    /// Each item of a list.
    Each(&'static Rule),
    /// The values of a map whose keys are names.
    Map(&'static Rule),
    /// These members of an object.
    Object(&'static [(&'static str, Rule)]),
    /// What needs more than its own place to be judged.
    By(fn(&mut Walker<'_>, &mut Value)),
}

impl Rule {
    /// Keeps of `value` what this rule declares.
    pub(super) fn keep(&self, walker: &mut Walker<'_>, value: &mut Value) {
        match (self, &mut *value) {
            (Self::By(function), _) => function(walker, value),
            (_, Value::Null) => {}
            (Self::Object(fields), Value::Object(members)) => object(fields, walker, members),
            (Self::Map(rule), Value::Object(members)) => map(rule, walker, members),
            (Self::Each(rule), Value::Array(items)) => items.iter_mut().for_each(|item| rule.keep(walker, item)),
            (Self::Text(form), Value::String(text)) => walker.form(*form, text),
            (Self::Name, Value::String(text)) => walker.name(text),
            (Self::Label, Value::String(text)) => walker.label(text),
            (Self::Host, Value::String(text)) => walker.host(text),
            (Self::Path, Value::String(text)) => walker.path(text),
            (Self::Given | Self::Right, Value::String(text)) => walker.given(text),
            (Self::Marker(kind), Value::String(text)) => walker.whole(kind, "", text),
            (Self::Scalar, Value::Bool(_) | Value::Number(_)) => {}
            (Self::Text(form), Value::Number(number)) if form.holds(&number.to_string()) => {}
            (_, Value::Bool(_)) => {}
            _ => walker.drop_value(value),
        }
    }
}

fn object(fields: &[(&str, Rule)], walker: &mut Walker<'_>, members: &mut Map<String, Value>) {
    members.retain(|name, value| match fields.iter().find(|(field, _)| field == name) {
        Some((_, rule)) => {
            rule.keep(walker, value);
            true
        }
        None => false,
    });
}

fn map(rule: &Rule, walker: &mut Walker<'_>, members: &mut Map<String, Value>) {
    members.values_mut().for_each(|value| rule.keep(walker, value));
    walker.keys(members);
}
