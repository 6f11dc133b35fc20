//! Compute types: where a node comes from.

use super::vocabulary::vocabulary;

vocabulary! {
    /// Where a node comes from: what decides who owns its operating system.
    ComputeType {
        SelfManaged = "self-managed",
        Karpenter = "karpenter",
        ManagedNodeGroup = "managed-node-group",
        AutoMode = "auto-mode",
        Fargate = "fargate",
        Hybrid = "hybrid",
        HyperPod = "hyperpod",
    }
}

impl ComputeType {
    /// Its name in tables and documents.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SelfManaged => "self-managed nodes",
            Self::Karpenter => "Karpenter nodes",
            Self::ManagedNodeGroup => "managed node groups",
            Self::AutoMode => "EKS Auto Mode",
            Self::Fargate => "Fargate",
            Self::Hybrid => "hybrid nodes",
            Self::HyperPod => "SageMaker HyperPod nodes",
        }
    }

    /// Whether its nodes are EC2 instances of the account, which launch templates and EC2's own lists can be asked about.
    /// HyperPod's are SageMaker's: EC2 shows the customer none of them.
    #[must_use]
    pub fn is_of_the_account(self) -> bool {
        !matches!(self, Self::Fargate | Self::Hybrid | Self::HyperPod)
    }

    /// Whether a pod on its nodes could ask for instance metadata. Source: EKS User Guide, "Restrict access to the
    /// instance profile assigned to the worker node".
    #[must_use]
    pub fn has_instance_metadata(self) -> bool {
        !matches!(self, Self::Fargate | Self::Hybrid)
    }

    /// Whether the nodes that are listed are all that there are: Fargate's are known from profiles and hybrid ones from
    /// remote networks, before there is a node.
    #[must_use]
    pub fn is_counted(self) -> bool {
        !matches!(self, Self::Fargate | Self::Hybrid)
    }

    /// Its nodes in the plural, as sentences name them: `self-managed nodes`.
    #[must_use]
    pub fn nodes(self) -> &'static str {
        match self {
            Self::AutoMode => "Auto Mode nodes",
            other => other.label(),
        }
    }
}
