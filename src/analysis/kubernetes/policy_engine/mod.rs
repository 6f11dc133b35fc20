//! `analysis.policyEngine`: who enforces NetworkPolicy. Policies that nobody
//! enforces do nothing, so the engine must be seen to run.

mod agents;
mod auto_mode;
mod coverage;
mod vpc_cni;

use std::collections::BTreeSet;

use super::view::View;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::PolicyEngine;
use crate::evidence::scalar::{Flag, Number};
use crate::evidence::topic::Topic;

/// What was seen of one engine.
#[derive(Default)]
struct Engine {
    name: &'static str,
    /// Some trace of it was seen.
    present: bool,
    /// `None` when that cannot be known.
    enforcing: Option<bool>,
    evidence: Vec<String>,
    logs_decisions: Option<bool>,
    /// Pods that no policy selects are denied.
    strict: bool,
    /// Nodes that have its agent; `None` when it needs none, or they were not counted.
    nodes: Option<BTreeSet<String>>,
}

/// The cluster's engine, and the nodes on which some engine enforces.
#[derive(Default)]
pub(super) struct Found {
    pub(super) engine: Option<Derived<PolicyEngine>>,
    pub(super) covered: BTreeSet<String>,
    /// Pods that no policy selects are denied on every node that enforces; `None` when that cannot be known.
    pub(super) strict: Option<bool>,
}

/// Gathers the facts that were looked at.
#[derive(Default)]
struct Seen(Option<Sources>);

impl Seen {
    fn add<T>(&mut self, entry: &Entry<'_, T>) {
        match &mut self.0 {
            Some(sources) => sources.add(entry),
            None => self.0 = Some(Sources::new(entry)),
        }
    }
}

/// Without an engine when nothing at all is known of the cluster.
pub(super) fn derive(view: &View<'_>) -> Found {
    let mut seen = Seen::default();
    if let Some(cluster) = view.objects.clusters.get(view.cluster) {
        seen.add(cluster);
    }
    let mut engines = agents::find(view, &mut seen);
    engines.push(vpc_cni::find(view, &mut seen));
    engines.push(auto_mode::find(view, &mut seen));
    let value = chosen(view, &engines);
    if seen.0.is_none() {
        let policies = view.network_policies.values().flatten().next();
        policies.into_iter().for_each(|entry| seen.add(entry));
    }
    let engine = seen.0.map(|sources| Derived { value, sources });
    Found { engine, covered: coverage::covered(view, &engines), strict: is_strict(&engines) }
}

/// An engine of which nobody knows whether it enforces, as where EKS was not asked for Auto Mode, leaves it open.
fn is_strict(engines: &[Engine]) -> Option<bool> {
    let on: Vec<&Engine> = engines.iter().filter(|engine| engine.enforcing != Some(false)).collect();
    let lax = on.iter().any(|engine| engine.enforcing == Some(true) && !engine.strict);
    if lax || !on.iter().any(|engine| engine.strict) {
        return Some(false);
    }
    on.iter().all(|engine| engine.strict && engine.enforcing == Some(true)).then_some(true)
}

/// The first engine that enforces, else the first that is there.
fn chosen(view: &View<'_>, engines: &[Engine]) -> PolicyEngine {
    let on = |engine: &&Engine| engine.enforcing == Some(true);
    let unknown = engines.iter().any(|engine| engine.enforcing.is_none());
    let best = engines.iter().find(on).or_else(|| engines.iter().find(|engine| engine.present));
    let enforcing = match best {
        Some(engine) if engine.enforcing == Some(true) => Some(true),
        _ if unknown => None,
        _ => Some(false),
    };
    let name = best.map(|engine| engine.name).or_else(|| (!unknown).then_some("none"));
    let counted = view.complete(Topic::KubernetesNetworkPolicy);
    let policies = view.network_policies.values().map(Vec::len).sum::<usize>();
    PolicyEngine {
        cluster_name: Some(view.cluster.to_owned()),
        engine: name.map(str::to_owned),
        enforcing: enforcing.map(Flag),
        evidence: Some(engines.iter().flat_map(|engine| engine.evidence.iter().cloned()).collect()),
        not_on: name.map(|name| coverage::not_on(view, engines, name)),
        unenforced_on: enforcing.and_then(|_| coverage::unenforced_on(view, engines)),
        logs_decisions: match (best, name) {
            (Some(engine), _) => engine.logs_decisions.map(Flag),
            (None, Some(_)) => Some(Flag(false)),
            (None, None) => None,
        },
        network_policies: counted.then(|| Number(i64::try_from(policies).unwrap_or(i64::MAX))),
    }
}
