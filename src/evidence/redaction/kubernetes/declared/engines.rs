//! Policies of Kyverno and Gatekeeper: what they refuse and where, not how they say it.

use super::super::rule::Rule::{self, Each, Given, Label, Name, Object, Right, Scalar, Text};
use super::metadata::SELECTOR;
use crate::evidence::redaction::Form;

const ACTION: Rule = Text(Form::Enum(&["Audit", "Enforce", "audit", "enforce"]));

const RESOURCES: Rule = Object(&[
    ("kinds", Each(&Right)),
    ("names", Each(&Right)),
    ("namespaces", Each(&Right)),
    ("operations", Each(&Label)),
    ("selector", SELECTOR),
    ("namespaceSelector", SELECTOR),
]);
const FILTERS: Rule = Each(&Object(&[("resources", RESOURCES)]));
const MATCH: Rule = Object(&[("any", FILTERS), ("all", FILTERS), ("resources", RESOURCES)]);

const VALIDATE: Rule = Object(&[
    ("failureAction", ACTION),
    ("failureActionOverrides", OVERRIDES),
    ("allowExistingViolations", Scalar),
    ("pattern", Object(&[])),
    ("anyPattern", Each(&Object(&[]))),
    ("deny", Object(&[])),
    ("foreach", Each(&Object(&[]))),
    ("cel", Object(&[])),
    ("manifests", Object(&[])),
    (
        "podSecurity",
        Object(&[
            ("level", Text(Form::Enum(&["privileged", "baseline", "restricted"]))),
            ("version", Label),
            ("exclude", Each(&Object(&[("controlName", Text(Form::Name)), ("images", Each(&Right))]))),
        ]),
    ),
]);
const OVERRIDES: Rule =
    Each(&Object(&[("action", ACTION), ("namespaces", Each(&Right)), ("namespaceSelector", SELECTOR)]));

const VERIFY: Rule = Object(&[
    ("failureAction", ACTION),
    ("type", Label),
    ("imageReferences", Each(&Right)),
    ("mutateDigest", Scalar),
    ("verifyDigest", Scalar),
    ("required", Scalar),
]);

/// Spec of `ClusterPolicy` and `Policy` (kyverno.io).
pub(super) const KYVERNO: Rule = Object(&[
    ("admission", Scalar),
    ("background", Scalar),
    ("emitWarning", Scalar),
    ("failurePolicy", Text(Form::Enum(&["Fail", "Ignore"]))),
    ("validationFailureAction", ACTION),
    ("validationFailureActionOverrides", OVERRIDES),
    (
        "rules",
        Each(&Object(&[
            ("name", Name),
            ("match", MATCH),
            ("exclude", MATCH),
            ("validate", VALIDATE),
            ("mutate", Object(&[])),
            ("generate", Object(&[])),
            ("verifyImages", Each(&VERIFY)),
        ])),
    ),
]);

const ENFORCEMENT: Rule = Text(Form::Enum(&["deny", "dryrun", "warn", "scoped"]));

/// Spec of a constraint (constraints.gatekeeper.sh).
pub(super) const CONSTRAINT: Rule = Object(&[
    ("enforcementAction", ENFORCEMENT),
    (
        "scopedEnforcementActions",
        Each(&Object(&[("action", ENFORCEMENT), ("enforcementPoints", Each(&Object(&[("name", Right)])))])),
    ),
    (
        "match",
        Object(&[
            ("kinds", Each(&Object(&[("apiGroups", Each(&Right)), ("kinds", Each(&Right))]))),
            ("namespaces", Each(&Right)),
            ("excludedNamespaces", Each(&Right)),
            ("labelSelector", SELECTOR),
            ("namespaceSelector", SELECTOR),
            ("scope", Text(Form::Enum(&["*", "Cluster", "Namespaced"]))),
            ("name", Right),
            ("source", Label),
        ]),
    ),
]);

/// Spec of a `ConstraintTemplate`.
pub(super) const TEMPLATE: Rule = Object(&[
    ("crd", Object(&[("spec", Object(&[("names", Object(&[("kind", Given)]))]))])),
    ("targets", Each(&Object(&[("target", Given)]))),
]);
