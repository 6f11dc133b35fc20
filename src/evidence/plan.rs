//! From the topics that controls need to the topics that must be read.

use std::collections::BTreeSet;

use super::topic::Topic;
use Topic::*;

/// Every topic that must be read to know `topics`: these, what they are
/// discovered through, and the clusters themselves. Derived topics are left
/// out: name the topics that they are derived from.
#[must_use]
pub fn closure(topics: &BTreeSet<Topic>) -> BTreeSet<Topic> {
    let mut open: Vec<Topic> = topics.iter().copied().filter(|topic| !topic.is_derived()).collect();
    open.push(Topic::EksCluster);
    let mut closed = BTreeSet::new();
    while let Some(topic) = open.pop() {
        if closed.insert(topic) {
            open.extend(discovered_through(topic));
        }
    }
    closed
}

/// The topics from whose facts the items of `topic` are found: what must be
/// read too for `topic` to be complete.
#[must_use]
pub fn discovered_through(topic: Topic) -> &'static [Topic] {
    match topic {
        EksNodegroup
        | EksFargateProfile
        | EksAddon
        | EksAccessEntry
        | EksPodIdentityAssociation
        | EksIdentityProviderConfig
        | EksInsight
        | Ec2Vpc
        | Ec2RouteTable
        | Ec2NatGateway
        | Ec2VpcEndpoint
        | ElbLoadBalancer
        | ElbClassicLoadBalancer => &[EksCluster],
        EksAddonVersion => &[EksAddon],
        AutoscalingGroup => &[EksCluster, EksNodegroup],
        Ec2Instance => &[EksCluster, AutoscalingGroup],
        Ec2LaunchTemplateVersion => &[EksNodegroup, AutoscalingGroup, Ec2Instance],
        Ec2Image => &[Ec2Instance, Ec2LaunchTemplateVersion],
        Ec2InstanceType => &[EksNodegroup, Ec2Instance, Ec2LaunchTemplateVersion],
        Ec2Volume => &[Ec2Instance],
        Ec2Subnet => &[EksCluster, EksNodegroup, EksFargateProfile, Ec2Instance],
        Ec2NetworkInterface => &[EksCluster, Ec2Instance],
        Ec2SecurityGroup => &[EksCluster, EksNodegroup, Ec2Instance, Ec2NetworkInterface, Ec2LaunchTemplateVersion],
        Ec2FlowLog => &[EksCluster, Ec2Subnet],
        IamRole => &[
            EksCluster,
            EksNodegroup,
            EksFargateProfile,
            EksAddon,
            EksAccessEntry,
            EksPodIdentityAssociation,
            Ec2Instance,
            Ec2LaunchTemplateVersion,
        ],
        ElbListener | ElbLoadBalancerAttributes => &[ElbLoadBalancer],
        IamPolicy => &[IamRole],
        IamOidcProvider => &[EksCluster],
        KubernetesPolicyObject => &[KubernetesCustomResourceDefinition],
        KubernetesKubeletConfig => &[KubernetesNode],
        Declared(topic) => topic.parents(),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_topic_is_discovered_through_is_read_too() {
        let closed = closure(&[Topic::Ec2Volume].into());
        for topic in [Topic::Ec2Instance, Topic::AutoscalingGroup, Topic::EksNodegroup, Topic::EksCluster] {
            assert!(closed.contains(&topic), "{topic}");
        }
        assert!(!closed.contains(&Topic::IamRole));
        assert_eq!(closure(&[Topic::AnalysisNode].into()), [Topic::EksCluster].into());
    }
}
