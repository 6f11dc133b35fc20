//! AWS's own policies for the roles of clusters, nodes and their add-ons.

/// Names, with path, of the managed policies that AWS's documentation has
/// customers attach to these roles. Sources: EKS User Guide, "AWS managed
/// policies for Amazon Elastic Kubernetes Service", "Amazon EKS cluster IAM
/// role", "Amazon EKS node IAM role", "Amazon EKS Pod execution IAM role" and
/// "Amazon EBS CSI driver"; AWS Managed Policy Reference for the paths.
const NAMES: [&str; 15] = [
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSFargatePodExecutionRolePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
    "AmazonEKSServicePolicy",
    "AmazonEKSVPCResourceController",
    "AmazonEKSWorkerNodeMinimalPolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonSSMManagedInstanceCore",
    "service-role/AmazonEBSCSIDriverPolicy",
];

/// True for `arn:aws:iam::aws:policy/NAME` in any partition of AWS. A policy
/// of the same name in a customer's account is not AWS's.
pub(super) fn is_recommended(policy_arn: &str) -> bool {
    let Some((partition, rest)) = policy_arn.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let name = rest.strip_prefix("iam::aws:policy/");
    (partition == "aws" || partition.starts_with("aws-")) && name.is_some_and(|name| NAMES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::is_recommended;

    #[test]
    fn only_the_policies_that_aws_owns() {
        assert!(is_recommended("arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"));
        assert!(is_recommended("arn:aws-us-gov:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"));
        for other in [
            "arn:aws:iam::111122223333:policy/AmazonEKS_CNI_Policy",
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "arn:aws:iam::aws:policy/path/AmazonEKS_CNI_Policy",
            "AmazonEKS_CNI_Policy",
            "",
        ] {
            assert!(!is_recommended(other), "{other}");
        }
    }
}
