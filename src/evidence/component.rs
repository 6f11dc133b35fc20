//! The parts of EKS that run as workloads of a cluster.

use super::vocabulary::vocabulary;

vocabulary! {
    /// A part of EKS, or the engine of a cluster's network policies, that runs as a workload of the cluster.
    Component {
        AwsNode = "aws-node",
        KubeProxy = "kube-proxy",
        CoreDns = "coredns",
        EbsCsiNode = "ebs-csi-node",
        EbsCsiNodeWindows = "ebs-csi-node-windows",
        EbsCsiController = "ebs-csi-controller",
        EfsCsiNode = "efs-csi-node",
        EfsCsiController = "efs-csi-controller",
        PodIdentityAgent = "eks-pod-identity-agent",
        GuardDutyAgent = "aws-guardduty-agent",
        NodeMonitoringAgent = "eks-node-monitoring-agent",
        DcgmServer = "dcgm-server",
        CalicoNode = "calico-node",
        Cilium = "cilium",
    }
}
