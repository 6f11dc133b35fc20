//! Whether policies isolate a workload's pods where they run.

use super::network_policy::{Direction, isolates, selecting};
use super::template::Template;
use super::view::View;
use crate::analysis::derived::{Derived, Sources};
use crate::evidence::model::analysis_kubernetes::{PolicyEngine, Workload};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

/// What the engine can do in the cluster.
#[derive(Default)]
pub(super) struct Isolation {
    /// `None` when that cannot be known.
    pub(super) enforcing: Option<bool>,
    not_on: Vec<String>,
    sources: Option<Sources>,
}

impl Isolation {
    pub(super) fn of(engine: Option<&Derived<PolicyEngine>>) -> Self {
        let Some(engine) = engine else { return Self::default() };
        Self {
            enforcing: engine.value.enforcing.map(|flag| flag.0),
            not_on: engine.value.not_on.clone().unwrap_or_default(),
            sources: Some(engine.sources.clone()),
        }
    }

    /// A policy that is not enforced isolates nothing, and none holds for
    /// pods in the host network.
    pub(super) fn add(&self, view: &View<'_>, template: &Template<'_>, value: &mut Workload, sources: &mut Sources) {
        let (mut ingress, mut egress) = (false, false);
        for entry in selecting(view, value.namespace.as_deref().unwrap_or_default(), template.labels) {
            sources.add(entry);
            let spec = entry.value.spec.clone().unwrap_or_default();
            ingress |= isolates(&spec, Direction::Ingress);
            egress |= isolates(&spec, Direction::Egress);
        }
        if let Some(engine) = &self.sources {
            sources.merge(engine);
        }
        let enforced = if template.host_network() { Some(false) } else { self.enforced_on(value) };
        let complete = view.complete(Topic::KubernetesNetworkPolicy);
        let flag = |selected: bool| match (selected, enforced) {
            (_, Some(false)) => Some(Flag(false)),
            (true, Some(true)) => Some(Flag(true)),
            (false, _) if complete => Some(Flag(false)),
            _ => None,
        };
        value.isolated_for_ingress = flag(ingress);
        value.isolated_for_egress = flag(egress);
    }

    /// `None` when the engine, or where the pods run, is unknown.
    fn enforced_on(&self, value: &Workload) -> Option<bool> {
        let on = self.enforcing?;
        let excluded = |name: &str| self.not_on.iter().any(|excluded| excluded == name);
        let windows = value.windows.is_some_and(|flag| flag.0) && excluded("windows");
        if !on || windows {
            return Some(false);
        }
        let types = value.compute_types.as_ref()?;
        Some(!types.iter().any(|name| excluded(name)))
    }
}
