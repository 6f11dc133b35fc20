//! Who runs an instance, read from what EC2 and EKS say about it.

use super::Member;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::scalar::Flag;

/// Tags that Karpenter sets. Source: Karpenter documentation, "NodeClasses", `spec.tags`.
const KARPENTER_TAGS: [&str; 4] = [
    "karpenter.sh/nodepool",
    "karpenter.sh/provisioner-name",
    "karpenter.sh/nodeclaim",
    "karpenter.k8s.aws/ec2nodeclass",
];

/// The compute type and what it was read from; `None` when nothing says how the instance came to the cluster. Auto Mode
/// first: its instances carry tags like Karpenter's too.
pub(super) fn of(cluster: &str, member: &Member<'_>) -> (Option<ComputeType>, String) {
    auto_mode(member)
        .map(|evidence| (ComputeType::AutoMode, evidence))
        .or_else(|| managed(member).map(|evidence| (ComputeType::ManagedNodeGroup, evidence)))
        .or_else(|| karpenter(member).map(|evidence| (ComputeType::Karpenter, evidence)))
        .or_else(|| self_managed(cluster, member).map(|evidence| (ComputeType::SelfManaged, evidence)))
        .map_or_else(
            || (None, "no tag and no group says how the instance joined".to_owned()),
            |(compute_type, evidence)| (Some(compute_type), evidence),
        )
}

/// Sources: EC2 API Reference, `OperatorResponse`; EKS User Guide, "EKS Auto
/// Mode cluster IAM role" on the tags of Auto Mode resources.
fn auto_mode(member: &Member<'_>) -> Option<String> {
    if let Some(operator) = &member.instance.value.operator
        && operator.managed == Some(Flag(true))
        && let Some(principal) = operator.principal.as_deref().filter(|principal| is_eks(principal))
    {
        return Some(format!("operator.managed is true with principal {principal}"));
    }
    member.tag("eks:eks-cluster-name")?;
    let tags = member.instance.value.tags.iter().flatten().filter_map(|tag| tag.key.as_deref());
    let node_class = tags.into_iter().find(|key| is_node_class(key))?;
    Some(format!("tags eks:eks-cluster-name and {node_class}"))
}

fn is_eks(principal: &str) -> bool {
    principal == "eks" || principal.starts_with("eks.amazonaws.com")
}

fn is_node_class(key: &str) -> bool {
    key == "eks:kubernetes-node-class-name" || key.starts_with("eks:nodeclass")
}

fn managed(member: &Member<'_>) -> Option<String> {
    if let Some(name) = member.tag("eks:nodegroup-name") {
        let known = if member.nodegroup.is_some() { "" } else { ", which no description was found of" };
        return Some(format!("tag eks:nodegroup-name names {name}{known}"));
    }
    let nodegroup = member.nodegroup?;
    let name = nodegroup.value.nodegroup_name.as_deref().unwrap_or(&nodegroup.fact.key);
    let group = member.auto_scaling_group_name().unwrap_or_default();
    Some(format!("Auto Scaling group {group} belongs to node group {name}"))
}

fn karpenter(member: &Member<'_>) -> Option<String> {
    let key = KARPENTER_TAGS.into_iter().find(|key| member.tag(key).is_some())?;
    Some(format!("tag {key}"))
}

fn self_managed(cluster: &str, member: &Member<'_>) -> Option<String> {
    let owned = format!("kubernetes.io/cluster/{cluster}");
    if member.tag(&owned).is_some() {
        return Some(format!("tag {owned} without a tag of a node group, Karpenter or Auto Mode"));
    }
    let named = ["aws:eks:cluster-name", "eks:cluster-name"].into_iter().find(|key| member.tag(key) == Some(cluster));
    if let Some(key) = named {
        return Some(format!("tag {key} without a tag of a node group, Karpenter or Auto Mode"));
    }
    let group = member.auto_scaling_group?;
    let tagged = group.value.tags.iter().flatten().any(|tag| tag.key.as_deref() == Some(owned.as_str()));
    tagged.then(|| format!("Auto Scaling group {} has tag {owned}", group.fact.key))
}
