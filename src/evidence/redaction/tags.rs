//! Which values of tags, labels and attributes are kept, by key: those that facts, controls and reports read. Keys are
//! names and stay; every other value goes.

use std::collections::BTreeSet;

use super::generated::is_no_name;
use super::{Form, Redactor, patterns};

/// Keys of tags and labels whose values name an owner, as the engagement states them. Those that are in common use
/// are known without it: evidence may be collected before the engagement is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerKeys(BTreeSet<String>);

/// Written in one word, lower case.
const COMMON: &[&str] =
    &["businessunit", "costcenter", "costcentre", "department", "ownedby", "owner", "owners", "squad", "team"];

impl OwnerKeys {
    /// These keys beside the common ones.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = String>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// The keys that the engagement names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// True for a key that names an owner.
    pub(super) fn name(&self, key: &str) -> bool {
        let bare = || key.rsplit(['/', ':']).next().unwrap_or(key);
        let word = || bare().chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        self.0.contains(key) || COMMON.contains(&word().as_str())
    }
}

const OWNED: Form = Form::Enum(&["owned", "shared", "true", "false", "1", "0"]);

/// Keys with the form of their values. Sources: EKS User Guide, "Tag your resources"; Kubernetes documentation,
/// "Well-Known Labels, Annotations and Taints"; documentation of Karpenter, the AWS Load Balancer Controller, the EBS
/// CSI driver and the Cluster Autoscaler.
const KEYS: &[(&str, Form)] = &[
    ("cluster.k8s.amazonaws.com/name", Form::Name),
    ("eks:cluster-name", Form::Name),
    ("eks:eks-cluster-name", Form::Name),
    ("eks:kubernetes-cluster-name", Form::Name),
    ("eks:kubernetes-node-class-name", Form::Name),
    ("eks:kubernetes-node-pool-name", Form::Name),
    ("eks:nodegroup-name", Form::Name),
    ("eks.amazonaws.com/capacityType", Form::Word),
    ("eks.amazonaws.com/compute-type", Form::Word),
    ("eks.amazonaws.com/nodegroup", Form::Name),
    ("eks.amazonaws.com/nodegroup-image", Form::ResourceId),
    ("elbv2.k8s.aws/cluster", Form::Name),
    ("gateway.k8s.aws.alb/stack", Form::Name),
    ("gateway.k8s.aws.nlb/stack", Form::Name),
    ("ingress.eks.amazonaws.com/resource", Form::Name),
    ("ingress.eks.amazonaws.com/stack", Form::Name),
    ("ingress.k8s.aws/resource", Form::Name),
    ("ingress.k8s.aws/stack", Form::Name),
    ("k8s.io/cluster-autoscaler/enabled", OWNED),
    ("karpenter.k8s.aws/ec2nodeclass", Form::Name),
    ("karpenter.sh/capacity-type", Form::Word),
    ("karpenter.sh/discovery", Form::Name),
    ("karpenter.sh/managed-by", Form::Name),
    ("karpenter.sh/nodeclaim", Form::Name),
    ("karpenter.sh/nodepool", Form::Name),
    ("karpenter.sh/provisioner-name", Form::Name),
    ("KubernetesCluster", Form::Name),
    ("kubernetes.io/arch", Form::Word),
    ("kubernetes.io/created-for/pv/name", Form::Name),
    ("kubernetes.io/created-for/pvc/name", Form::Name),
    ("kubernetes.io/created-for/pvc/namespace", Form::Name),
    ("kubernetes.io/os", Form::Word),
    ("kubernetes.io/service-name", Form::Name),
    ("CSIVolumeName", Form::Name),
    ("ebs.csi.aws.com/cluster", OWNED),
    ("node.kubernetes.io/instance-type", Form::Name),
    ("service.eks.amazonaws.com/resource", Form::Name),
    ("service.eks.amazonaws.com/stack", Form::Name),
    ("service.k8s.aws/resource", Form::Name),
    ("service.k8s.aws/stack", Form::Name),
    ("topology.kubernetes.io/region", Form::Name),
    ("topology.kubernetes.io/zone", Form::Name),
];

/// The same for keys that end in a name. Nobody but AWS writes tags that begin with `aws:`.
const PREFIXES: &[(&str, Form)] = &[
    ("aws:", Form::Name),
    ("k8s.io/cluster-autoscaler/node-template/", Form::Enum(&[])),
    ("k8s.io/cluster-autoscaler/", OWNED),
    ("k8s.io/cluster/", OWNED),
    ("kubernetes.io/cluster/", OWNED),
];

/// Attributes of load balancers. Source: Elastic Load Balancing API Reference, `LoadBalancerAttribute`, and for Classic
/// Load Balancers `AdditionalAttribute`.
fn form_of_attribute(key: &str) -> Option<Form> {
    const MODES: &[&str] = &[
        "append",
        "defensive",
        "monitor",
        "off",
        "on",
        "preserve",
        "remove",
        "strictest",
        "any_availability_zone",
        "partial_availability_zone_affinity",
        "availability_zone_affinity",
    ];
    match key {
        "access_logs.s3.bucket" | "connection_logs.s3.bucket" | "health_check_logs.s3.bucket" => Some(Form::Name),
        _ if key.ends_with("_seconds") => Some(Form::Number),
        _ if key.ends_with(".enabled") => Some(Form::Boolean),
        _ if key.ends_with("_mode") || key.ends_with("mitigationmode") || key.ends_with("_policy") => {
            Some(Form::Enum(MODES))
        }
        _ => None,
    }
}

/// True for a tag whose value is kept when it has its form, without an engagement that names the key.
#[must_use]
pub fn is_kept_tag(key: &str) -> bool {
    OwnerKeys::default().name(key) || form_of(key).is_some()
}

fn form_of(key: &str) -> Option<Form> {
    let listed = KEYS.iter().find(|(known, _)| *known == key).map(|(_, form)| *form);
    let begun = || PREFIXES.iter().find(|(prefix, _)| key.starts_with(prefix)).map(|(_, form)| *form);
    listed.or_else(begun).or_else(|| form_of_attribute(key).filter(|_| key.contains('.')))
}

impl Redactor<'_> {
    /// What stands in place of a key, unless it is a name.
    pub(super) fn key(&mut self, kind: &str, key: &str) -> Option<String> {
        let name = key.len() <= 128 && Form::Pattern.holds(key) && !patterns::looks_random(key) && !is_no_name(key);
        if name { self.fenced(kind, key) } else { Some(self.dropped(kind, key)) }
    }

    /// What stands in place of the value of a tag or label, unless its key says that it is kept.
    pub(super) fn tag(&mut self, key: &str, value: &str) -> Option<String> {
        match form_of(key) {
            Some(form) => self.form(form, "tag-value", value),
            None if self.owners.name(key) && !patterns::looks_random(value) && !is_no_name(value) => {
                self.form(Form::Name, "tag-value", value)
            }
            None => self.dropped_unless_empty("tag-value", value),
        }
    }

    /// What stands in place of an attribute's value, unless it is one of the modes that the API knows.
    pub(super) fn attribute(&mut self, key: &str, value: &str) -> Option<String> {
        match form_of_attribute(key) {
            Some(form) => self.form(form, "attribute", value),
            None => self.dropped_unless_empty("attribute", value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_known_by_common_words_and_by_the_engagement() {
        let keys = OwnerKeys::new(["x/responsible".to_owned()]);
        for key in ["owner", "Cost-Center", "example.com/team", "company:owner", "x/responsible"] {
            assert!(keys.name(key), "{key}");
        }
        assert!(!keys.name("note") && !keys.name("ownership-secret"));
    }
}
