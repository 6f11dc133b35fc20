//! Which workloads are parts of EKS. What these are excepted from is said by the controls.
//! Sources: the manifests of the VPC CNI, kube-proxy, CoreDNS, EBS and EFS CSI
//! drivers, EKS Pod Identity Agent and node monitoring agent; GuardDuty User
//! Guide, "GuardDuty security agent"; Calico and Cilium installation manifests.

use crate::evidence::component::Component;
use crate::evidence::model::analysis_kubernetes::SystemComponent;

const DAEMON_SET: &str = "DaemonSet";
const DEPLOYMENT: &str = "Deployment";
const SYSTEM: &str = "kube-system";

/// Namespace and kind of each; its name is the component's word.
const PLACES: [(&str, &str, Component); 15] = [
    (SYSTEM, DAEMON_SET, Component::AwsNode),
    (SYSTEM, DAEMON_SET, Component::KubeProxy),
    (SYSTEM, DEPLOYMENT, Component::CoreDns),
    (SYSTEM, DAEMON_SET, Component::EbsCsiNode),
    (SYSTEM, DAEMON_SET, Component::EbsCsiNodeWindows),
    (SYSTEM, DEPLOYMENT, Component::EbsCsiController),
    (SYSTEM, DAEMON_SET, Component::EfsCsiNode),
    (SYSTEM, DEPLOYMENT, Component::EfsCsiController),
    (SYSTEM, DAEMON_SET, Component::PodIdentityAgent),
    ("amazon-guardduty", DAEMON_SET, Component::GuardDutyAgent),
    (SYSTEM, DAEMON_SET, Component::NodeMonitoringAgent),
    (SYSTEM, DAEMON_SET, Component::DcgmServer),
    ("calico-system", DAEMON_SET, Component::CalicoNode),
    (SYSTEM, DAEMON_SET, Component::CalicoNode),
    (SYSTEM, DAEMON_SET, Component::Cilium),
];

/// The part of EKS that a workload is, by its full name only.
pub(super) fn of(namespace: &str, kind: &str, name: &str) -> Option<SystemComponent> {
    let is_it = |place: &&(&str, &str, Component)| place.0 == namespace && place.1 == kind && place.2.as_str() == name;
    PLACES.iter().find(is_it).map(|(.., component)| SystemComponent { name: Some(*component) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_full_name_is_recognised() {
        let found = of("kube-system", "DaemonSet", "aws-node");
        assert_eq!(found, Some(SystemComponent { name: Some(Component::AwsNode) }));
        for (namespace, kind, name) in [
            ("kube-system", "Deployment", "aws-node"),
            ("default", "DaemonSet", "aws-node"),
            ("kube-system", "DaemonSet", "aws-node-2"),
            ("kube-system", "DaemonSet", "aws-guardduty-agent"),
            ("amazon-guardduty", "DaemonSet", "agent"),
            ("kube-system", "DaemonSet", "coredns"),
        ] {
            assert_eq!(of(namespace, kind, name), None, "{namespace}/{kind}/{name}");
        }
    }

    #[test]
    fn every_part_has_a_place() {
        for component in Component::ALL {
            assert!(PLACES.iter().any(|(.., known)| known == component), "{component}");
        }
    }
}
