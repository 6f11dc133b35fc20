//! Facts of some clusters of a run only.

use std::collections::BTreeSet;

use super::fact::Facts;

impl Facts {
    /// The same facts as a run for `clusters` alone would have given: what belongs only to other clusters is gone,
    /// and so are their gaps and coverage. What is shared or of the account stays. The names of the clusters left
    /// out come back.
    #[must_use]
    pub fn restricted_to(mut self, clusters: &BTreeSet<String>) -> (Self, Vec<String>) {
        let left_out = self.clusters.difference(clusters).cloned().collect();
        let in_scope = |name: &Option<String>| name.as_ref().is_none_or(|name| clusters.contains(name));
        self.clusters.retain(|name| clusters.contains(name));
        self.gaps.retain(|gap| in_scope(&gap.cluster));
        self.coverage.retain(|coverage| in_scope(&coverage.cluster));
        for facts in self.topics.values_mut() {
            facts.retain(|fact| fact.clusters.is_empty() || !fact.clusters.is_disjoint(clusters));
        }
        (self, left_out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::topic::Topic;

    #[test]
    fn what_is_of_others_alone_goes_and_what_is_shared_stays() {
        let fact = |key: &str, clusters: &[&str]| json!({"key": key, "clusters": clusters, "value": {}, "exchanges": [], "observedAt": "2026-06-30T00:00:00Z"});
        let coverage = |cluster: Option<&str>| json!({"topic": "iam.role", "cluster": cluster, "items": 1, "pages": 1, "exchanges": []});
        let gap = |cluster: Option<&str>| {
            json!({"topics": ["iam.role"], "cluster": cluster, "reason": "throttled", "permission": "iam:GetRole",
                "detail": ""})
        };
        let facts: Facts = serde_json::from_value(json!({
            "schema": "eks-attest/facts/v1", "account": "1", "region": "r", "principal": "p",
            "startedAt": "2026-06-30T00:00:00Z", "finishedAt": "2026-06-30T00:00:00Z", "clusters": ["a", "b"],
            "topics": {"iam.role": [fact("of a", &["a"]), fact("of b", &["b"]), fact("of both", &["a", "b"]),
                fact("of the account", &[])]},
            "gaps": [gap(None), gap(Some("a")), gap(Some("b"))],
            "coverage": [coverage(None), coverage(Some("a")), coverage(Some("b"))],
        }))
        .unwrap();
        let (kept, left_out) = facts.restricted_to(&BTreeSet::from(["a".to_owned()]));
        assert_eq!(left_out, ["b"]);
        let keys: Vec<&str> = kept.of(Topic::IamRole).iter().map(|fact| fact.key.as_str()).collect();
        assert_eq!(keys, ["of a", "of both", "of the account"]);
        assert!(kept.gaps.iter().all(|gap| gap.cluster.as_deref() != Some("b")) && kept.gaps.len() == 2);
        assert_eq!(kept.coverage.len(), 2);
    }
}
