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
        }
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
