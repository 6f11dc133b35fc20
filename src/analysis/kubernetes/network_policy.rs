//! Which pods NetworkPolicies isolate.
//! Source: Kubernetes documentation, "Network Policies".

use serde_json::Value;

use super::selector::selects;
use super::view::{View, of_namespace};
use crate::analysis::table::Entry;
use crate::evidence::cidr;
use crate::evidence::model::kubernetes::{NetworkPolicy, NetworkPolicySpec, Text};
use crate::evidence::topic::Topic;

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

fn takes_everyone(spec: &NetworkPolicySpec) -> bool {
    spec.pod_selector.as_ref().is_none_or(|selector| {
        selector.match_labels.iter().flatten().next().is_none()
            && selector.match_expressions.iter().flatten().next().is_none()
    })
}

fn rules(spec: &NetworkPolicySpec, direction: Direction) -> &[Value] {
    let rules = match direction {
        Direction::Ingress => &spec.ingress,
        Direction::Egress => &spec.egress,
    };
    rules.as_deref().unwrap_or_default()
}

/// True when the policy takes every pod of its namespace and allows nothing.
fn denies_all(spec: &NetworkPolicySpec, direction: Direction) -> bool {
    takes_everyone(spec) && isolates(spec, direction) && rules(spec, direction).is_empty()
}

/// True when the policy allows the pods that it selects everything: a rule
/// without peers and ports, or blocks of addresses without ports that are open to the internet. Policies add up, so that
/// it undoes every other.
pub(super) fn opens(spec: &NetworkPolicySpec, direction: Direction) -> bool {
    if !isolates(spec, direction) {
        return false;
    }
    let peers = match direction {
        Direction::Ingress => "from",
        Direction::Egress => "to",
    };
    let empty = |list: &Value| list.as_array().is_none_or(Vec::is_empty);
    let of_all_ports: Vec<&Value> = rules(spec, direction).iter().filter(|rule| empty(&rule["ports"])).collect();
    of_all_ports.iter().any(|rule| empty(&rule[peers]))
        || open_blocks(of_all_ports.iter().filter_map(|rule| rule[peers].as_array()).flatten())
}

/// True when the blocks among `peers`, without what they leave out, are open to the internet.
fn open_blocks<'a>(peers: impl Iterator<Item = &'a Value>) -> bool {
    let blocks: Vec<&Value> = peers.filter_map(|peer| peer.get("ipBlock")).collect();
    let held: Vec<&str> = blocks.iter().filter_map(|block| block["cidr"].as_str()).collect();
    let left: Vec<&str> =
        blocks.iter().filter_map(|block| block["except"].as_array()).flatten().filter_map(Value::as_str).collect();
    cidr::opens_internet_but(&held, &left)
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

/// True when some policy of the namespace denies by default, or the engine does (`strict`), and none allows
/// every pod everything. `None` when a policy that was not read could.
pub(super) fn default_deny(
    view: &View<'_>,
    namespace: &str,
    direction: Direction,
    strict: Option<bool>,
) -> Option<bool> {
    let policies = of_namespace(&view.network_policies, namespace).iter();
    let specs: Vec<&NetworkPolicySpec> = policies.filter_map(|entry| entry.value.spec.as_ref()).collect();
    let opened = specs.iter().any(|spec| takes_everyone(spec) && opens(spec, direction));
    let denied = strict == Some(true) || specs.iter().any(|spec| denies_all(spec, direction));
    let known = view.complete(Topic::KubernetesNetworkPolicy) && (denied || opened || strict.is_some());
    known.then_some(denied && !opened)
}

#[cfg(test)]
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
    fn n4_a_rule_without_peers_and_ports_or_of_all_addresses_allows_everything() {
        for (spec, expected) in [
            (json!({"ingress": [{}]}), true),
            (json!({"ingress": [{"from": [], "ports": []}]}), true),
            (json!({"ingress": [{"ports": [{"port": 80}]}]}), false),
            (json!({"ingress": [{"from": [{"namespaceSelector": {}}]}]}), false),
            (json!({"ingress": [{}], "policyTypes": ["Egress"]}), false),
            (json!({"ingress": []}), false),
            (json!({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"namespaceSelector": {}}]}]}), true),
            (json!({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/1"}}]}]}), true),
            (json!({"ingress": [{"from": [{"ipBlock": {"cidr": "::/0"}}]}]}), true),
            (
                json!({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}]}]}),
                true,
            ),
            (
                json!({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["0.0.0.0/1", "128.0.0.0/1"]}}]}]}),
                false,
            ),
            (json!({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}]}), false),
            (json!({"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]}), false),
            (
                json!({"ingress": [{"from": [{"ipBlock": {"cidr": "52.0.0.0/8"}}]}, {"from": [{"ipBlock": {"cidr": "54.0.0.0/8"}}]}]}),
                true,
            ),
        ] {
            let parsed: NetworkPolicySpec = from_value(spec.clone()).unwrap();
            assert_eq!(opens(&parsed, Direction::Ingress), expected, "{spec}");
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
