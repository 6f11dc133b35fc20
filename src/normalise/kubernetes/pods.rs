//! The pods of one workload: how many there are, which are ready, where, and what runs in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::running::{Specs, inherit, said};

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
    /// Ephemeral containers of pods that run, with the security contexts of their pods: they are in no template.
    ephemeral: Vec<(Value, Value)>,
    specs: Specs,
}

impl Pods {
    /// Adds a pod that is judged with its controller's template.
    pub(super) fn add(&mut self, pod: &Value) {
        if !ended(pod) {
            for container in pod["spec"]["ephemeralContainers"].as_array().into_iter().flatten() {
                let own = (container.clone(), pod["spec"]["securityContext"].clone());
                if !self.ephemeral.contains(&own) {
                    self.ephemeral.push(own);
                }
            }
            self.specs.add(pod);
        }
        self.count(pod);
    }

    /// Adds a pod that is judged elsewhere.
    pub(super) fn count(&mut self, pod: &Value) {
        self.all += 1;
        if ended(pod) {
            self.ended += 1;
            return;
        }
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
        let apart = workload["controlledBy"].is_string();
        if let Some(words) = workload["podDifferences"].as_array().filter(|_| apart) {
            let words: Vec<String> = words.iter().filter_map(|words| words.as_str().map(str::to_owned)).collect();
            let name = workload["metadata"]["name"].as_str().unwrap_or_default();
            workload["podDifferences"] = json!([said(name, self.all - self.ended, &words)]);
        }
        if (apart || workload["templatePath"] != "") && workload["template"]["spec"].is_object() {
            if !apart {
                self.specs.add_to(workload);
            }
            if !self.ephemeral.is_empty() {
                let mut list: Vec<Value> = Vec::new();
                for (mut container, context) in self.ephemeral {
                    inherit(&mut container, &context, &workload["template"]["spec"]["securityContext"]);
                    if !list.contains(&container) {
                        list.push(container);
                    }
                }
                workload["template"]["spec"]["ephemeralContainers"] = Value::Array(list);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pods: &[Value]) -> Value {
        let mut workload = json!({"templatePath": ""});
        let mut found = Pods::default();
        pods.iter().for_each(|pod| found.add(pod));
        found.add_to(&mut workload, true);
        workload
    }

    fn pod(node: &str, phase: &str, ready: &str) -> Value {
        let conditions = json!([{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": ready}]);
        json!({"metadata": {"name": node}, "spec": {"nodeName": node}, "status": {"phase": phase, "conditions": conditions}})
    }

    #[test]
    fn j7_only_pods_that_run_and_are_ready_count_as_running() {
        let mut leaving = pod("n5", "Running", "True");
        leaving["metadata"]["deletionTimestamp"] = json!("2026-11-22T04:00:00Z");
        let workload = counted(&[
            pod("n1", "Running", "True"),
            pod("n2", "Pending", "False"),
            pod("n3", "Running", "False"),
            pod("n4", "Unknown", "True"),
            leaving,
            pod("n6", "Succeeded", "False"),
            json!({"metadata": {"name": "waits"}, "spec": {}, "status": {"phase": "Pending"}}),
        ]);
        assert_eq!((&workload["pods"], &workload["runningPods"]), (&json!(7), &json!(1)));
        assert_eq!(workload["readyNodeNames"], json!(["n1"]));
        assert_eq!(workload["nodeNames"], json!(["n1", "n2", "n3", "n4", "n5"]), "where its pods are, ready or not");
    }

    #[test]
    fn j7_a_running_pod_that_does_not_say_whether_it_is_ready_leaves_the_number_unknown() {
        let silent = json!({"metadata": {"name": "p"}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}});
        let workload = counted(&[silent, pod("n2", "Running", "True")]);
        assert_eq!((&workload["runningPods"], &workload["readyNodeNames"]), (&Value::Null, &Value::Null));
        assert_eq!(workload["nodeNames"], json!(["n1", "n2"]));
    }
}
