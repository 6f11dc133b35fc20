//! The Kubernetes permissions of a collection, derived from what it reads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::evidence::kubernetes::{CONFIG_MAPS, CONSTRAINTS, POLICY_OBJECTS, resources_of};
use crate::evidence::plan::closure;
use crate::evidence::topic::Topic;

/// Name of the role that [`cluster_role`] describes.
const NAME: &str = "eks-attest";

/// A ClusterRole that allows exactly what reading `topics` asks, with the
/// verbs `get` and `list` only. What must be asked for is not in it; see
/// [`opt_in_rules`].
#[must_use]
pub fn cluster_role(topics: &BTreeSet<Topic>) -> Value {
    let topics = closure(topics);
    let mut lists: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for topic in topics.iter().filter(|topic| **topic != Topic::KubernetesSecret) {
        for resource in resources_of(*topic) {
            lists.entry(resource.group).or_default().insert(resource.plural);
        }
    }
    if topics.contains(&Topic::KubernetesPolicyObject) {
        // A whole group would be a wildcard, which also allows what the cluster gets tomorrow: see `constraint_rule`.
        for (group, plural) in POLICY_OBJECTS.iter().filter(|(_, plural)| *plural != "*") {
            lists.entry(group).or_default().insert(plural);
        }
    }
    let mut rules: Vec<Value> = lists
        .into_iter()
        .map(|(group, resources)| json!({"apiGroups": [group], "resources": resources, "verbs": ["list"]}))
        .collect();
    if topics.contains(&Topic::KubernetesConfigMap) {
        rules.push(json!({
            "apiGroups": [""], "resources": ["configmaps"], "resourceNames": CONFIG_MAPS, "verbs": ["get"],
        }));
    }
    if topics.iter().any(|topic| topic.group() == "kubernetes") {
        // Every authenticated user has this by default (`system:discovery`); a hardened cluster may not.
        rules.push(json!({"nonResourceURLs": ["/version", "/api", "/apis", "/apis/*"], "verbs": ["get"]}));
    }
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": NAME},
        "rules": rules,
    })
}

/// The rules that reading must be asked for: the option, why it is one, and the rule.
#[must_use]
pub fn opt_in_rules(topics: &BTreeSet<Topic>) -> Vec<(&'static str, &'static str, Value)> {
    let mut rules = Vec::new();
    if topics.contains(&Topic::KubernetesSecret) {
        rules.push((
            "--secret-metadata",
            "Kubernetes cannot narrow this right to metadata: whoever has it can read the secrets. eks-attest asks for metadata only.",
            json!({"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}),
        ));
    }
    if topics.contains(&Topic::KubernetesKubeletConfig) {
        rules.push((
            "--kubelet-config",
            "The nodes' proxy reaches all of the kubelet's API. eks-attest reads its running configuration only.",
            json!({"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["get"]}),
        ));
    }
    rules
}

/// The rule for Gatekeeper's constraints, `None` when no control needs them. Every ConstraintTemplate of a cluster
/// makes a kind of its own, called as the template is, so that only the cluster knows their names.
/// Source: Gatekeeper documentation, "Constraint Templates".
#[must_use]
pub fn constraint_rule(topics: &BTreeSet<Topic>, templates: &[String]) -> Option<Value> {
    let needed = closure(topics).contains(&Topic::KubernetesPolicyObject);
    needed.then(|| json!({"apiGroups": [CONSTRAINTS], "resources": templates, "verbs": ["list"]}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_can_only_read_and_reads_no_secret() {
        let all: BTreeSet<Topic> = Topic::ALL.iter().copied().collect();
        let role = cluster_role(&all);
        for rule in role["rules"].as_array().unwrap() {
            assert!(rule["verbs"] == json!(["list"]) || rule["verbs"] == json!(["get"]), "{rule}");
            for list in ["apiGroups", "resources"] {
                let named = |name: &Value| !name.as_str().unwrap().contains('*');
                assert!(rule[list].as_array().into_iter().flatten().all(named), "{rule}");
            }
        }
        let text = role.to_string();
        assert!(!text.contains("\"secrets\"") && !text.contains("nodes/proxy"), "{text}");
        let opt_in: Vec<&str> = opt_in_rules(&all).into_iter().map(|(option, ..)| option).collect();
        assert_eq!(opt_in, ["--secret-metadata", "--kubelet-config"]);
    }

    #[test]
    fn constraints_are_allowed_by_the_names_of_their_templates() {
        let topics = BTreeSet::from([Topic::KubernetesPolicyObject]);
        assert!(!cluster_role(&topics).to_string().contains(CONSTRAINTS));
        let rule = json!({"apiGroups": [CONSTRAINTS], "resources": ["k8sallowedrepos"], "verbs": ["list"]});
        assert_eq!(constraint_rule(&topics, &["k8sallowedrepos".to_owned()]), Some(rule));
        assert_eq!(constraint_rule(&[Topic::KubernetesService].into(), &[]), None);
    }

    #[test]
    fn only_what_is_needed_is_asked_for() {
        let role = cluster_role(&[Topic::KubernetesService].into());
        let rules = role["rules"].as_array().unwrap();
        assert_eq!(rules[0], json!({"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}));
        assert_eq!(rules.len(), 2);
        assert_eq!(cluster_role(&[Topic::EksCluster].into())["rules"], json!([]));
        assert!(opt_in_rules(&[Topic::KubernetesService].into()).is_empty());
    }
}
