//! The Amazon VPC CNI with its network policy agent.
//! Source: EKS User Guide, "Restrict Pod network traffic with Kubernetes network policies".

use serde_json::Value;

use super::{Engine, Seen};
use crate::analysis::kubernetes::policy_engine::agents::{daemon_set, nodes, runs};
use crate::analysis::kubernetes::view::View;
use crate::evidence::model::kubernetes::Workload;
use crate::evidence::topic::Topic;

const NAME: &str = "vpc-cni";
const SWITCH: &str = "--enable-network-policy=";
const LOG_SWITCH: &str = "--enable-policy-event-logs=";
const MODE: &str = "NETWORK_POLICY_ENFORCING_MODE";
const CONTROLLER_SWITCH: &str = "enable-network-policy-controller";

/// What the EKS add-on is set to.
struct Addon {
    on: bool,
    logs: bool,
    strict: bool,
}

/// The DaemonSet says what runs. Where it cannot be read, the add-on's
/// settings say what was asked for.
pub(super) fn find(view: &View<'_>, seen: &mut Seen) -> Engine {
    let addon = addon(view, seen);
    let mut engine = Engine { name: NAME, ..Engine::default() };
    if let Some(addon) = &addon {
        engine.evidence.push(format!("add-on vpc-cni: enableNetworkPolicy {}", addon.on));
    }
    let Some(entry) = daemon_set(view, "kube-system", "aws-node") else {
        if view.complete(Topic::KubernetesWorkload) {
            engine.enforcing = Some(false);
        } else if addon.as_ref().is_some_and(|addon| addon.on) {
            engine.present = true;
            engine.enforcing = Some(true);
            engine.strict = addon.as_ref().is_some_and(|addon| addon.strict);
            engine.logs_decisions = addon.map(|addon| addon.logs);
        }
        return engine;
    };
    seen.add(entry);
    engine.present = true;
    engine.nodes = nodes(&entry.value);
    let agent_on = switch(&entry.value, SWITCH).unwrap_or(false);
    engine.evidence.push(format!("DaemonSet kube-system/aws-node: {SWITCH}{agent_on}"));
    let controller = controller(view, seen, addon.is_some_and(|addon| addon.on), &mut engine.evidence);
    engine.enforcing = match (agent_on, runs(&entry.value), controller) {
        (false, _, _) | (_, Some(false), _) | (_, _, Some(false)) => Some(false),
        (true, Some(true), Some(true)) => Some(true),
        _ => None,
    };
    engine.strict = is_strict(&entry.value);
    if engine.strict {
        engine.evidence.push(format!("DaemonSet kube-system/aws-node: {MODE} strict"));
    }
    engine.logs_decisions = Some(agent_on && switch(&entry.value, LOG_SWITCH).unwrap_or(false));
    engine
}

/// The value of a switch in the arguments of the policy agent's container.
fn switch(daemon_set: &Workload, switch: &str) -> Option<bool> {
    let containers = daemon_set.template.as_ref()?.spec.as_ref()?.containers.as_ref()?;
    let agents = containers.iter().filter(|container| {
        matches!(container.name.as_deref(), Some("aws-eks-nodeagent" | "aws-network-policy-agent"))
    });
    let mut arguments = agents.flat_map(|agent| agent.args.iter().flatten().chain(agent.command.iter().flatten()));
    arguments.find_map(|argument| argument.strip_prefix(switch)).map(|value| value == "true")
}

/// In strict mode a pod that no policy selects is denied everything.
/// Source: EKS User Guide, "Limit Pod traffic with Kubernetes network policies", policy enforcement modes.
fn is_strict(daemon_set: &Workload) -> bool {
    let spec = daemon_set.template.as_ref().and_then(|template| template.spec.as_ref());
    let containers = spec.and_then(|spec| spec.containers.as_ref());
    let mut variables = containers.into_iter().flatten().flat_map(|container| container.env.iter().flatten());
    variables.any(|variable| variable.name.as_deref() == Some(MODE) && variable.value.as_deref() == Some("strict"))
}

/// The controller in the control plane follows a ConfigMap, which the add-on
/// writes itself when it is asked for network policy.
fn controller(view: &View<'_>, seen: &mut Seen, by_addon: bool, evidence: &mut Vec<String>) -> Option<bool> {
    let entry = view.config_map("kube-system", "amazon-vpc-cni");
    let value = entry.and_then(|entry| {
        seen.add(entry);
        entry.value.data.as_ref()?.get(CONTROLLER_SWITCH)
    });
    if let Some(value) = value {
        evidence.push(format!("ConfigMap kube-system/amazon-vpc-cni: {CONTROLLER_SWITCH} {value}"));
        return Some(value == "true");
    }
    if !view.complete(Topic::KubernetesConfigMap) {
        return by_addon.then_some(true);
    }
    evidence.push(format!("ConfigMap kube-system/amazon-vpc-cni does not set {CONTROLLER_SWITCH}"));
    // The add-on would have written it: one of the two is not what it seems.
    (!by_addon).then_some(false)
}

fn addon(view: &View<'_>, seen: &mut Seen) -> Option<Addon> {
    let entry = view.objects.addons.get(&format!("{}/{NAME}", view.cluster))?;
    seen.add(entry);
    let text = entry.value.configuration_values.as_deref().unwrap_or_default();
    let values: Value = serde_json::from_str(text).or_else(|_| serde_saphyr::from_str(text)).unwrap_or_default();
    let is_on = |value: Option<&Value>| value.is_some_and(|value| *value == true || *value == "true");
    let logs = is_on(values.pointer("/nodeAgent/enablePolicyEventLogs"));
    let strict = values.pointer(&format!("/env/{MODE}")).is_some_and(|mode| *mode == "strict");
    Some(Addon { on: is_on(values.get("enableNetworkPolicy")), logs, strict })
}
