//! Amazon EKS: what AWS offers and until when.

use std::collections::BTreeSet;

use futures::future::join_all;

use super::eks::ClusterParts;
use super::{Clients, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const ADDON_VERSION: &[&str] = &["eks:DescribeAddonVersions"];
pub(super) const CLUSTER_VERSION: &[&str] = &["eks:DescribeClusterVersions"];

/// Reads the versions of every installed add-on, once an add-on and for all
/// Kubernetes versions, and the calendar of Kubernetes versions.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    tokio::join!(addon_versions(clients, scope, clusters), cluster_versions(clients, scope));
}

async fn addon_versions(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    if !scope.reads(Topic::EksAddonVersion) {
        return;
    }
    let installed: BTreeSet<&str> =
        clusters.iter().flat_map(|cluster| &cluster.addons).filter_map(|addon| addon.addon_name()).collect();
    let versions = |name| async move { drop(all_items!(clients.eks.describe_addon_versions().addon_name(name))) };
    join_all(installed.into_iter().map(versions)).await;
}

async fn cluster_versions(clients: &Clients, scope: &Scope) {
    if scope.reads(Topic::EksClusterVersion) {
        drop(all_items!(clients.eks.describe_cluster_versions().include_all(true)));
    }
}
