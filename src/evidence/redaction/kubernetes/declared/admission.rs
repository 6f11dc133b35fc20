//! Admission webhooks and policies. Expressions and messages are free text: only that they are there stays.

use super::super::rule::Rule::{self, Each, Given, Label, Marker, Name, Object, Right, Scalar, Text};
use super::metadata::{METADATA, SELECTOR, object};
use super::references::REFERENCE;
use crate::evidence::redaction::Form;

const FAILURE: Rule = Text(Form::Enum(&["Fail", "Ignore"]));
const OPERATIONS: Rule = Each(&Text(Form::Enum(&["CREATE", "UPDATE", "DELETE", "CONNECT", "*"])));
const EXPRESSION: Rule = Marker("expression");
const CONDITIONS: Rule = Each(&Object(&[("name", Label), ("expression", EXPRESSION)]));

const RESOURCE_RULE: Rule = Object(&[
    ("apiGroups", Each(&Right)),
    ("apiVersions", Each(&Right)),
    ("operations", OPERATIONS),
    ("resources", Each(&Right)),
    ("resourceNames", Each(&Name)),
    ("scope", Text(Form::Enum(&["Cluster", "Namespaced", "*"]))),
]);

const WEBHOOK: Rule = Object(&[
    ("name", Name),
    ("failurePolicy", FAILURE),
    ("matchPolicy", Label),
    ("sideEffects", Label),
    ("reinvocationPolicy", Label),
    ("timeoutSeconds", Scalar),
    ("admissionReviewVersions", Each(&Given)),
    ("rules", Each(&RESOURCE_RULE)),
    ("namespaceSelector", SELECTOR),
    ("objectSelector", SELECTOR),
    (
        "clientConfig",
        Object(&[
            ("url", Marker("url")),
            ("service", Object(&[("name", Name), ("namespace", Name), ("port", Scalar)])),
        ]),
    ),
    ("matchConditions", CONDITIONS),
]);

/// `ValidatingWebhookConfiguration`, `MutatingWebhookConfiguration`.
pub(super) const WEBHOOKS: Rule = object![("webhooks", Each(&WEBHOOK))];

/// `MatchResources`.
pub(super) const MATCH: Rule = Object(&[
    ("matchPolicy", Label),
    ("namespaceSelector", SELECTOR),
    ("objectSelector", SELECTOR),
    ("resourceRules", Each(&RESOURCE_RULE)),
    ("excludeResourceRules", Each(&RESOURCE_RULE)),
]);

/// `Deny`, `Warn`, `Audit`.
pub(super) const ACTIONS: Rule = Each(&Text(Form::Enum(&["Deny", "Warn", "Audit"])));

/// `ValidatingAdmissionPolicy`, `ValidatingAdmissionPolicyBinding` and the policies of Kyverno that are written as these.
pub(super) const POLICY_SPEC: Rule = Object(&[
    ("failurePolicy", FAILURE),
    ("matchConstraints", MATCH),
    ("matchConditions", CONDITIONS),
    ("validations", Each(&Object(&[("expression", EXPRESSION), ("reason", Label)]))),
    ("paramKind", REFERENCE),
    ("policyName", Name),
    ("validationActions", ACTIONS),
    ("matchResources", MATCH),
    (
        "paramRef",
        Object(&[("name", Name), ("namespace", Name), ("selector", SELECTOR), ("parameterNotFoundAction", Label)]),
    ),
    (
        "evaluation",
        Object(&[
            ("mode", Label),
            ("admission", Object(&[("enabled", Scalar)])),
            ("background", Object(&[("enabled", Scalar)])),
        ]),
    ),
]);

/// `ValidatingAdmissionPolicy` and its bindings.
pub(super) const POLICY: Rule =
    Object(&[("apiVersion", Given), ("kind", Given), ("metadata", METADATA), ("spec", POLICY_SPEC)]);
