//! References to other objects: names and keys, never values.

use super::super::rule::Rule::{self, Given, Label, Name, Object, Scalar, Text};
use crate::evidence::redaction::Form;

/// `ObjectReference` and its shorter kin.
pub(super) const REFERENCE: Rule = Object(&[
    ("apiGroup", Given),
    ("apiVersion", Given),
    ("group", Given),
    ("kind", Given),
    ("name", Name),
    ("namespace", Name),
    ("optional", Scalar),
    ("uid", Text(Form::Name)),
]);

/// `SecretKeySelector`, `ConfigMapKeySelector`.
const KEY: Rule = Object(&[("name", Name), ("key", Label), ("optional", Scalar)]);

/// `EnvVarSource`.
pub(super) const VALUE_FROM: Rule = Object(&[
    ("secretKeyRef", KEY),
    ("configMapKeyRef", KEY),
    ("fieldRef", Object(&[("apiVersion", Given), ("fieldPath", FIELD)])),
    ("resourceFieldRef", Object(&[("containerName", Label), ("resource", Given), ("divisor", Text(Form::Quantity))])),
]);

/// A field of the pod: `metadata.labels['app']`.
pub(super) const FIELD: Rule = Rule::Text(Form::Name);

/// `EnvFromSource`.
pub(super) const ENVIRONMENT_FROM: Rule =
    Object(&[("prefix", Label), ("configMapRef", REFERENCE), ("secretRef", REFERENCE)]);
