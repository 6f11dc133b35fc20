//! `analysis.policyEngine`: who enforces NetworkPolicy. Policies that nobody
//! enforces do nothing, so the engine must be seen to run.

mod agents;
mod auto_mode;
mod vpc_cni;

use super::compute::{AUTO_MODE, FARGATE, HYBRID};
use super::view::View;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::PolicyEngine;
use crate::evidence::scalar::{Flag, Number};
use crate::evidence::topic::Topic;

const WINDOWS: &str = "windows";
/// Compute types whose nodes are EC2 instances with the VPC CNI.
const ON_EC2: [&str; 3] = ["self-managed", "karpenter", "managed-node-group"];

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

/// `None` when nothing at all is known of the cluster.
pub(super) fn derive(view: &View<'_>) -> Option<Derived<PolicyEngine>> {
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
    Some(Derived { value, sources: seen.0? })
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
    let auto_too = engines.iter().any(|engine| engine.name == AUTO_MODE && engine.enforcing == Some(true));
    let counted = view.complete(Topic::KubernetesNetworkPolicy);
    let policies = view.network_policies.values().map(Vec::len).sum::<usize>();
    PolicyEngine {
        cluster_name: Some(view.cluster.to_owned()),
        engine: name.map(str::to_owned),
        enforcing: enforcing.map(Flag),
        evidence: Some(engines.iter().flat_map(|engine| engine.evidence.iter().cloned()).collect()),
        not_on: name.map(|name| not_on(name, auto_too)),
        logs_decisions: match (best, name) {
            (Some(engine), _) => engine.logs_decisions.map(Flag),
            (None, Some(_)) => Some(Flag(false)),
            (None, None) => None,
        },
        network_policies: counted.then(|| Number(i64::try_from(policies).unwrap_or(i64::MAX))),
    }
}

/// Sources: EKS User Guide, "Limit Pod traffic with Kubernetes network
/// policies", considerations; "Use Network Policies with EKS Auto Mode";
/// Cilium and Calico documentation on Fargate and Windows.
fn not_on(engine: &str, auto_mode_too: bool) -> Vec<String> {
    let mut list: Vec<&str> = match engine {
        "vpc-cni" => vec![FARGATE, HYBRID, WINDOWS, AUTO_MODE],
        AUTO_MODE => ON_EC2.into_iter().chain([FARGATE, HYBRID, WINDOWS]).collect(),
        "calico" => vec![FARGATE, AUTO_MODE],
        "cilium" => vec![FARGATE, AUTO_MODE, WINDOWS],
        _ => ON_EC2.into_iter().chain([FARGATE, HYBRID, WINDOWS, AUTO_MODE]).collect(),
    };
    if auto_mode_too && engine != "none" {
        list.retain(|compute_type| *compute_type != AUTO_MODE);
    }
    list.sort_unstable();
    list.into_iter().map(str::to_owned).collect()
}
