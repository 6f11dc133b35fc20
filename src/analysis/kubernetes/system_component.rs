//! Which workloads are parts of EKS. What these are excepted from is said by the controls.
//! Sources: the manifests of the VPC CNI, kube-proxy, CoreDNS, EBS and EFS CSI
//! drivers, EKS Pod Identity Agent and node monitoring agent; GuardDuty User
//! Guide, "GuardDuty security agent"; Calico and Cilium installation manifests.

use super::image::{self, Image};
use super::publisher;
use super::template::{Placed, Template};
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

/// The part of EKS that a workload is: its full name and the publisher of all of its images tell. Whoever may write to
/// the namespace can take the name.
pub(super) fn of(namespace: &str, kind: &str, name: &str, template: Option<&Template<'_>>) -> Option<SystemComponent> {
    let is_it = |place: &&(&str, &str, Component)| place.0 == namespace && place.1 == kind && place.2.as_str() == name;
    let (.., component) = PLACES.iter().find(is_it)?;
    let published = |placed: &Placed<'_>| {
        let image = placed.container.image.as_deref().and_then(image::parse);
        image.is_some_and(|image| publishes(*component, &image))
    };
    template?.containers().iter().all(published).then_some(SystemComponent { name: Some(*component) })
}

fn publishes(component: Component, image: &Image) -> bool {
    match component {
        Component::CalicoNode => ["calico", "tigera"].iter().any(|project| publisher::is_of_project(image, project)),
        Component::Cilium => publisher::is_of_project(image, "cilium"),
        _ => publisher::is_of_eks(image),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::evidence::model::kubernetes::Workload;

    const EKS: &str = "602401143452.dkr.ecr.eu-west-1.amazonaws.com";

    fn found(namespace: &str, kind: &str, name: &str, images: &[&str]) -> Option<Component> {
        let containers: Vec<_> =
            images.iter().enumerate().map(|(n, image)| json!({"name": n.to_string(), "image": image})).collect();
        let workload: Workload = from_value(json!({"kind": kind, "templatePath": "spec.template",
            "template": {"spec": {"containers": containers}}}))
        .unwrap();
        of(namespace, kind, name, Template::of(&workload).as_ref()).and_then(|component| component.name)
    }

    #[test]
    fn only_the_full_name_is_recognised() {
        let image = format!("{EKS}/amazon-k8s-cni:v1.20.3-eksbuild.1");
        assert_eq!(found("kube-system", "DaemonSet", "aws-node", &[&image]), Some(Component::AwsNode));
        for (namespace, kind, name) in [
            ("kube-system", "Deployment", "aws-node"),
            ("default", "DaemonSet", "aws-node"),
            ("kube-system", "DaemonSet", "aws-node-2"),
            ("kube-system", "DaemonSet", "aws-guardduty-agent"),
            ("amazon-guardduty", "DaemonSet", "agent"),
            ("kube-system", "DaemonSet", "coredns"),
        ] {
            assert_eq!(found(namespace, kind, name, &[&image]), None, "{namespace}/{kind}/{name}");
        }
    }

    #[test]
    fn p2_a_name_with_other_images_is_no_part_of_eks() {
        let own = format!("{EKS}/eks/observability/dcgm-exporter:4.1");
        let place = |images: &[&str]| found("kube-system", "DaemonSet", "dcgm-server", images);
        assert_eq!(place(&[&own]), Some(Component::DcgmServer));
        for images in [
            &["registry.example.org/eks/observability/dcgm-exporter:4.1"][..],
            &["111122223333.dkr.ecr.eu-west-1.amazonaws.com/eks/observability/dcgm-exporter:4.1"],
            &[&own, "docker.io/someone/else:1"],
            &["redacted(image; none)"],
            &[""],
        ] {
            assert_eq!(place(images), None, "{images:?}");
        }
        let calico = |image: &str| found("calico-system", "DaemonSet", "calico-node", &[image]);
        assert_eq!(calico("quay.io/calico/node:v3.30.1"), Some(Component::CalicoNode));
        assert_eq!(calico("registry.example.org/node:v3.30.1"), None);
    }

    #[test]
    fn every_part_has_a_place() {
        for component in Component::ALL {
            assert!(PLACES.iter().any(|(.., known)| known == component), "{component}");
        }
    }
}
