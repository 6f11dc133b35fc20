//! AWS IAM: the roles that can be reached from the clusters.

use std::collections::BTreeSet;

use futures::future::join_all;
use percent_encoding::percent_decode_str;

use super::eks::ClusterParts;
use super::{Clients, Nodes, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const ROLE: &[&str] = &[
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:GetInstanceProfile",
    "iam:ListRoles",
];

/// Reads the roles; returns the ARNs of their managed policies, permissions
/// boundaries included.
pub(super) async fn read(
    clients: &Clients,
    scope: &Scope,
    clusters: &[ClusterParts],
    nodes: &Nodes,
) -> BTreeSet<String> {
    if !scope.reads(Topic::IamRole) {
        return BTreeSet::new();
    }
    let (of_profiles, of_service_accounts) =
        tokio::join!(instance_profile_roles(clients, nodes), service_account_roles(clients, clusters));
    let mut names: BTreeSet<String> = named_roles(clusters).filter_map(|arn| role_name(&arn, &scope.account)).collect();
    names.extend(of_profiles);
    names.extend(of_service_accounts);
    let policies = join_all(names.iter().map(|name| role(clients, name))).await;
    policies.into_iter().flatten().collect()
}

/// Reads the roles with these ARNs that are of this account; returns the ARNs of their managed policies.
pub(super) async fn read_named(clients: &Clients, scope: &Scope, arns: &BTreeSet<String>) -> BTreeSet<String> {
    let names: BTreeSet<String> = arns.iter().filter_map(|arn| role_name(arn, &scope.account)).collect();
    let policies = join_all(names.iter().map(|name| role(clients, name))).await;
    policies.into_iter().flatten().collect()
}

/// ARNs of the roles that EKS itself names.
fn named_roles(clusters: &[ClusterParts]) -> impl Iterator<Item = String> {
    clusters.iter().flat_map(|parts| {
        let cluster = parts.cluster.as_ref();
        let auto_mode = cluster.and_then(|cluster| cluster.compute_config()).and_then(|config| config.node_role_arn());
        let own = [cluster.and_then(|cluster| cluster.role_arn()), auto_mode].into_iter().flatten();
        own.chain(parts.nodegroups.iter().filter_map(|group| group.node_role()))
            .chain(parts.fargate_profiles.iter().filter_map(|profile| profile.pod_execution_role_arn()))
            .chain(parts.addons.iter().filter_map(|addon| addon.service_account_role_arn()))
            .chain(parts.principals.iter().map(String::as_str))
            .chain(parts.pod_roles.iter().map(String::as_str))
            .map(str::to_owned)
    })
}

/// The name of a role of this account. A role of another account cannot be
/// read, and a role of the same name here is another one.
fn role_name(arn: &str, account: &str) -> Option<String> {
    let mut parts = arn.splitn(6, ':');
    let (owner, resource) = (parts.nth(4)?, parts.next()?);
    let path = resource.strip_prefix("role/").filter(|_| owner == account)?;
    path.rsplit('/').next().map(str::to_owned)
}

async fn instance_profile_roles(clients: &Clients, nodes: &Nodes) -> Vec<String> {
    let of_instances = nodes
        .instances
        .iter()
        .filter_map(|instance| instance.iam_instance_profile())
        .filter_map(|profile| profile.arn());
    let of_templates = nodes
        .launch_templates
        .iter()
        .filter_map(|version| version.launch_template_data()?.iam_instance_profile())
        .filter_map(|profile| profile.arn().or_else(|| profile.name()));
    // Instance profiles are always of the instance's own account.
    let names: BTreeSet<&str> = of_instances.chain(of_templates).filter_map(|arn| arn.rsplit('/').next()).collect();
    let get = |name: &str| clients.iam.get_instance_profile().instance_profile_name(name).send();
    let replies = join_all(names.into_iter().map(get)).await;
    let profiles = replies.into_iter().filter_map(|reply| reply.ok()?.instance_profile);
    profiles.flat_map(|profile| profile.roles).map(|role| role.role_name).collect()
}

/// Roles whose trust policy names a cluster's OIDC provider. IAM has no filter
/// for that, so all roles are listed.
async fn service_account_roles(clients: &Clients, clusters: &[ClusterParts]) -> Vec<String> {
    let issuers: Vec<&str> = clusters.iter().filter_map(ClusterParts::issuer).collect();
    if issuers.is_empty() {
        return Vec::new();
    }
    let trusts = |document: &str| {
        let document = percent_decode_str(document).decode_utf8_lossy().into_owned();
        issuers.iter().any(|issuer| document.contains(issuer))
    };
    let roles = all_items!(clients.iam.list_roles());
    roles
        .into_iter()
        .filter(|role| role.assume_role_policy_document().is_some_and(trusts))
        .map(|role| role.role_name)
        .collect()
}

/// Reads one role and its policies; returns the ARNs of its managed policies.
async fn role(clients: &Clients, name: &str) -> Vec<String> {
    let iam = &clients.iam;
    let attached = async { all_items!(iam.list_attached_role_policies().role_name(name)) };
    let inline = async {
        let policies: Vec<String> = all_items!(iam.list_role_policies().role_name(name));
        join_all(policies.iter().map(|policy| iam.get_role_policy().role_name(name).policy_name(policy).send())).await
    };
    let (role, attached, _) = tokio::join!(iam.get_role().role_name(name).send(), attached, inline);
    let boundary = role
        .ok()
        .and_then(|reply| reply.role)
        .and_then(|role| role.permissions_boundary)
        .and_then(|boundary| boundary.permissions_boundary_arn);
    attached.into_iter().filter_map(|policy| policy.policy_arn).chain(boundary).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_roles_of_this_account_have_a_name_here() {
        let name = |arn| role_name(arn, "111122223333");
        assert_eq!(name("arn:aws:iam::111122223333:role/aws-reserved/sso/Ops"), Some("Ops".into()));
        assert_eq!(name("arn:aws:iam::444455556666:role/Ops"), None);
        assert_eq!(name("arn:aws:iam::111122223333:user/ops"), None);
    }
}
