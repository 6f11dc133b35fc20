//! The Kubernetes permissions of a collection, derived from what it reads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::resource::{CONFIG_MAPS, POLICY_OBJECTS, resources_of};
use crate::evidence::topic::Topic;

/// Name of the role that [`cluster_role`] describes.
const NAME: &str = "eks-attest";

/// A ClusterRole that allows exactly what reading `topics` asks, with the
/// verbs `get` and `list` only. What must be asked for is not in it; see
/// [`opt_in_rules`].
#[must_use]
pub fn cluster_role(topics: &BTreeSet<Topic>) -> Value {
    let topics = crate::collect::closure(topics);
    let mut lists: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for topic in topics.iter().filter(|topic| **topic != Topic::KubernetesSecret) {
        for resource in resources_of(*topic) {
            lists.entry(resource.group).or_default().insert(resource.plural);
        }
    }
    if topics.contains(&Topic::KubernetesPolicyObject) {
        for (group, plural) in POLICY_OBJECTS {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_role_can_only_read_and_reads_no_secret() {
        let all: BTreeSet<Topic> = Topic::ALL.iter().copied().collect();
        let role = cluster_role(&all);
        for rule in role["rules"].as_array().unwrap() {
            assert!(rule["verbs"] == json!(["list"]) || rule["verbs"] == json!(["get"]), "{rule}");
            assert_ne!(rule["apiGroups"], json!(["*"]));
        }
        let text = role.to_string();
        assert!(!text.contains("\"secrets\"") && !text.contains("nodes/proxy"), "{text}");
        let opt_in: Vec<&str> = opt_in_rules(&all).into_iter().map(|(option, ..)| option).collect();
        assert_eq!(opt_in, ["--secret-metadata", "--kubelet-config"]);
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
