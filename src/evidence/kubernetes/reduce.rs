//! What is kept of an object: what facts are made from. The rest is dropped
//! as soon as a page is read, so that memory follows the facts.

use serde_json::{Map, Value};

use crate::evidence::model::kubernetes_pod::APP_ARMOR_ANNOTATION;

/// Controllers of pods whose objects are listed: their pods need no template.
const LISTED_OWNERS: &[(&str, &str)] =
    &[("ReplicaSet", "apps/"), ("StatefulSet", "apps/"), ("DaemonSet", "apps/"), ("Job", "batch/")];

/// Reduces one object of the resource `plural` in `group`.
pub(crate) fn reduce(group: &str, plural: &str, object: &mut Value) {
    let Some(members) = object.as_object_mut() else { return };
    if let Some(metadata) = members.get_mut("metadata").and_then(Value::as_object_mut) {
        for dropped in ["managedFields", "selfLink", "resourceVersion", "generateName"] {
            metadata.remove(dropped);
        }
    }
    match (group, plural) {
        ("", "secrets") => keep(members, &["apiVersion", "kind", "metadata"]),
        ("", "pods") => pod(members),
        ("apps", "replicasets") if owned_by(members, "Deployment") => bare(members, &["replicas"]),
        ("batch", "jobs") if owned_by(members, "CronJob") => bare(members, &[]),
        ("batch", "jobs") => conditions(members),
        ("apps" | "batch", _) => drop(members.remove("status")),
        ("", "nodes") => node(members),
        ("", "configmaps") => drop(members.remove("binaryData")),
        ("apiextensions.k8s.io", _) => definition(members),
        ("admissionregistration.k8s.io", _) => webhooks(members),
        _ => {}
    }
}

fn keep(members: &mut Map<String, Value>, names: &[&str]) {
    members.retain(|name, _| names.contains(&name.as_str()));
}

fn within<'a>(members: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    members.get_mut(name)?.as_object_mut()
}

/// The reference to the controller of an object: (kind, name, API version).
pub(crate) fn controller(object: &Value) -> Option<(&str, &str, &str)> {
    let references = object.pointer("/metadata/ownerReferences")?.as_array()?;
    let owner = references.iter().find(|reference| reference["controller"] == true)?;
    Some((owner["kind"].as_str()?, owner["name"].as_str()?, owner["apiVersion"].as_str().unwrap_or_default()))
}

fn controller_of(members: &Map<String, Value>) -> Option<(String, String)> {
    let references = members.get("metadata")?.get("ownerReferences")?.as_array()?;
    let owner = references.iter().find(|reference| reference["controller"] == true)?;
    let word = |name: &str| owner[name].as_str().unwrap_or_default().to_owned();
    Some((word("kind"), word("apiVersion")))
}

fn owned_by(members: &Map<String, Value>, kind: &str) -> bool {
    controller_of(members).is_some_and(|(owner, _)| owner == kind)
}

/// An object that only leads to its owner.
fn bare(members: &mut Map<String, Value>, of_spec: &[&str]) {
    keep(members, &["apiVersion", "kind", "metadata", "spec"]);
    if let Some(metadata) = within(members, "metadata") {
        keep(metadata, &["name", "namespace", "uid", "ownerReferences"]);
    }
    if let Some(spec) = within(members, "spec") {
        keep(spec, of_spec);
    }
}

/// Of a Job's status, what tells whether it has ended.
fn conditions(members: &mut Map<String, Value>) {
    let Some(status) = within(members, "status") else { return };
    keep(status, &["conditions"]);
    short_conditions(status);
}

fn short_conditions(status: &mut Map<String, Value>) {
    for condition in status.get_mut("conditions").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(condition) = condition.as_object_mut() {
            keep(condition, &["type", "status"]);
        }
    }
}

/// What is judged of a pod that runs beside its controller's template: admission or an edit can have changed it.
pub(crate) const OF_SPEC: &[&str] = &[
    "nodeName",
    "serviceAccountName",
    "enableServiceLinks",
    "hostPID",
    "hostIPC",
    "hostNetwork",
    "hostUsers",
    "shareProcessNamespace",
    "automountServiceAccountToken",
    "securityContext",
    "volumes",
    "containers",
    "initContainers",
    "ephemeralContainers",
];
/// The same of each of its containers: where one differs, it is another container.
pub(crate) const OF_CONTAINER: [&str; 13] = [
    "name",
    "image",
    "command",
    "args",
    "env",
    "envFrom",
    "ports",
    "securityContext",
    "volumeMounts",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
];
/// What else is judged of a container, and may differ by what admission adds on its own: it counts where something is
/// missing.
pub(crate) const CARRIED: [&str; 2] = ["imagePullPolicy", "resources"];

fn running(spec: &mut Map<String, Value>) {
    keep(spec, OF_SPEC);
    for list in ["containers", "initContainers"] {
        for container in spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(container) = container.as_object_mut() {
                container.retain(|name, _| OF_CONTAINER.iter().chain(&CARRIED).any(|kept| kept == name));
            }
        }
    }
}

/// A pod of a listed controller is counted; any other one is judged itself.
fn pod(members: &mut Map<String, Value>) {
    let listed = controller_of(members)
        .is_some_and(|(kind, version)| LISTED_OWNERS.iter().any(|(k, v)| *k == kind && version.starts_with(v)));
    if listed {
        if let Some(metadata) = within(members, "metadata") {
            keep(metadata, &["name", "namespace", "labels", "annotations", "ownerReferences", "deletionTimestamp"]);
            if let Some(annotations) = within(metadata, "annotations") {
                annotations.retain(|name, _| name.starts_with(APP_ARMOR_ANNOTATION));
                if annotations.is_empty() {
                    metadata.remove("annotations");
                }
            }
        }
        if let Some(spec) = within(members, "spec") {
            running(spec);
        }
    }
    if let Some(status) = within(members, "status") {
        keep(status, &["phase", "containerStatuses", "conditions"]);
        short_conditions(status);
        for container in status.get_mut("containerStatuses").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(container) = container.as_object_mut() {
                keep(container, &["name", "imageID"]);
            }
        }
    }
}

fn node(members: &mut Map<String, Value>) {
    if let Some(status) = within(members, "status") {
        keep(status, &["capacity", "allocatable", "conditions", "addresses", "nodeInfo"]);
    }
}

/// Names and versions; the schemas are most of a definition.
fn definition(members: &mut Map<String, Value>) {
    members.remove("status");
    let Some(spec) = within(members, "spec") else { return };
    keep(spec, &["group", "names", "scope", "version", "versions"]);
    for version in spec.get_mut("versions").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(version) = version.as_object_mut() {
            keep(version, &["name", "served", "storage"]);
        }
    }
    if let Some(metadata) = within(members, "metadata") {
        keep(metadata, &["name", "uid", "creationTimestamp"]);
    }
}

fn webhooks(members: &mut Map<String, Value>) {
    for webhook in members.get_mut("webhooks").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(client) = webhook.get_mut("clientConfig").and_then(Value::as_object_mut) {
            client.remove("caBundle");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reduced(group: &str, plural: &str, mut object: Value) -> Value {
        reduce(group, plural, &mut object);
        object
    }

    #[test]
    fn a_secret_keeps_nothing_but_its_metadata() {
        let secret = json!({"kind": "Secret", "metadata": {"name": "s", "managedFields": [1]}, "data": {"k": "Q0FO"}, "stringData": {}, "type": "x"});
        assert_eq!(reduced("", "secrets", secret), json!({"kind": "Secret", "metadata": {"name": "s"}}));
    }

    #[test]
    fn a_pod_of_a_listed_controller_is_counted_and_any_other_kept() {
        let pod = |references: Value| {
            let status = json!({"phase": "Running", "podIP": "10.0.0.1", "containerStatuses": [{"name": "c", "imageID": "i", "state": {}}]});
            json!({"metadata": {"name": "p", "uid": "u", "ownerReferences": references}, "spec": {"nodeName": "n", "containers": [{}]}, "status": status})
        };
        let owned =
            reduced("", "pods", pod(json!([{"kind": "ReplicaSet", "apiVersion": "apps/v1", "controller": true}])));
        assert_eq!(owned["spec"], json!({"nodeName": "n", "containers": [{}]}));
        assert_eq!(owned["metadata"]["uid"], Value::Null);
        assert_eq!(owned["status"], json!({"phase": "Running", "containerStatuses": [{"name": "c", "imageID": "i"}]}));
        for other in [
            json!([]),
            json!([{"kind": "Node", "apiVersion": "v1", "controller": true}]),
            json!([{"kind": "ReplicaSet", "apiVersion": "apps/v1"}]),
            json!([{"kind": "StatefulSet", "apiVersion": "apps.kruise.io/v1", "controller": true}]),
        ] {
            assert_eq!(reduced("", "pods", pod(other))["spec"]["containers"], json!([{}]));
        }
    }

    #[test]
    fn a_replica_set_of_a_deployment_only_leads_to_it() {
        let set = |kind: &str| json!({"metadata": {"name": "r", "labels": {}, "ownerReferences": [{"kind": kind, "name": "d", "controller": true}]}, "spec": {"replicas": 2, "template": {}}});
        assert_eq!(reduced("apps", "replicasets", set("Deployment"))["spec"], json!({"replicas": 2}));
        assert_eq!(reduced("apps", "replicasets", set("Rollout"))["spec"]["template"], json!({}));
    }

    #[test]
    fn of_a_job_s_status_its_conditions_are_kept() {
        let job = json!({"metadata": {"name": "j"}, "spec": {"template": {}}, "status": {"succeeded": 1,
            "conditions": [{"type": "Complete", "status": "True", "lastProbeTime": "2026-01-01T00:00:00Z"}]}});
        let conditions = json!({"conditions": [{"type": "Complete", "status": "True"}]});
        assert_eq!(reduced("batch", "jobs", job.clone())["status"], conditions);
        assert_eq!(reduced("batch", "cronjobs", job)["status"], Value::Null);
    }
}
