//! Objects of the core and of small groups.

use serde_json::Value;

use super::super::rule::Rule::{self, By, Each, Given, Host, Label, Map, Name, Object, Scalar, Text};
use super::super::{Walker, credential, labels};
use super::metadata::{SELECTOR, object};
use super::references::REFERENCE;
use crate::evidence::redaction::Form;

const QUANTITIES: Rule = Map(&Text(Form::Quantity));
const STATE: Rule = Text(Form::Enum(&["True", "False", "Unknown"]));

/// Starts of the names that distributions give themselves in `/etc/os-release`, and Windows.
const SYSTEMS: [&str; 19] = [
    "AlmaLinux",
    "Alpine",
    "Amazon Linux",
    "Bottlerocket",
    "CentOS",
    "Container-Optimized OS",
    "Debian",
    "Fedora",
    "Flatcar",
    "Oracle Linux",
    "Photon",
    "RHEL",
    "Red Hat",
    "Rocky Linux",
    "SLES",
    "SUSE",
    "Talos",
    "Ubuntu",
    "Windows",
];

/// The name of a distribution with its version.
fn system(walker: &mut Walker<'_>, value: &mut Value) {
    let is_known = |text: &str| {
        text.len() <= 100
            && SYSTEMS.iter().any(|system| text.starts_with(system))
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .,()_+:/-".contains(&byte))
            && credential::of_text(text).is_empty()
    };
    match value {
        Value::String(text) if is_known(text) => {}
        other => Rule::Marker("text").keep(walker, other),
    }
}

/// `Node`.
pub(super) const NODE: Rule = object![
    (
        "spec",
        Object(&[
            ("providerID", Text(Form::Name)),
            ("podCIDR", Text(Form::Cidr)),
            ("unschedulable", Scalar),
            ("taints", By(labels::taints)),
        ])
    ),
    (
        "status",
        Object(&[
            ("capacity", QUANTITIES),
            ("allocatable", QUANTITIES),
            (
                "conditions",
                Each(&Object(&[
                    ("type", Label),
                    ("status", STATE),
                    ("reason", Label),
                    ("lastHeartbeatTime", Text(Form::Timestamp)),
                    ("lastTransitionTime", Text(Form::Timestamp)),
                ])),
            ),
            ("addresses", Each(&Object(&[("type", Label), ("address", Host)]))),
            (
                "nodeInfo",
                Object(&[
                    ("kernelVersion", Text(Form::Name)),
                    ("osImage", By(system)),
                    ("containerRuntimeVersion", Text(Form::Name)),
                    ("kubeletVersion", Text(Form::Version)),
                    ("kubeProxyVersion", Text(Form::Version)),
                    ("operatingSystem", Text(Form::Enum(&["linux", "windows"]))),
                    ("architecture", Label),
                ]),
            ),
        ])
    ),
];

/// `Namespace`.
pub(super) const NAMESPACE: Rule = object![("status", Object(&[("phase", Label)]))];

/// `ConfigMap`, whose values are judged one by one.
pub(super) const CONFIG_MAP: Rule = object![("data", By(|_, _| {})), ("immutable", Scalar)];

/// `ResourceQuota`.
pub(super) const QUOTA: Rule = object![("spec", Object(&[("hard", QUANTITIES), ("scopes", Each(&Label))]))];

/// `LimitRange`.
pub(super) const LIMIT_RANGE: Rule = object![(
    "spec",
    Object(&[(
        "limits",
        Each(&Object(&[
            ("type", Label),
            ("default", QUANTITIES),
            ("defaultRequest", QUANTITIES),
            ("max", QUANTITIES),
            ("min", QUANTITIES),
            ("maxLimitRequestRatio", QUANTITIES),
        ])),
    )])
)];

/// `PodDisruptionBudget`.
pub(super) const BUDGET: Rule = object![
    (
        "spec",
        Object(&[
            ("selector", SELECTOR),
            ("minAvailable", Text(Form::Quantity)),
            ("maxUnavailable", Text(Form::Quantity)),
            ("unhealthyPodEvictionPolicy", Label),
        ])
    ),
    (
        "status",
        Object(&[
            ("disruptionsAllowed", Scalar),
            ("currentHealthy", Scalar),
            ("desiredHealthy", Scalar),
            ("expectedPods", Scalar),
        ])
    ),
];

/// `HorizontalPodAutoscaler`.
pub(super) const AUTOSCALER: Rule =
    object![("spec", Object(&[("scaleTargetRef", REFERENCE), ("minReplicas", Scalar), ("maxReplicas", Scalar)]))];

/// `CustomResourceDefinition`.
pub(super) const DEFINITION: Rule = object![(
    "spec",
    Object(&[
        ("group", Given),
        ("names", Object(&[("plural", Given), ("singular", Given), ("kind", Given), ("listKind", Given)])),
        ("scope", Text(Form::Enum(&["Namespaced", "Cluster"]))),
        ("version", Given),
        ("versions", Each(&Object(&[("name", Name), ("served", Scalar), ("storage", Scalar)]))),
    ])
)];
