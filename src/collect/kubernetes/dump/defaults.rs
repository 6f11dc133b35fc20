//! What the API server adds to an object when it is created, where verdicts rest on it. Replies of a server have it
//! already, and keep it as it is. Source: Kubernetes `pkg/apis/*/v1/defaults.go`.

use serde_json::{Map, Value, json};

use super::form::{sources, template_path};

/// Adds to an object of `kind` what the API server would.
pub(super) fn add(kind: &str, object: &mut Value) {
    if let Some(path) = template_path(kind) {
        let template = path.iter().try_fold(&mut *object, |value, name| value.get_mut(*name));
        if let Some(spec) = template.and_then(|template| template.get_mut("spec")) {
            pod(spec);
        }
    }
    match kind {
        "Pod" => {
            requests(&mut object["spec"]);
            // Of pods alone, not of templates.
            set(&mut object["spec"], "enableServiceLinks", json!(true));
        }
        "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" => {
            set(&mut object["spec"], "replicas", json!(1))
        }
        "Service" => service(&mut object["spec"]),
        "NetworkPolicy" => network_policy(object),
        "RoleBinding" | "ClusterRoleBinding" => binding(object),
        "HorizontalPodAutoscaler" => set(&mut object["spec"], "minReplicas", json!(1)),
        "StorageClass" => set(object, "reclaimPolicy", json!("Delete")),
        "PersistentVolume" => set(&mut object["spec"], "persistentVolumeReclaimPolicy", json!("Retain")),
        "LimitRange" => items(&mut object["spec"], "limits").for_each(limits),
        "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
            items(object, "webhooks").for_each(webhook)
        }
        "ValidatingAdmissionPolicy" => set(&mut object["spec"], "failurePolicy", json!("Fail")),
        _ => {}
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        let member = members.entry(name).or_insert(Value::Null);
        if member.is_null() {
            *member = value;
        }
    }
}

fn items<'v>(object: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    object.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value == ""
}

fn pod(spec: &mut Value) {
    // The old name of the field counts where the new one is empty. Source: `core/v1/conversion.go`.
    let alias = spec["serviceAccount"].clone();
    if !is_absent(&alias) && is_absent(&spec["serviceAccountName"]) {
        spec["serviceAccountName"] = alias;
    }
    set(spec, "restartPolicy", json!("Always"));
    set(spec, "dnsPolicy", json!("ClusterFirst"));
    set(spec, "schedulerName", json!("default-scheduler"));
    set(spec, "securityContext", json!({}));
    set(spec, "terminationGracePeriodSeconds", json!(30));
    for volume in items(spec, "volumes").filter(|volume| volume.is_object()) {
        if sources(volume) == 0 {
            volume["emptyDir"] = json!({});
        }
    }
    let on_host = spec["hostNetwork"] == true;
    for kind in ["containers", "initContainers", "ephemeralContainers"] {
        for container in items(spec, kind) {
            let image = container["image"].as_str().unwrap_or_default();
            let policy = if is_latest(image) { "Always" } else { "IfNotPresent" };
            set(container, "imagePullPolicy", json!(policy));
            for port in items(container, "ports").filter(|port| port.is_object()) {
                set(port, "protocol", json!("TCP"));
                if on_host && (port["hostPort"].is_null() || port["hostPort"] == 0) {
                    port["hostPort"] = port["containerPort"].clone();
                }
            }
        }
    }
}

/// As the API server reads an image: without tag and digest it is the latest. Source: `parsers.ParseImageName`.
fn is_latest(image: &str) -> bool {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let last = name.rsplit('/').next().unwrap_or(name);
    last.split_once(':').map_or(digest.is_none(), |(_, tag)| tag == "latest")
}

/// A limit is requested, too, where nothing else is: of pods, not of templates.
fn requests(spec: &mut Value) {
    for kind in ["containers", "initContainers"] {
        for container in items(spec, kind) {
            let Some(limits) = container.pointer("/resources/limits").and_then(Value::as_object).cloned() else {
                continue;
            };
            let resources = &mut container["resources"];
            set(resources, "requests", Value::Object(Map::new()));
            for (name, limit) in limits {
                set(&mut resources["requests"], &name, limit);
            }
        }
    }
}

fn service(spec: &mut Value) {
    set(spec, "type", json!("ClusterIP"));
    if spec["type"] == "NodePort" || spec["type"] == "LoadBalancer" {
        set(spec, "externalTrafficPolicy", json!("Cluster"));
    }
    for port in items(spec, "ports").filter(|port| port.is_object()) {
        set(port, "protocol", json!("TCP"));
        if is_absent(&port["targetPort"]) || port["targetPort"] == 0 {
            port["targetPort"] = port["port"].clone();
        }
    }
}

fn network_policy(object: &mut Value) {
    set(object, "spec", json!({}));
    let spec = &mut object["spec"];
    set(spec, "podSelector", json!({}));
    if spec["policyTypes"].as_array().is_none_or(Vec::is_empty) {
        let egress = spec["egress"].as_array().is_some_and(|rules| !rules.is_empty());
        spec["policyTypes"] = if egress { json!(["Ingress", "Egress"]) } else { json!(["Ingress"]) };
    }
    for direction in ["ingress", "egress"] {
        for rule in items(spec, direction) {
            for port in items(rule, "ports") {
                set(port, "protocol", json!("TCP"));
            }
        }
    }
}

fn binding(object: &mut Value) {
    const GROUP: &str = "rbac.authorization.k8s.io";
    if object["roleRef"].is_object() && is_absent(&object["roleRef"]["apiGroup"]) {
        object["roleRef"]["apiGroup"] = json!(GROUP);
    }
    for subject in items(object, "subjects").filter(|subject| subject.is_object()) {
        if is_absent(&subject["apiGroup"]) && (subject["kind"] == "User" || subject["kind"] == "Group") {
            subject["apiGroup"] = json!(GROUP);
        }
    }
}

/// What a container gets that asks for nothing. Source: `SetDefaults_LimitRangeItem`.
fn limits(item: &mut Value) {
    if item["type"] != "Container" {
        return;
    }
    for (from, to) in [("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")] {
        let Some(values) = item[from].as_object().cloned() else { continue };
        set(item, to, json!({}));
        for (name, value) in values {
            set(&mut item[to], &name, value);
        }
    }
}

fn webhook(webhook: &mut Value) {
    set(webhook, "failurePolicy", json!("Fail"));
    set(webhook, "matchPolicy", json!("Equivalent"));
    set(webhook, "namespaceSelector", json!({}));
    set(webhook, "objectSelector", json!({}));
    set(webhook, "timeoutSeconds", json!(10));
    for rule in items(webhook, "rules") {
        set(rule, "scope", json!("*"));
    }
}
