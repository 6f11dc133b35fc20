//! Topics whose facts are the objects of their lists, as they stand.

use serde_json::{Value, json};

use super::{Enumeration, View, typed};
use crate::evidence::kubernetes::{Resource, resources_of};
use crate::evidence::topic::Topic;

/// Adds every object of the lists that make up `topic`.
pub(super) fn add(view: &mut View<'_, '_>, topic: Topic) -> Enumeration {
    let mut enumeration = Enumeration::default();
    for resource in resources_of(topic) {
        add_list(view, resource, &mut enumeration);
    }
    enumeration
}

fn add_list(view: &mut View<'_, '_>, resource: &Resource, enumeration: &mut Enumeration) {
    let listing = view.list(resource, enumeration);
    for page in &listing.pages {
        for item in page.items() {
            let mut object = match resource.topic {
                Topic::KubernetesCustomResourceDefinition => definition(&item),
                _ => typed(item, resource.kind, page.exchange),
            };
            match (resource.topic, super::api_version(page.exchange)) {
                (Topic::KubernetesIngress, "networking.k8s.io/v1beta1") => older_ingress(&mut object["spec"]),
                (Topic::KubernetesPodDisruptionBudget, "policy/v1beta1") => older_budget(&mut object["spec"]),
                _ => {}
            }
            view.add(resource.topic, object, page.exchange, &resource.permission());
        }
    }
}

/// Backends as `networking.k8s.io/v1` writes them. Source: Kubernetes Deprecated API Migration Guide, "Ingress".
fn older_ingress(spec: &mut Value) {
    let older = spec.as_object_mut().and_then(|spec| spec.remove("backend"));
    if let Some(backend) = older.filter(|backend| !backend.is_null() && spec["defaultBackend"].is_null()) {
        spec["defaultBackend"] = backend;
    }
    if spec["defaultBackend"].is_object() {
        older_backend(&mut spec["defaultBackend"]);
    }
    for rule in spec.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten() {
        for path in rule.pointer_mut("/http/paths").and_then(Value::as_array_mut).into_iter().flatten() {
            if path["backend"].is_object() {
                older_backend(&mut path["backend"]);
            }
        }
    }
}

fn older_backend(backend: &mut Value) {
    let Some(members) = backend.as_object_mut() else { return };
    let (name, port) = (members.remove("serviceName"), members.remove("servicePort"));
    if let Some(name) = name.filter(Value::is_string) {
        let port = match port {
            Some(Value::Number(number)) => json!({"number": number}),
            Some(Value::String(name)) => json!({"name": name}),
            _ => json!({}),
        };
        members.insert("service".to_owned(), json!({"name": name, "port": port}));
    }
}

/// An empty selector selects nothing in `policy/v1beta1`, and everything in `policy/v1`.
/// Source: Kubernetes Deprecated API Migration Guide, "PodDisruptionBudget".
fn older_budget(spec: &mut Value) {
    let stated = |member: &Value| match member {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    let selects = spec["selector"].as_object().is_some_and(|selector| selector.values().any(stated));
    if !selects {
        spec.as_object_mut().map(|spec| spec.remove("selector"));
    }
}

/// A definition's names; versions that are defined but not served do not count.
fn definition(item: &Value) -> Value {
    let spec = &item["spec"];
    let served = spec["versions"].as_array().into_iter().flatten().filter(|version| version["served"] == true);
    let mut versions: Vec<&Value> = served.map(|version| &version["name"]).collect();
    if spec["versions"].is_null() && spec["version"].is_string() {
        versions.push(&spec["version"]);
    }
    json!({
        "name": item["metadata"]["name"],
        "group": spec["group"],
        "kind": spec["names"]["kind"],
        "scope": spec["scope"],
        "versions": versions,
    })
}
