//! Facts of nodes and what they are started from: Auto Scaling groups,
//! instances, launch template versions, images, instance types, volumes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::eks::add_item;
use super::fact_builder::{FactBuilder, text};
use super::reads::{Page, Read, Reads};
use super::references;
use super::tags::clusters_of_tags;
use crate::evidence::topic::Topic;

/// Adds the groups and instances of `clusters`; the rest of the account's is left out.
pub(super) fn add(reads: &Reads, clusters: &BTreeSet<String>, builder: &mut FactBuilder) {
    for read in reads.all("DescribeAutoScalingGroups") {
        for (group, page) in read.items() {
            let key = text(group, "autoScalingGroupName");
            let owners = owners(builder, Topic::AutoscalingGroup, &key, group, "tags", clusters);
            add_owned(Topic::AutoscalingGroup, group, &owners, read, page, builder);
        }
    }
    references::from_groups(builder);
    for read in reads.all("DescribeInstances") {
        for (reservation, page) in read.items() {
            for instance in reservation["instancesSet"].as_array().into_iter().flatten() {
                add_instance(instance, clusters, read, page, builder);
            }
        }
    }
    references::from_instances(builder);
    add_templates(reads, builder);
    references::from_templates(builder);
    add_needed(reads, "DescribeImages", Topic::Ec2Image, "imageId", builder);
    for read in reads.all("DescribeInstanceTypes") {
        for (value, page) in read.items() {
            add_item(Topic::Ec2InstanceType, value, &BTreeSet::new(), read, page, builder);
        }
    }
    add_volumes(reads, clusters, builder);
}

/// A terminated instance is not a node any more, though EC2 shows it for an hour.
fn add_instance(instance: &Value, clusters: &BTreeSet<String>, read: &Read, page: &Page, builder: &mut FactBuilder) {
    let key = text(instance, "instanceId");
    if instance["instanceState"]["name"] == "terminated" {
        return builder.no_longer_needed(Topic::Ec2Instance, &key);
    }
    let mut owners = owners(builder, Topic::Ec2Instance, &key, instance, "tagSet", clusters);
    let groups = tags(instance, "tagSet").filter(|(key, _)| *key == "aws:autoscaling:groupName");
    for (_, group) in groups {
        owners.extend(
            builder.fact(Topic::AutoscalingGroup, group).into_iter().flat_map(|partial| partial.clusters.clone()),
        );
    }
    add_owned(Topic::Ec2Instance, instance, &owners, read, page, builder);
}

/// Turns `$Latest` and `$Default` into the numbers that the replies show, then
/// adds the versions that are used.
fn add_templates(reads: &Reads, builder: &mut FactBuilder) {
    let topic = Topic::Ec2LaunchTemplateVersion;
    let needs: Vec<(String, BTreeSet<String>)> = builder.needs(topic).map(|(k, c)| (k.clone(), c.clone())).collect();
    for (key, users) in needs {
        let Some((id, version)) = key.split_once('/') else { continue };
        if !version.starts_with('$') {
            continue;
        }
        if let Some(number) = resolve(reads, id, version) {
            builder.no_longer_needed(topic, &key);
            for cluster in users {
                builder.need(topic, &format!("{id}/{number}"), &cluster);
            }
        }
    }
    for read in reads.all("DescribeLaunchTemplateVersions") {
        for (value, page) in read.items() {
            let key = format!("{}/{}", text(value, "launchTemplateId"), text(value, "versionNumber"));
            let users = builder.users(topic, &key);
            add_owned(topic, value, &users, read, page, builder);
        }
    }
}

/// `$Latest` is the highest number of a read that asked for it, or for all.
fn resolve(reads: &Reads, id: &str, version: &str) -> Option<String> {
    let asked = |read: &Read| {
        let mut versions =
            read.parameters.iter().filter(|(name, _)| name.starts_with("LaunchTemplateVersion.")).peekable();
        versions.peek().is_none() || versions.any(|(_, value)| value == version)
    };
    let reads = reads.all("DescribeLaunchTemplateVersions").iter().filter(|read| asked(read) && read.failure.is_none());
    let versions =
        reads.flat_map(Read::items).map(|(value, _)| value).filter(|value| text(value, "launchTemplateId") == id);
    if version == "$Latest" {
        let numbers = versions.filter_map(|value| text(value, "versionNumber").parse::<u64>().ok());
        return numbers.max().map(|number| number.to_string());
    }
    let mut defaults = versions.filter(|value| value["defaultVersion"] == "true");
    defaults.next().map(|value| text(value, "versionNumber"))
}

fn add_volumes(reads: &Reads, clusters: &BTreeSet<String>, builder: &mut FactBuilder) {
    for read in reads.all("DescribeVolumes") {
        for (volume, page) in read.items() {
            let mut owners = owners(builder, Topic::Ec2Volume, &text(volume, "volumeId"), volume, "tagSet", clusters);
            for attachment in volume["attachmentSet"].as_array().into_iter().flatten() {
                let node = builder.fact(Topic::Ec2Instance, &text(attachment, "instanceId"));
                owners.extend(node.into_iter().flat_map(|partial| partial.clusters.clone()));
            }
            add_owned(Topic::Ec2Volume, volume, &owners, read, page, builder);
        }
    }
}

/// Adds the listed items that some cluster uses.
pub(super) fn add_needed(reads: &Reads, operation: &str, topic: Topic, id: &str, builder: &mut FactBuilder) {
    for read in reads.all(operation) {
        for (value, page) in read.items() {
            let users = builder.users(topic, &text(value, id));
            add_owned(topic, value, &users, read, page, builder);
        }
    }
}

/// Adds an item that has at least one owner.
pub(super) fn add_owned(
    topic: Topic,
    value: &Value,
    owners: &BTreeSet<String>,
    read: &Read,
    page: &Page,
    builder: &mut FactBuilder,
) {
    if !owners.is_empty() {
        add_item(topic, value, owners, read, page, builder);
    }
}

/// Clusters that use the item or that its tags name.
fn owners(
    builder: &FactBuilder,
    topic: Topic,
    key: &str,
    value: &Value,
    tag_member: &str,
    clusters: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut owners = builder.users(topic, key);
    owners.extend(clusters_of_tags(tags(value, tag_member)).into_iter().filter(|name| clusters.contains(name)));
    owners
}

/// The tags of an item, as key and value.
pub(super) fn tags<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let tags = value[member].as_array().into_iter().flatten();
    tags.filter_map(|tag| Some((tag["key"].as_str()?, tag["value"].as_str().unwrap_or_default())))
}
