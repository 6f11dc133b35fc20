//! Which compute types a workload runs on.

use std::collections::BTreeSet;

use super::nodes::Nodes;
use super::view::View;
use crate::analysis::table::Entry;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::eks;
use crate::evidence::model::eks::FargateSelector;
use crate::evidence::model::kubernetes::{self, Text};
use crate::evidence::topic::Topic;
use crate::evidence::wildcard;

/// Where a workload runs.
#[derive(Default)]
pub(super) struct Placement<'a> {
    /// `None` when that cannot be known.
    pub(super) compute_types: Option<BTreeSet<ComputeType>>,
    pub(super) fargate: Option<bool>,
    /// Fargate profiles that select it.
    pub(super) profiles: Vec<&'a Entry<'a, eks::FargateProfile>>,
}

impl Placement<'_> {
    /// The compute types in the order of their words.
    pub(super) fn sorted_types(&self) -> Option<Vec<ComputeType>> {
        let mut types: Vec<ComputeType> = self.compute_types.as_ref()?.iter().copied().collect();
        types.sort_by_key(|compute_type| compute_type.as_str());
        Some(types)
    }
}

/// From the nodes that its pods are on, or else from the Fargate profiles
/// that would take it.
pub(super) fn placement<'a>(
    view: &View<'a>,
    workload: &'a kubernetes::Workload,
    labels: Option<&Text>,
) -> Placement<'a> {
    match workload.node_names.as_deref() {
        Some(names) if !names.is_empty() => of_nodes(&view.nodes, names),
        Some(_) | None => of_profiles(view, workload, labels),
    }
}

fn of_nodes<'a>(nodes: &Nodes<'a>, names: &[String]) -> Placement<'a> {
    let found: Vec<Option<ComputeType>> = names.iter().map(|name| nodes.compute_type(name)).collect();
    let known: BTreeSet<ComputeType> = found.iter().flatten().copied().collect();
    let all_known = found.iter().all(Option::is_some);
    let elsewhere = known.iter().any(|compute_type| *compute_type != ComputeType::Fargate);
    Placement {
        compute_types: (all_known || !known.is_empty()).then_some(known),
        fargate: if elsewhere { Some(false) } else { all_known.then_some(true) },
        profiles: Vec::new(),
    }
}

/// Fargate runs no DaemonSets.
fn of_profiles<'a>(view: &View<'a>, workload: &kubernetes::Workload, labels: Option<&Text>) -> Placement<'a> {
    let namespace = super::view::namespace(&workload.metadata);
    let daemon_set = workload.kind.as_deref() == Some("DaemonSet");
    let profiles: Vec<_> = view
        .objects
        .fargate_profiles
        .of_cluster(view.cluster)
        .filter(|_| !daemon_set)
        // A profile that was never made selects nothing.
        .filter(|entry| !matches!(entry.value.status.as_deref(), Some("CREATING" | "CREATE_FAILED")))
        .filter_map(|entry| {
            let selectors = entry.value.selectors.iter().flatten();
            let found: Vec<_> = selectors.map(|selector| takes(selector, namespace, labels)).collect();
            // One that is sure goes before one that is not.
            [Some(true), None].into_iter().find(|wanted| found.contains(wanted)).map(|sure| (entry, sure.is_some()))
        })
        .collect();
    let unsure = profiles.iter().any(|(_, sure)| !sure);
    let profiles: Vec<_> = profiles.into_iter().filter(|(_, sure)| *sure).map(|(entry, _)| entry).collect();
    let known = !profiles.is_empty() || daemon_set || view.complete(Topic::EksFargateProfile) && !unsure;
    let fargate = !profiles.is_empty();
    let compute_types = if fargate { BTreeSet::from([ComputeType::Fargate]) } else { BTreeSet::new() };
    Placement { compute_types: known.then_some(compute_types), fargate: known.then_some(fargate), profiles }
}

/// `None` where a label that decides was redacted: whether the wildcard matches it cannot be told.
fn takes(selector: &FargateSelector, namespace: &str, labels: Option<&Text>) -> Option<bool> {
    if !selector.namespace.as_deref().is_some_and(|pattern| wildcard::matches(pattern, namespace)) {
        return Some(false);
    }
    let mut all = Some(true);
    for (key, value) in selector.labels.iter().flatten() {
        let named = || labels.into_iter().flatten().filter(|(k, _)| wildcard::matches(key, k));
        if named().any(|(_, v)| wildcard::matches(value, v)) {
            continue;
        }
        if !named().any(|(_, v)| v.starts_with("redacted(")) {
            return Some(false);
        }
        all = None;
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn fargate_selectors() {
        let labels: Text =
            from_value(json!({"app": "shop-web", "tier": "front", "zone": "redacted(label-1)"})).unwrap();
        for (selector, namespace, expected) in [
            (json!({"namespace": "shop"}), "shop", true),
            (json!({"namespace": "shop"}), "shops", false),
            (json!({"namespace": "sho?"}), "shop", true),
            (json!({"namespace": "*", "labels": {"app": "shop-*"}}), "any", true),
            (json!({"namespace": "*", "labels": {"app": "shop-*", "tier": "back"}}), "any", false),
            (json!({"labels": {"app": "shop-*"}}), "any", false),
            (json!({"namespace": "*", "labels": {"zone": "*"}}), "any", true),
        ] {
            let parsed: FargateSelector = from_value(selector.clone()).unwrap();
            assert_eq!(takes(&parsed, namespace, Some(&labels)), Some(expected), "{selector}");
        }
        let redacted: FargateSelector = from_value(json!({"namespace": "*", "labels": {"zone": "a"}})).unwrap();
        assert_eq!(takes(&redacted, "any", Some(&labels)), None);
    }
}
