//! What was not read is absent, and so is the coverage that rests on it.

use serde_json::json;

use crate::analysis::kubernetes::DERIVED;
use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::fact::GapReason;
use crate::evidence::topic::Topic;

fn estate() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.namespace("shop", json!({}));
    let spec = json!({"serviceAccountName": "web", "containers": [{"name": "a", "image": "a:1"}]});
    cluster.workload(("shop", "Deployment", "web"), spec, json!({}));
    cluster
}

#[test]
fn members_without_their_topic_are_absent() {
    for (topic, members) in [
        (Topic::KubernetesPodDisruptionBudget, vec!["disruptionBudgets"]),
        (Topic::KubernetesHorizontalPodAutoscaler, vec!["autoscaled"]),
        (Topic::KubernetesServiceAccount, vec!["automountsToken", "iamRoleSource"]),
        (Topic::EksPodIdentityAssociation, vec!["iamRoleSource"]),
        (Topic::KubernetesRoleBinding, vec!["serviceAccountBindings"]),
        (Topic::EksFargateProfile, vec!["fargate", "computeTypes"]),
    ] {
        let before = estate().derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
        let mut denied = estate();
        denied.deny(topic);
        let result = denied.derived();
        let after = result.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
        for member in members {
            assert!(before.get(member).is_some() && after.get(member).is_none(), "{topic} {member}");
        }
        assert!(result.0.covers(Topic::AnalysisWorkload, "blue"), "{topic} leaves the other members");
        assert!(Topic::AnalysisWorkload.joined_topics().contains(&topic), "{topic}");
    }
}

#[test]
fn members_of_namespaces_without_their_topic_are_absent() {
    for (topic, members) in [
        (Topic::KubernetesNetworkPolicy, vec!["networkPolicies", "defaultDenyIngress", "defaultDenyEgress"]),
        (Topic::KubernetesResourceQuota, vec!["resourceQuotas"]),
        (Topic::KubernetesLimitRange, vec!["limitRanges"]),
        (Topic::KubernetesWorkload, vec!["workloads", "runningPods", "podsNotIsolatedForIngress", "policiesEnforced"]),
    ] {
        let before = estate().derived().get(Topic::AnalysisNamespace, "blue/shop");
        let mut denied = estate();
        denied.deny(topic);
        let after = denied.derived().get(Topic::AnalysisNamespace, "blue/shop");
        for member in members {
            assert!(before.get(member).is_some() && after.get(member).is_none(), "{topic} {member}");
        }
    }
}

#[test]
fn coverage_needs_every_base_topic() {
    for derived in DERIVED {
        assert!(estate().derived().0.covers(derived, "blue"), "{derived}");
        for base in derived.base_topics() {
            let mut denied = estate();
            denied.deny(*base);
            assert!(!denied.derived().0.covers(derived, "blue"), "{derived} {base}");
        }
        assert!(!derived.base_topics().iter().chain(derived.joined_topics()).any(|topic| topic.group() == "analysis"));
    }
}

#[test]
fn an_api_that_is_not_served_has_no_objects() {
    let mut cluster = estate();
    cluster.deny(Topic::KubernetesPodDisruptionBudget);
    cluster.0.gaps[0].reason = GapReason::NotServed;
    let found = cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
    assert_eq!(found["disruptionBudgets"], json!([]));
}

#[test]
fn a_fact_of_another_shape_becomes_a_gap() {
    let mut cluster = estate();
    cluster.add(
        Topic::KubernetesPodDisruptionBudget,
        json!({"metadata": {"namespace": "shop", "name": "odd"}, "spec": "text"}),
    );
    let result = cluster.derived();
    assert_eq!(result.0.gaps_in(Topic::KubernetesPodDisruptionBudget, "blue").count(), 1);
    assert_eq!(result.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web").get("disruptionBudgets"), None);
}

#[test]
fn an_empty_cluster_has_empty_topics_that_are_covered() {
    let result = Cluster::new().derived();
    for topic in DERIVED {
        let expected = usize::from(topic == Topic::AnalysisPolicyEngine);
        assert_eq!(result.0.of(topic).len(), expected, "{topic}");
        assert!(result.0.covers(topic, "blue"), "{topic}");
    }
}

#[test]
fn the_same_facts_in_another_order_give_the_same_bytes() {
    let mut cluster = estate();
    for index in 0..20 {
        let name = format!("w{index}");
        cluster.workload(
            ("shop", "Deployment", &name),
            json!({"containers": [{"name": "a", "image": "a:1"}]}),
            json!({}),
        );
    }
    let first = serde_json::to_string(&cluster.derived().0.topics[&Topic::AnalysisWorkload]).unwrap();
    for list in cluster.0.topics.values_mut() {
        list.reverse();
    }
    let second = serde_json::to_string(&cluster.derived().0.topics[&Topic::AnalysisWorkload]).unwrap();
    assert_eq!(first, second);
}

#[test]
fn facts_name_the_exchanges_of_all_that_they_are_made_from() {
    let result = estate().derived();
    let fact = result.0.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web").unwrap();
    for topic in [Topic::KubernetesWorkload, Topic::KubernetesNamespace] {
        assert!(fact.exchanges.contains(&format!("list-{topic}")), "{topic}");
    }
}
