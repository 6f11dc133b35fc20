//! What a run reads of Kubernetes.

use std::collections::BTreeSet;

use super::options::Options;
use crate::evidence::topic::Topic;

/// What is read of every cluster.
pub(super) struct Plan {
    /// The Kubernetes topics, without those that must be asked for and were not.
    pub(super) topics: BTreeSet<Topic>,
}

impl Plan {
    pub(super) fn new(topics: &BTreeSet<Topic>, options: &Options) -> Self {
        let wanted = |topic: &Topic| match topic {
            Topic::KubernetesSecret => options.secret_metadata,
            Topic::KubernetesKubeletConfig => options.kubelet_config,
            _ => topic.group() == "kubernetes",
        };
        Self { topics: topics.iter().copied().filter(wanted).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    #[cfg(feature = "kubernetes")]
    pub(super) fn reads(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}
