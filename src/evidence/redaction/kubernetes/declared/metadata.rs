//! `ObjectMeta` and `ListMeta`.

use serde_json::Value;

use super::super::rule::Rule::{self, By, Each, Given, Name, Object, Scalar, Text};
use super::super::{Walker, annotations, labels};
use crate::evidence::redaction::Form;

/// `ListMeta`; replay needs the page token as it is.
pub(super) const LIST: Rule = Object(&[("continue", By(token)), ("remainingItemCount", Scalar)]);

fn token(walker: &mut Walker<'_>, value: &mut Value) {
    match value {
        Value::String(text) if text.is_empty() || Form::Token.holds(text) => {}
        Value::String(text) => walker.whole("text", "", text),
        other => Scalar.keep(walker, other),
    }
}

/// `ObjectMeta`.
pub(super) const METADATA: Rule = Object(&[
    ("name", Name),
    ("namespace", Name),
    ("uid", Text(Form::Name)),
    ("labels", LABELS),
    ("annotations", By(annotations::keep)),
    ("creationTimestamp", Text(Form::Timestamp)),
    ("deletionTimestamp", Text(Form::Timestamp)),
    ("generation", Scalar),
    ("ownerReferences", Each(&OWNER)),
]);

/// `OwnerReference`.
const OWNER: Rule = Object(&[
    ("apiVersion", Given),
    ("kind", Given),
    ("name", Name),
    ("uid", Text(Form::Name)),
    ("controller", Scalar),
    ("blockOwnerDeletion", Scalar),
]);

pub(super) const LABELS: Rule = By(labels::map);

/// `LabelSelector`.
pub(super) const SELECTOR: Rule = Object(&[("matchLabels", LABELS), ("matchExpressions", By(labels::expressions))]);

/// An object with what its metadata says alone.
pub(super) const ONLY: Rule = Object(&[("apiVersion", Given), ("kind", Given), ("metadata", METADATA)]);

/// An object with these members beside its metadata.
macro_rules! object {
    ($(($name:literal, $rule:expr)),* $(,)?) => {
        Object(&[
            ("apiVersion", $crate::evidence::redaction::kubernetes::rule::Rule::Given),
            ("kind", $crate::evidence::redaction::kubernetes::rule::Rule::Given),
            ("metadata", $crate::evidence::redaction::kubernetes::declared::metadata::METADATA),
            $(($name, $rule),)*
        ])
    };
}
pub(super) use object;
