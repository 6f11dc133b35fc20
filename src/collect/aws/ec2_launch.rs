//! Amazon EC2: what nodes are started from.

use std::collections::BTreeSet;

use aws_sdk_autoscaling::types::AutoScalingGroup;
use aws_sdk_ec2::types::{Instance, LaunchTemplateVersion, ResponseLaunchTemplateData};
use futures::future::join_all;

use super::ec2_instances::filter;
use super::eks::ClusterParts;
use super::{Clients, Scope, all_items, chunks};
use crate::evidence::topic::Topic;

pub(super) const LAUNCH_TEMPLATE_VERSION: &[&str] = &["ec2:DescribeLaunchTemplateVersions"];
pub(super) const IMAGE: &[&str] = &["ec2:DescribeImages"];
pub(super) const INSTANCE_TYPE: &[&str] = &["ec2:DescribeInstanceTypes"];

/// A launch template and the version of it that is used, as AWS refers to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Template {
    Id(String, String),
    Name(String, String),
}

/// Reads the launch template versions in use, the images and the instance types.
pub(super) async fn read(
    clients: &Clients,
    scope: &Scope,
    clusters: &[ClusterParts],
    groups: &[AutoScalingGroup],
    instances: &[Instance],
) -> Vec<LaunchTemplateVersion> {
    let mut versions = Vec::new();
    if scope.reads(Topic::Ec2LaunchTemplateVersion) {
        // One request a version: a deleted version fails the call that names it.
        let used = templates(clusters, groups, instances);
        let replies = join_all(used.into_iter().map(|template| version(clients, template))).await;
        versions = replies.into_iter().flatten().collect();
    }
    tokio::join!(images(clients, scope, instances, &versions), types(clients, scope, clusters, instances, &versions));
    versions
}

async fn version(clients: &Clients, template: Template) -> Vec<LaunchTemplateVersion> {
    let request = clients.ec2.describe_launch_template_versions();
    let request = match template {
        Template::Id(id, version) => request.launch_template_id(id).versions(version),
        Template::Name(name, version) => request.launch_template_name(name).versions(version),
    };
    all_items!(request)
}

fn templates(clusters: &[ClusterParts], groups: &[AutoScalingGroup], instances: &[Instance]) -> BTreeSet<Template> {
    let nodegroups =
        clusters.iter().flat_map(|cluster| &cluster.nodegroups).filter_map(|group| group.launch_template());
    let of_nodegroups = nodegroups.filter_map(|used| template(used.id(), used.name(), used.version()));
    let specifications = groups.iter().flat_map(|group| {
        let mixed = group.mixed_instances_policy().and_then(|policy| policy.launch_template());
        let overrides = mixed.into_iter().flat_map(|template| template.overrides());
        let members = group.instances().iter().filter_map(|instance| instance.launch_template());
        let own = group.launch_template().into_iter();
        own.chain(mixed.and_then(|template| template.launch_template_specification()))
            .chain(overrides.filter_map(|item| item.launch_template_specification()))
            .chain(members)
    });
    let of_groups = specifications
        .filter_map(|used| template(used.launch_template_id(), used.launch_template_name(), used.version()));
    // EC2 tags what it starts from a template.
    let of_instances = instances.iter().filter_map(|instance| {
        let id = tag(instance, "aws:ec2launchtemplate:id")?;
        Some(Template::Id(id.to_owned(), tag(instance, "aws:ec2launchtemplate:version")?.to_owned()))
    });
    of_nodegroups.chain(of_groups).chain(of_instances).collect()
}

/// Without a version, AWS uses the template's default version.
fn template(id: Option<&str>, name: Option<&str>, version: Option<&str>) -> Option<Template> {
    let version = version.unwrap_or("$Default").to_owned();
    match (id, name) {
        (Some(id), _) => Some(Template::Id(id.to_owned(), version)),
        (None, Some(name)) => Some(Template::Name(name.to_owned(), version)),
        (None, None) => None,
    }
}

fn tag<'a>(instance: &'a Instance, key: &str) -> Option<&'a str> {
    instance.tags().iter().find(|tag| tag.key() == Some(key))?.value()
}

fn data(versions: &[LaunchTemplateVersion]) -> impl Iterator<Item = &ResponseLaunchTemplateData> {
    versions.iter().filter_map(LaunchTemplateVersion::launch_template_data)
}

async fn images(clients: &Clients, scope: &Scope, instances: &[Instance], versions: &[LaunchTemplateVersion]) {
    if !scope.reads(Topic::Ec2Image) {
        return;
    }
    let of_templates = data(versions).filter_map(|data| data.image_id());
    let ids: BTreeSet<String> = instances
        .iter()
        .filter_map(Instance::image_id)
        .chain(of_templates)
        // A template can also name a parameter that holds the id.
        .filter(|id| id.starts_with("ami-"))
        .map(str::to_owned)
        .collect();
    let requests = chunks(&ids).into_iter().map(|ids| async move {
        let request = clients.ec2.describe_images().filters(filter("image-id", ids));
        drop(all_items!(request.include_deprecated(true).include_disabled(true)));
    });
    join_all(requests).await;
}

async fn types(
    clients: &Clients,
    scope: &Scope,
    clusters: &[ClusterParts],
    instances: &[Instance],
    versions: &[LaunchTemplateVersion],
) {
    if !scope.reads(Topic::Ec2InstanceType) {
        return;
    }
    let of_nodegroups =
        clusters.iter().flat_map(|cluster| &cluster.nodegroups).flat_map(|group| group.instance_types()).cloned();
    let of_templates = data(versions).filter_map(|data| data.instance_type()).map(|name| name.as_str().to_owned());
    let names: BTreeSet<String> = instances
        .iter()
        .filter_map(|instance| instance.instance_type().map(|name| name.as_str().to_owned()))
        .chain(of_nodegroups)
        .chain(of_templates)
        .collect();
    let requests = chunks(&names).into_iter().map(|names| async move {
        drop(all_items!(clients.ec2.describe_instance_types().filters(filter("instance-type", names))));
    });
    join_all(requests).await;
}
