//! Amazon EKS: the clusters and what they consist of.

use aws_sdk_eks::types::{Addon, Cluster, FargateProfile, Nodegroup};
use futures::future::join_all;

use super::{Clients, Scope, all_items, eks_access};
use crate::collect::endpoint::Endpoint;
use crate::evidence::topic::Topic;

pub(super) const CLUSTER: &[&str] = &["eks:DescribeCluster"];
pub(super) const NODEGROUP: &[&str] = &["eks:ListNodegroups", "eks:DescribeNodegroup"];
pub(super) const FARGATE_PROFILE: &[&str] = &["eks:ListFargateProfiles", "eks:DescribeFargateProfile"];
pub(super) const ADDON: &[&str] = &["eks:ListAddons", "eks:DescribeAddon"];
pub(super) const INSIGHT: &[&str] = &["eks:ListInsights", "eks:DescribeInsight"];

/// What was read of one cluster, as far as it leads to other reads.
#[derive(Default)]
pub(super) struct ClusterParts {
    pub(super) name: String,
    pub(super) cluster: Option<Cluster>,
    pub(super) nodegroups: Vec<Nodegroup>,
    pub(super) fargate_profiles: Vec<FargateProfile>,
    pub(super) addons: Vec<Addon>,
    /// ARNs of the principals of access entries.
    pub(super) principals: Vec<String>,
    /// ARNs of the roles of Pod Identity associations.
    pub(super) pod_roles: Vec<String>,
}

impl ClusterParts {
    /// The cluster's VPC, once the cluster could be described.
    pub(super) fn vpc_id(&self) -> Option<&str> {
        self.cluster.as_ref()?.resources_vpc_config()?.vpc_id()
    }

    /// How the cluster's API server is reached.
    pub(super) fn endpoint(&self) -> Endpoint {
        let cluster = self.cluster.as_ref();
        let authority = cluster.and_then(|cluster| cluster.certificate_authority()?.data());
        Endpoint {
            cluster: self.name.clone(),
            url: cluster.and_then(|cluster| cluster.endpoint()).map(str::to_owned),
            authority: authority.map(str::to_owned),
        }
    }

    /// The cluster's OIDC issuer without its scheme, as trust policies name it.
    pub(super) fn issuer(&self) -> Option<&str> {
        let issuer = self.cluster.as_ref()?.identity()?.oidc()?.issuer()?;
        Some(issuer.strip_prefix("https://").unwrap_or(issuer))
    }
}

/// Reads one cluster.
pub(super) async fn read(clients: &Clients, scope: &Scope, name: &str) -> ClusterParts {
    let (cluster, nodegroups, fargate_profiles, addons, (), principals, pod_roles, ()) = tokio::join!(
        clients.eks.describe_cluster().name(name).send(),
        nodegroups(clients, scope, name),
        fargate_profiles(clients, scope, name),
        addons(clients, scope, name),
        insights(clients, scope, name),
        eks_access::access_entries(clients, scope, name),
        eks_access::pod_identity_associations(clients, scope, name),
        eks_access::identity_provider_configs(clients, scope, name),
    );
    ClusterParts {
        name: name.to_owned(),
        cluster: cluster.ok().and_then(|reply| reply.cluster),
        nodegroups,
        fargate_profiles,
        addons,
        principals,
        pod_roles,
    }
}

async fn nodegroups(clients: &Clients, scope: &Scope, cluster: &str) -> Vec<Nodegroup> {
    if !scope.reads(Topic::EksNodegroup) {
        return Vec::new();
    }
    let names = all_items!(clients.eks.list_nodegroups().cluster_name(cluster));
    let describe = |name| clients.eks.describe_nodegroup().cluster_name(cluster).nodegroup_name(name).send();
    let replies = join_all(names.into_iter().map(describe)).await;
    replies.into_iter().filter_map(|reply| reply.ok()?.nodegroup).collect()
}

async fn fargate_profiles(clients: &Clients, scope: &Scope, cluster: &str) -> Vec<FargateProfile> {
    if !scope.reads(Topic::EksFargateProfile) {
        return Vec::new();
    }
    let names = all_items!(clients.eks.list_fargate_profiles().cluster_name(cluster));
    let describe =
        |name| clients.eks.describe_fargate_profile().cluster_name(cluster).fargate_profile_name(name).send();
    let replies = join_all(names.into_iter().map(describe)).await;
    replies.into_iter().filter_map(|reply| reply.ok()?.fargate_profile).collect()
}

async fn addons(clients: &Clients, scope: &Scope, cluster: &str) -> Vec<Addon> {
    if !scope.reads(Topic::EksAddon) {
        return Vec::new();
    }
    let names = all_items!(clients.eks.list_addons().cluster_name(cluster));
    let describe = |name| clients.eks.describe_addon().cluster_name(cluster).addon_name(name).send();
    let replies = join_all(names.into_iter().map(describe)).await;
    replies.into_iter().filter_map(|reply| reply.ok()?.addon).collect()
}

async fn insights(clients: &Clients, scope: &Scope, cluster: &str) {
    if !scope.reads(Topic::EksInsight) {
        return;
    }
    let listed = all_items!(clients.eks.list_insights().cluster_name(cluster));
    let ids = listed.into_iter().filter_map(|insight| insight.id);
    join_all(ids.map(|id| clients.eks.describe_insight().cluster_name(cluster).id(id).send())).await;
}
