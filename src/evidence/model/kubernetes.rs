//! Kubernetes objects other than pods, as the API gives them, with the cluster's name added.
//! Source: Kubernetes API Reference, kinds of the same names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api_shapes;
use super::kubernetes_pod::PodSpec;
pub use super::kubernetes_pod::Text;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `ObjectMeta`; managed fields are left out.
    Metadata {
        name: String,
        namespace: String,
        uid: String,
        labels: Text,
        annotations: Text,
        creation_timestamp: Instant,
        deletion_timestamp: Instant,
        generation: Number,
        owner_references: Vec<OwnerReference>,
    }
    /// `OwnerReference`.
    OwnerReference { api_version: String, kind: String, name: String, controller: Flag, }
    /// `/version` and the served groups.
    Server {
        cluster_name: String,
        git_version: String,
        major: String,
        minor: String,
        platform: String,
        /// `policy/v1`, `networking.k8s.io/v1`, …
        group_versions: Vec<String>,
    }
    /// `Node`.
    Node { cluster_name: String, metadata: Metadata, spec: NodeSpec, status: NodeStatus, }
    /// `NodeSpec`.
    NodeSpec {
        #[serde(rename = "providerID")]
        provider_id: String,
        #[serde(rename = "podCIDR")]
        pod_cidr: String,
        unschedulable: Flag,
        taints: Vec<Value>,
    }
    /// `NodeStatus`.
    NodeStatus { capacity: Text, allocatable: Text, conditions: Vec<Value>, addresses: Vec<Value>, node_info: NodeInfo, }
    /// `NodeSystemInfo`.
    NodeInfo {
        kernel_version: String,
        os_image: String,
        container_runtime_version: String,
        kubelet_version: String,
        kube_proxy_version: String,
        operating_system: String,
        architecture: String,
    }
    /// `Namespace`.
    Namespace { cluster_name: String, metadata: Metadata, }
    /// A workload's top owner, with its pod template.
    Workload {
        cluster_name: String,
        api_version: String,
        /// `Deployment`, `DaemonSet`, `StatefulSet`, `ReplicaSet`, `Job`, `CronJob`, `Pod`, or another controller's kind.
        kind: String,
        metadata: Metadata,
        /// Path of the pod template in the object: `spec.template`, `spec.jobTemplate.spec.template`; empty for a Pod.
        template_path: String,
        template: PodTemplate,
        /// Replicas asked for; absent where the kind has none.
        replicas: Number,
        /// Pods of this owner that exist.
        pods: Number,
        /// Pods of this owner that run and are ready; absent when a pod that runs does not say whether it is ready.
        running_pods: Number,
        /// Names of the nodes that its pods are on.
        node_names: Vec<String>,
        /// Names of the nodes on which a pod of it runs and is ready; absent as `runningPods` is.
        ready_node_names: Vec<String>,
        /// Where pods that run differ from the template in what is judged, in words. What differs is part of `template`:
        /// containers as `NAME in pod POD`.
        pod_differences: Vec<String>,
        /// Of a pod that is judged itself since it differs from what its controller declares: which that is, as
        /// `Deployment/web`.
        controlled_by: String,
        /// Images that its pods actually run: `imageID` of the statuses.
        running_images: Vec<String>,
        suspend: Flag,
        /// True for a Job that is complete or failed, and for a pod without controller that has ended: they do not run
        /// again. Absent otherwise.
        finished: Flag,
        /// Of a StatefulSet: claims that each of its pods has, called `TEMPLATE-STATEFULSET-ORDINAL`.
        volume_claim_templates: Vec<Value>,
    }
    /// `PodTemplateSpec`.
    PodTemplate { metadata: Metadata, spec: PodSpec, }
    /// `Service`.
    Service { cluster_name: String, metadata: Metadata, spec: ServiceSpec, status: Value, }
    /// `ServiceSpec`.
    ServiceSpec {
        #[serde(rename = "type")]
        service_type: String,
        selector: Text,
        ports: Vec<Value>,
        #[serde(rename = "clusterIP")]
        cluster_ip: String,
        #[serde(rename = "externalIPs")]
        external_ips: Vec<String>,
        load_balancer_source_ranges: Vec<String>,
        load_balancer_class: String,
        external_name: String,
        external_traffic_policy: String,
    }
    /// `Ingress`.
    Ingress { cluster_name: String, metadata: Metadata, spec: IngressSpec, status: Value, }
    /// `IngressSpec`.
    IngressSpec { ingress_class_name: String, rules: Vec<Value>, tls: Vec<IngressTls>, default_backend: Value, }
    /// `IngressTLS`.
    IngressTls { hosts: Vec<String>, secret_name: String, }
    /// `Gateway` (gateway.networking.k8s.io).
    Gateway { cluster_name: String, metadata: Metadata, spec: GatewaySpec, status: Value, }
    /// `GatewaySpec`.
    GatewaySpec { gateway_class_name: String, listeners: Vec<Value>, addresses: Vec<Value>, infrastructure: Value, }
    /// `GatewayClass` (gateway.networking.k8s.io).
    GatewayClass { cluster_name: String, metadata: Metadata, spec: GatewayClassSpec, }
    /// `GatewayClassSpec`.
    GatewayClassSpec { controller_name: String, parameters_ref: Value, }
    /// `NetworkPolicy`.
    NetworkPolicy { cluster_name: String, metadata: Metadata, spec: NetworkPolicySpec, }
    /// `NetworkPolicySpec`.
    NetworkPolicySpec { pod_selector: Selector, policy_types: Vec<String>, ingress: Vec<Value>, egress: Vec<Value>, }
    /// `LabelSelector`.
    Selector { match_labels: Text, match_expressions: Vec<SelectorRequirement>, }
    /// `LabelSelectorRequirement`.
    SelectorRequirement { key: String, operator: String, values: Vec<String>, }
    /// `ServiceAccount`.
    ServiceAccount {
        cluster_name: String,
        metadata: Metadata,
        automount_service_account_token: Flag,
        image_pull_secrets: Vec<Value>,
        secrets: Vec<Value>,
    }
    /// `Role`, `ClusterRole`.
    Role { cluster_name: String, kind: String, metadata: Metadata, rules: Vec<PolicyRule>, aggregation_rule: AggregationRule, }
    /// `PolicyRule`.
    PolicyRule {
        verbs: Vec<String>,
        api_groups: Vec<String>,
        resources: Vec<String>,
        resource_names: Vec<String>,
        #[serde(rename = "nonResourceURLs")]
        non_resource_urls: Vec<String>,
    }
    /// `AggregationRule`.
    AggregationRule { cluster_role_selectors: Vec<Selector>, }
    /// `RoleBinding`, `ClusterRoleBinding`.
    RoleBinding { cluster_name: String, kind: String, metadata: Metadata, role_ref: RoleRef, subjects: Vec<Subject>, }
    /// `RoleRef`.
    RoleRef { api_group: String, kind: String, name: String, }
    /// `Subject`.
    Subject { api_group: String, kind: String, name: String, namespace: String, }
    /// `ConfigMap` read by name; values redacted where they look like secrets.
    ConfigMap { cluster_name: String, metadata: Metadata, data: Text, }
    /// `ResourceQuota`.
    ResourceQuota { cluster_name: String, metadata: Metadata, spec: ResourceQuotaSpec, }
    /// `ResourceQuotaSpec`.
    ResourceQuotaSpec { hard: Text, scopes: Vec<String>, }
    /// `LimitRange`.
    LimitRange { cluster_name: String, metadata: Metadata, spec: LimitRangeSpec, }
    /// `LimitRangeSpec`.
    LimitRangeSpec { limits: Vec<Value>, }
    /// `PodDisruptionBudget`.
    PodDisruptionBudget { cluster_name: String, metadata: Metadata, spec: PodDisruptionBudgetSpec, status: PodDisruptionBudgetStatus, }
    /// `PodDisruptionBudgetSpec`.
    PodDisruptionBudgetSpec { selector: Selector, min_available: Value, max_unavailable: Value, }
    /// `PodDisruptionBudgetStatus`.
    PodDisruptionBudgetStatus { disruptions_allowed: Number, current_healthy: Number, desired_healthy: Number, expected_pods: Number, }
    /// `HorizontalPodAutoscaler`.
    HorizontalPodAutoscaler { cluster_name: String, metadata: Metadata, spec: HorizontalPodAutoscalerSpec, }
    /// `HorizontalPodAutoscalerSpec`.
    HorizontalPodAutoscalerSpec { scale_target_ref: Value, min_replicas: Number, max_replicas: Number, }
    /// `StorageClass`.
    StorageClass { cluster_name: String, metadata: Metadata, provisioner: String, parameters: Text, reclaim_policy: String, allow_volume_expansion: Flag, }
    /// `PersistentVolume`.
    PersistentVolume { cluster_name: String, metadata: Metadata, spec: PersistentVolumeSpec, status: Value, }
    /// `PersistentVolumeSpec`.
    PersistentVolumeSpec {
        capacity: Text,
        access_modes: Vec<String>,
        storage_class_name: String,
        persistent_volume_reclaim_policy: String,
        csi: Value,
        host_path: Value,
        local: Value,
        nfs: Value,
        aws_elastic_block_store: Value,
        claim_ref: Value,
    }
    /// `ValidatingWebhookConfiguration`, `MutatingWebhookConfiguration`.
    AdmissionWebhook { cluster_name: String, kind: String, metadata: Metadata, webhooks: Vec<Webhook>, }
    /// `ValidatingWebhook`, `MutatingWebhook`.
    Webhook {
        name: String,
        failure_policy: String,
        rules: Vec<Value>,
        namespace_selector: Selector,
        object_selector: Selector,
        client_config: Value,
        side_effects: String,
        timeout_seconds: Number,
    }
    /// `ValidatingAdmissionPolicy`, with its bindings.
    ValidatingAdmissionPolicy { cluster_name: String, metadata: Metadata, spec: Value, bindings: Vec<Value>, }
    /// `CustomResourceDefinition`: names only.
    CustomResourceDefinition { cluster_name: String, name: String, group: String, kind: String, scope: String, versions: Vec<String>, }
    /// An object of a policy engine or of AWS's own kinds.
    PolicyObject { cluster_name: String, api_version: String, kind: String, metadata: Metadata, spec: Value, status: Value, }
    /// `Secret` as `PartialObjectMetadata`; `type` is not part of the metadata.
    Secret { cluster_name: String, metadata: Metadata, }
    /// `KubeletConfiguration` from `configz`.
    KubeletConfig {
        cluster_name: String,
        node_name: String,
        kubeletconfig: KubeletConfiguration,
    }
    /// `KubeletConfiguration` (kubelet.config.k8s.io/v1beta1), the members that controls read.
    KubeletConfiguration {
        authentication: KubeletAuthentication,
        authorization: KubeletAuthorization,
        read_only_port: Number,
        streaming_connection_idle_timeout: String,

        #[serde(rename = "makeIPTablesUtilChains")]
        make_ip_tables_util_chains: Flag,
        #[serde(rename = "eventRecordQPS")]
        event_record_qps: Number,
        rotate_certificates: Flag,
        #[serde(rename = "serverTLSBootstrap")]
        server_tls_bootstrap: Flag,
        tls_cert_file: String,
        tls_private_key_file: String,
        tls_cipher_suites: Vec<String>,
        tls_min_version: String,
        feature_gates: BTreeMap<String, Flag>,
        protect_kernel_defaults: Flag,
        #[serde(rename = "podPidsLimit")]
        pod_pids_limit: Number,
        max_pods: Number,
        seccomp_default: Flag,
        event_burst: Number,
        hostname_override: String,
        allowed_unsafe_sysctls: Vec<String>,
        #[serde(rename = "enableDebuggingHandlers")]
        enable_debugging_handlers: Flag,
        static_pod_path: String,
        container_log_max_size: String,
        image_gc_high_threshold_percent: Number,
    }
    /// `KubeletAuthentication`.
    KubeletAuthentication { anonymous: KubeletEnabled, webhook: KubeletEnabled, x509: KubeletX509, }
    /// An object with one `enabled` member.
    KubeletEnabled { enabled: Flag, }
    /// `KubeletX509Authentication`.
    KubeletX509 {
        #[serde(rename = "clientCAFile")]
        client_ca_file: String,
    }
    /// `KubeletAuthorization`.
    KubeletAuthorization { mode: String, }
}
