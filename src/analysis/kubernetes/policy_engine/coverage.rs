//! Where policies are enforced: an engine that is on somewhere is not on everywhere.
//! Sources: EKS User Guide, "Limit Pod traffic with Kubernetes network
//! policies", considerations; "Use Network Policies with EKS Auto Mode";
//! "Configure CNI for hybrid nodes"; Cilium and Calico documentation on
//! Fargate and Windows.

use std::collections::BTreeSet;

use super::Engine;
use crate::analysis::kubernetes::nodes::Node;
use crate::analysis::kubernetes::view::View;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::topic::Topic;

const WINDOWS: &str = "windows";
const UNKNOWN: &str = "unknown";
/// True when the engine can enforce on Linux nodes of the type.
fn serves(engine: &str, compute_type: Option<ComputeType>) -> bool {
    use ComputeType::{AutoMode, Fargate, Hybrid};
    match engine {
        "vpc-cni" => !matches!(compute_type, Some(AutoMode | Hybrid | Fargate)),
        "auto-mode" => compute_type == Some(AutoMode),
        "calico" | "cilium" => !matches!(compute_type, Some(AutoMode | Fargate)),
        _ => false,
    }
}

fn type_of(node: &Node<'_>) -> &'static str {
    if node.windows { WINDOWS } else { node.compute_type.map_or(UNKNOWN, ComputeType::as_str) }
}

/// Names of the nodes on which some engine enforces.
pub(super) fn covered(view: &View<'_>, engines: &[Engine]) -> BTreeSet<String> {
    let enforcing = || engines.iter().filter(|engine| engine.enforcing == Some(true));
    let reached = |name: &str, node: &Node<'_>| {
        let has_agent = |engine: &Engine| engine.nodes.as_ref().is_none_or(|nodes| nodes.contains(name));
        !node.windows && enforcing().any(|engine| serves(engine.name, node.compute_type) && has_agent(engine))
    };
    let nodes = view.nodes.0.iter().filter(|(name, node)| reached(name, node));
    nodes.map(|(name, _)| (*name).to_owned()).collect()
}

/// Compute types of the nodes without an engine; `None` when not every node is known.
pub(super) fn unenforced_on(view: &View<'_>, engines: &[Engine]) -> Option<Vec<String>> {
    let covered = covered(view, engines);
    let open = view.nodes.0.iter().filter(|(name, _)| !covered.contains(**name)).map(|(_, node)| type_of(node));
    let types: BTreeSet<&str> = open.filter(|compute_type| *compute_type != ComputeType::Fargate.as_str()).collect();
    view.complete(Topic::KubernetesNode).then(|| types.into_iter().map(str::to_owned).collect())
}

/// By the nodes of a type where there are some, by what engines can do where
/// there are none.
pub(super) fn not_on(view: &View<'_>, engines: &[Engine], chosen: &str) -> Vec<String> {
    let covered = covered(view, engines);
    let on = engines.iter().any(|engine| engine.enforcing == Some(true));
    let able = |compute_type| {
        engines
            .iter()
            .filter(|engine| if on { engine.enforcing == Some(true) } else { engine.name == chosen })
            .any(|engine| serves(engine.name, Some(compute_type)))
    };
    let missed = |compute_type: ComputeType| {
        view.nodes.0.iter().any(|(name, node)| type_of(node) == compute_type.as_str() && !covered.contains(*name))
    };
    let excluded = |compute_type: &&ComputeType| !able(**compute_type) || (on && missed(**compute_type));
    let types = ComputeType::ALL.iter().filter(excluded).map(|compute_type| compute_type.as_str());
    let all: BTreeSet<&str> = types.chain([WINDOWS]).collect();
    all.into_iter().map(str::to_owned).collect()
}
