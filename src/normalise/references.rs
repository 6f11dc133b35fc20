//! What the facts of a cluster say that it uses: items that must be read too.

use super::fact_builder::FactBuilder;
use crate::evidence::model::{autoscaling, ec2, ec2_network, eks, eks_access};
use crate::evidence::topic::Topic;

/// Needs that the EKS facts state.
pub(super) fn from_eks(builder: &mut FactBuilder) {
    for (clusters, fact) in builder.typed::<eks::Cluster>(Topic::EksCluster) {
        let Some(name) = clusters.first() else { continue };
        let network = fact.resources_vpc_config.unwrap_or_default();
        need(builder, Topic::Ec2Vpc, network.vpc_id, name);
        need(builder, Topic::Ec2Subnet, network.subnet_ids.into_iter().flatten(), name);
        let groups = network.security_group_ids.into_iter().flatten().chain(network.cluster_security_group_id);
        need(builder, Topic::Ec2SecurityGroup, groups, name);
        need(builder, Topic::IamRole, fact.role_arn, name);
        need(builder, Topic::IamRole, fact.compute_config.and_then(|config| config.node_role_arn), name);
    }
    for (clusters, fact) in builder.typed::<eks::Nodegroup>(Topic::EksNodegroup) {
        let Some(name) = clusters.first() else { continue };
        need(builder, Topic::Ec2Subnet, fact.subnets.into_iter().flatten(), name);
        need(builder, Topic::IamRole, fact.node_role, name);
        let resources = fact.resources.unwrap_or_default();
        let groups = resources.auto_scaling_groups.into_iter().flatten();
        need(builder, Topic::AutoscalingGroup, groups.filter_map(|group| group.name), name);
        need(builder, Topic::Ec2SecurityGroup, resources.remote_access_security_group, name);
        if let Some(template) = fact.launch_template {
            need_template(builder, template.id, template.version, name);
        }
    }
    for (clusters, fact) in builder.typed::<eks::FargateProfile>(Topic::EksFargateProfile) {
        let Some(name) = clusters.first() else { continue };
        need(builder, Topic::Ec2Subnet, fact.subnets.into_iter().flatten(), name);
        need(builder, Topic::IamRole, fact.pod_execution_role_arn, name);
    }
    for (clusters, fact) in builder.typed::<eks::Addon>(Topic::EksAddon) {
        let Some(name) = clusters.first() else { continue };
        need(builder, Topic::IamRole, fact.service_account_role_arn, name);
    }
    for (clusters, fact) in builder.typed::<eks_access::PodIdentityAssociation>(Topic::EksPodIdentityAssociation) {
        let Some(name) = clusters.first() else { continue };
        need(builder, Topic::IamRole, fact.role_arn.into_iter().chain(fact.target_role_arn), name);
    }
    for (clusters, fact) in builder.typed::<eks_access::AccessEntry>(Topic::EksAccessEntry) {
        let Some(name) = clusters.first() else { continue };
        need(builder, Topic::IamRole, fact.principal_arn.filter(|arn| arn.contains(":role/")), name);
    }
}

/// Needs that the Auto Scaling groups state.
pub(super) fn from_groups(builder: &mut FactBuilder) {
    for (clusters, group) in builder.typed::<autoscaling::AutoScalingGroup>(Topic::AutoscalingGroup) {
        let mixed = group.mixed_instances_policy.and_then(|policy| policy.launch_template).unwrap_or_default();
        let overrides = mixed.overrides.into_iter().flatten().filter_map(|o| o.launch_template_specification);
        let instances = group.instances.unwrap_or_default();
        let of_instances: Vec<_> = instances.iter().filter_map(|instance| instance.launch_template.clone()).collect();
        let templates: Vec<autoscaling::LaunchTemplateSpecification> = group
            .launch_template
            .into_iter()
            .chain(mixed.launch_template_specification)
            .chain(overrides)
            .chain(of_instances)
            .collect();
        for name in &clusters {
            need(
                builder,
                Topic::Ec2Instance,
                instances.iter().filter_map(|instance| instance.instance_id.clone()),
                name,
            );
            for template in &templates {
                need_template(builder, template.launch_template_id.clone(), template.version.clone(), name);
            }
        }
    }
}

/// Needs that the instances state.
pub(super) fn from_instances(builder: &mut FactBuilder) {
    for (clusters, instance) in builder.typed::<ec2::Instance>(Topic::Ec2Instance) {
        let interfaces = instance.network_interfaces.unwrap_or_default();
        let subnets = interfaces.iter().filter_map(|interface| interface.subnet_id.clone()).chain(instance.subnet_id);
        let groups = interfaces.iter().flat_map(|interface| interface.groups.iter().flatten());
        let groups = groups.chain(instance.security_groups.iter().flatten()).filter_map(|group| group.group_id.clone());
        let mappings = instance.block_device_mappings.into_iter().flatten();
        let volumes = mappings.filter_map(|mapping| mapping.ebs?.volume_id);
        let tag = |key: &str| instance.tags.iter().flatten().find(|t| t.key.as_deref() == Some(key))?.value.clone();
        let template = (tag("aws:ec2launchtemplate:id"), tag("aws:ec2launchtemplate:version"));
        let (subnets, groups, volumes): (Vec<_>, Vec<_>, Vec<_>) =
            (subnets.collect(), groups.collect(), volumes.collect());
        for name in &clusters {
            need(builder, Topic::Ec2Subnet, subnets.clone(), name);
            need(builder, Topic::Ec2SecurityGroup, groups.clone(), name);
            need(builder, Topic::Ec2Volume, volumes.clone(), name);
            need(builder, Topic::Ec2Image, instance.image_id.clone(), name);
            need(builder, Topic::Ec2InstanceType, instance.instance_type.clone(), name);
            need_template(builder, template.0.clone(), template.1.clone(), name);
        }
    }
}

/// Needs that the launch template versions state. An image given by an SSM
/// parameter is known only from the instances that it started.
pub(super) fn from_templates(builder: &mut FactBuilder) {
    for (clusters, version) in builder.typed::<ec2::LaunchTemplateVersion>(Topic::Ec2LaunchTemplateVersion) {
        let data = version.launch_template_data.unwrap_or_default();
        let interfaces = data.network_interfaces.into_iter().flatten();
        let groups: Vec<String> = interfaces
            .flat_map(|interface| interface.groups.into_iter().flatten())
            .chain(data.security_group_ids.into_iter().flatten())
            .collect();
        for name in &clusters {
            need(builder, Topic::Ec2SecurityGroup, groups.clone(), name);
            need(builder, Topic::Ec2Image, data.image_id.clone().filter(|id| id.starts_with("ami-")), name);
        }
    }
}

/// Needs that the network interfaces state.
pub(super) fn from_interfaces(builder: &mut FactBuilder) {
    for (clusters, interface) in builder.typed::<ec2_network::NetworkInterface>(Topic::Ec2NetworkInterface) {
        for name in &clusters {
            let groups = interface.groups.iter().flatten().filter_map(|group| group.group_id.clone());
            need(builder, Topic::Ec2SecurityGroup, groups, name);
        }
    }
}

pub(super) fn need(builder: &mut FactBuilder, topic: Topic, keys: impl IntoIterator<Item = String>, cluster: &str) {
    for key in keys {
        builder.need(topic, &key, cluster);
    }
}

/// The key may hold `$Latest` or `$Default` until the version is known.
fn need_template(builder: &mut FactBuilder, id: Option<String>, version: Option<String>, cluster: &str) {
    if let Some(id) = id {
        let version = version.unwrap_or_else(|| "$Default".to_owned());
        builder.need(Topic::Ec2LaunchTemplateVersion, &format!("{id}/{version}"), cluster);
    }
}
