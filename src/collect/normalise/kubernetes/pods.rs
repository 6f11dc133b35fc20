//! The pods of one workload: how many there are, which are ready, where, and what runs in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::running::Specs;

/// The pods of a workload.
#[derive(Default)]
pub(super) struct Pods {
    all: u64,
    ended: u64,
    running: u64,
    /// A pod runs that does not say whether it is ready.
    readiness_unknown: bool,
    nodes: BTreeSet<String>,
    ready_nodes: BTreeSet<String>,
    images: BTreeSet<String>,
    /// Ephemeral containers of pods that run: they are in no template.
    ephemeral: Vec<Value>,
    specs: Specs,
}

impl Pods {
    pub(super) fn add(&mut self, pod: &Value) {
        self.all += 1;
        if ended(pod) {
            self.ended += 1;
            return;
        }
        for container in pod["spec"]["ephemeralContainers"].as_array().into_iter().flatten() {
            if !self.ephemeral.contains(container) {
                self.ephemeral.push(container.clone());
            }
        }
        self.specs.add(pod);
        let node = pod["spec"]["nodeName"].as_str();
        self.nodes.extend(node.map(str::to_owned));
        if pod["status"]["phase"] != "Running" {
            return;
        }
        let statuses = pod["status"]["containerStatuses"].as_array().into_iter().flatten();
        let images = statuses.filter_map(|status| status["imageID"].as_str()).filter(|image| !image.is_empty());
        self.images.extend(images.map(str::to_owned));
        match is_ready(pod) {
            Some(true) => {
                self.running += 1;
                self.ready_nodes.extend(node.map(str::to_owned));
            }
            Some(false) => {}
            None => self.readiness_unknown = true,
        }
    }

    /// True when a pod of it has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.ended > 0
    }

    /// Adds what was counted; `counted` says whether all pods are known.
    pub(super) fn add_to(self, workload: &mut Value, counted: bool) {
        if counted {
            workload["pods"] = json!(self.all);
            workload["nodeNames"] = json!(self.nodes);
            workload["runningImages"] = json!(self.images);
        }
        if counted && !self.readiness_unknown {
            workload["runningPods"] = json!(self.running);
            workload["readyNodeNames"] = json!(self.ready_nodes);
        }
        if workload["templatePath"] != "" && workload["template"]["spec"].is_object() {
            self.specs.add_to(workload);
            if !self.ephemeral.is_empty() {
                workload["template"]["spec"]["ephemeralContainers"] = Value::Array(self.ephemeral);
            }
        }
    }
}

/// A pod that is being deleted serves no more, whatever its conditions say. `None` when it states no condition.
/// Source: Kubernetes documentation, "Pod Lifecycle", pod conditions.
fn is_ready(pod: &Value) -> Option<bool> {
    if !pod["metadata"]["deletionTimestamp"].is_null() {
        return Some(false);
    }
    let conditions = pod["status"]["conditions"].as_array()?;
    Some(conditions.iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True"))
}

/// The phases that a pod never leaves: its containers are not started again. The kubelet makes a static pod anew.
/// Source: Kubernetes documentation, "Pod Lifecycle".
pub(super) fn ended(pod: &Value) -> bool {
    pod["status"]["phase"] == "Succeeded" || pod["status"]["phase"] == "Failed"
}
