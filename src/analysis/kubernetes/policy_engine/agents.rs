//! Calico and Cilium: agents that run as DaemonSets.

use std::collections::BTreeSet;

use super::{Engine, Seen};
use crate::analysis::kubernetes::view::{View, name, of_namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::kubernetes::Workload;
use crate::evidence::topic::Topic;

/// Engine, DaemonSet and the namespaces that its installers use. Sources:
/// Calico documentation, "Install Calico on EKS"; Cilium documentation, "EKS".
const AGENTS: [(&str, &str, [&str; 2]); 2] =
    [("calico", "calico-node", ["calico-system", "kube-system"]), ("cilium", "cilium", ["kube-system", "cilium"])];

/// A DaemonSet by namespace and name.
pub(super) fn daemon_set<'a>(view: &View<'a>, namespace: &str, wanted: &str) -> Option<&'a Entry<'a, Workload>> {
    let list = of_namespace(&view.workloads, namespace).iter().copied();
    let is_it =
        |e: &&Entry<'_, Workload>| e.value.kind.as_deref() == Some("DaemonSet") && name(&e.value.metadata) == wanted;
    list.into_iter().find(is_it)
}

/// True when pods of the DaemonSet run; `None` when they were not counted.
pub(super) fn runs(daemon_set: &Workload) -> Option<bool> {
    daemon_set.running_pods.map(|pods| pods.0 > 0)
}

/// The nodes on which a pod of the DaemonSet runs and is ready; `None` when they were not counted.
pub(super) fn nodes(daemon_set: &Workload) -> Option<BTreeSet<String>> {
    Some(daemon_set.ready_node_names.as_ref()?.iter().cloned().collect())
}

pub(super) fn find(view: &View<'_>, seen: &mut Seen) -> Vec<Engine> {
    AGENTS.into_iter().map(|(engine, wanted, namespaces)| agent(view, seen, engine, wanted, &namespaces)).collect()
}

fn agent(view: &View<'_>, seen: &mut Seen, engine: &'static str, wanted: &str, namespaces: &[&str]) -> Engine {
    let found = namespaces.iter().find_map(|namespace| Some((*namespace, daemon_set(view, namespace, wanted)?)));
    let Some((namespace, entry)) = found else {
        let enforcing = view.complete(Topic::KubernetesWorkload).then_some(false);
        return Engine { name: engine, enforcing, ..Engine::default() };
    };
    seen.add(entry);
    let enforcing = runs(&entry.value);
    let word = match enforcing {
        Some(true) => "runs",
        Some(false) => "has no running pod",
        None => "was found, its pods were not counted",
    };
    let evidence = vec![format!("DaemonSet {namespace}/{wanted} {word}")];
    Engine {
        name: engine,
        present: true,
        enforcing,
        evidence,
        logs_decisions: None,
        nodes: nodes(&entry.value),
        strict: false,
    }
}
