//! What an object must have, as the API server's validation says it, where verdicts rest on it.
//! Source: Kubernetes `pkg/apis/*/validation`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::marks;
use super::problem::{Fault, shown};
use crate::file::codes::collect as code;

/// Where the pod template of a kind stands.
pub(super) fn template_path(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "Pod" => Some(&[]),
        "CronJob" => Some(&["spec", "jobTemplate", "spec", "template"]),
        "Deployment" | "DaemonSet" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "Job" => {
            Some(&["spec", "template"])
        }
        _ => None,
    }
}

/// What is missing in an object of `kind`.
pub(super) fn check(kind: &str, object: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    named(kind, object, &mut faults);
    if let Some(path) = template_path(kind) {
        workload(path, object, &mut faults);
    }
    match kind {
        "Service" | "Ingress" | "HorizontalPodAutoscaler" => drop(within(object, "", "spec", &mut faults)),
        "RoleBinding" | "ClusterRoleBinding" => binding(kind, object, &mut faults),
        "Role" | "ClusterRole" => {
            for (index, rule) in items(&object["rules"]) {
                if rule["verbs"].as_array().is_none_or(Vec::is_empty) {
                    faults.push(missing(&format!("rules[{index}].verbs"), &rule["verbs"]));
                }
            }
        }
        "CustomResourceDefinition" => {
            if let Some(spec) = within(object, "", "spec", &mut faults) {
                text(spec, "spec", "group", &mut faults);
                if let Some(names) = within(spec, "spec", "names", &mut faults) {
                    text(names, "spec.names", "kind", &mut faults);
                    text(names, "spec.names", "plural", &mut faults);
                }
            }
        }
        _ => {}
    }
    faults
}

/// Names and namespaces of another form exist in no cluster. Those of roles and bindings are freer, and what a server
/// gave has the form that it takes. Source: Kubernetes documentation, "Object Names and IDs"; only a namespace, and not
/// each part of a name, ends at 63 characters (`IsDNS1123Label`, `IsDNS1123Subdomain`).
fn named(kind: &str, object: &Value, faults: &mut Vec<Fault>) {
    if object["metadata"]["uid"].is_string() {
        return;
    }
    let plain = |text: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(inner) && !text.is_empty()
    };
    let of_rbac = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].contains(&kind);
    for member in ["name", "namespace"] {
        let Some(text) = object["metadata"][member].as_str().filter(|text| !text.is_empty()) else { continue };
        let fits = match member {
            "namespace" => text.len() <= 63 && plain(text),
            _ if of_rbac => !matches!(text, "." | "..") && !text.contains(['/', '%']),
            _ => text.len() <= 253 && text.split('.').all(plain),
        };
        if !fits {
            let message = format!("metadata.{member} does not have the form of a name, and the API server refuses it");
            let help = "names are lower-case letters, digits, `-` and `.`; what was to stand for a variable must be rendered first";
            faults.push(Fault::new(code::NOT_VALID, message).help(help));
        }
    }
}

fn missing(path: &str, value: &Value) -> Fault {
    let is = match value {
        Value::Null => "is missing or null",
        Value::Array(_) | Value::String(_) => "is empty",
        _ => "is not what it must be",
    };
    Fault::new(code::MISSING_FIELD, format!("{path} {is}, and the API requires it"))
        .help("complete the object; a patch must be applied to its base first (`kubectl kustomize`)")
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn within<'v>(value: &'v Value, path: &str, name: &str, faults: &mut Vec<Fault>) -> Option<&'v Value> {
    let member = &value[name];
    if member.is_null() {
        faults.push(missing(&join(path, name), member));
    }
    // Of another type it was told already.
    member.is_object().then_some(member)
}

fn text(value: &Value, path: &str, name: &str, faults: &mut Vec<Fault>) {
    let member = &value[name];
    if member.is_null() || member == "" {
        faults.push(missing(&join(path, name), member));
    }
}

fn workload(path: &[&str], object: &Value, faults: &mut Vec<Fault>) {
    let (mut value, mut at) = (object, String::new());
    for name in path.iter().chain(&["spec"]) {
        let Some(member) = within(value, &at, name, faults) else { return };
        (value, at) = (member, join(&at, name));
    }
    let spec = value;
    let containers = &spec["containers"];
    if containers.is_null() || containers.as_array().is_some_and(Vec::is_empty) {
        faults.push(missing(&join(&at, "containers"), containers));
    }
    let mut names = BTreeSet::new();
    for kind in ["initContainers", "containers", "ephemeralContainers"] {
        for (index, container) in items(&spec[kind]) {
            let at = format!("{at}.{kind}[{index}]");
            text(container, &at, "name", faults);
            text(container, &at, "image", faults);
            faults.extend(container["image"].as_str().and_then(|image| marks::variable(&join(&at, "image"), image)));
            for (index, mount) in items(&container["volumeMounts"]) {
                text(mount, &format!("{at}.volumeMounts[{index}]"), "mountPath", faults);
            }
            if let Some(name) = container["name"].as_str().filter(|name| !name.is_empty() && !names.insert(*name)) {
                faults.push(twice(&join(&at, "name"), name));
            }
            for (member, name) in [("env", "name"), ("volumeMounts", "name")] {
                for (index, item) in items(&container[member]) {
                    text(item, &format!("{at}.{member}[{index}]"), name, faults);
                }
            }
        }
    }
    let mut names = BTreeSet::new();
    for (index, volume) in items(&spec["volumes"]) {
        let at = format!("{at}.volumes[{index}]");
        text(volume, &at, "name", faults);
        if let Some(name) = volume["name"].as_str().filter(|name| !name.is_empty() && !names.insert(*name)) {
            faults.push(twice(&join(&at, "name"), name));
        }
        for (source, member) in [("hostPath", "path"), ("persistentVolumeClaim", "claimName"), ("csi", "driver")] {
            if volume[source].is_object() {
                text(&volume[source], &format!("{at}.{source}"), member, faults);
            }
        }
        if sources(volume) > 1 {
            faults.push(
                Fault::new(code::NOT_VALID, format!("{at} has more than one source, which the API server refuses"))
                    .help("keep one of them"),
            );
        }
    }
}

/// How many sources a volume names.
pub(super) fn sources(volume: &Value) -> usize {
    // A member that the API does not know is dropped by the server, and told where it is.
    let of_volume = |name: &str| name != "name" && super::schema::knows("Volume", name);
    volume.as_object().into_iter().flatten().filter(|(name, value)| of_volume(name) && !value.is_null()).count()
}

fn twice(path: &str, name: &str) -> Fault {
    Fault::new(code::NOT_VALID, format!("{path} `{}` is given twice, which the API server refuses", shown(name)))
        .help("keep one of them")
}

/// The objects of a list; what is not an object was told already.
fn items(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate().filter(|(_, item)| item.is_object())
}

const GROUP: &str = "rbac.authorization.k8s.io";

fn of_group(value: &Value, at: &str, group: &str, faults: &mut Vec<Fault>) {
    if value["apiGroup"].as_str().is_some_and(|named| !named.is_empty() && named != group) {
        let takes = if group.is_empty() { "no group here".to_owned() } else { format!("`{group}`") };
        faults.push(
            Fault::new(code::NOT_VALID, format!("{at}.apiGroup is not the group of its kind"))
                .help(format!("it takes {takes}")),
        );
    }
}

fn binding(kind: &str, object: &Value, faults: &mut Vec<Fault>) {
    if let Some(reference) = within(object, "", "roleRef", faults) {
        text(reference, "roleRef", "kind", faults);
        text(reference, "roleRef", "name", faults);
        of_group(reference, "roleRef", GROUP, faults);
        let known: &[&str] = if kind == "RoleBinding" { &["Role", "ClusterRole"] } else { &["ClusterRole"] };
        if let Some(other) = reference["kind"].as_str().filter(|kind| !kind.is_empty() && !known.contains(kind)) {
            let message = format!("roleRef.kind `{}` is none that a {kind} may refer to", shown(other));
            faults.push(Fault::new(code::NOT_VALID, message).help(format!("it takes {}", known.join(" or "))));
        }
    }
    for (index, subject) in items(&object["subjects"]) {
        let at = format!("subjects[{index}]");
        text(subject, &at, "kind", faults);
        text(subject, &at, "name", faults);
        let known = ["User", "Group", "ServiceAccount"];
        if let Some(other) = subject["kind"].as_str().filter(|kind| !kind.is_empty() && !known.contains(kind)) {
            let message = format!("{at}.kind `{}` is not a kind of subject", shown(other));
            faults.push(Fault::new(code::NOT_VALID, message).help("it takes User, Group or ServiceAccount"));
        }
        of_group(subject, &at, if subject["kind"] == "ServiceAccount" { "" } else { GROUP }, faults);
        // In a RoleBinding the binding's own namespace counts.
        if kind == "ClusterRoleBinding" && subject["kind"] == "ServiceAccount" {
            text(subject, &at, "namespace", faults);
        }
    }
}
