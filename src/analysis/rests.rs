//! What facts that were not read could do to a derived fact that is there.
//!
//! Derivations leave a member out that its base facts do not settle, so that a condition which reads it gives no answer.
//! A member that is there therefore stands, but for those named here. Without this, one id that is gone would hide a
//! failure that nothing could clear.

use crate::evidence::topic::Topic;

/// What unread facts can do to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// They can only add: to a list, to a number, or from false to true.
    Adds,
    /// They can change it in any way.
    Changes,
    /// As `Changes`, yet only where the fact itself names what was not read.
    ChangesWhatIsNamed,
}

/// Members of a derived topic that rest on topics which may not have been read to their end.
#[derive(Debug)]
pub(crate) struct Rest {
    /// The derived topic.
    pub topic: Topic,
    /// Its members; empty stands for all of them.
    pub fields: &'static [&'static str],
    /// The topics that they rest on.
    pub on: &'static [Topic],
    /// What unread facts of these can do.
    pub unread: Unread,
    /// Why, for the reader of a result that waits.
    pub why: &'static str,
}

/// What a subject may do, and where it has that from.
const RIGHTS: &[&str] = &[
    "administersIn",
    "approvesCertificates",
    "bindsRoles",
    "changesConfigMapCoredns",
    "changesNodeObjects",
    "changesWebhooks",
    "clusterAdmin",
    "createsPersistentVolumes",
    "createsPods",
    "createsPodsIn",
    "createsTokens",
    "deletesEvents",
    "escalatesRoles",
    "escalationPaths",
    "execsIntoPods",
    "grantedBy",
    "iamPrincipals",
    "impersonates",
    "readsSecrets",
    "readsSecretsIn",
    "sources",
    "usesNodeProxy",
    "wildcardRules",
];

/// All of them. A topic that is in no row cannot change a member that is there.
pub(crate) const RESTS: &[Rest] = &[
    Rest {
        topic: Topic::AnalysisNode,
        fields: &["volumes", "volumesUnknown"],
        on: &[Topic::Ec2Volume],
        unread: Unread::ChangesWhatIsNamed,
        why: "a volume that was not described counts as unknown until it is",
    },
    Rest {
        topic: Topic::AnalysisNode,
        fields: &["operatingSystem", "kubernetesVersion", "customImage", "imageName", "imageOwnerAlias"],
        on: &[Topic::Ec2Image],
        unread: Unread::ChangesWhatIsNamed,
        why: "the image's name goes before what the node group says",
    },
    Rest {
        topic: Topic::AnalysisNode,
        fields: &["operatingSystem", "kubernetesVersion", "customImage", "amiType", "nodegroupName"],
        on: &[Topic::EksNodegroup],
        unread: Unread::Changes,
        why: "the node group's AMI type and version stand in where the image says nothing",
    },
    Rest {
        topic: Topic::AnalysisNode,
        fields: &["podCapacity", "roleArn", "launchTemplateId", "launchTemplateVersion", "autoScalingGroupName"],
        on: &[
            Topic::EksAddon,
            Topic::EksNodegroup,
            Topic::Ec2InstanceType,
            Topic::Ec2LaunchTemplateVersion,
            Topic::IamRole,
            Topic::AutoscalingGroup,
        ],
        unread: Unread::Changes,
        why: "the capacity joins the instance type, the VPC CNI's settings and the template's user data",
    },
    Rest {
        topic: Topic::AnalysisSubnet,
        fields: &["uses", "usedByNodes"],
        on: &[Topic::EksCluster, Topic::EksNodegroup, Topic::EksFargateProfile, Topic::Ec2Instance],
        unread: Unread::Adds,
        why: "who was not read can only use it, too",
    },
    Rest {
        topic: Topic::AnalysisSecurityGroup,
        fields: &["uses"],
        on: &[Topic::EksCluster, Topic::EksNodegroup, Topic::Ec2Instance],
        unread: Unread::Adds,
        why: "who was not read can only use it, too",
    },
    Rest {
        topic: Topic::AnalysisRole,
        fields: &["uses", "kinds"],
        on: &[
            Topic::EksNodegroup,
            Topic::EksFargateProfile,
            Topic::EksAddon,
            Topic::EksAccessEntry,
            Topic::EksPodIdentityAssociation,
            Topic::Ec2Instance,
        ],
        unread: Unread::Adds,
        why: "who was not read can only use it, too; grants are left out while a policy is unknown",
    },
    Rest {
        topic: Topic::AnalysisNetwork,
        fields: &["controlPlaneFlowsMissing"],
        on: &[Topic::EksNodegroup, Topic::Ec2Instance, Topic::Ec2SecurityGroup, Topic::Ec2Subnet],
        unread: Unread::Changes,
        why: "a group that was not described could open the flow",
    },
    Rest {
        topic: Topic::AnalysisWorkload,
        fields: &["serviceAccountSharedWith"],
        on: &[Topic::KubernetesWorkload],
        unread: Unread::Adds,
        why: "a workload that was not read can only share the account, too",
    },
    Rest {
        topic: Topic::AnalysisSubject,
        fields: RIGHTS,
        on: &[
            Topic::EksCluster,
            Topic::EksAccessEntry,
            Topic::KubernetesRole,
            Topic::KubernetesRoleBinding,
            Topic::KubernetesConfigMap,
        ],
        unread: Unread::Adds,
        why: "Kubernetes has no rule that denies: another role or binding can only add rights",
    },
    Rest {
        topic: Topic::AnalysisPolicyEngine,
        fields: &[],
        on: &[
            Topic::EksCluster,
            Topic::EksAddon,
            Topic::KubernetesWorkload,
            Topic::KubernetesConfigMap,
            Topic::KubernetesNode,
            Topic::KubernetesPolicyObject,
        ],
        unread: Unread::Changes,
        why: "any of these can show that an engine is on after all",
    },
    Rest {
        topic: Topic::AnalysisEntrance,
        fields: &["internetFacing", "tls", "loadBalancers", "hosts"],
        on: &[
            Topic::ElbLoadBalancer,
            Topic::ElbListener,
            Topic::ElbClassicLoadBalancer,
            Topic::Ec2Instance,
            Topic::KubernetesGatewayClass,
            Topic::KubernetesNode,
            Topic::KubernetesPolicyObject,
            Topic::KubernetesWorkload,
        ],
        unread: Unread::Changes,
        why: "what Elastic Load Balancing describes goes before what the object declares",
    },
    Rest {
        topic: Topic::AnalysisLoadBalancer,
        fields: &["madeFor", "hasObject", "serves", "ingressGroup"],
        on: &[Topic::KubernetesService, Topic::KubernetesIngress, Topic::KubernetesGateway],
        unread: Unread::Changes,
        why: "an object that was not read could be the one that it serves",
    },
];

/// The rows of `topic` that rest on `unread`.
pub(crate) fn resting_on(topic: Topic, unread: Topic) -> impl Iterator<Item = &'static Rest> {
    RESTS.iter().filter(move |rest| rest.topic == topic && rest.on.contains(&unread))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn j2_each_row_names_members_and_topics_that_the_topic_has() {
        for rest in RESTS {
            let schema = rest.topic.schema();
            let members = schema.as_value()["properties"].as_object().map(|all| all.keys().cloned().collect());
            let members: BTreeSet<String> = members.unwrap_or_default();
            for field in rest.fields {
                assert!(members.contains(*field), "{} has no `{field}`", rest.topic);
            }
            for on in rest.on {
                let known = rest.topic.base_topics().contains(on) || rest.topic.joined_topics().contains(on);
                assert!(known, "{} does not rest on {on}", rest.topic);
            }
            assert!(!rest.why.is_empty());
        }
    }
}
