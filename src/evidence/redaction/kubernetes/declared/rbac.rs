//! Rights and who has them.

use super::super::rule::Rule::{self, Each, Name, Object, Right, Scalar};
use super::metadata::{SELECTOR, object};
use super::references::REFERENCE;

/// `Role`, `ClusterRole`.
pub(super) const ROLE: Rule = object![
    (
        "rules",
        Each(&Object(&[
            ("verbs", Each(&Right)),
            ("apiGroups", Each(&Right)),
            ("resources", Each(&Right)),
            ("resourceNames", Each(&Name)),
            ("nonResourceURLs", Each(&Right)),
        ]))
    ),
    ("aggregationRule", Object(&[("clusterRoleSelectors", Each(&SELECTOR))])),
];

/// `RoleBinding`, `ClusterRoleBinding`.
pub(super) const BINDING: Rule = object![("roleRef", REFERENCE), ("subjects", Each(&REFERENCE))];

/// `ServiceAccount`.
pub(super) const SERVICE_ACCOUNT: Rule = object![
    ("automountServiceAccountToken", Scalar),
    ("imagePullSecrets", Each(&REFERENCE)),
    ("secrets", Each(&REFERENCE)),
];
