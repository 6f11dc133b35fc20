//! Amazon EC2 Auto Scaling: the groups of node groups and of self-managed nodes.

use std::collections::BTreeSet;

use aws_sdk_autoscaling::types::{AutoScalingGroup, Filter};
use futures::future::join_all;

use super::eks::ClusterParts;
use super::{Clients, Scope, all_items};
use crate::evidence::topic::Topic;

pub(super) const GROUP: &[&str] = &["autoscaling:DescribeAutoScalingGroups"];

/// Names in one request.
const NAMES: usize = 50;

/// The groups that node groups name, and those tagged for a cluster.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) -> Vec<AutoScalingGroup> {
    if !scope.reads(Topic::AutoscalingGroup) {
        return Vec::new();
    }
    let named: Vec<String> = names(clusters).into_iter().collect();
    let by_name = named.chunks(NAMES).map(|names| {
        let request = clients.autoscaling.describe_auto_scaling_groups();
        request.set_auto_scaling_group_names(Some(names.to_vec()))
    });
    let by_tag = clusters.iter().map(|cluster| {
        let keys = ["kubernetes.io/cluster/", "k8s.io/cluster/"].map(|prefix| format!("{prefix}{}", cluster.name));
        let filter = Filter::builder().name("tag-key").set_values(Some(keys.to_vec())).build();
        clients.autoscaling.describe_auto_scaling_groups().filters(filter)
    });
    let groups = by_name.chain(by_tag).map(|request| async move { all_items!(request) });
    join_all(groups).await.into_iter().flatten().collect()
}

fn names(clusters: &[ClusterParts]) -> BTreeSet<String> {
    let nodegroups = clusters.iter().flat_map(|cluster| &cluster.nodegroups);
    let groups = nodegroups.filter_map(|group| group.resources()).flat_map(|resources| resources.auto_scaling_groups());
    groups.filter_map(|group| group.name().map(str::to_owned)).collect()
}
