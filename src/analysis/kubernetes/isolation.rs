//! Whether policies isolate a workload's pods where they run.

use std::collections::BTreeSet;

use super::network_policy::{Direction, isolates, opens, selecting};
use super::policy_engine::Found;
use super::template::Template;
use super::view::{View, namespace};
use crate::analysis::derived::Sources;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis_kubernetes::Workload;
use crate::evidence::model::kubernetes;
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

/// Groups of policies that say more than NetworkPolicy can: what they do
/// besides it is not judged here.
const OTHER_GROUPS: [&str; 5] =
    ["cilium.io", "crd.projectcalico.org", "networking.k8s.aws", "policy.networking.k8s.io", "projectcalico.org"];

/// What the engine can do in the cluster.
#[derive(Default)]
pub(super) struct Isolation {
    /// `None` when that cannot be known.
    pub(super) enforcing: Option<bool>,
    not_on: Vec<String>,
    covered: BTreeSet<String>,
    /// Namespaces with policies of another kind; an empty name for those of the cluster.
    others: BTreeSet<String>,
    /// Pods that no policy selects are denied; `None` when that cannot be known.
    pub(super) strict: Option<bool>,
    sources: Option<Sources>,
}

impl Isolation {
    pub(super) fn of(view: &View<'_>, found: &Found) -> Self {
        let value = found.engine.as_ref().map(|engine| &engine.value);
        Self {
            enforcing: value.and_then(|value| value.enforcing).map(|flag| flag.0),
            not_on: value.and_then(|value| value.not_on.clone()).unwrap_or_default(),
            covered: found.covered.clone(),
            others: others(view, value.and_then(|value| value.engine.as_deref())),
            strict: found.strict,
            sources: found.engine.as_ref().map(|engine| engine.sources.clone()),
        }
    }

    /// True when policies of another kind may hold in the namespace.
    pub(super) fn others_in(&self, namespace: &str) -> bool {
        self.others.contains("") || self.others.contains(namespace)
    }

    /// A policy that is not enforced isolates nothing, and none holds for
    /// pods in the host network. One that allows everything undoes the rest.
    pub(super) fn add(
        &self,
        view: &View<'_>,
        object: &kubernetes::Workload,
        template: &Template<'_>,
        value: &mut Workload,
        sources: &mut Sources,
    ) {
        let strict = self.strict == Some(true);
        let (mut ingress, mut egress) = ((strict, false), (strict, false));
        let own = value.namespace.clone().unwrap_or_default();
        for entry in selecting(view, &own, template.labels) {
            sources.add(entry);
            let spec = entry.value.spec.clone().unwrap_or_default();
            for (found, direction) in [(&mut ingress, Direction::Ingress), (&mut egress, Direction::Egress)] {
                found.0 |= isolates(&spec, direction);
                found.1 |= opens(&spec, direction);
            }
        }
        if let Some(engine) = &self.sources {
            sources.merge(engine);
        }
        let on_nodes = self.enforced_on(view, object, value);
        value.policies_enforced = on_nodes.map(Flag);
        let enforced = if template.host_network() { Some(false) } else { on_nodes };
        let complete = view.complete(Topic::KubernetesNetworkPolicy) && !self.others_in(&own) && self.strict.is_some();
        let flag = |(selected, opened): (bool, bool)| match (selected && !opened, enforced) {
            (_, Some(false)) => Some(Flag(false)),
            (true, Some(true)) => Some(Flag(true)),
            (false, _) if complete => Some(Flag(false)),
            _ => None,
        };
        value.isolated_for_ingress = flag(ingress);
        value.isolated_for_egress = flag(egress);
    }

    /// `None` when the engine, or where the pods run, is unknown. Without pods
    /// every compute type of the cluster counts.
    fn enforced_on(&self, view: &View<'_>, object: &kubernetes::Workload, value: &Workload) -> Option<bool> {
        let on = self.enforcing?;
        let excluded = |name: &str| self.not_on.iter().any(|excluded| excluded == name);
        let windows = value.windows.is_some_and(|flag| flag.0) && excluded("windows");
        if !on || windows {
            return Some(false);
        }
        let names: BTreeSet<&str> = object.node_names.iter().flatten().map(String::as_str).collect();
        if names.is_empty() {
            if value.fargate? == Flag(true) {
                return Some(false);
            }
            let types = view.nodes.0.values().filter(|node| !node.windows).filter_map(|node| node.compute_type);
            return types
                .into_iter()
                .all(|name| name == ComputeType::Fargate || !excluded(name.as_str()))
                .then_some(true);
        }
        let open: Vec<&str> = names.into_iter().filter(|name| !self.covered.contains(*name)).collect();
        let known = |name: &&str| view.nodes.0.contains_key(*name) || view.nodes.compute_type(name).is_some();
        match open.iter().any(known) {
            true => Some(false),
            false => open.is_empty().then_some(true),
        }
    }
}

/// Calico's and Cilium's own policies are only known with their lists.
fn others(view: &View<'_>, engine: Option<&str>) -> BTreeSet<String> {
    let objects = view.objects.policy_objects.of_cluster(view.cluster);
    let other = |group: &str| OTHER_GROUPS.contains(&group);
    let of_other = objects.filter(|entry| {
        let group = entry.value.api_version.as_deref().and_then(|version| Some(version.split_once('/')?.0));
        group.is_some_and(other)
    });
    let mut found: BTreeSet<String> = of_other.map(|entry| namespace(&entry.value.metadata).to_owned()).collect();
    if matches!(engine, Some("calico" | "cilium")) && !view.complete(Topic::KubernetesPolicyObject) {
        found.insert(String::new());
    }
    found
}
