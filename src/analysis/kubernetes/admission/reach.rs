//! Whether admission asks about pods: resource rules, and the webhooks of the engines.

use serde_json::Value;

use crate::analysis::kubernetes::view::{View, name};
use crate::evidence::topic::Topic;

/// Whether the API server asks an engine about pods that are created; `None` when not all webhooks are known.
pub(super) struct Asked {
    pub(super) kyverno: Option<bool>,
    /// Kyverno verifies images where it writes their digests into the pod.
    pub(super) kyverno_mutating: Option<bool>,
    pub(super) gatekeeper: Option<bool>,
}

impl Asked {
    /// By the configurations that the engines write. Sources: Kyverno documentation, "Installation"; Gatekeeper
    /// documentation, "Failing Closed".
    pub(super) fn of(view: &View<'_>) -> Self {
        let asked = |prefix: &str| {
            let all = view.objects.admission_webhooks.of_cluster(view.cluster);
            let own = all.filter(|entry| name(&entry.value.metadata).starts_with(prefix));
            let rules = own.flat_map(|entry| entry.value.webhooks.iter().flatten()).flat_map(|webhook| &webhook.rules);
            let pods = rules.flatten().any(names_pods);
            pods.then_some(true).or_else(|| view.complete(Topic::KubernetesAdmissionWebhook).then_some(false))
        };
        Self {
            kyverno: asked("kyverno-resource-validating-"),
            kyverno_mutating: asked("kyverno-resource-mutating-"),
            gatekeeper: asked("gatekeeper-validating-"),
        }
    }
}

/// Whether a rule of a webhook or a policy is about pods that are created. Source: Kubernetes API, `RuleWithOperations`:
/// `*` stands for all resources without their subresources, `*/*` for all of both, `pods/*` for subresources alone.
pub(super) fn names_pods(rule: &Value) -> bool {
    let any = |member: &str, wanted: &[&str]| texts(&rule[member]).any(|text| wanted.contains(&text));
    any("apiGroups", &["", "*"])
        && any("resources", &["pods", "*", "*/*"])
        && any("operations", &["CREATE", "*"])
        && rule["scope"] != "Cluster"
}

/// Whether `matchConstraints` or `matchResources` let pods through; without rules all objects match.
pub(super) fn matches_pods(constraints: &Value) -> bool {
    let rules = constraints["resourceRules"].as_array().filter(|rules| !rules.is_empty());
    let excluded = constraints["excludeResourceRules"].as_array().into_iter().flatten().any(whole);
    rules.is_none_or(|rules| rules.iter().any(names_pods)) && !excluded
}

/// A rule that takes all pods out, not only those of some names.
fn whole(rule: &Value) -> bool {
    names_pods(rule) && rule["resourceNames"].as_array().is_none_or(Vec::is_empty)
}

/// The texts of a list.
pub(super) fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
