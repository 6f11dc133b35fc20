//! From the topics that controls need to the topics that must be read.

use std::collections::BTreeSet;

use crate::evidence::topic::Topic;

/// The topics whose facts lead to the things that `topic` is about. When one
/// of them is incomplete for a cluster, so is `topic`.
#[must_use]
pub fn discovered_through(topic: Topic) -> &'static [Topic] {
    use Topic as T;
    match topic {
        T::EksAddonVersion => &[T::EksAddon],
        T::AutoscalingGroup => &[T::EksNodegroup],
        T::Ec2Instance => &[T::AutoscalingGroup],
        T::Ec2LaunchTemplateVersion => &[T::EksNodegroup, T::AutoscalingGroup, T::Ec2Instance],
        T::Ec2Image => &[T::Ec2Instance, T::Ec2LaunchTemplateVersion],
        T::Ec2InstanceType => &[T::EksNodegroup, T::Ec2Instance, T::Ec2LaunchTemplateVersion],
        T::Ec2Volume => &[T::Ec2Instance],
        T::Ec2SecurityGroup
        | T::Ec2Subnet
        | T::Ec2RouteTable
        | T::Ec2Vpc
        | T::Ec2NatGateway
        | T::Ec2NetworkInterface
        | T::Ec2VpcEndpoint
        | T::IamOidcProvider => &[T::EksCluster],
        T::Ec2FlowLog => &[T::EksCluster, T::Ec2Subnet],
        T::IamRole => &[
            T::EksCluster,
            T::EksNodegroup,
            T::EksFargateProfile,
            T::EksAddon,
            T::EksAccessEntry,
            T::EksPodIdentityAssociation,
            T::Ec2Instance,
            T::Ec2LaunchTemplateVersion,
        ],
        T::IamPolicy => &[T::IamRole],
        _ => &[],
    }
}

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
