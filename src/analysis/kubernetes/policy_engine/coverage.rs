//! Where policies are enforced: an engine that is on somewhere is not on everywhere.
//! Sources: EKS User Guide, "Limit Pod traffic with Kubernetes network
//! policies", considerations; "Use Network Policies with EKS Auto Mode";
//! "Configure CNI for hybrid nodes"; Cilium and Calico documentation on
//! Fargate and Windows.

use std::collections::BTreeSet;

use super::Engine;
use crate::analysis::kubernetes::compute::{AUTO_MODE, FARGATE, HYBRID, Node};
use crate::analysis::kubernetes::view::View;
use crate::evidence::topic::Topic;

const WINDOWS: &str = "windows";
const UNKNOWN: &str = "unknown";
/// Every compute type on which an engine can enforce.
const TYPES: [&str; 5] = [AUTO_MODE, HYBRID, "karpenter", "managed-node-group", "self-managed"];

/// True when the engine can enforce on Linux nodes of the type.
fn serves(engine: &str, compute_type: &str) -> bool {
    match engine {
        "vpc-cni" => ![AUTO_MODE, HYBRID, FARGATE].contains(&compute_type),
        AUTO_MODE => compute_type == AUTO_MODE,
        "calico" | "cilium" => ![AUTO_MODE, FARGATE].contains(&compute_type),
        _ => false,
    }
}

fn type_of<'n>(node: &Node<'n>) -> &'n str {
    if node.windows { WINDOWS } else { node.compute_type.unwrap_or(UNKNOWN) }
}

/// Names of the nodes on which some engine enforces.
pub(super) fn covered(view: &View<'_>, engines: &[Engine]) -> BTreeSet<String> {
    let enforcing = || engines.iter().filter(|engine| engine.enforcing == Some(true));
    let reached = |name: &str, node: &Node<'_>| {
        let has_agent = |engine: &Engine| engine.nodes.as_ref().is_none_or(|nodes| nodes.contains(name));
        !node.windows && enforcing().any(|engine| serves(engine.name, type_of(node)) && has_agent(engine))
    };
    let nodes = view.nodes.0.iter().filter(|(name, node)| reached(name, node));
    nodes.map(|(name, _)| (*name).to_owned()).collect()
}

/// Compute types of the nodes without an engine; `None` when not every node is known.
pub(super) fn unenforced_on(view: &View<'_>, engines: &[Engine]) -> Option<Vec<String>> {
    let covered = covered(view, engines);
    let open = view.nodes.0.iter().filter(|(name, _)| !covered.contains(**name)).map(|(_, node)| type_of(node));
    let types: BTreeSet<&str> = open.filter(|compute_type| *compute_type != FARGATE).collect();
    view.complete(Topic::KubernetesNode).then(|| types.into_iter().map(str::to_owned).collect())
}

/// By the nodes of a type where there are some, by what engines can do where
/// there are none.
pub(super) fn not_on(view: &View<'_>, engines: &[Engine], chosen: &str) -> Vec<String> {
    let covered = covered(view, engines);
    let on = engines.iter().any(|engine| engine.enforcing == Some(true));
    let able = |compute_type: &str| {
        engines
            .iter()
            .filter(|engine| if on { engine.enforcing == Some(true) } else { engine.name == chosen })
            .any(|engine| serves(engine.name, compute_type))
    };
    let missed = |compute_type: &str| {
        view.nodes.0.iter().any(|(name, node)| type_of(node) == compute_type && !covered.contains(*name))
    };
    let excluded = TYPES.into_iter().filter(|compute_type| !able(compute_type) || (on && missed(compute_type)));
    let all: BTreeSet<&str> = excluded.chain([FARGATE, WINDOWS]).collect();
    all.into_iter().map(str::to_owned).collect()
}
