//! What no single API reply says: compute types, reach, policies, capacity. Pure.

use crate::evidence::fact::Facts;
use crate::evidence::topic::Topic;

/// The topics that facts of a derived topic are made from.
#[must_use]
pub fn base_topics(topic: Topic) -> &'static [Topic] {
    match topic {
        Topic::AnalysisNode => &[Topic::EksCluster, Topic::EksNodegroup, Topic::Ec2Instance],
        _ => &[],
    }
}

/// Adds the derived topics to `facts`.
#[must_use]
pub fn derive(facts: Facts) -> Facts {
    facts
}
