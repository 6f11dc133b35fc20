//! Parts of EKS whose function needs what controls forbid: which part, which
//! controls, and why. Every other workload is judged in full.
//! Sources: the manifests of the VPC CNI, kube-proxy, CoreDNS, EBS and EFS CSI
//! drivers, EKS Pod Identity Agent and node monitoring agent; GuardDuty User
//! Guide, "GuardDuty security agent"; Calico and Cilium installation manifests.

mod controls;

use crate::evidence::model::analysis_kubernetes::SystemComponent;
use controls::{
    API_CLIENT, DEVICE_READER, DNS, IDENTITY_AGENT, MANIFEST, NODE_AGENT, NODE_NETWORK, NODE_NETWORK_ONLY, NODE_PORTS,
    NODE_PROCESSES, OWN_ROOT, ROOT_CONTROLLER, RUNTIME, WINDOWS_DRIVER,
};

struct Row {
    namespace: &'static str,
    kind: &'static str,
    name: &'static str,
    reason: &'static str,
    controls: &'static [&'static [&'static str]],
}

const ROWS: [Row; 15] = [
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "aws-node",
        reason: "the VPC CNI attaches network interfaces and writes routes and policies of the node; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "kube-proxy",
        reason: "kube-proxy writes the node's rules for Services; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "coredns",
        reason: "CoreDNS answers on port 53 and watches Services and endpoints through the API; AWS writes its manifest",
        controls: &[DNS, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "ebs-csi-node",
        reason: "the EBS CSI driver formats and mounts volumes on the node; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_PORTS, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "ebs-csi-node-windows",
        reason: "the EBS CSI driver formats and mounts volumes on the Windows node; AWS writes its manifest",
        controls: &[WINDOWS_DRIVER, NODE_PORTS, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "efs-csi-node",
        reason: "the EFS CSI driver mounts file systems on the node, through a proxy in the node's network; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "eks-pod-identity-agent",
        reason: "the Pod Identity Agent answers on a link-local address of the node; AWS writes its manifest",
        controls: &[IDENTITY_AGENT, NODE_NETWORK, MANIFEST],
    },
    Row {
        namespace: "amazon-guardduty",
        kind: "DaemonSet",
        name: "aws-guardduty-agent",
        reason: "the GuardDuty agent watches processes, containers and system calls of the node; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_NETWORK_ONLY, NODE_PROCESSES, RUNTIME, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "eks-node-monitoring-agent",
        reason: "the node monitoring agent reads the node's logs and journal below the node's root; AWS writes its manifest",
        controls: &[NODE_AGENT, NODE_NETWORK, NODE_PROCESSES, RUNTIME, API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "dcgm-server",
        reason: "the node monitoring agent's companion reads the node's GPUs; AWS writes its manifest",
        controls: &[DEVICE_READER, MANIFEST],
    },
    Row {
        namespace: "calico-system",
        kind: "DaemonSet",
        name: "calico-node",
        reason: "Calico writes the node's network policies and routes",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "calico-node",
        reason: "Calico writes the node's network policies and routes",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "cilium",
        reason: "Cilium loads its programs into the node's kernel",
        controls: &[NODE_AGENT, NODE_NETWORK, OWN_ROOT, API_CLIENT],
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "ebs-csi-controller",
        reason: "the EBS CSI controller watches volumes through the API; AWS writes its manifest",
        controls: &[API_CLIENT, MANIFEST],
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "efs-csi-controller",
        reason: "the EFS CSI controller makes access points as root in the node's network; AWS writes its manifest",
        controls: &[ROOT_CONTROLLER, API_CLIENT, MANIFEST],
    },
];

/// The exception for a workload, by its full name only.
pub(super) fn of(namespace: &str, kind: &str, name: &str) -> Option<SystemComponent> {
    let row = ROWS.iter().find(|row| row.namespace == namespace && row.kind == kind && row.name == name)?;
    Some(SystemComponent {
        name: Some(row.name.to_owned()),
        reason: Some(row.reason.to_owned()),
        controls: Some(row.controls.iter().copied().flatten().map(|id| (*id).to_owned()).collect()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
