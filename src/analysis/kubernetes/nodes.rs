//! Which compute type a node is.

use std::collections::BTreeMap;

use super::objects::{Objects, name};
use crate::analysis::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis;
use crate::evidence::model::kubernetes::{self, Text};
use crate::evidence::scalar::Flag;

const COMPUTE_TYPE: &str = "eks.amazonaws.com/compute-type";
const SAGEMAKER_COMPUTE_TYPE: &str = "sagemaker.amazonaws.com/compute-type";

/// A Node object joined to its EC2 instance.
pub(super) struct Node<'a> {
    pub(super) entry: &'a Entry<'a, kubernetes::Node>,
    /// From `spec.providerID`: `aws:///eu-west-1a/i-0123`.
    pub(super) instance_id: Option<&'a str>,
    pub(super) instance: Option<&'a Entry<'a, analysis::Node>>,
    /// `None` when neither EC2 nor the labels say.
    pub(super) compute_type: Option<ComputeType>,
    /// What the compute type was read from.
    pub(super) evidence: String,
    pub(super) windows: bool,
}

/// The cluster's nodes by name.
pub(super) struct Nodes<'a>(pub(super) BTreeMap<&'a str, Node<'a>>);

impl<'a> Nodes<'a> {
    pub(super) fn of(cluster: &'a str, objects: &'a Objects<'a>) -> Self {
        let instances = objects.instances.of_cluster(cluster).filter(|e| e.fact.clusters.contains(cluster));
        let instances: BTreeMap<&str, &Entry<'_, analysis::Node>> =
            instances.map(|entry| (entry.fact.key.as_str(), entry)).collect();
        let nodes = objects.nodes.of_cluster(cluster);
        let auto_mode = auto_mode(objects, cluster);
        Self(nodes.map(|entry| (name(&entry.value.metadata), node(entry, &instances, auto_mode))).collect())
    }

    /// The compute type of a node by its name; Fargate's nodes are named
    /// after themselves, so that the name says enough.
    pub(super) fn compute_type(&self, name: &str) -> Option<ComputeType> {
        match self.0.get(name) {
            Some(node) => node.compute_type,
            None => name.starts_with("fargate-").then_some(ComputeType::Fargate),
        }
    }
}

fn node<'a>(
    entry: &'a Entry<'a, kubernetes::Node>,
    instances: &BTreeMap<&'a str, &'a Entry<'a, analysis::Node>>,
    auto_mode: Option<bool>,
) -> Node<'a> {
    let provider_id = entry.value.spec.as_ref().and_then(|spec| spec.provider_id.as_deref());
    let instance_id = provider_id.and_then(instance_id);
    let instance = instance_id.and_then(|id| instances.get(id).copied());
    let of_instance = instance.and_then(|instance| instance.value.compute_type);
    let labels = entry.value.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
    let (compute_type, evidence) = match of_instance {
        Some(compute_type) => (Some(compute_type), "the EC2 instance of spec.providerID".to_owned()),
        None if is_of_sagemaker(provider_id) => (Some(ComputeType::HyperPod), "SageMaker's spec.providerID".to_owned()),
        None => match of_labels(labels) {
            None => (None, "no label says how the node joined".to_owned()),
            Some((compute_type, label)) => match contradiction(compute_type, provider_id, auto_mode) {
                Some(why) => (None, format!("label {label} of the Node object is contradicted: {why}")),
                None => (Some(compute_type), format!("label {label} of the Node object")),
            },
        },
    };
    let info = entry.value.status.as_ref().and_then(|status| status.node_info.as_ref());
    let windows = info.and_then(|info| info.operating_system.as_deref()) == Some("windows");
    Node { entry, instance_id, instance, compute_type, evidence, windows }
}

/// Whether EKS says that Auto Mode is on; `None` when the cluster was not described.
fn auto_mode(objects: &Objects<'_>, cluster: &str) -> Option<bool> {
    let described = objects.clusters.get(cluster)?;
    let config = described.value.compute_config.as_ref();
    Some(config.and_then(|config| config.enabled) == Some(Flag(true)))
}

/// What speaks against the compute type of a label. Whoever registers a node chooses its labels, and may change most of
/// them later; the provider id cannot be changed. Sources: EKS User Guide on Fargate, hybrid nodes and Auto Mode;
/// cloud-provider-aws, which gives nodes of Fargate the last part `fargate-IP`.
fn contradiction(of_label: ComputeType, provider_id: Option<&str>, auto_mode: Option<bool>) -> Option<String> {
    let id = provider_id.filter(|id| !id.is_empty())?;
    let hybrid = id.starts_with("eks-hybrid://");
    let instance = instance_id(id).is_some();
    let against = match of_label {
        ComputeType::Fargate => instance || hybrid,
        ComputeType::Hybrid => !hybrid,
        ComputeType::HyperPod => true,
        ComputeType::AutoMode if auto_mode == Some(false) => {
            return Some("EKS says that Auto Mode is off".to_owned());
        }
        _ => hybrid,
    };
    against.then(|| format!("spec.providerID is {id}"))
}

/// Source: cloud-provider-aws, provider ids `aws:///ZONE/INSTANCE`.
fn instance_id(provider_id: &str) -> Option<&str> {
    let last = provider_id.strip_prefix("aws://")?.rsplit('/').next()?;
    (last.starts_with("i-")).then_some(last)
}

/// HyperPod's own form, `aws:///ZONE/sagemaker/cluster/hyperpod-CLUSTER-INSTANCE`: a label can be changed, this cannot.
/// Source: Amazon VPC CNI plugin, which tells HyperPod nodes by it.
fn is_of_sagemaker(provider_id: Option<&str>) -> bool {
    provider_id.is_some_and(|id| id.starts_with("aws://") && id.contains("/sagemaker/cluster/"))
}

/// Auto Mode's and HyperPod's nodes carry Karpenter's labels too, and Karpenter's may carry
/// any: the label that EKS itself sets goes first. Sources: EKS User Guide on
/// Fargate, Auto Mode, hybrid nodes; SageMaker AI Developer Guide, "Scheduling on
/// HyperPod clusters orchestrated by Amazon EKS"; Karpenter documentation, well-known labels.
fn of_labels(labels: Option<&Text>) -> Option<(ComputeType, String)> {
    let labels = labels?;
    let stated = match labels.get(COMPUTE_TYPE).map(String::as_str) {
        Some("fargate") => Some(ComputeType::Fargate),
        Some("auto") => Some(ComputeType::AutoMode),
        Some("hybrid") => Some(ComputeType::Hybrid),
        _ => None,
    };
    if let Some(compute_type) = stated {
        return Some((compute_type, format!("{COMPUTE_TYPE}={}", labels[COMPUTE_TYPE])));
    }
    if labels.get(SAGEMAKER_COMPUTE_TYPE).is_some_and(|kind| kind == "hyperpod") {
        return Some((ComputeType::HyperPod, format!("{SAGEMAKER_COMPUTE_TYPE}=hyperpod")));
    }
    let present = [
        ("eks.amazonaws.com/nodegroup", ComputeType::ManagedNodeGroup),
        ("karpenter.sh/nodepool", ComputeType::Karpenter),
        ("karpenter.sh/provisioner-name", ComputeType::Karpenter),
        ("alpha.eksctl.io/nodegroup-name", ComputeType::SelfManaged),
    ];
    present.into_iter().find(|(key, _)| labels.contains_key(*key)).map(|(key, kind)| (kind, key.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn instance_ids_of_provider_ids() {
        for (id, expected) in [
            ("aws:///eu-west-1a/i-0abc", Some("i-0abc")),
            ("aws:///eu-west-1a/9f2/fargate-ip-10-0-0-1.eu-west-1.compute.internal", None),
            ("eks-hybrid:///eu-west-1/blue/mi-0abc", None),
            ("kind://i-0abc", None),
        ] {
            assert_eq!(instance_id(id), expected, "{id}");
        }
    }

    #[test]
    fn provider_ids_of_sagemaker() {
        for (id, expected) in [
            (Some("aws:///use1-az4/sagemaker/cluster/hyperpod-tqci9uwuwqiz-i-0f190b8fa232cef49"), true),
            (Some("aws:///eu-west-1a/i-0abc"), false),
            (Some("kind:///sagemaker/cluster/a"), false),
            (None, false),
        ] {
            assert_eq!(is_of_sagemaker(id), expected, "{id:?}");
        }
    }

    #[test]
    fn o1_a_label_that_something_speaks_against_decides_nothing() {
        use ComputeType::{AutoMode, Fargate, Hybrid, HyperPod, Karpenter, ManagedNodeGroup};
        let (instance, fargate) =
            ("aws:///eu-west-1a/i-0abc", "aws:///eu-west-1a/9f2/fargate-ip-10-0-0-1.compute.internal");
        let hybrid = "eks-hybrid:///eu-west-1/blue/mi-0abc";
        for (of_label, id, auto_mode, contradicted) in [
            (Fargate, instance, None, true),
            (Fargate, fargate, None, false),
            (Hybrid, instance, None, true),
            (Hybrid, hybrid, None, false),
            (HyperPod, instance, None, true),
            (AutoMode, instance, Some(false), true),
            (AutoMode, instance, Some(true), false),
            (AutoMode, instance, None, false),
            (AutoMode, hybrid, Some(true), true),
            (ManagedNodeGroup, hybrid, None, true),
            (ManagedNodeGroup, instance, Some(false), false),
            (Karpenter, instance, Some(false), false),
            (Fargate, "", None, false),
        ] {
            let found = contradiction(of_label, Some(id), auto_mode);
            assert_eq!(found.is_some(), contradicted, "{of_label} {id} {auto_mode:?}: {found:?}");
        }
        assert_eq!(contradiction(Fargate, None, None), None, "files may lack it");
    }

    #[test]
    fn labels_of_each_compute_type() {
        for (labels, expected) in [
            (json!({"eks.amazonaws.com/compute-type": "fargate"}), Some("fargate")),
            (json!({"eks.amazonaws.com/compute-type": "auto", "karpenter.sh/nodepool": "general"}), Some("auto-mode")),
            (json!({"eks.amazonaws.com/compute-type": "hybrid"}), Some("hybrid")),
            (
                json!({"sagemaker.amazonaws.com/compute-type": "hyperpod", "karpenter.sh/nodepool": "gpu"}),
                Some("hyperpod"),
            ),
            (json!({"sagemaker.amazonaws.com/compute-type": "other"}), None),
            (json!({"eks.amazonaws.com/nodegroup": "workers"}), Some("managed-node-group")),
            (json!({"karpenter.sh/nodepool": "general"}), Some("karpenter")),
            (json!({"kubernetes.io/os": "linux"}), None),
        ] {
            let parsed: Text = from_value(labels.clone()).unwrap();
            assert_eq!(of_labels(Some(&parsed)).map(|found| found.0.as_str()), expected, "{labels}");
        }
    }
}
