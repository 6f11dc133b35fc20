//! Pods that run as others than their controller's template says: under another service account, or with other labels,
//! so that other policies and Services take them. One template cannot say both: such a pod is judged itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::judged::{LISTS, judged, labels, name_of};
use super::running::{differences, is_kept_in_full};
use crate::evidence::kubernetes::OF_SPEC;

/// What sets a running pod apart from its controller's template, in words; empty when it is judged with it.
pub(super) fn words(workload: &Value, pod: &Value) -> Vec<String> {
    let template = &workload["template"];
    if workload["templatePath"] == "" || !template["spec"].is_object() || !is_kept_in_full(&pod["spec"]) {
        return Vec::new();
    }
    let mut words = Vec::new();
    let runs_as = account(&pod["spec"]);
    if runs_as != account(&template["spec"]) {
        words.push(format!("spec.serviceAccountName is {runs_as}"));
    }
    // A controller lets go of pods without labels: where there are none, they were not kept.
    if !pod["metadata"]["labels"].is_object() {
        return words;
    }
    let (declared, own) = (labels(&template["metadata"]), labels(&pod["metadata"]));
    let names = [&declared, &own].into_iter().flat_map(|labels| labels.as_object().into_iter().flatten());
    let names: BTreeSet<&String> = names.map(|(name, _)| name).collect();
    for name in names.into_iter().filter(|name| declared[name.as_str()] != own[name.as_str()]) {
        words.push(match own[name.as_str()].as_str() {
            Some(value) => format!("label {name} is {value}"),
            None => format!("label {name} is not set"),
        });
    }
    words
}

/// What pods have alike that are judged as one.
pub(super) fn alike(pod: &Value) -> String {
    let metadata = &pod["metadata"];
    json!([labels(metadata), judged(&pod["spec"], &metadata["annotations"])]).to_string()
}

/// The pod as a workload: what of it was not kept is as its template says.
pub(super) fn value(workload: &Value, pod: &Value, of: (&str, &str), words: &[String]) -> Value {
    let mut spec = workload["template"]["spec"].clone();
    // What is kept of pods is the pod's, whether it has it or not.
    for name in OF_SPEC {
        spec.as_object_mut().map(|spec| spec.remove(*name));
    }
    for (name, member) in pod["spec"].as_object().into_iter().flatten() {
        spec[name] = member.clone();
    }
    for kind in LISTS {
        for container in spec[kind].as_array_mut().into_iter().flatten() {
            complete(container, &workload["template"]["spec"][kind]);
        }
    }
    let words: Vec<String> = words.iter().cloned().chain(differences(workload, pod)).collect();
    let metadata = &pod["metadata"];
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "templatePath": "",
        "template": {"metadata": metadata, "spec": spec},
        "controlledBy": format!("{}/{}", of.0, of.1),
        "podDifferences": words,
    })
}

/// Members of a container that are not kept of pods, and that admission has no reason to change.
fn complete(container: &mut Value, template: &Value) {
    let declared = template.as_array().into_iter().flatten().find(|declared| name_of(declared) == name_of(container));
    let none = Map::new();
    let declared = declared.and_then(Value::as_object).unwrap_or(&none);
    for name in ["restartPolicy", "workingDir", "stdin", "tty"] {
        if let Some(value) = declared.get(name).filter(|_| container[name].is_null()) {
            container[name] = value.clone();
        }
    }
}

/// The service account in effect. Source: Kubernetes API Reference, `PodSpec`.
fn account(spec: &Value) -> &str {
    let named = |name: &str| spec[name].as_str().filter(|account| !account.is_empty());
    named("serviceAccountName").or_else(|| named("serviceAccount")).unwrap_or("default")
}
