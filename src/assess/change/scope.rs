//! What came into scope and what left it.

use std::collections::BTreeSet;

use super::model::{ScopeChange, ScopeDirection, ScopeKind};
use super::same_place;
use crate::assess::NO_CLUSTER_READ;
use crate::assess::model::{Assessment, ClusterSummary};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::topic::Topic;

/// Whether a cluster that is not in `assessment` may be there all the same: the list of clusters,
/// or this cluster, could not be read.
pub(super) fn unknown_cluster(assessment: &Assessment, cluster: &str) -> bool {
    let unread = |gap: &crate::evidence::fact::Gap| {
        gap.topics.contains(&Topic::EksCluster) && gap.cluster.as_deref().is_none_or(|name| name == cluster)
    };
    assessment.gaps.iter().any(unread) || assessment.results.iter().any(|result| result.cluster == NO_CLUSTER_READ)
}

/// Whether the compute types of the cluster could not be read completely.
pub(super) fn unknown_compute(assessment: &Assessment, cluster: &str) -> bool {
    assessment.clusters.iter().any(|summary| summary.name == cluster && summary.compute_incomplete)
}

/// Every change of scope, sorted.
pub(super) fn changes(base: &Assessment, current: &Assessment) -> Vec<ScopeChange> {
    let mut changes = Vec::new();
    let same = same_place(base, current);
    for (here, there, added) in [(current, base, true), (base, current, false)] {
        if !same {
            let name = format!("{} {}", here.collection.account, here.collection.region);
            changes.push(change(ScopeKind::Account, name, None, direction(added, false), findings(here, None, None)));
        }
        for cluster in &here.clusters {
            let other = there.clusters.iter().find(|other| same && other.name == cluster.name);
            match other {
                Some(other) => changes.extend(compute(here, cluster, there, other, added)),
                None => {
                    let unknown = same && unknown_cluster(there, &cluster.name);
                    let number = findings(here, Some(&cluster.name), None);
                    let name = cluster.name.clone();
                    changes.push(change(ScopeKind::Cluster, name, None, direction(added, unknown), number));
                }
            }
        }
    }
    changes.sort();
    changes
}

/// Compute types of `cluster` that `other`, the same cluster in `there`, lacks.
fn compute<'a>(
    here: &'a Assessment,
    cluster: &'a ClusterSummary,
    there: &'a Assessment,
    other: &'a ClusterSummary,
    added: bool,
) -> impl Iterator<Item = ScopeChange> + 'a {
    let lacking: BTreeSet<ComputeType> =
        cluster.compute.keys().copied().filter(|kind| !other.compute.contains_key(kind)).collect();
    lacking.into_iter().map(move |kind| {
        let direction = direction(added, unknown_compute(there, &cluster.name));
        let number = findings(here, Some(&cluster.name), Some(kind));
        change(ScopeKind::ComputeType, cluster.name.clone(), Some(kind), direction, number)
    })
}

fn change(
    kind: ScopeKind,
    name: String,
    compute_type: Option<ComputeType>,
    direction: ScopeDirection,
    findings: u64,
) -> ScopeChange {
    ScopeChange { kind, name, compute_type, direction, findings }
}

fn direction(added: bool, unknown: bool) -> ScopeDirection {
    match (added, unknown) {
        (true, false) => ScopeDirection::Added,
        (true, true) => ScopeDirection::NewlyVisible,
        (false, false) => ScopeDirection::Gone,
        (false, true) => ScopeDirection::NoLongerVisible,
    }
}

fn findings(assessment: &Assessment, cluster: Option<&str>, kind: Option<ComputeType>) -> u64 {
    let inside = assessment.results.iter().filter(|result| {
        cluster.is_none_or(|cluster| cluster == result.cluster) && (kind.is_none() || kind == result.compute_type)
    });
    inside.map(|result| result.findings.len() as u64).sum()
}
