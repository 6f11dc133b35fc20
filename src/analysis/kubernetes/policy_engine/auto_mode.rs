//! The engine that EKS Auto Mode brings along.
//! Source: EKS User Guide, "Use Network Policies with EKS Auto Mode".

use super::{Engine, Seen};
use crate::analysis::kubernetes::view::{View, name};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

const CONTROLLER_SWITCH: &str = "enable-network-policy-controller";

pub(super) fn find(view: &View<'_>, seen: &mut Seen) -> Engine {
    let mut engine = Engine { name: ComputeType::AutoMode.as_str(), ..Engine::default() };
    let cluster = view.objects.clusters.get(view.cluster);
    let Some(cluster) = cluster else { return engine };
    let enabled = cluster.value.compute_config.as_ref().and_then(|config| config.enabled) == Some(Flag(true));
    if !enabled {
        engine.enforcing = Some(false);
        return engine;
    }
    engine.present = true;
    engine.evidence.push("cluster: computeConfig.enabled true".to_owned());
    let entry = view.config_map("kube-system", "amazon-vpc-cni");
    let value = entry.and_then(|entry| {
        seen.add(entry);
        entry.value.data.as_ref()?.get(CONTROLLER_SWITCH)
    });
    engine.enforcing = match value {
        Some(value) => Some(value == "true"),
        None => view.complete(Topic::KubernetesConfigMap).then_some(false),
    };
    let word = value.map_or("not set", String::as_str);
    engine.evidence.push(format!("ConfigMap kube-system/amazon-vpc-cni: {CONTROLLER_SWITCH} {word}"));
    node_classes(view, seen, &mut engine);
    engine
}

/// A NodeClass chooses what happens without a policy, and whether decisions are logged.
fn node_classes(view: &View<'_>, seen: &mut Seen, engine: &mut Engine) {
    let objects = view.objects.policy_objects.of_cluster(view.cluster);
    let mut logs = Vec::new();
    for entry in objects {
        let of_eks = entry.value.api_version.as_deref().is_some_and(|v| v.starts_with("eks.amazonaws.com/"));
        let node_class = entry.value.kind.as_deref().and_then(|kind| kind.split('.').next()) == Some("NodeClass");
        if !(of_eks && node_class) {
            continue;
        }
        seen.add(entry);
        let member = |key: &str| entry.value.spec.as_ref().and_then(|spec| spec.get(key)?.as_str());
        let policy = member("networkPolicy").unwrap_or("DefaultAllow");
        engine.evidence.push(format!("NodeClass {}: networkPolicy {policy}", name(&entry.value.metadata)));
        logs.push(member("networkPolicyEventLogs") == Some("Enabled"));
    }
    let complete = view.complete(Topic::KubernetesPolicyObject);
    engine.logs_decisions = (complete || !logs.is_empty()).then(|| !logs.is_empty() && logs.iter().all(|on| *on));
}
