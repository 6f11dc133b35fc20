//! Facts about the Kubernetes side that no single object holds: derived by `analysis`, pure.

use super::api_shapes;
use super::kubernetes::Text;
use super::kubernetes_pod::{self, PodSpec};
use crate::evidence::component::Component;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::scalar::{Flag, Number};
use crate::evidence::vocabulary::vocabulary;

vocabulary! {
    /// The levels of the Pod Security Standards.
    PodSecurityLevel { Privileged = "privileged", Baseline = "baseline", Restricted = "restricted" }
    /// Where a workload has its IAM role from.
    IamRoleSource { Irsa = "irsa", PodIdentity = "pod-identity", None = "none" }
    /// The list of a pod's spec that a container stands in.
    ContainerType { Container = "container", Init = "init", Ephemeral = "ephemeral" }
    /// Who holds a policy against what is created.
    AdmissionEngine { Kubernetes = "kubernetes", Kyverno = "kyverno", Gatekeeper = "gatekeeper" }
    /// How traffic from outside comes in.
    EntranceType {
        LoadBalancer = "LoadBalancer",
        NodePort = "NodePort",
        ExternalIp = "ExternalIP",
        Ingress = "Ingress",
        Gateway = "Gateway",
    }
}

api_shapes! {
    /// A policy at admission.
    AdmissionPolicy {
        cluster_name: String,
        engine: AdmissionEngine,
        kind: String,
        /// The name, after its namespace where it has one.
        path: String,
        namespace: String,
        name: String,
        /// It refuses some pods when they are created; absent where that is not known.
        refuses_pods: Flag,
        /// It refuses pods by the signatures of their images.
        verifies_images: Flag,
        /// Why it refuses none, or why that is not known; empty when it does.
        reason: String,
        /// EKS installed it, by its name.
        of_eks: Flag,
    }
    /// A workload with what its pod template means.
    Workload {
        cluster_name: String,
        kind: String,
        namespace: String,
        name: String,
        labels: Text,
        annotations: Text,
        /// Labels and annotations of the pod template.
        pod_labels: Text,
        pod_annotations: Text,
        template_path: String,
        /// The pod template's spec, as it stands.
        spec: PodSpec,
        replicas: Number,
        running_pods: Number,
        /// Where pods that run differ from the template in what is judged, in words; absent where none does.
        pod_differences: Vec<String>,
        /// Of a pod that runs otherwise than its controller declares, under another service account or with other
        /// labels: which controller that is, as `Deployment/web`.
        controlled_by: String,
        /// True for a Job that is complete or failed, and for a pod without controller that has ended: no process of
        /// theirs runs again, only the object is left.
        finished: Flag,
        /// True when it has a HorizontalPodAutoscaler.
        autoscaled: Flag,
        /// Compute types of the nodes that its pods run on, or that Fargate profiles select it for; empty when none runs.
        compute_types: Vec<ComputeType>,
        /// True when every pod of it runs, or would run, on Fargate.
        fargate: Flag,
        /// True when its pods are for Windows nodes.
        windows: Flag,
        /// Which part of EKS it is, by namespace, kind and name; absent for every other workload. What a part is excepted
        /// from stands in `controls/components.yaml`.
        system_component: SystemComponent,
        /// The strictest Pod Security Standard that the template meets.
        pod_security_level: PodSecurityLevel,
        /// What keeps it from the next stricter levels.
        pod_security_violations: Vec<Violation>,
        /// Level that its namespace enforces: `privileged` when the namespace says nothing.
        enforced_level: String,
        /// True when the namespace's enforced level admits the template.
        admitted_by_namespace: Flag,
        /// Effective: `default` when the template names none.
        service_account_name: String,
        /// Other workloads of its namespace under the same service account: `Deployment/worker`.
        service_account_shared_with: Vec<String>,
        /// Effective: the template's word, else the service account's, else true.
        automounts_token: Flag,
        /// Bindings that name its service account itself, not a group that it is in, and whose role exists and has a
        /// rule: `ClusterRoleBinding` by name, `RoleBinding` as `namespace/name`.
        service_account_bindings: Vec<String>,
        /// IAM role by IRSA annotation or Pod Identity; absent when it has none or that is unknown: see `iamRoleSource`.
        iam_role_arn: String,
        /// Absent when unknown.
        iam_role_source: IamRoleSource,
        /// True when pods of it can reach the node's instance metadata: hop limit above 1, tokens optional (the limit
        /// holds for token replies only) or host network; absent when the nodes are unknown.
        reaches_instance_metadata: Flag,
        /// True when an engine enforces policies on every node that its pods run on; absent when unknown.
        policies_enforced: Flag,
        /// True when a policy that is enforced where its pods run selects them, and none that selects them allows
        /// everything; false in the host network; absent where policies of another kind may hold.
        isolated_for_ingress: Flag,
        isolated_for_egress: Flag,
        /// PodDisruptionBudgets that select its pods.
        disruption_budgets: Vec<String>,
        /// True when a topology spread constraint or pod anti-affinity spreads it over zones or hosts.
        spread: Flag,
        /// Paths of the node that it mounts by hostPath volumes, or by claims, its claim templates' included, whose volume
        /// is a `hostPath` or `local` one, with the field's path; absent when it has claims and the volumes were not read.
        host_paths: Vec<HostPathUse>,
        /// Secrets of its namespace that its template names: in variables, volumes, projections, for drivers and images.
        secret_references: Vec<SecretReference>,
        /// Secrets that reach it as environment variables: field paths.
        secret_environment: Vec<FieldValue>,
        /// Literal credentials in environment values, arguments or annotations, from redaction markers: field paths.
        literal_credentials: Vec<FieldValue>,
    }
    /// A part of EKS, or the engine of a cluster's network policies.
    SystemComponent { name: Component, }
    /// A field that a Pod Security Standard forbids.
    Violation { level: PodSecurityLevel, check: String, path: String, value: String, }
    /// A field with the value seen.
    FieldValue { path: String, value: String, }
    /// A Secret named in a template. Pods start without an optional one.
    SecretReference { name: String, optional: Flag, path: String, }
    /// A mounted path of the node.
    HostPathUse {
        path: String,
        volume: String,
        container: String,
        read_only: Flag,
        /// True for a `local` PersistentVolume, which is set aside for one claim; false for a `hostPath`.
        local: Flag,
        field: String,
    }
    /// One container with its effective settings.
    Container {
        cluster_name: String,
        kind: String,
        namespace: String,
        /// The workload's name.
        workload: String,
        /// The container's name.
        name: String,
        container_type: ContainerType,
        /// For one that runs otherwise than its template says: where its pod differs, in words.
        pod_differences: Vec<String>,
        /// Path in the object: `spec.template.spec.containers[0]`.
        path: String,
        /// The container, as it stands.
        container: kubernetes_pod::Container,
        fargate: Flag,
        windows: Flag,
        system_component: SystemComponent,
        /// `docker.io` when the image names none.
        image_registry: String,
        image_repository: String,
        /// Absent when the image has a digest only.
        image_tag: String,
        /// Absent when the image has none.
        image_digest: String,
        /// Effective: the container's word, else the pod's; absent when neither says.
        run_as_non_root: Flag,
        /// Effective; absent when neither says, so that the image decides.
        run_as_user: Number,
        run_as_group: Number,
        privileged: Flag,
        /// Effective: true unless false is said; Kubernetes' default.
        allow_privilege_escalation: Flag,
        read_only_root_filesystem: Flag,
        capabilities_added: Vec<String>,
        /// Upper case; `ALL` among them drops all.
        capabilities_dropped: Vec<String>,
        /// Effective type; `Unconfined` when neither says.
        seccomp_profile: String,
        /// Effective type; absent when neither says.
        app_armor_profile: String,
        host_ports: Vec<Number>,
        /// Resources of the pod as a whole, which bound all of its containers; empty when the pod names none.
        pod_resources: kubernetes_pod::Resources,
    }
    /// A namespace with what holds in it.
    Namespace {
        cluster_name: String,
        name: String,
        labels: Text,
        annotations: Text,
        /// Pod Security labels; `privileged` when unset, as Kubernetes' default.
        enforce: String,
        enforce_version: String,
        audit: String,
        warn: String,
        /// True when a network policy selects all pods for ingress and allows none, and no other allows all of them
        /// everything; absent where policies of another kind may hold.
        default_deny_ingress: Flag,
        default_deny_egress: Flag,
        /// True when an engine enforces policies for all of its workloads outside of Fargate; absent when unknown.
        policies_enforced: Flag,
        /// Absent when unknown, and when it has none but policies of another kind may hold.
        network_policies: Number,
        workloads: Number,
        /// True when it has workloads and all of them run on Fargate.
        fargate: Flag,
        running_pods: Number,
        /// Pods that no policy isolates for ingress.
        pods_not_isolated_for_ingress: Number,
        resource_quotas: Number,
        limit_ranges: Number,
        /// True for kube-system, kube-public, kube-node-lease and other namespaces that EKS itself makes.
        system: Flag,
    }
    /// What one subject may do.
    Subject {
        cluster_name: String,
        /// `User`, `Group` or `ServiceAccount`.
        kind: String,
        /// Of a ServiceAccount; absent otherwise.
        namespace: String,
        name: String,
        /// True for subjects that Kubernetes or EKS itself makes, such as `system:node`, `eks:…`.
        system: Flag,
        /// Where its rights come from: `ClusterRoleBinding NAME → ClusterRole NAME`, `access entry ARN → policy`, `aws-auth …`.
        sources: Vec<String>,
        /// IAM principals that become this subject, by access entry or aws-auth.
        iam_principals: Vec<String>,
        /// Where it has each of the rights below from, by the member's name: those of `sources` that give it. As well
        /// `bindsEscalatesOrImpersonates`.
        granted_by: Text,
        cluster_admin: Flag,
        /// Namespaces in which it may do everything; `*` for all.
        administers_in: Vec<String>,
        /// Wildcards in verbs, resources or API groups: the rules, as text.
        wildcard_rules: Vec<String>,
        reads_secrets: Flag,
        /// Namespaces in which it reads secrets; `*` for all.
        reads_secrets_in: Vec<String>,
        creates_pods: Flag,
        creates_pods_in: Vec<String>,
        creates_persistent_volumes: Flag,
        uses_node_proxy: Flag,
        approves_certificates: Flag,
        changes_webhooks: Flag,
        creates_tokens: Flag,
        binds_roles: Flag,
        escalates_roles: Flag,
        impersonates: Flag,
        execs_into_pods: Flag,
        deletes_events: Flag,
        changes_config_map_coredns: Flag,
        changes_node_objects: Flag,
        /// Ways to more rights, in words.
        escalation_paths: Vec<String>,
    }
    /// Which engine enforces NetworkPolicy.
    PolicyEngine {
        cluster_name: String,
        /// `vpc-cni`, `auto-mode`, `calico`, `cilium` or `none`.
        engine: String,
        /// True when it is seen to be on: the agent runs with its switch on.
        enforcing: Flag,
        /// What was read, in words.
        evidence: Vec<String>,
        /// Compute types on which it cannot enforce, or of which it misses a node.
        not_on: Vec<String>,
        /// Compute types among the nodes, `windows` for those with Windows, of which some node has no engine that
        /// enforces; without Fargate, which can have none. Absent when the nodes or the engine are unknown.
        unenforced_on: Vec<String>,
        /// True when policy decisions are logged.
        logs_decisions: Flag,
        network_policies: Number,
    }
    /// A way in from outside.
    Entrance {
        cluster_name: String,
        /// `Service`, `Ingress` or `Gateway`.
        kind: String,
        namespace: String,
        name: String,
        annotations: Text,
        entrance_type: EntranceType,
        /// True when the internet reaches it; absent when unknown.
        internet_facing: Flag,
        /// What says so: `load-balancer`, as Elastic Load Balancing describes it, `host-name`, or `declaration`, which is
        /// the annotations, the class and the controller's own defaults.
        internet_facing_from: String,
        /// What the object asks for, whatever exists; absent where it leaves the choice to others.
        declared_internet_facing: Flag,
        /// Keys of the facts of `analysis.loadBalancer` that serve it; absent unless Elastic Load Balancing was read to
        /// its end, empty while its status names none or one of somewhere else.
        load_balancers: Vec<String>,
        source_ranges: Vec<String>,
        /// True when TLS is configured, by a listener of its load balancer, by annotation or by spec; of a Gateway, when
        /// no listener serves a host in clear text alone.
        tls: Flag,
        /// What says so: `load-balancer` or `declaration`.
        tls_from: String,
        hosts: Vec<String>,
        load_balancer_host_names: Vec<String>,
        load_balancer_class: String,
        snippet_annotations: Vec<String>,
    }
}
