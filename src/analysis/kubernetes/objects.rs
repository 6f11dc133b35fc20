//! The base facts in typed form.

use crate::analysis::table::Table;
use crate::evidence::fact::{Facts, Gap};
use crate::evidence::model::kubernetes::{self, Metadata};
use crate::evidence::model::{analysis, eks, eks_access, elastic_load_balancing};
use crate::evidence::topic::Topic;

macro_rules! objects {
    ($( $field:ident: $type:ty = $topic:ident; )+) => {
        /// Every topic that derivations read.
        pub(super) struct Objects<'a> {
            pub(super) facts: &'a Facts,
            /// Facts without the shape of their topic.
            pub(super) malformed: Vec<Gap>,
            $( pub(super) $field: Table<'a, $type>, )+
        }

        impl<'a> Objects<'a> {
            pub(super) fn read(facts: &'a Facts) -> Self {
                let mut malformed = Vec::new();
                $( let $field = Table::read(facts, Topic::$topic, &mut malformed); )+
                Self { facts, malformed, $( $field, )+ }
            }
        }
    };
}

objects! {
    clusters: eks::Cluster = EksCluster;
    addons: eks::Addon = EksAddon;
    fargate_profiles: eks::FargateProfile = EksFargateProfile;
    access_entries: eks_access::AccessEntry = EksAccessEntry;
    pod_identities: eks_access::PodIdentityAssociation = EksPodIdentityAssociation;
    instances: analysis::Node = AnalysisNode;
    servers: kubernetes::Server = KubernetesServer;
    nodes: kubernetes::Node = KubernetesNode;
    namespaces: kubernetes::Namespace = KubernetesNamespace;
    workloads: kubernetes::Workload = KubernetesWorkload;
    services: kubernetes::Service = KubernetesService;
    ingresses: kubernetes::Ingress = KubernetesIngress;
    gateways: kubernetes::Gateway = KubernetesGateway;
    gateway_classes: kubernetes::GatewayClass = KubernetesGatewayClass;
    network_policies: kubernetes::NetworkPolicy = KubernetesNetworkPolicy;
    service_accounts: kubernetes::ServiceAccount = KubernetesServiceAccount;
    roles: kubernetes::Role = KubernetesRole;
    role_bindings: kubernetes::RoleBinding = KubernetesRoleBinding;
    config_maps: kubernetes::ConfigMap = KubernetesConfigMap;
    resource_quotas: kubernetes::ResourceQuota = KubernetesResourceQuota;
    limit_ranges: kubernetes::LimitRange = KubernetesLimitRange;
    disruption_budgets: kubernetes::PodDisruptionBudget = KubernetesPodDisruptionBudget;
    autoscalers: kubernetes::HorizontalPodAutoscaler = KubernetesHorizontalPodAutoscaler;
    policy_objects: kubernetes::PolicyObject = KubernetesPolicyObject;
    admission_webhooks: kubernetes::AdmissionWebhook = KubernetesAdmissionWebhook;
    validating_admission_policies: kubernetes::ValidatingAdmissionPolicy = KubernetesValidatingAdmissionPolicy;
    persistent_volumes: kubernetes::PersistentVolume = KubernetesPersistentVolume;
    load_balancers: elastic_load_balancing::LoadBalancer = ElbLoadBalancer;
    listeners: elastic_load_balancing::Listener = ElbListener;
    load_balancer_attributes: elastic_load_balancing::LoadBalancerAttributes = ElbLoadBalancerAttributes;
    classic_load_balancers: elastic_load_balancing::ClassicLoadBalancer = ElbClassicLoadBalancer;
}

/// The object's name; empty when it states none, which the API does not allow.
pub(super) fn name(metadata: &Option<Metadata>) -> &str {
    metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
}

/// The object's namespace; empty for a cluster-wide object.
pub(super) fn namespace(metadata: &Option<Metadata>) -> &str {
    metadata.as_ref().and_then(|metadata| metadata.namespace.as_deref()).unwrap_or_default()
}

/// The value of an annotation.
pub(super) fn annotation<'m>(metadata: &'m Option<Metadata>, key: &str) -> Option<&'m str> {
    metadata.as_ref()?.annotations.as_ref()?.get(key).map(String::as_str)
}
