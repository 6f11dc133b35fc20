//! Which compute types a cluster has, read from the cluster itself.

use std::collections::{BTreeMap, BTreeSet};

use ijson::IValue;

use super::evidence::examine;
use super::model::ClusterSummary;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Fact, Facts, GapReason, member};
use crate::evidence::topic::Topic;

/// The topics that tell the compute types of a cluster.
pub const OWNER_TOPICS: [Topic; 4] =
    [Topic::EksCluster, Topic::EksNodegroup, Topic::EksFargateProfile, Topic::AnalysisNode];

/// Nodes of one compute type, by the image they run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Nodes {
    /// With an image that Amazon owns.
    pub(super) stock: u64,
    /// With another image.
    pub(super) custom: u64,
    /// Whose image's owner is not known.
    pub(super) unknown_image: u64,
}

/// The compute types of one cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compute {
    /// Types present.
    pub(super) present: BTreeMap<ComputeType, Nodes>,
    /// True when a type may be present that was not seen.
    pub(super) incomplete: bool,
}

impl Nodes {
    fn total(self) -> u64 {
        self.stock + self.custom + self.unknown_image
    }
}

impl Compute {
    /// Reads the compute types of `cluster`; `named` are present in any case.
    pub(super) fn read(facts: &Facts, cluster: &str, named: &BTreeSet<ComputeType>) -> Self {
        let incomplete = !examine(facts, &OWNER_TOPICS.into(), cluster).is_whole() || lacks_nodes(facts, cluster);
        let mut compute = Self { incomplete, ..Self::default() };
        let mut see = |compute_type| *compute.present.entry(compute_type).or_default() = Nodes::default();
        named.iter().copied().for_each(&mut see);
        if facts.of_cluster(Topic::EksNodegroup, cluster).next().is_some() {
            see(ComputeType::ManagedNodeGroup);
        }
        if facts.of_cluster(Topic::EksFargateProfile, cluster).next().is_some() {
            see(ComputeType::Fargate);
        }
        for fact in facts.of_cluster(Topic::EksCluster, cluster) {
            if member(&fact.value, &["computeConfig", "enabled"]).is_some_and(IValue::is_true) {
                see(ComputeType::AutoMode);
            }
            if member(&fact.value, &["remoteNetworkConfig"]).is_some_and(|config| !config.is_null()) {
                see(ComputeType::Hybrid);
            }
        }
        for node in facts.of_cluster(Topic::AnalysisNode, cluster) {
            let Some(compute_type) = type_of_node(node) else {
                compute.incomplete = true;
                continue;
            };
            let nodes = compute.present.entry(compute_type).or_default();
            match has_custom_image(Topic::AnalysisNode, node) {
                Some(true) => nodes.custom += 1,
                Some(false) => nodes.stock += 1,
                None => nodes.unknown_image += 1,
            }
        }
        compute
    }

    /// The number of nodes of a type that is present; `None` where AWS's APIs do not tell it.
    pub(super) fn count(&self, compute_type: ComputeType) -> Option<u64> {
        self.present.get(&compute_type).filter(|_| compute_type.is_counted()).map(|nodes| nodes.total())
    }

    /// The cluster as the assessment lists it.
    pub(super) fn summary(&self, facts: &Facts, cluster: &str) -> ClusterSummary {
        let described = facts.of_cluster(Topic::EksCluster, cluster).next();
        let text = |name: &str| described.and_then(|fact| fact.text(&[name]).map(str::to_owned));
        ClusterSummary {
            name: cluster.to_owned(),
            arn: text("arn"),
            version: text("version"),
            compute: self.present.keys().map(|kind| (*kind, self.count(*kind))).collect(),
            compute_incomplete: self.incomplete,
        }
    }
}

/// True when Kubernetes was asked for its nodes and did not list them: it may have some that AWS does not show.
fn lacks_nodes(facts: &Facts, cluster: &str) -> bool {
    facts.gaps.iter().any(|gap| {
        gap.topics.contains(&Topic::KubernetesNode)
            && gap.cluster.as_deref().is_none_or(|name| name == cluster)
            && !matches!(gap.reason, GapReason::NotAsked | GapReason::NotRecorded)
    })
}

/// The compute type that a node fact states.
pub(super) fn type_of_node(node: &Fact) -> Option<ComputeType> {
    ijson::from_value(member(&node.value, &["computeType"])?).ok()
}

/// Whether the subject runs an image that Amazon does not own; `None` when it is not known.
pub(super) fn has_custom_image(topic: Topic, subject: &Fact) -> Option<bool> {
    match topic {
        Topic::EksNodegroup => subject.text(&["amiType"]).map(|kind| kind == "CUSTOM"),
        Topic::AnalysisNode => member(&subject.value, &["customImage"])?.to_bool(),
        _ => Some(false),
    }
}
