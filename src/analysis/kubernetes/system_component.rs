//! Parts of EKS whose function needs what controls forbid: which part, which
//! controls, and why. Every other workload is judged in full.
//! Sources: the manifests of the VPC CNI, kube-proxy, CoreDNS, EBS and EFS CSI
//! drivers, EKS Pod Identity Agent and node monitoring agent; GuardDuty User
//! Guide, "GuardDuty security agent"; Calico and Cilium installation manifests.

use crate::evidence::model::analysis_kubernetes::SystemComponent;

struct Row {
    namespace: &'static str,
    kind: &'static str,
    name: &'static str,
    reason: &'static str,
    controls: &'static [&'static str],
}

const HOST_NETWORK: &str = "host-network-not-shared";
const HOST_PID: &str = "host-pid-not-shared";
const PRIVILEGED: &str = "containers-not-privileged";
const HOST_PATHS: &str = "host-paths-not-mounted";
const HOST_PORTS: &str = "host-ports-not-used";
const CAPABILITIES: &str = "capabilities-dropped";
const ESCALATION: &str = "privilege-escalation-not-allowed";
const NON_ROOT: &str = "containers-run-as-non-root";
const READ_ONLY_ROOT: &str = "root-file-systems-read-only";
const SECCOMP: &str = "seccomp-profile-set";
const TOKEN: &str = "service-account-token-not-mounted-needlessly";
const BASELINE: &str = "pod-security-baseline-met";

/// An agent that programs the node's network.
const NETWORK_AGENT: &[&str] = &[
    HOST_NETWORK,
    PRIVILEGED,
    HOST_PATHS,
    HOST_PORTS,
    CAPABILITIES,
    ESCALATION,
    NON_ROOT,
    READ_ONLY_ROOT,
    SECCOMP,
    TOKEN,
    BASELINE,
];
/// A driver that mounts volumes for pods into the node's file system.
const VOLUME_DRIVER: &[&str] =
    &[PRIVILEGED, HOST_PATHS, HOST_PORTS, CAPABILITIES, ESCALATION, NON_ROOT, SECCOMP, TOKEN, BASELINE];
const HOST_VOLUME_DRIVER: &[&str] = &[
    HOST_NETWORK,
    PRIVILEGED,
    HOST_PATHS,
    HOST_PORTS,
    CAPABILITIES,
    ESCALATION,
    NON_ROOT,
    READ_ONLY_ROOT,
    SECCOMP,
    TOKEN,
    BASELINE,
];

const ROWS: [Row; 14] = [
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "aws-node",
        reason: "the VPC CNI attaches network interfaces and writes routes and policies of the node",
        controls: NETWORK_AGENT,
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "kube-proxy",
        reason: "kube-proxy writes the node's rules for Services",
        controls: NETWORK_AGENT,
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "coredns",
        reason: "CoreDNS watches Services and endpoints through the API",
        controls: &[TOKEN],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "ebs-csi-node",
        reason: "the EBS CSI driver formats and mounts volumes on the node",
        controls: VOLUME_DRIVER,
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "efs-csi-node",
        reason: "the EFS CSI driver mounts file systems on the node, through a proxy in the node's network",
        controls: HOST_VOLUME_DRIVER,
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "eks-pod-identity-agent",
        reason: "the Pod Identity Agent answers on a link-local address of the node",
        controls: &[HOST_NETWORK, HOST_PORTS, CAPABILITIES, NON_ROOT, ESCALATION, HOST_PATHS, TOKEN, BASELINE],
    },
    Row {
        namespace: "amazon-guardduty",
        kind: "DaemonSet",
        name: "aws-guardduty-agent",
        reason: "the GuardDuty agent watches processes and system calls of the node",
        controls: &[
            HOST_NETWORK,
            HOST_PID,
            PRIVILEGED,
            HOST_PATHS,
            CAPABILITIES,
            ESCALATION,
            NON_ROOT,
            SECCOMP,
            TOKEN,
            BASELINE,
        ],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "eks-node-monitoring-agent",
        reason: "the node monitoring agent reads the node's logs and journal",
        controls: &[
            HOST_NETWORK,
            HOST_PID,
            PRIVILEGED,
            HOST_PATHS,
            HOST_PORTS,
            CAPABILITIES,
            ESCALATION,
            NON_ROOT,
            SECCOMP,
            TOKEN,
            BASELINE,
        ],
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "dcgm-server",
        reason: "the node monitoring agent's companion reads the node's GPUs",
        controls: &[PRIVILEGED, HOST_PATHS, CAPABILITIES, ESCALATION, NON_ROOT, SECCOMP, BASELINE],
    },
    Row {
        namespace: "calico-system",
        kind: "DaemonSet",
        name: "calico-node",
        reason: "Calico writes the node's network policies and routes",
        controls: NETWORK_AGENT,
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "calico-node",
        reason: "Calico writes the node's network policies and routes",
        controls: NETWORK_AGENT,
    },
    Row {
        namespace: "kube-system",
        kind: "DaemonSet",
        name: "cilium",
        reason: "Cilium loads its programs into the node's kernel",
        controls: NETWORK_AGENT,
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "ebs-csi-controller",
        reason: "the EBS CSI controller watches volumes through the API",
        controls: &[TOKEN],
    },
    Row {
        namespace: "kube-system",
        kind: "Deployment",
        name: "efs-csi-controller",
        reason: "the EFS CSI controller makes access points as root in the node's network",
        controls: &[HOST_NETWORK, PRIVILEGED, NON_ROOT, TOKEN, BASELINE],
    },
];

/// The exception for a workload, by its full name only.
pub(super) fn of(namespace: &str, kind: &str, name: &str) -> Option<SystemComponent> {
    let row = ROWS.iter().find(|row| row.namespace == namespace && row.kind == kind && row.name == name)?;
    Some(SystemComponent {
        name: Some(row.name.to_owned()),
        reason: Some(row.reason.to_owned()),
        controls: Some(row.controls.iter().map(|id| (*id).to_owned()).collect()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn only_the_full_name_is_excepted() {
        let component = of("kube-system", "DaemonSet", "aws-node").unwrap();
        assert!(component.controls.unwrap().iter().any(|id| id == HOST_NETWORK));
        assert_eq!(of("kube-system", "Deployment", "aws-node"), None);
        assert_eq!(of("default", "DaemonSet", "aws-node"), None);
        assert_eq!(of("kube-system", "DaemonSet", "aws-node-2"), None);
        let dns = of("kube-system", "Deployment", "coredns").unwrap();
        assert_eq!(dns.controls.unwrap(), [TOKEN]);
    }
}
