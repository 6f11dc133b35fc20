//! What the kinds of Kubernetes are: which groups serve them, which have a namespace, and what a file may have meant by
//! a kind that nobody serves. Source: Kubernetes API Reference and Deprecated API Migration Guide.

use std::collections::BTreeMap;

use super::problem::{Fault, shown};
use crate::evidence::kubernetes::{POLICY_OBJECTS, RESOURCES, Resource, group_version, is_policy_object};
use crate::file::codes::collect as code;

/// Kinds by group; a capital `C` before the colon marks those without a namespace.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "",
        "Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController \
         ResourceQuota Secret Service ServiceAccount C:Namespace C:Node C:PersistentVolume C:ComponentStatus",
    ),
    ("apps", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"),
    ("batch", "CronJob Job"),
    ("autoscaling", "HorizontalPodAutoscaler"),
    ("networking.k8s.io", "Ingress NetworkPolicy C:IngressClass C:IPAddress C:ServiceCIDR"),
    ("policy", "PodDisruptionBudget C:PodSecurityPolicy"),
    ("rbac.authorization.k8s.io", "Role RoleBinding C:ClusterRole C:ClusterRoleBinding"),
    (
        "admissionregistration.k8s.io",
        "C:ValidatingWebhookConfiguration C:MutatingWebhookConfiguration C:ValidatingAdmissionPolicy \
         C:ValidatingAdmissionPolicyBinding C:MutatingAdmissionPolicy C:MutatingAdmissionPolicyBinding",
    ),
    ("apiextensions.k8s.io", "C:CustomResourceDefinition"),
    ("apiregistration.k8s.io", "C:APIService"),
    ("certificates.k8s.io", "C:CertificateSigningRequest C:ClusterTrustBundle PodCertificateRequest"),
    ("coordination.k8s.io", "Lease LeaseCandidate"),
    ("discovery.k8s.io", "EndpointSlice"),
    ("events.k8s.io", "Event"),
    ("flowcontrol.apiserver.k8s.io", "C:FlowSchema C:PriorityLevelConfiguration"),
    ("node.k8s.io", "C:RuntimeClass"),
    ("scheduling.k8s.io", "C:PriorityClass"),
    (
        "storage.k8s.io",
        "C:CSIDriver C:CSINode CSIStorageCapacity C:StorageClass C:VolumeAttachment C:VolumeAttributesClass",
    ),
    ("resource.k8s.io", "C:DeviceClass ResourceClaim ResourceClaimTemplate C:ResourceSlice"),
    (
        "gateway.networking.k8s.io",
        "C:GatewayClass Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant",
    ),
];

/// Custom resources that are read and have no namespace, where their names do not say so.
const CLUSTER_SCOPED: &[&str] = &[
    "ec2nodeclasses",
    "nodeclasses",
    "nodepools",
    "ingressclassparams",
    "validatingpolicies",
    "imagevalidatingpolicies",
    "constrainttemplates",
    "ciliumclusterwidenetworkpolicies",
];

/// Versions that no server serves any more: group version, kind (all when empty), since when, what replaced it.
const GONE: &[(&str, &str, &str, &str)] = &[
    ("extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", "", "1.16", "apps/v1"),
    ("apps/v1beta1", "", "1.16", "apps/v1"),
    ("apps/v1beta2", "", "1.16", "apps/v1"),
    ("batch/v2alpha1", "", "1.21", "batch/v1"),
    ("batch/v1beta1", "", "1.25", "batch/v1"),
    ("networking.k8s.io/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"),
    ("policy/v1beta1", "", "1.25", "policy/v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "", "1.22", "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", "", "1.22", "rbac.authorization.k8s.io/v1"),
    ("autoscaling/v2beta1", "", "1.25", "autoscaling/v2"),
    ("autoscaling/v2beta2", "", "1.26", "autoscaling/v2"),
    (
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingWebhookConfiguration",
        "1.22",
        "admissionregistration.k8s.io/v1",
    ),
    ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "1.22", "admissionregistration.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", "", "1.22", "apiextensions.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "StorageClass", "1.22", "storage.k8s.io/v1"),
];

/// What is made of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A resource of the table, in a version that is read.
    Read(&'static Resource),
    /// A custom resource that decides.
    Policy,
    /// Nothing.
    Nothing,
}

/// Group and version of `apps/v1`.
pub(super) fn group_and_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// The version of a resource that a current server serves.
fn newest(resource: &Resource) -> String {
    group_version(resource.group, resource.versions[0])
}

/// What is made of objects of `kind` in `api_version`.
///
/// # Errors
/// When no server would take it, as `kubectl apply` would find.
pub(super) fn purpose(api_version: &str, kind: &str) -> Result<Use, Fault> {
    let (group, version) = group_and_version(api_version);
    if let Some(resource) = RESOURCES.iter().find(|resource| resource.kind == kind && resource.group == group) {
        if resource.versions.contains(&version) {
            return Ok(Use::Read(resource));
        }
        return Err(gone(api_version, kind).unwrap_or_else(|| {
            let message = format!("{kind} of `{}` is a version from which no fact is made", shown(api_version));
            Fault::new(code::UNKNOWN_VERSION, message)
                .help(format!("convert it to `{}`: `kubectl convert`", newest(resource)))
        }));
    }
    if let Some(fault) = gone(api_version, kind).filter(|_| RESOURCES.iter().any(|resource| resource.kind == kind)) {
        return Err(fault);
    }
    let Some(kinds) = kinds_of(group) else {
        return custom(group, api_version, kind);
    };
    if kinds.contains_key(kind) {
        return Ok(Use::Nothing);
    }
    let elsewhere = RESOURCES.iter().find(|resource| resource.kind == kind);
    if let Some(resource) = elsewhere {
        let fault =
            Fault::new(code::UNKNOWN_KIND, format!("no server serves the kind {kind} in `{}`", shown(api_version)));
        return Err(fault.help(format!("it is served in `{}`", newest(resource))));
    }
    match kinds.keys().find(|known| is_meant(kind, known)) {
        Some(meant) => Err(misspelt(kind, api_version, meant)),
        // Servers that are newer than this table have more.
        None if kind.starts_with(|first: char| first.is_ascii_uppercase()) => Ok(Use::Nothing),
        None => Err(lower_case(kind, api_version)),
    }
}

fn custom(group: &str, api_version: &str, kind: &str) -> Result<Use, Fault> {
    let own = RESOURCES.iter().filter(|resource| resource.group == group);
    if let Some(meant) = own.map(|resource| resource.kind).find(|known| is_meant(kind, known)) {
        return Err(misspelt(kind, api_version, meant));
    }
    if !is_policy_object(group, &plural_of(group, kind)) {
        return Ok(Use::Nothing);
    }
    if kind.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Ok(Use::Policy);
    }
    Err(lower_case(kind, api_version))
}

fn lower_case(kind: &str, api_version: &str) -> Fault {
    let message = format!("no server serves the kind `{}` in `{}`", shown(kind), shown(api_version));
    Fault::new(code::UNKNOWN_KIND, message).help("kinds begin with a capital letter")
}

fn misspelt(kind: &str, api_version: &str, meant: &str) -> Fault {
    let message = format!("no server serves the kind `{}` in `{}`", shown(kind), shown(api_version));
    Fault::new(code::UNKNOWN_KIND, message).help(format!("did you mean `{meant}`?"))
}

fn is_meant(kind: &str, known: &str) -> bool {
    let plural = |name: &str| name.trim_end_matches('s').to_ascii_lowercase();
    plural(kind) == plural(known)
        || (kind.len() > 3
            && kind.len() < 64
            && strsim::damerau_levenshtein(&kind.to_ascii_lowercase(), &known.to_ascii_lowercase()) == 1)
}

/// Where and since when a version is gone, though it once was.
fn gone(api_version: &str, kind: &str) -> Option<Fault> {
    let (_, _, since, instead) =
        GONE.iter().find(|(gone, of, ..)| *gone == api_version && (of.is_empty() || *of == kind))?;
    let message = format!("{kind} of `{api_version}` is not served since Kubernetes {since}");
    Some(Fault::new(code::VERSION_GONE, message).help(format!("convert it to `{instead}`: `kubectl convert`")))
}

/// Since when the version in which an object was read is served no more.
pub(super) fn gone_since(api_version: &str, kind: &str) -> Option<&'static str> {
    GONE.iter()
        .find(|(gone, of, ..)| *gone == api_version && (of.is_empty() || *of == kind))
        .map(|(_, _, since, _)| *since)
}

/// The built-in kinds of a group, and whether they have a namespace.
fn kinds_of(group: &str) -> Option<BTreeMap<&'static str, bool>> {
    let (_, kinds) = BUILT_IN.iter().find(|(known, _)| *known == group)?;
    Some(
        kinds
            .split_whitespace()
            .map(|kind| kind.strip_prefix("C:").map_or((kind, true), |kind| (kind, false)))
            .collect(),
    )
}

/// Whether objects of a built-in kind have a namespace.
pub(super) fn built_in_has_namespace(group: &str, kind: &str) -> Option<bool> {
    kinds_of(group)?.get(kind).copied()
}

/// Whether objects of a custom kind that is read have a namespace, where no definition in the files says so.
pub(super) fn custom_has_namespace(group: &str, kind: &str) -> bool {
    let plural = plural_of(group, kind);
    let by_name = ["Cluster", "Global", "Admin", "Baseline"].iter().any(|start| kind.starts_with(start));
    let constraint = POLICY_OBJECTS.iter().any(|(known, name)| *known == group && *name == "*");
    !(by_name || constraint || CLUSTER_SCOPED.contains(&plural.as_str()))
}

/// As Kubernetes and its generators form plurals; constraints and parameters have none.
pub(super) fn plural_of(group: &str, kind: &str) -> String {
    let name = kind.to_ascii_lowercase();
    match name.strip_suffix('y') {
        _ if group == "constraints.gatekeeper.sh" || name.ends_with("params") => name,
        Some(stem) => format!("{stem}ies"),
        None if name.ends_with('s') => format!("{name}es"),
        None => format!("{name}s"),
    }
}

/// Kinds whose controllers run pods, though no `containers` need to stand in them.
const RUNS_PODS: &[(&str, &str)] = &[
    ("kubevirt.io", "VirtualMachine"),
    ("kubevirt.io", "VirtualMachineInstance"),
    ("kubevirt.io", "VirtualMachineInstanceReplicaSet"),
    ("serving.knative.dev", "Service"),
    ("serving.knative.dev", "Configuration"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("argoproj.io", "Rollout"),
    ("argoproj.io", "Workflow"),
    ("argoproj.io", "CronWorkflow"),
    ("argoproj.io", "WorkflowTemplate"),
    ("tekton.dev", "Task"),
    ("tekton.dev", "TaskRun"),
    ("tekton.dev", "PipelineRun"),
];

/// True for an object of an unread kind from which pods are made.
pub(super) fn runs_pods(group: &str, kind: &str, object: &serde_json::Value) -> bool {
    // Objects of these hold patterns of pods, or what was seen of their containers.
    let patterns = [
        "kyverno.io",
        "policies.kyverno.io",
        "mutations.gatekeeper.sh",
        "templates.gatekeeper.sh",
        "metrics.k8s.io",
        "aquasecurity.github.io",
        "spdx.softwarecomposition.kubescape.io",
    ];
    let built_in = kinds_of(group).is_some();
    !built_in && !patterns.contains(&group) && (RUNS_PODS.contains(&(group, kind)) || holds_containers(object, 0))
}

fn holds_containers(value: &serde_json::Value, depth: usize) -> bool {
    use serde_json::Value::{Array, Object};
    match value {
        _ if depth > 24 => false,
        Array(items) => items.iter().any(|item| holds_containers(item, depth + 1)),
        Object(members) => members.iter().any(|(name, member)| match (name.as_str(), member) {
            ("status" | "metadata", _) if depth == 0 => false,
            ("containers" | "initContainers", Array(items)) => {
                items.iter().any(|item| item["image"].is_string() || item["name"].is_string())
            }
            ("container", Object(container)) if container.contains_key("image") => true,
            _ => holds_containers(member, depth + 1),
        }),
        _ => false,
    }
}
