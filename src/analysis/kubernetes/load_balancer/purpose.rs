//! What the tags of a load balancer say that it is there for. Sources: AWS Load
//! Balancer Controller documentation, resource tags; cloud-provider-aws, tags
//! of load balancers; EKS User Guide, "EKS Auto Mode: custom tags".

use crate::evidence::model::kubernetes::Text;

/// Tags whose value is a cluster's name: the AWS Load Balancer Controller and
/// Auto Mode. The cloud controller ends a key in it.
const CLUSTER_NAME: [&str; 2] = ["elbv2.k8s.aws/cluster", "eks:eks-cluster-name"];
const CLUSTER_KEY: &str = "kubernetes.io/cluster/";

/// Tags whose value is `namespace/name` of a Service.
const SERVICE: [&str; 3] = ["kubernetes.io/service-name", "service.k8s.aws/stack", "service.eks.amazonaws.com/stack"];
/// Tags whose value is `namespace/name` of an Ingress, or the name of a group of them.
const INGRESS: [&str; 2] = ["ingress.k8s.aws/stack", "ingress.eks.amazonaws.com/stack"];

/// True when a tag says that the load balancer is `cluster`'s.
pub(super) fn names_cluster(tags: &Text, cluster: &str) -> bool {
    tags.iter().any(|(key, value)| match key.strip_prefix(CLUSTER_KEY) {
        Some(name) => name == cluster,
        None => CLUSTER_NAME.contains(&key.as_str()) && value == cluster,
    })
}

/// True when a tag says that the load balancer is some cluster's.
pub(super) fn names_any_cluster(tags: &Text) -> bool {
    tags.keys().any(|key| key.starts_with(CLUSTER_KEY) || CLUSTER_NAME.contains(&key.as_str()))
}

/// Tags whose value is `namespace/name` of a Gateway.
const GATEWAY: [&str; 2] = ["gateway.k8s.aws.alb/stack", "gateway.k8s.aws.nlb/stack"];

/// What a load balancer was made for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A Service, Ingress or Gateway, as `namespace/kind/name`.
    Object(String),
    /// The Ingresses of a group.
    IngressGroup(String),
    /// No tag says.
    #[default]
    Unknown,
}

impl Purpose {
    pub(super) fn of(tags: &Text) -> Self {
        let first = |keys: &[&str]| keys.iter().find_map(|key| tags.get(*key));
        let object = |value: &str, kind: &str| {
            value.split_once('/').map(|(namespace, name)| Self::Object(format!("{namespace}/{kind}/{name}")))
        };
        if let Some(value) = first(&SERVICE) {
            return object(value, "Service").unwrap_or_default();
        }
        if let Some(value) = first(&GATEWAY) {
            return object(value, "Gateway").unwrap_or_default();
        }
        match first(&INGRESS) {
            Some(value) => object(value, "Ingress").unwrap_or_else(|| Self::IngressGroup(value.clone())),
            None => Self::Unknown,
        }
    }

    pub(super) fn object(&self) -> Option<String> {
        if let Self::Object(id) = self { Some(id.clone()) } else { None }
    }

    pub(super) fn group(&self) -> Option<String> {
        if let Self::IngressGroup(name) = self { Some(name.clone()) } else { None }
    }
}
