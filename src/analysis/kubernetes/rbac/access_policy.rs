//! What the access policies of EKS allow.
//! Source: EKS User Guide, "Review access policy permissions"; only the rules
//! that the rights in [`super::rights`] rest on are here.

use super::rights::{self, Rights};
use crate::evidence::model::kubernetes::PolicyRule;

type Rule = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["create", "delete", "deletecollection", "patch", "update"];
const CORE: &[&str] = &[""];

const EVERYTHING: &[Rule] = &[(&["*"], &["*"], &["*"])];
const READS_EVERYTHING: &[Rule] = &[(&["*"], &["*"], READ)];
const READS_SECRETS: &[Rule] = &[(CORE, &["secrets"], READ)];
const VIEW: &[Rule] = &[
    (CORE, &["configmaps", "endpoints", "events", "limitranges", "namespaces", "pods", "pods/log"], READ),
    (
        CORE,
        &["persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "serviceaccounts", "services"],
        READ,
    ),
    (&["apps"], &["daemonsets", "deployments", "replicasets", "statefulsets"], READ),
    (&["batch"], &["cronjobs", "jobs"], READ),
];
const EDIT: &[Rule] = &[
    (&["apps"], &["daemonsets", "deployments", "replicasets", "statefulsets"], WRITE),
    (&["batch"], &["cronjobs", "jobs"], WRITE),
    (CORE, &["configmaps", "events", "replicationcontrollers", "secrets", "serviceaccounts", "services"], WRITE),
    (CORE, &["persistentvolumeclaims", "pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"], WRITE),
    (CORE, &["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"], READ),
    (CORE, &["serviceaccounts"], &["impersonate"]),
];
const ROLES: &[Rule] = &[
    (&["rbac.authorization.k8s.io"], &["rolebindings", "roles"], WRITE),
    (&["rbac.authorization.k8s.io"], &["rolebindings", "roles"], READ),
];

/// Policies that EKS associates with roles of its own features. What they
/// allow is not listed here.
pub(super) const OF_EKS: [&str; 12] = [
    "AmazonEKSAutoNodePolicy",
    "AmazonEKSBlockStorageClusterPolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSClusterInsightsPolicy",
    "AmazonEKSComputeClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSEventPolicy",
    "AmazonEKSHybridPolicy",
    "AmazonEKSLoadBalancingClusterPolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingClusterPolicy",
    "AmazonEKSNetworkingPolicy",
];

/// The name of a policy: the last part of its ARN.
pub(super) fn policy_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// `None` for a policy whose rules are not known here.
pub(super) fn rights(name: &str) -> Option<Rights> {
    let lists: &[&[Rule]] = match name {
        "AmazonEKSClusterAdminPolicy" => &[EVERYTHING],
        "AmazonEKSAdminPolicy" => &[VIEW, EDIT, ROLES],
        "AmazonEKSAdminViewPolicy" => &[READS_EVERYTHING],
        "AmazonEKSEditPolicy" => &[VIEW, EDIT],
        "AmazonEKSViewPolicy" => &[VIEW],
        "AmazonEKSSecretReaderPolicy" => &[READS_SECRETS],
        _ => return None,
    };
    let text = |list: &[&str]| Some(list.iter().map(|item| (*item).to_owned()).collect());
    let rules: Vec<PolicyRule> = lists
        .iter()
        .flat_map(|list| list.iter())
        .map(|(groups, resources, verbs)| PolicyRule {
            api_groups: text(groups),
            resources: text(resources),
            verbs: text(verbs),
            ..PolicyRule::default()
        })
        .collect();
    Some(rights::of(&rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_policy_gives() {
        let of = |name: &str| rights(name).unwrap_or_default();
        assert!(of("AmazonEKSClusterAdminPolicy").everything);
        assert!(of("AmazonEKSAdminViewPolicy").reads_secrets && !of("AmazonEKSAdminViewPolicy").creates_pods);
        // Reading through the proxy subresource is enough to run commands on a node.
        assert!(of("AmazonEKSAdminViewPolicy").uses_node_proxy);
        for name in ["AmazonEKSAdminPolicy", "AmazonEKSEditPolicy"] {
            let rights = of(name);
            assert!(rights.reads_secrets && rights.creates_pods && rights.execs_into_pods, "{name}");
            assert!(rights.deletes_events && rights.changes_coredns, "{name}");
            assert!(!rights.everything && !rights.binds_roles && !rights.creates_tokens, "{name}");
        }
        assert_eq!(of("AmazonEKSViewPolicy"), Rights::default());
        assert!(of("AmazonEKSSecretReaderPolicy").reads_secrets);
        assert_eq!(rights("AmazonEKSComputePolicy"), None);
        assert_eq!(policy_name("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"), "AmazonEKSViewPolicy");
    }
}
