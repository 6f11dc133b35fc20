//! What the Kubernetes API tells.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::kubernetes;

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<kubernetes::Server>(
        KubernetesServer,
        "The API server's version and which APIs it serves. Key: cluster.",
    )
    .nouns("API server", "API servers")
    .key(&["clusterName"]),
    BuiltIn::of_cluster::<kubernetes::Node>(KubernetesNode, "A Node object, as the API gives it. Key: `cluster/name`.")
        .nouns("node", "nodes")
        .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Namespace>(KubernetesNamespace, "A Namespace. Key: `cluster/name`.")
        .nouns("namespace", "namespaces")
        .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Workload>(
        KubernetesWorkload,
        "A workload by its top owner (Deployment, DaemonSet, StatefulSet, ReplicaSet, Job, CronJob, bare Pod), \
         with its running pods counted. Key: `cluster/namespace/kind/name`.",
    )
    .nouns("workload", "workloads")
    .key(&["clusterName", "metadata.namespace", "kind", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Service>(KubernetesService, "A Service. Key: `cluster/namespace/name`.")
        .nouns("Service", "Services")
        .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Ingress>(KubernetesIngress, "An Ingress. Key: `cluster/namespace/name`.")
        .nouns("Ingress", "Ingresses")
        .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Gateway>(
        KubernetesGateway,
        "A Gateway of the Gateway API. Key: `cluster/namespace/name`.",
    )
    .nouns("Gateway", "Gateways")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::GatewayClass>(
        KubernetesGatewayClass,
        "A GatewayClass: which controller serves its Gateways. Key: `cluster/name`.",
    )
    .nouns("GatewayClass", "GatewayClasses")
    .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::NetworkPolicy>(
        KubernetesNetworkPolicy,
        "A NetworkPolicy. Key: `cluster/namespace/name`.",
    )
    .nouns("network policy", "network policies")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::ServiceAccount>(
        KubernetesServiceAccount,
        "A ServiceAccount. Key: `cluster/namespace/name`.",
    )
    .nouns("service account", "service accounts")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::Role>(
        KubernetesRole,
        "A Role or ClusterRole. Key: `cluster/namespace/name`, namespace empty for a ClusterRole.",
    )
    .nouns("RBAC role", "RBAC roles")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::RoleBinding>(
        KubernetesRoleBinding,
        "A RoleBinding or ClusterRoleBinding. Key: `cluster/namespace/name`, namespace empty for a \
         ClusterRoleBinding.",
    )
    .nouns("role binding", "role bindings")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::ConfigMap>(
        KubernetesConfigMap,
        "A ConfigMap read by name: aws-auth, amazon-vpc-cni, coredns, kube-proxy-config. Key: \
         `cluster/namespace/name`.",
    )
    .nouns("ConfigMap", "ConfigMaps")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::ResourceQuota>(
        KubernetesResourceQuota,
        "A ResourceQuota. Key: `cluster/namespace/name`.",
    )
    .nouns("resource quota", "resource quotas")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::LimitRange>(KubernetesLimitRange, "A LimitRange. Key: `cluster/namespace/name`.")
        .nouns("limit range", "limit ranges")
        .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::PodDisruptionBudget>(
        KubernetesPodDisruptionBudget,
        "A PodDisruptionBudget. Key: `cluster/namespace/name`.",
    )
    .nouns("disruption budget", "disruption budgets")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::HorizontalPodAutoscaler>(
        KubernetesHorizontalPodAutoscaler,
        "A HorizontalPodAutoscaler. Key: `cluster/namespace/name`.",
    )
    .nouns("autoscaler", "autoscalers")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::StorageClass>(KubernetesStorageClass, "A StorageClass. Key: `cluster/name`.")
        .nouns("storage class", "storage classes")
        .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::PersistentVolume>(
        KubernetesPersistentVolume,
        "A PersistentVolume. Key: `cluster/name`.",
    )
    .nouns("persistent volume", "persistent volumes")
    .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::AdmissionWebhook>(
        KubernetesAdmissionWebhook,
        "A validating or mutating webhook configuration. Key: `cluster/kind/name`.",
    )
    .nouns("webhook configuration", "webhook configurations")
    .key(&["clusterName", "kind", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::ValidatingAdmissionPolicy>(
        KubernetesValidatingAdmissionPolicy,
        "A ValidatingAdmissionPolicy with its bindings. Key: `cluster/name`.",
    )
    .nouns("admission policy", "admission policies")
    .key(&["clusterName", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::CustomResourceDefinition>(
        KubernetesCustomResourceDefinition,
        "A custom resource definition's name, group and kind. Key: `cluster/name`.",
    )
    .nouns("custom resource definition", "custom resource definitions")
    .key(&["clusterName", "name"]),
    BuiltIn::of_cluster::<kubernetes::PolicyObject>(
        KubernetesPolicyObject,
        "An object of a policy engine or of AWS's own kinds, as it stands. Key: \
         `cluster/kind.group/namespace/name`.",
    )
    .nouns("policy object", "policy objects")
    .key(&["clusterName", "kind.group", "metadata.namespace", "metadata.name"])
    .discovered_through(&[KubernetesCustomResourceDefinition]),
    BuiltIn::of_cluster::<kubernetes::Secret>(
        KubernetesSecret,
        "A Secret's metadata; never its data. Key: `cluster/namespace/name`.",
    )
    .nouns("Secret", "Secrets")
    .key(&["clusterName", "metadata.namespace", "metadata.name"]),
    BuiltIn::of_cluster::<kubernetes::KubeletConfig>(
        KubernetesKubeletConfig,
        "A node's running kubelet configuration (opt-in). Key: `cluster/node name`.",
    )
    .nouns("kubelet configuration", "kubelet configurations")
    .key(&["clusterName", "nodeName"])
    .discovered_through(&[KubernetesNode]),
];
