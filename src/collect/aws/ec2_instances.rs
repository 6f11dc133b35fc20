//! Amazon EC2: the clusters' instances and their volumes.

use std::collections::BTreeSet;

use aws_sdk_autoscaling::types::AutoScalingGroup;
use aws_sdk_ec2::types::{Filter, Instance};
use futures::future::join_all;

use super::eks::ClusterParts;
use super::{Clients, Scope, all_items, chunks};
use crate::evidence::topic::Topic;

pub(super) const INSTANCE: &[&str] = &["ec2:DescribeInstances"];
pub(super) const VOLUME: &[&str] = &["ec2:DescribeVolumes"];

/// Tags whose value is the cluster's name: managed node groups (with and
/// without the reserved prefix), Auto Mode and Karpenter.
const NAME_TAGS: [&str; 3] = ["tag:aws:eks:cluster-name", "tag:eks:cluster-name", "tag:eks:eks-cluster-name"];

/// The instances tagged for a cluster or running in its groups, each once.
pub(super) async fn read(
    clients: &Clients,
    scope: &Scope,
    clusters: &[ClusterParts],
    groups: &[AutoScalingGroup],
) -> Vec<Instance> {
    if !scope.reads(Topic::Ec2Instance) {
        return Vec::new();
    }
    let tagged = clusters.iter().flat_map(|cluster| tag_filters(&cluster.name));
    // By filter and not by id: one id that is gone would fail the whole call.
    let in_groups = chunks(&group_members(groups)).into_iter().map(|ids| filter("instance-id", ids));
    let replies = tagged.chain(in_groups).map(|filter| async move {
        all_reservations(clients.ec2.describe_instances().filters(filter).include_managed_resources(true)).await
    });
    let mut instances: Vec<Instance> = join_all(replies).await.into_iter().flatten().collect();
    instances.sort_by(|a, b| a.instance_id.cmp(&b.instance_id));
    instances.dedup_by(|a, b| a.instance_id == b.instance_id);
    volumes(clients, scope, clusters, &instances).await;
    instances
}

async fn all_reservations(
    request: aws_sdk_ec2::operation::describe_instances::builders::DescribeInstancesFluentBuilder,
) -> Vec<Instance> {
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    while let Some(Ok(page)) = pages.next().await {
        found.extend(page.reservations.unwrap_or_default().into_iter().flat_map(|r| r.instances.unwrap_or_default()));
    }
    found
}

async fn volumes(clients: &Clients, scope: &Scope, clusters: &[ClusterParts], instances: &[Instance]) {
    if !scope.reads(Topic::Ec2Volume) {
        return;
    }
    let ids: BTreeSet<String> = instances.iter().filter_map(|instance| instance.instance_id.clone()).collect();
    let attached = chunks(&ids).into_iter().map(|ids| filter("attachment.instance-id", ids));
    let tagged = clusters.iter().map(|cluster| filter("tag-key", vec![cluster_tag(&cluster.name)]));
    let requests = attached.chain(tagged).map(|filter| async move {
        drop(all_items!(clients.ec2.describe_volumes().filters(filter).include_managed_resources(true)));
    });
    join_all(requests).await;
}

fn tag_filters(cluster: &str) -> Vec<Filter> {
    let mut filters = vec![filter("tag-key", vec![cluster_tag(cluster)])];
    filters.extend(NAME_TAGS.map(|tag| filter(tag, vec![cluster.to_owned()])));
    filters
}

fn cluster_tag(cluster: &str) -> String {
    format!("kubernetes.io/cluster/{cluster}")
}

fn group_members(groups: &[AutoScalingGroup]) -> BTreeSet<String> {
    let members = groups.iter().flat_map(AutoScalingGroup::instances);
    members.filter_map(|member| member.instance_id().map(str::to_owned)).collect()
}

pub(super) fn filter(name: &str, values: Vec<String>) -> Filter {
    Filter::builder().name(name).set_values(Some(values)).build()
}
