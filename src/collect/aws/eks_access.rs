//! Amazon EKS: who may reach the Kubernetes API, and AWS APIs from pods.

use aws_sdk_eks::types::IdentityProviderConfig;
use futures::future::join_all;

use super::{Clients, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const ACCESS_ENTRY: &[&str] =
    &["eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies"];
pub(super) const POD_IDENTITY_ASSOCIATION: &[&str] =
    &["eks:ListPodIdentityAssociations", "eks:DescribePodIdentityAssociation"];
pub(super) const IDENTITY_PROVIDER_CONFIG: &[&str] =
    &["eks:ListIdentityProviderConfigs", "eks:DescribeIdentityProviderConfig"];

/// Reads the access entries; returns the ARNs of their principals. A cluster
/// that authenticates by ConfigMap alone refuses the list, in words that are
/// themselves evidence, so it is asked all the same.
pub(super) async fn access_entries(clients: &Clients, scope: &Scope, cluster: &str) -> Vec<String> {
    if !scope.reads(Topic::EksAccessEntry) {
        return Vec::new();
    }
    let principals: Vec<String> = all_items!(clients.eks.list_access_entries().cluster_name(cluster));
    join_all(principals.iter().map(|principal| access_entry(clients, cluster, principal))).await;
    principals
}

async fn access_entry(clients: &Clients, cluster: &str, principal: &str) {
    let describe = clients.eks.describe_access_entry().cluster_name(cluster).principal_arn(principal);
    let policies = clients.eks.list_associated_access_policies().cluster_name(cluster).principal_arn(principal);
    drop(tokio::join!(describe.send(), async { all_items!(policies) }));
}

/// Reads the Pod Identity associations; returns the ARNs of their roles.
pub(super) async fn pod_identity_associations(clients: &Clients, scope: &Scope, cluster: &str) -> Vec<String> {
    if !scope.reads(Topic::EksPodIdentityAssociation) {
        return Vec::new();
    }
    let listed = all_items!(clients.eks.list_pod_identity_associations().cluster_name(cluster));
    let ids = listed.into_iter().filter_map(|association| association.association_id);
    let describe = |id| clients.eks.describe_pod_identity_association().cluster_name(cluster).association_id(id).send();
    let replies = join_all(ids.map(describe)).await;
    let associations = replies.into_iter().filter_map(|reply| reply.ok()?.association);
    associations.flat_map(|association| [association.role_arn, association.target_role_arn]).flatten().collect()
}

/// Reads the OIDC identity providers of a cluster.
pub(super) async fn identity_provider_configs(clients: &Clients, scope: &Scope, cluster: &str) {
    if !scope.reads(Topic::EksIdentityProviderConfig) {
        return;
    }
    let configs: Vec<IdentityProviderConfig> =
        all_items!(clients.eks.list_identity_provider_configs().cluster_name(cluster));
    let describe = |config| {
        clients.eks.describe_identity_provider_config().cluster_name(cluster).identity_provider_config(config).send()
    };
    join_all(configs.into_iter().map(describe)).await;
}
