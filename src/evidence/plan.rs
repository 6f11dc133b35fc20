//! From the topics that controls need to the topics that must be read.

use std::collections::BTreeSet;

use super::topic::Topic;

/// Every topic that must be read to know `topics`: these, what they are
/// discovered through, and the clusters themselves. Derived topics are left
/// out: name the topics that they are derived from.
#[must_use]
pub fn closure(topics: &BTreeSet<Topic>) -> BTreeSet<Topic> {
    let mut open: Vec<Topic> = topics.iter().copied().filter(|topic| !topic.is_derived()).collect();
    open.push(Topic::EksCluster);
    let mut closed = BTreeSet::new();
    while let Some(topic) = open.pop() {
        if closed.insert(topic) {
            open.extend(topic.discovered_through());
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_topic_is_discovered_through_is_read_too() {
        let closed = closure(&[Topic::Ec2Volume].into());
        for topic in [Topic::Ec2Instance, Topic::AutoscalingGroup, Topic::EksNodegroup, Topic::EksCluster] {
            assert!(closed.contains(&topic), "{topic}");
        }
        assert!(!closed.contains(&Topic::IamRole));
        assert_eq!(closure(&[Topic::AnalysisNode].into()), [Topic::EksCluster].into());
    }
}
