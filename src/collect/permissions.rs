//! The permissions of a collection, derived from what it reads.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::aws;
use crate::evidence::plan::closure;
use crate::evidence::topic::Topic;

/// The IAM actions that collecting `topics` calls. `named_clusters` is true
/// when the clusters are named, so that they need not be listed.
#[must_use]
pub fn permissions(topics: &BTreeSet<Topic>, named_clusters: bool) -> BTreeSet<String> {
    let mut actions: BTreeSet<&str> = closure(topics).into_iter().flat_map(aws::actions).copied().collect();
    actions.insert(aws::IDENTITY);
    if !named_clusters {
        actions.insert(aws::LIST_CLUSTERS);
    }
    actions.into_iter().map(str::to_owned).collect()
}

/// An identity-based policy that allows exactly `actions`. The resource is `*`
/// because most of these actions support no other; see the Service
/// Authorization Reference.
#[must_use]
pub fn iam_policy(actions: &BTreeSet<String>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "EksAttestReadOnly", "Effect": "Allow", "Action": actions, "Resource": "*" }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_topic_names_its_actions_and_none_can_write() {
        for topic in Topic::ALL.iter().filter(|topic| topic.is_of_aws()) {
            assert!(!aws::actions(*topic).is_empty(), "{topic}");
        }
        for action in permissions(&Topic::ALL.iter().copied().collect(), false) {
            let (service, verb) = action.split_once(':').unwrap();
            assert!(["eks", "ec2", "iam", "sts", "autoscaling", "elasticloadbalancing"].contains(&service), "{action}");
            assert!(["Describe", "List", "Get"].iter().any(|read| verb.starts_with(read)), "{action}");
        }
    }

    #[test]
    fn only_what_is_needed_is_asked_for() {
        let actions = permissions(&[Topic::EksCluster].into(), true);
        assert_eq!(actions, ["eks:DescribeCluster", "sts:GetCallerIdentity"].map(str::to_owned).into());
        assert!(permissions(&[Topic::EksCluster].into(), false).contains("eks:ListClusters"));
    }
}
