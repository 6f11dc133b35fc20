//! `analysis.node` facts for nodes that no EC2 fact shows: Fargate, hybrid,
//! and instances that AWS manages or that carry no tag of the cluster.

use super::nodes::Node;
use super::view::View;
use crate::analysis::derived::{Derived, Sources};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis::{self, OperatingSystem};
use crate::evidence::model::kubernetes::Text;

const ZONE: &str = "topology.kubernetes.io/zone";
const INSTANCE_TYPE: &str = "node.kubernetes.io/instance-type";
const NODEGROUP: &str = "eks.amazonaws.com/nodegroup";

/// One value for each Node object without an EC2 fact. What only EC2 can say
/// is left out, so that a condition that reads it is an error.
pub(super) fn derive(view: &View<'_>) -> Vec<Derived<analysis::Node>> {
    let unseen = view.nodes.0.iter().filter(|(_, node)| node.instance.is_none());
    unseen.map(|(name, node)| describe(view.cluster, name, node)).collect()
}

fn describe(cluster: &str, name: &str, node: &Node<'_>) -> Derived<analysis::Node> {
    let object = &node.entry.value;
    let labels = object.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
    let label = |key: &str| labels.and_then(|labels: &Text| labels.get(key).cloned());
    let info = object.status.as_ref().and_then(|status| status.node_info.as_ref());
    let value = analysis::Node {
        cluster_name: Some(cluster.to_owned()),
        instance_id: Some(node.instance_id.unwrap_or(name).to_owned()),
        compute_type: node.compute_type,
        compute_type_evidence: Some(node.evidence.clone()),
        // Fargate reports an instance type that nobody chose.
        instance_type: label(INSTANCE_TYPE).filter(|_| node.compute_type != Some(ComputeType::Fargate)),
        nodegroup_name: label(NODEGROUP),
        operating_system: info.and_then(|info| operating_system(info.os_image.as_deref()?)),
        kubernetes_version: info.and_then(|info| minor_version(info.kubelet_version.as_deref()?)),
        availability_zone: label(ZONE),
        ..analysis::Node::default()
    };
    Derived { value, sources: Sources::new(node.entry) }
}

/// From `status.nodeInfo.osImage`, the pretty name of the distribution.
fn operating_system(image: &str) -> Option<OperatingSystem> {
    let starts = [
        ("Amazon Linux 2023", OperatingSystem::Al2023),
        ("Amazon Linux 2", OperatingSystem::Al2),
        ("Bottlerocket", OperatingSystem::Bottlerocket),
        ("Windows", OperatingSystem::Windows),
        ("Ubuntu", OperatingSystem::Ubuntu),
    ];
    let found = starts.into_iter().find(|(start, _)| image.starts_with(start));
    Some(found.map_or(OperatingSystem::Unknown, |(_, system)| system))
}

/// `v1.33.4-eks-3abbec1` → `1.33`.
fn minor_version(kubelet: &str) -> Option<String> {
    let mut parts = kubelet.strip_prefix('v')?.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    Some(format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_and_versions() {
        assert_eq!(operating_system("Amazon Linux 2023.8.20250915"), Some(OperatingSystem::Al2023));
        assert_eq!(operating_system("Amazon Linux 2"), Some(OperatingSystem::Al2));
        assert_eq!(
            operating_system("Bottlerocket (EKS Auto, Standard) 2025.9.19"),
            Some(OperatingSystem::Bottlerocket)
        );
        assert_eq!(operating_system("Red Hat Enterprise Linux 9.4"), Some(OperatingSystem::Unknown));
        assert_eq!(minor_version("v1.33.4-eks-3abbec1").as_deref(), Some("1.33"));
        assert_eq!(minor_version("1.33"), None);
    }
}
