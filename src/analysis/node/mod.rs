//! `analysis.node`: the EC2 instances of a cluster with what several replies say about each.
//!
//! Fargate pods and hybrid nodes are not instances of the account: no reply
//! describes them, and they are not here.

mod compute_type;
mod operating_system;
mod pod_capacity;
mod role;

use std::collections::BTreeMap;

use super::derived::{Derived, Sources};
use super::inputs::{Scope, items, tag};
use super::security_group;
use super::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis::{Node, NodeVolume, Subnet};
use crate::evidence::model::autoscaling::AutoScalingGroup;
use crate::evidence::model::ec2::{Image, Instance};
use crate::evidence::model::eks::Nodegroup;
use crate::evidence::scalar::{Flag, Number};

pub(super) use role::held_by;

/// An instance with the groups that started it.
struct Member<'a> {
    instance: &'a Entry<'a, Instance>,
    auto_scaling_group: Option<&'a Entry<'a, AutoScalingGroup>>,
    nodegroup: Option<&'a Entry<'a, Nodegroup>>,
}

impl<'a> Member<'a> {
    fn tag(&self, key: &str) -> Option<&'a str> {
        tag(&self.instance.value.tags, key)
    }

    fn auto_scaling_group_name(&self) -> Option<&'a str> {
        self.tag("aws:autoscaling:groupName").or_else(|| self.auto_scaling_group.map(|g| g.fact.key.as_str()))
    }

    fn nodegroup_name(&self) -> Option<&'a str> {
        let described = self.nodegroup.and_then(|group| group.value.nodegroup_name.as_deref());
        self.tag("eks:nodegroup-name").or(described)
    }
}

/// One value per instance that exists.
pub(super) fn derive(scope: &Scope<'_>, subnets: &BTreeMap<String, Derived<Subnet>>) -> Vec<Derived<Node>> {
    let groups = GroupsByInstance::of(scope);
    scope.instances().map(|instance| describe(scope, &groups.member(scope, instance), subnets)).collect()
}

/// Auto Scaling groups by instance id, and node groups by Auto Scaling group.
struct GroupsByInstance<'a> {
    auto_scaling: BTreeMap<&'a str, &'a Entry<'a, AutoScalingGroup>>,
    nodegroups: BTreeMap<&'a str, &'a Entry<'a, Nodegroup>>,
}

impl<'a> GroupsByInstance<'a> {
    fn of(scope: &Scope<'a>) -> Self {
        let mut index = Self { auto_scaling: BTreeMap::new(), nodegroups: BTreeMap::new() };
        for group in scope.inputs.auto_scaling_groups.of_cluster(scope.cluster) {
            for id in items(&group.value.instances).iter().filter_map(|instance| instance.instance_id.as_deref()) {
                index.auto_scaling.insert(id, group);
            }
        }
        for nodegroup in scope.nodegroups() {
            let groups = nodegroup.value.resources.as_ref().map(|resources| items(&resources.auto_scaling_groups));
            for name in groups.unwrap_or_default().iter().filter_map(|group| group.name.as_deref()) {
                index.nodegroups.insert(name, nodegroup);
            }
        }
        index
    }

    fn member(&self, scope: &Scope<'a>, instance: &'a Entry<'a, Instance>) -> Member<'a> {
        let tags = &instance.value.tags;
        let named = tag(tags, "aws:autoscaling:groupName");
        let auto_scaling_group = match named {
            Some(name) => scope.inputs.auto_scaling_groups.get(name),
            None => self.auto_scaling.get(instance.fact.key.as_str()).copied(),
        };
        let group_name = named.or(auto_scaling_group.map(|group| group.fact.key.as_str()));
        let tagged = tag(tags, "eks:nodegroup-name")
            .and_then(|name| scope.inputs.nodegroups.get(&format!("{}/{name}", scope.cluster)));
        let nodegroup = tagged.or_else(|| group_name.and_then(|name| self.nodegroups.get(name).copied()));
        Member { instance, auto_scaling_group, nodegroup }
    }
}

fn describe(scope: &Scope<'_>, member: &Member<'_>, subnets: &BTreeMap<String, Derived<Subnet>>) -> Derived<Node> {
    let mut sources = Sources::new(member.instance);
    let mut value = of_instance(scope, &member.instance.value);
    value.instance_id = Some(member.instance.fact.key.clone());
    if let Some(group) = member.auto_scaling_group {
        sources.add(group);
    }
    if let Some(nodegroup) = member.nodegroup {
        sources.add(nodegroup);
        value.ami_type.clone_from(&nodegroup.value.ami_type);
    }
    value.auto_scaling_group_name = member.auto_scaling_group_name().map(str::to_owned);
    let (compute_type, evidence) = compute_type::of(scope.cluster, member);
    value.compute_type = compute_type;
    value.compute_type_evidence = Some(evidence);
    if compute_type == Some(ComputeType::ManagedNodeGroup) {
        value.nodegroup_name = member.nodegroup_name().map(str::to_owned);
    }
    add_launch_template(member, &mut value);
    add_image(scope, member, &mut value, &mut sources);
    add_volumes(scope, &member.instance.value, &mut value, &mut sources);
    if let Some(subnet) = value.subnet_id.as_ref().and_then(|id| subnets.get(id)) {
        sources.merge(&subnet.sources);
        value.subnet_public = subnet.value.public;
    }
    value.role_arn = role::of(scope, member, compute_type, &mut sources);
    value.pod_capacity = Some(pod_capacity::of(scope, &value, &mut sources));
    Derived { value, sources }
}

/// The members that the instance's own description gives.
fn of_instance(scope: &Scope<'_>, instance: &Instance) -> Node {
    Node {
        cluster_name: Some(scope.cluster.to_owned()),
        instance_type: instance.instance_type.clone(),
        image_id: instance.image_id.clone(),
        launch_time: instance.launch_time,
        state: instance.state.as_ref().and_then(|state| state.name.clone()),
        availability_zone: instance.placement.as_ref().and_then(|placement| placement.availability_zone.clone()),
        subnet_id: instance.subnet_id.clone(),
        public_ip_address: public_ip_address(instance),
        has_public_ip: has_public_ip(instance),
        key_name: instance.key_name.clone(),
        metadata_options: instance.metadata_options.clone(),
        security_group_ids: security_group::groups_of(instance),
        network_interface_count: instance.network_interfaces.as_ref().map(|list| count(list.len())),
        ..Node::default()
    }
}

fn count(number: usize) -> Number {
    Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn public_ip_address(instance: &Instance) -> Option<String> {
    let of_interface = || {
        let associations = items(&instance.network_interfaces).iter().filter_map(|i| i.association.as_ref());
        associations.filter_map(|association| association.public_ip.clone()).next()
    };
    instance.public_ip_address.clone().or_else(of_interface)
}

/// An instance in a VPC always has an interface: without the list of them,
/// an absent address says nothing.
fn has_public_ip(instance: &Instance) -> Option<Flag> {
    match public_ip_address(instance) {
        Some(_) => Some(Flag(true)),
        None => instance.network_interfaces.as_ref().map(|_| Flag(false)),
    }
}

/// The template from the tags that EC2 sets, or else from the Auto Scaling group.
fn add_launch_template(member: &Member<'_>, value: &mut Node) {
    value.launch_template_id = member.tag("aws:ec2launchtemplate:id").map(str::to_owned);
    value.launch_template_version = member.tag("aws:ec2launchtemplate:version").map(str::to_owned);
    if value.launch_template_id.is_some() {
        return;
    }
    let listed = member.auto_scaling_group.and_then(|group| {
        let own = |i: &&crate::evidence::model::autoscaling::Instance| i.instance_id == value.instance_id;
        items(&group.value.instances).iter().find(own)?.launch_template.as_ref()
    });
    if let Some(template) = listed {
        value.launch_template_id.clone_from(&template.launch_template_id);
        value.launch_template_version.clone_from(&template.version);
    }
}

fn add_image(scope: &Scope<'_>, member: &Member<'_>, value: &mut Node, sources: &mut Sources) {
    let entry = value.image_id.as_deref().and_then(|id| scope.inputs.images.get(id));
    if let Some(entry) = entry {
        sources.add(entry);
        value.image_name.clone_from(&entry.value.name);
        value.image_owner_alias.clone_from(&entry.value.image_owner_alias);
        value.image_creation_date = entry.value.creation_date;
        value.image_deprecation_time = entry.value.deprecation_time;
    }
    value.custom_image = custom_image(entry.map(|entry| &entry.value), value.ami_type.as_deref());
    value.operating_system = operating_system::of(
        value.ami_type.as_deref(),
        value.image_name.as_deref(),
        value.compute_type == Some(ComputeType::AutoMode),
        member.instance.value.platform.as_deref(),
    );
    let of_name = value.image_name.as_deref().and_then(operating_system::kubernetes_version);
    value.kubernetes_version = of_name.or_else(|| member.nodegroup.and_then(|group| group.value.version.clone()));
}

/// EC2 gives the alias `amazon` for images that Amazon owns, and none for
/// those of other accounts. Source: EC2 API Reference, `Image`.
fn custom_image(image: Option<&Image>, ami_type: Option<&str>) -> Option<Flag> {
    match (image, ami_type) {
        (Some(image), _) => Some(Flag(image.image_owner_alias.as_deref() != Some("amazon"))),
        (None, Some(ami_type)) => Some(Flag(ami_type == "CUSTOM")),
        (None, None) => None,
    }
}

/// A volume without description is listed without `encrypted`, so that a
/// condition that reads it is an error.
fn add_volumes(scope: &Scope<'_>, instance: &Instance, value: &mut Node, sources: &mut Sources) {
    let Some(mappings) = instance.block_device_mappings.as_deref() else { return };
    let mut unknown = 0;
    let mut volumes = Vec::new();
    for mapping in mappings.iter().filter(|mapping| mapping.ebs.is_some()) {
        let volume_id = mapping.ebs.as_ref().and_then(|ebs| ebs.volume_id.clone());
        let entry = volume_id.as_deref().and_then(|id| scope.inputs.volumes.get(id));
        match entry {
            Some(entry) => sources.add(entry),
            None => unknown += 1,
        }
        volumes.push(NodeVolume {
            volume_id,
            device_name: mapping.device_name.clone(),
            encrypted: entry.and_then(|entry| entry.value.encrypted),
            kms_key_id: entry.and_then(|entry| entry.value.kms_key_id.clone()),
        });
    }
    value.volumes = Some(volumes);
    value.volumes_unknown = Some(count(unknown));
}
