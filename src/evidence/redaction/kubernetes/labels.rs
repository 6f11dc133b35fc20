//! Labels and all that selects by them: keys stay, values stay where their key is declared, and any other value becomes
//! a number, so that selectors still match.

use serde_json::{Map, Value};

use super::{Walker, text};

/// Keys whose values are kept: those that AWS, Kubernetes and their tools define, that controls and reports read, and
/// that name what a workload is and who owns it. Sources: Kubernetes documentation, "Well-Known Labels, Annotations and
/// Taints" and "Recommended Labels"; Karpenter documentation, "Well-Known Labels"; EKS User Guide.
const KEPT: [&str; 31] = [
    "alpha.eksctl.io/cluster-name",
    "alpha.eksctl.io/nodegroup-name",
    "app",
    "app-name",
    "application",
    "apps.kubernetes.io/pod-index",
    "chart",
    "component",
    "control-plane",
    "cost-centre",
    "cost-center",
    "env",
    "environment",
    "heritage",
    "k8s-app",
    "managed-by",
    "name",
    "owner",
    "owned-by",
    "part-of",
    "project",
    "release",
    "reconcile.external-secrets.io/managed",
    "role",
    "run",
    "secrets-store.csi.k8s.io/managed",
    "squad",
    "team",
    "tenant",
    "tier",
    "version",
];

/// Domains whose keys' values are kept.
const DOMAINS: [&str; 22] = [
    "alb.ingress.kubernetes.io",
    "app.kubernetes.io",
    "beta.kubernetes.io",
    "eks.amazonaws.com",
    "elbv2.k8s.aws",
    "failure-domain.beta.kubernetes.io",
    "gateway.networking.k8s.io",
    "helm.sh",
    "karpenter.k8s.aws",
    "karpenter.sh",
    "kubernetes.io",
    "node-role.kubernetes.io",
    "node.kubernetes.io",
    "olm.operatorframework.io",
    "pod-security.kubernetes.io",
    "rbac.authorization.k8s.io",
    "service.kubernetes.io",
    "storage.kubernetes.io",
    "topology.ebs.csi.aws.com",
    "topology.kubernetes.io",
    "vpc.amazonaws.com",
    "webhooks.kubernetes.io",
];

/// True for a key whose value may be kept.
pub(super) fn is_kept(key: &str) -> bool {
    match key.split_once('/') {
        Some((domain, _)) if DOMAINS.contains(&domain) => true,
        Some((_, name)) => KEPT.contains(&key) || matches!(name, "owner" | "team" | "squad"),
        None => KEPT.contains(&key),
    }
}

/// `labels`, `matchLabels`, `nodeSelector`, a Service's `selector`.
pub(super) fn map(walker: &mut Walker<'_>, value: &mut Value) {
    let Value::Object(members) = value else { return other(walker, value) };
    for (key, value) in members.iter_mut() {
        one(walker, key, value);
    }
    walker.keys(members);
}

/// `matchExpressions` and requirements of nodes: `key`, `operator`, `values`.
pub(super) fn expressions(walker: &mut Walker<'_>, value: &mut Value) {
    let Value::Array(items) = value else { return other(walker, value) };
    for item in items {
        match item {
            Value::Object(members) => expression(walker, members),
            _ => walker.drop_value(item),
        }
    }
}

/// A taint or a toleration: `key`, `value`, `effect`, `operator`; and a requirement.
fn expression(walker: &mut Walker<'_>, members: &mut Map<String, Value>) {
    const KEPT: [&str; 8] =
        ["key", "operator", "values", "value", "effect", "tolerationSeconds", "timeAdded", "minValues"];
    members.retain(|name, _| KEPT.contains(&name.as_str()));
    let key = members.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (name, value) in members.iter_mut() {
        match (name.as_str(), value) {
            ("values", Value::Array(values)) => values.iter_mut().for_each(|value| one(walker, &key, value)),
            ("value", value) => one(walker, &key, value),
            ("key", Value::String(text)) if text::is_key(text) => {}
            ("operator" | "effect", Value::String(text)) if is_word(text) => {}
            ("timeAdded", Value::String(text)) if crate::evidence::redaction::Form::Timestamp.holds(text) => {}
            (_, Value::String(text)) => walker.numbered("name", text),
            ("tolerationSeconds" | "minValues", Value::Number(_)) => {}
            (_, value) => walker.drop_value(value),
        }
    }
}

fn is_word(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "In",
        "NotIn",
        "Exists",
        "DoesNotExist",
        "Gt",
        "Lt",
        "Equal",
        "NoSchedule",
        "PreferNoSchedule",
        "NoExecute",
        "",
    ];
    WORDS.contains(&text)
}

/// Several taints or tolerations.
pub(super) fn taints(walker: &mut Walker<'_>, value: &mut Value) {
    expressions(walker, value);
}

fn one(walker: &mut Walker<'_>, key: &str, value: &mut Value) {
    match value {
        Value::String(label) if matches!(label.as_str(), "true" | "false" | "enabled" | "disabled") => {}
        Value::String(label) if (is_kept(key) || walker.names.is_owner(key)) && text::is_label(label) => {}
        Value::String(label) => walker.numbered("label", label),
        other => walker.drop_value(other),
    }
}

fn other(walker: &mut Walker<'_>, value: &mut Value) {
    if !value.is_null() {
        walker.drop_value(value);
    }
}
