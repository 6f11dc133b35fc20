//! What is judged of a pod's spec, in a form in which a pod and its template compare: without what the API server, its
//! controllers and EKS add to every pod.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::evidence::kubernetes::{CARRIED, OF_CONTAINER};
use crate::evidence::model::kubernetes_pod::APP_ARMOR_ANNOTATION;

/// Members of a pod's spec that, when true, give it more of the node than its template says.
pub(super) const SHARED: [&str; 4] = ["hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace"];
/// Members that hold unless they are false.
pub(super) const ON_BY_DEFAULT: [&str; 3] = ["hostUsers", "automountServiceAccountToken", "enableServiceLinks"];
/// The lists of containers that a template has.
pub(super) const LISTS: [&str; 2] = ["containers", "initContainers"];
/// Variables that EKS's Pod Identity webhook and the Job controller set. Sources: EKS User Guide, "IAM roles for
/// service accounts" and "EKS Pod Identity"; Kubernetes documentation, "Indexed Job".
const SET_FOR_PODS: [&str; 8] = [
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "JOB_COMPLETION_INDEX",
];

/// What the annotation says in the field's words: where a template has it, the API server writes the field on its pods.
fn app_armor(container: &Value, of_pod: &Value, annotations: &Value) -> Option<Value> {
    if !container["securityContext"]["appArmorProfile"].is_null() || !of_pod["appArmorProfile"].is_null() {
        return None;
    }
    match annotations[format!("{APP_ARMOR_ANNOTATION}{}", name_of(container)?)].as_str()? {
        "runtime/default" => Some(json!({"type": "RuntimeDefault"})),
        "unconfined" => Some(json!({"type": "Unconfined"})),
        local => Some(json!({"type": "Localhost", "localhostProfile": local.strip_prefix("localhost/")?})),
    }
}

/// What is judged of a spec, with what annotations say of its containers.
pub(super) fn judged(spec: &Value, annotations: &Value) -> Value {
    let mut kept = Map::new();
    for name in SHARED.into_iter().chain(ON_BY_DEFAULT).chain(["securityContext", "serviceAccountName"]) {
        kept.insert(name.to_owned(), pruned(&spec[name]));
    }
    let list = |name: &str| spec[name].as_array().into_iter().flatten();
    let added: BTreeSet<&str> = list("volumes").filter(|volume| is_added(volume)).filter_map(name_of).collect();
    let volumes = list("volumes").filter(|volume| !is_added(volume));
    kept.insert("volumes".to_owned(), volumes.map(pruned).collect());
    for kind in LISTS {
        kept.insert(
            kind.to_owned(),
            list(kind)
                .map(|container| {
                    of_container(container, &added, app_armor(container, &spec["securityContext"], annotations))
                })
                .collect(),
        );
    }
    Value::Object(kept)
}

pub(super) fn name_of(item: &Value) -> Option<&str> {
    item["name"].as_str()
}

/// Projected tokens: of the service account, for IAM roles and for EKS Pod Identity, and nothing else in them.
/// Sources: Kubernetes `plugin/pkg/admission/serviceaccount`, github.com/aws/amazon-eks-pod-identity-webhook.
pub(super) fn is_added(volume: &Value) -> bool {
    let of_account = match name_of(volume) {
        Some(name) if name.starts_with("kube-api-access-") => true,
        Some("aws-iam-token" | "eks-pod-identity-token") => false,
        _ => return false,
    };
    let is_token = |source: &Value| {
        let members = source.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        members.into_iter().all(|(name, value)| match name.as_str() {
            "serviceAccountToken" => true,
            "configMap" => of_account && value["name"] == "kube-root-ca.crt",
            "downwardAPI" => of_account,
            _ => false,
        })
    };
    volume["projected"]["sources"].as_array().is_some_and(|sources| sources.iter().all(is_token))
}

/// A value that refers to a Secret or a ConfigMap is none that these set.
fn is_set_for_pods(variable: &Value) -> bool {
    let source = variable["valueFrom"].as_object().into_iter().flatten();
    let field = source.filter(|(_, value)| !value.is_null()).all(|(name, _)| name == "fieldRef");
    field && name_of(variable).is_some_and(|name| SET_FOR_PODS.contains(&name))
}

fn of_container(container: &Value, added: &BTreeSet<&str>, app_armor: Option<Value>) -> Value {
    let mut kept = Map::new();
    for name in OF_CONTAINER.into_iter().chain(CARRIED) {
        let mut value = container[name].clone();
        if let Some(items) = value.as_array_mut() {
            match name {
                "volumeMounts" => items.retain(|mount| name_of(mount).is_none_or(|name| !added.contains(name))),
                "env" => items.retain(|variable| !is_set_for_pods(variable)),
                _ => {}
            }
        }
        if let Some(profile) = app_armor.as_ref().filter(|_| name == "securityContext") {
            value["appArmorProfile"] = profile.clone();
        }
        let value = pruned(&value);
        if is_stated(&value) {
            kept.insert(name.to_owned(), value);
        }
    }
    Value::Object(kept)
}

/// Without what is empty or what the API server writes where nothing is said, so that both sides compare.
fn pruned(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(pruned).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(name, value)| !is_default(name, value));
            let members = members.map(|(name, value)| (name.clone(), pruned(value)));
            // An empty source is a source all the same: `emptyDir: {}`; so is a command that was redacted.
            let says = |name: &str| matches!(name, "emptyDir" | "exec" | "httpGet" | "tcpSocket" | "grpc" | "sleep");
            let members: Map<String, Value> =
                members.filter(|(name, value)| is_stated(value) || (says(name) && !value.is_null())).collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}

fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Source: Kubernetes API Reference, defaults of `PodSpec` and the kinds in it.
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "protocol" => value == "TCP",
        "scheme" => value == "HTTP",
        "apiVersion" => value == "v1",
        "defaultMode" => value == 420,
        "procMount" => value == "Default",
        "divisor" => value == "0",
        "expirationSeconds" => value == 3600,
        "pullPolicy" => value == "IfNotPresent",
        "initialDelaySeconds" => value == 0,
        "timeoutSeconds" | "successThreshold" => value == 1,
        "periodSeconds" => value == 10,
        "failureThreshold" => value == 3,
        "readOnly" | "optional" | "privileged" | "readOnlyRootFilesystem" => value == false,
        _ => false,
    }
}

/// In words, what a running container lacks of what is asked for in its template, where more is no matter.
pub(super) fn lacks(declared: &Value, container: &Value) -> Vec<String> {
    let mut words = Vec::new();
    let policy = &container["imagePullPolicy"];
    if declared["imagePullPolicy"] == "Always" && policy.as_str().is_some_and(|policy| policy != "Always") {
        words.push(format!("imagePullPolicy is {}", shown(policy)));
    }
    for kind in ["limits", "requests"] {
        for name in declared["resources"][kind].as_object().into_iter().flatten().map(|(name, _)| name) {
            if container["resources"][kind][name].is_null() {
                words.push(format!("resources.{kind}.{name} is not set"));
            }
        }
    }
    words
}

/// A value in words.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Labels that Kubernetes, its controllers, EKS and meshes write on pods; no template has them.
/// Sources: Kubernetes documentation, "Well-Known Labels, Annotations and Taints"; EKS User Guide, "AWS Fargate profile";
/// Istio documentation, "Resource Labels"; Linkerd documentation, "Proxy Configuration".
const WRITTEN_ON_PODS: [&str; 20] = [
    "pod-template-hash",
    "pod-template-generation",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/job-completion-index",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
    "kubernetes.io/hostname",
    "eks.amazonaws.com/fargate-profile",
    "service.istio.io/canonical-name",
    "service.istio.io/canonical-revision",
    "security.istio.io/tlsMode",
    "topology.istio.io/network",
    "linkerd.io/control-plane-ns",
    "linkerd.io/workload-ns",
];

/// The labels by which a pod is selected, without those that are written on every one.
pub(super) fn labels(metadata: &Value) -> Value {
    let written = |name: &str| WRITTEN_ON_PODS.contains(&name) || name.starts_with("linkerd.io/proxy-");
    let labels = metadata["labels"].as_object().into_iter().flatten().filter(|(name, _)| !written(name));
    json!(labels.collect::<std::collections::BTreeMap<_, _>>())
}
