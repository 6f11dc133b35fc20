//! Who runs an instance, read from what EC2 and EKS say about it.

use super::Member;
use crate::evidence::scalar::Flag;

pub(in crate::analysis) const AUTO_MODE: &str = "auto-mode";
pub(super) const MANAGED_NODE_GROUP: &str = "managed-node-group";
const KARPENTER: &str = "karpenter";
const SELF_MANAGED: &str = "self-managed";

/// Tags that Karpenter sets. Source: Karpenter documentation, "NodeClasses", `spec.tags`.
const KARPENTER_TAGS: [&str; 4] = [
    "karpenter.sh/nodepool",
    "karpenter.sh/provisioner-name",
    "karpenter.sh/nodeclaim",
    "karpenter.k8s.aws/ec2nodeclass",
];

/// A compute type and what it was read from.
pub(super) struct ComputeType {
    /// `None` when nothing says how the instance came to the cluster.
    pub(super) name: Option<&'static str>,
    pub(super) evidence: String,
}

/// Auto Mode first: its instances carry tags like Karpenter's too.
pub(super) fn of(cluster: &str, member: &Member<'_>) -> ComputeType {
    auto_mode(member)
        .map(|evidence| (AUTO_MODE, evidence))
        .or_else(|| managed(member).map(|evidence| (MANAGED_NODE_GROUP, evidence)))
        .or_else(|| karpenter(member).map(|evidence| (KARPENTER, evidence)))
        .or_else(|| self_managed(cluster, member).map(|evidence| (SELF_MANAGED, evidence)))
        .map_or_else(
            || ComputeType { name: None, evidence: "no tag and no group says how the instance joined".to_owned() },
            |(name, evidence)| ComputeType { name: Some(name), evidence },
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
