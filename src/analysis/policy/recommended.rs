//! AWS's own policies for the roles of clusters, nodes and their add-ons.

use crate::evidence::model::analysis::{RoleUse, RoleUseKind};
use RoleUseKind::{Addon, Cluster, Irsa, Node, PodExecution, PodIdentity};

/// What needs a policy.
enum For {
    /// Roles of this kind.
    Kind(RoleUseKind),
    /// The add-on of this name, or its service account: `namespace/name`.
    Part(&'static str, &'static [&'static str]),
}
use For::{Kind, Part};

const EBS: For = Part("aws-ebs-csi-driver", &["kube-system/ebs-csi-controller-sa"]);
const EFS: For = Part("aws-efs-csi-driver", &["kube-system/efs-csi-controller-sa", "kube-system/efs-csi-node-sa"]);
const FSX: For = Part("aws-fsx-csi-driver", &["kube-system/fsx-csi-controller-sa"]);
const CNI: For = Part("vpc-cni", &["kube-system/aws-node"]);
const CLOUDWATCH: For = Part("amazon-cloudwatch-observability", &["amazon-cloudwatch/cloudwatch-agent"]);

/// Names, with path, of the managed policies that AWS's documentation has
/// customers attach to these roles, and to which. Sources: EKS User Guide, "AWS managed
/// policies for Amazon Elastic Kubernetes Service", "Amazon EKS cluster IAM
/// role", "Amazon EKS node IAM role", "Amazon EKS Pod execution IAM role",
/// "Amazon EBS CSI driver" and "Available add-ons"; AWS Managed Policy Reference for the paths.
const POLICIES: [(&str, &[For]); 22] = [
    ("AmazonEC2ContainerRegistryPullOnly", &[Kind(Node), Kind(PodExecution)]),
    ("AmazonEC2ContainerRegistryReadOnly", &[Kind(Node), Kind(PodExecution)]),
    ("AmazonEKSBlockStoragePolicy", &[Kind(Cluster)]),
    ("AmazonEKSBlockStoragePolicyV2", &[Kind(Cluster)]),
    ("AmazonEKSClusterPolicy", &[Kind(Cluster)]),
    ("AmazonEKSComputePolicy", &[Kind(Cluster)]),
    ("AmazonEKSFargatePodExecutionRolePolicy", &[Kind(PodExecution)]),
    ("AmazonEKSLoadBalancingPolicy", &[Kind(Cluster)]),
    ("AmazonEKSLocalOutpostClusterPolicy", &[Kind(Cluster)]),
    ("AmazonEKSNetworkingPolicy", &[Kind(Cluster)]),
    ("AmazonEKSServicePolicy", &[Kind(Cluster)]),
    ("AmazonEKSVPCResourceController", &[Kind(Cluster)]),
    ("AmazonEKSWorkerNodeMinimalPolicy", &[Kind(Node)]),
    ("AmazonEKSWorkerNodePolicy", &[Kind(Node)]),
    ("AmazonEKS_CNI_Policy", &[Kind(Node), CNI]),
    ("AmazonSSMManagedInstanceCore", &[Kind(Node)]),
    ("service-role/AmazonEBSCSIDriverPolicy", &[EBS]),
    ("service-role/AmazonEBSCSIDriverPolicyV2", &[EBS]),
    ("service-role/AmazonEBSCSIDriverEKSClusterScopedPolicy", &[EBS]),
    ("service-role/AmazonEFSCSIDriverPolicy", &[EFS]),
    ("AmazonFSxFullAccess", &[FSX]),
    ("CloudWatchAgentServerPolicy", &[Kind(Node), CLOUDWATCH]),
];

/// True when AWS has customers attach the policy to a role that is used so. A policy
/// of the same name in a customer's account is not AWS's, and AWS's policy for the nodes is none for a pod.
pub(in crate::analysis) fn is_recommended(policy_arn: &str, uses: &[RoleUse]) -> bool {
    let Some((partition, rest)) = policy_arn.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let of_aws = partition == "aws" || partition.starts_with("aws-");
    let Some(name) = rest.strip_prefix("iam::aws:policy/").filter(|_| of_aws) else { return false };
    let Some((_, needed)) = POLICIES.iter().find(|(known, _)| *known == name) else { return false };
    !uses.is_empty()
        && uses
            .iter()
            .filter(|one| one.kind != Some(RoleUseKind::AccessEntry))
            .all(|one| needed.iter().any(|need| need.is_for(one)))
}

impl For {
    fn is_for(&self, one: &RoleUse) -> bool {
        let (kind, subject) = (one.kind, one.subject.as_deref());
        match self {
            Kind(needed) => kind == Some(*needed),
            Part(addon, accounts) => match kind {
                Some(Addon) => subject == Some(addon),
                Some(Irsa | PodIdentity) => subject.is_some_and(|subject| accounts.contains(&subject)),
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i10_only_the_policies_that_aws_owns_where_they_are_needed() {
        let used = |kind, subject: &str| vec![RoleUse { kind: Some(kind), subject: Some(subject.to_owned()) }];
        let cni = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy";
        for (policy, uses, expected) in [
            (cni, used(Node, "workers"), true),
            (cni, used(Irsa, "kube-system/aws-node"), true),
            (cni, used(Addon, "vpc-cni"), true),
            (cni, used(Irsa, "shop/orders"), false),
            (cni, used(PodIdentity, "shop/aws-node"), false),
            (cni, [used(Node, "workers"), used(Irsa, "shop/orders")].concat(), false),
            (cni, Vec::new(), false),
            (
                "arn:aws-us-gov:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
                used(Addon, "aws-ebs-csi-driver"),
                true,
            ),
            (
                "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2",
                used(Addon, "aws-ebs-csi-driver"),
                true,
            ),
            ("arn:aws:iam::111122223333:policy/AmazonEKS_CNI_Policy", used(Node, "workers"), false),
            ("arn:aws:iam::aws:policy/AdministratorAccess", used(Node, "workers"), false),
            ("arn:aws:iam::aws:policy/path/AmazonEKS_CNI_Policy", used(Node, "workers"), false),
            ("AmazonEKS_CNI_Policy", used(Node, "workers"), false),
            ("", used(Node, "workers"), false),
        ] {
            assert_eq!(is_recommended(policy, &uses), expected, "{policy} {uses:?}");
        }
    }
}
