//! IAM principals and the Kubernetes users and groups that they become.

use super::access_policy::policy_name;
use super::aws_auth::{self, Mapping};
use crate::analysis::derived::Sources;
use crate::analysis::kubernetes::view::View;
use crate::analysis::table::Entry;
use crate::evidence::model::eks_access::AccessEntry;

/// A principal's access.
pub(super) struct Identity {
    pub(super) principal: String,
    pub(super) user: String,
    pub(super) groups: Vec<String>,
    /// Names of access policies with the namespaces that they hold in; `None` for the cluster.
    pub(super) policies: Vec<(String, Option<Vec<String>>)>,
    /// Made by EKS for nodes or for its own features.
    pub(super) of_eks: bool,
    /// Its user or one of its groups may not be stored: what is bound to it is not found.
    pub(super) hidden: bool,
    /// `access entry ARN`, `aws-auth ARN`.
    pub(super) source: String,
    pub(super) sources: Sources,
}

/// The access of every principal, or what keeps it from being known.
/// With `CONFIG_MAP` the access entries are not used, with `API` the
/// ConfigMap is not; with both, an access entry goes before a mapping.
/// Source: EKS User Guide, "Change authentication mode to use access entries".
pub(super) fn all(view: &View<'_>) -> Result<Vec<Identity>, String> {
    let cluster = view.objects.clusters.get(view.cluster);
    let mode = cluster.and_then(|cluster| cluster.value.access_config.as_ref()?.authentication_mode.as_deref());
    let cluster_role = cluster.and_then(|cluster| cluster.value.role_arn.as_deref());
    let mut identities = Vec::new();
    if mode != Some("CONFIG_MAP") {
        let entries = view.objects.access_entries.of_cluster(view.cluster);
        identities.extend(entries.filter_map(|entry| of_entry(entry, cluster_role)));
    }
    if mode == Some("API") {
        return Ok(identities);
    }
    if let Some(map) = view.config_map("kube-system", "aws-auth") {
        for mapping in aws_auth::parse(&map.value)? {
            let arn = without_path(&mapping.principal);
            if !identities.iter().any(|known| without_path(&known.principal) == arn) {
                identities.push(of_mapping(mapping, Sources::new(map)));
            }
        }
    }
    Ok(identities)
}

/// `None` for an entry without principal, which the API does not give.
fn of_entry(entry: &Entry<'_, AccessEntry>, cluster_role: Option<&str>) -> Option<Identity> {
    let value = &entry.value;
    let principal = value.principal_arn.clone()?;
    let user = value.username.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| principal.clone());
    let policies: Vec<_> = value
        .associated_access_policies
        .iter()
        .flatten()
        .filter_map(|policy| {
            let scope = policy.access_scope.as_ref();
            let in_namespaces = scope.and_then(|scope| scope.scope_type.as_deref()) == Some("namespace");
            let namespaces = scope.and_then(|scope| scope.namespaces.clone()).unwrap_or_default();
            Some((policy_name(policy.policy_arn.as_deref()?).to_owned(), in_namespaces.then_some(namespaces)))
        })
        .collect();
    let groups = value.kubernetes_groups.clone().unwrap_or_default();
    let for_nodes = value.entry_type.as_deref().is_some_and(|kind| kind != "STANDARD");
    let eks_role = principal.contains(":role/aws-service-role/eks") || Some(principal.as_str()) == cluster_role;
    let own_policies = policies.iter().all(|(name, _)| super::access_policy::OF_EKS.contains(&name.as_str()));
    let of_eks = own_policies && node_groups_only(&groups) && (for_nodes || (eks_role && groups.is_empty()));
    let source = format!("access entry {principal}");
    let hidden = groups.iter().chain([&user]).any(|name| name.starts_with("redacted("));
    Some(Identity { principal, user, groups, policies, of_eks, hidden, source, sources: Sources::new(entry) })
}

fn of_mapping(mapping: Mapping, sources: Sources) -> Identity {
    let of_eks =
        mapping.user.starts_with("system:node:") && !mapping.groups.is_empty() && node_groups_only(&mapping.groups);
    Identity {
        // In Kubernetes' own replies what is equal stays equal.
        hidden: false,
        source: format!("aws-auth {}", mapping.principal),
        principal: mapping.principal,
        user: mapping.user,
        groups: mapping.groups,
        policies: Vec::new(),
        of_eks,
        sources,
    }
}

/// The groups that EKS gives to nodes. Source: EKS User Guide, "Grant IAM
/// users access to Kubernetes with a ConfigMap" and on Windows and Fargate nodes.
fn node_groups_only(groups: &[String]) -> bool {
    let of_nodes = ["system:bootstrappers", "system:nodes", "system:node-proxier", "eks:kube-proxy-windows"];
    groups.iter().all(|group| of_nodes.contains(&group.as_str()))
}

/// The ConfigMap names roles without their path.
fn without_path(arn: &str) -> String {
    match arn.split_once('/') {
        Some((start, rest)) => format!("{start}/{}", rest.rsplit('/').next().unwrap_or(rest)),
        None => arn.to_owned(),
    }
}
