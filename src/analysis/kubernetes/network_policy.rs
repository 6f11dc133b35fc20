//! Which pods NetworkPolicies isolate.
//! Source: Kubernetes documentation, "Network Policies".

use super::selector::selects;
use super::view::{View, of_namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::kubernetes::{NetworkPolicy, NetworkPolicySpec, Text};

/// The two directions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

/// True when the policy isolates the pods that it selects in `direction`. A
/// policy without types isolates for ingress, and for egress when it has
/// rules for egress.
pub(super) fn isolates(spec: &NetworkPolicySpec, direction: Direction) -> bool {
    let types = spec.policy_types.as_deref().unwrap_or_default();
    match direction {
        Direction::Ingress => types.is_empty() || types.iter().any(|name| name == "Ingress"),
        Direction::Egress if types.is_empty() => spec.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
        Direction::Egress => types.iter().any(|name| name == "Egress"),
    }
}

/// True when the policy takes every pod of its namespace and allows nothing.
fn denies_all(spec: &NetworkPolicySpec, direction: Direction) -> bool {
    let everyone = spec.pod_selector.as_ref().is_none_or(|selector| {
        selector.match_labels.iter().flatten().next().is_none()
            && selector.match_expressions.iter().flatten().next().is_none()
    });
    let rules = match direction {
        Direction::Ingress => &spec.ingress,
        Direction::Egress => &spec.egress,
    };
    everyone && isolates(spec, direction) && rules.as_ref().is_none_or(Vec::is_empty)
}

/// The policies of the namespace that select pods with these labels.
pub(super) fn selecting<'v, 'a>(
    view: &'v View<'a>,
    namespace: &str,
    labels: Option<&'v Text>,
) -> impl Iterator<Item = &'a Entry<'a, NetworkPolicy>> + 'v {
    let policies = of_namespace(&view.network_policies, namespace).iter().copied();
    policies.filter(move |entry| {
        let selector = entry.value.spec.as_ref().and_then(|spec| spec.pod_selector.as_ref());
        selector.is_none_or(|selector| selects(selector, labels))
    })
}

/// True when some policy of the namespace denies by default.
pub(super) fn default_deny(view: &View<'_>, namespace: &str, direction: Direction) -> bool {
    let policies = of_namespace(&view.network_policies, namespace).iter();
    policies.filter_map(|entry| entry.value.spec.as_ref()).any(|spec| denies_all(spec, direction))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn types_and_their_defaults() {
        for (spec, ingress, egress) in [
            (json!({"podSelector": {}}), true, false),
            (json!({"podSelector": {}, "egress": [{}]}), true, true),
            (json!({"podSelector": {}, "egress": []}), true, false),
            (json!({"podSelector": {}, "policyTypes": ["Egress"]}), false, true),
            (json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}), true, true),
        ] {
            let parsed: NetworkPolicySpec = from_value(spec.clone()).unwrap();
            assert_eq!(isolates(&parsed, Direction::Ingress), ingress, "{spec}");
            assert_eq!(isolates(&parsed, Direction::Egress), egress, "{spec}");
        }
    }

    #[test]
    fn only_an_empty_policy_for_everyone_denies_by_default() {
        for (spec, expected) in [
            (json!({"podSelector": {}, "policyTypes": ["Ingress"]}), true),
            (json!({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": []}), true),
            (json!({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{}]}), false),
            (json!({"podSelector": {"matchLabels": {"app": "a"}}, "policyTypes": ["Ingress"]}), false),
            (json!({"podSelector": {"matchLabels": {}}, "policyTypes": ["Ingress"]}), true),
            (json!({"podSelector": {}, "policyTypes": ["Egress"]}), false),
        ] {
            let parsed: NetworkPolicySpec = from_value(spec.clone()).unwrap();
            assert_eq!(denies_all(&parsed, Direction::Ingress), expected, "{spec}");
        }
    }
}
