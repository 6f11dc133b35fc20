//! Every operation, answered by something that is not the API.

use serde_json::json;

use super::super::normalise;
use super::super::operations::{self, Operation};
use super::tape::Tape;
use super::world::complete;
use crate::evidence::exchange::Outcome;
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;

const HTML: &str = "<html><body><p>Sign in</p></body></html>";

/// The world with a Fargate profile and a Pod Identity association.
fn world() -> Tape {
    let mut tape = complete(&["one"]);
    let role = "arn:aws:iam::111122223333:role/one-node";
    for (list, body) in [
        ("ListFargateProfiles", json!({"fargateProfileNames": ["f"]})),
        ("ListPodIdentityAssociations", json!({"associations": [{"associationId": "a-1"}]})),
    ] {
        tape.forget(list);
        tape.json(list, &[("clusterName", "one")], &body);
    }
    let profile =
        json!({"clusterName": "one", "fargateProfileName": "f", "podExecutionRoleArn": role, "subnets": ["subnet-1"]});
    let of = [("clusterName", "one"), ("fargateProfileName", "f")];
    tape.json("DescribeFargateProfile", &of, &json!({"fargateProfile": profile}));
    let association = json!({"clusterName": "one", "associationId": "a-1", "associationArn": "arn:a", "roleArn": role});
    let of = [("clusterName", "one"), ("associationId", "a-1")];
    tape.json("DescribePodIdentityAssociation", &of, &json!({"association": association}));
    tape
}

/// Puts `body` in place of every reply of the operation; a status other than 200 refuses.
fn answered_by(operation: &Operation, status: u16, body: &dyn Fn(&str) -> String) -> Facts {
    let mut tape = world();
    let own = |request: &crate::evidence::exchange::Request| {
        request.service == operation.service && request.operation == operation.name
    };
    let mut found = 0;
    for exchange in tape.0.exchanges.iter_mut().filter(|exchange| own(&exchange.request)) {
        found += 1;
        exchange.status = Some(status);
        if status != 200 {
            exchange.outcome = Outcome::Refused { code: String::new(), message: String::new() };
        }
        let stored = tape.0.replies.get_mut(&exchange.id).unwrap();
        *stored = body(std::str::from_utf8(stored).unwrap()).into_bytes();
    }
    assert!(found > 0, "{} is not in the world of the tests", operation.key());
    normalise(&tape.0)
}

fn assert_open(operation: &Operation, facts: &Facts, what: &str) {
    let name = operation.key();
    assert!(facts.gaps.iter().any(|gap| gap.permission == operation.permission()), "{name}, {what}: no gap");
    for topic in operation.gap_topics(&Default::default()) {
        let covered = facts.coverage.iter().any(|coverage| coverage.topic == topic);
        assert!(!covered, "{name}, {what}: {topic} is covered");
    }
}

#[test]
fn j1_no_operation_takes_a_foreign_answer_for_an_empty_list() {
    for operation in operations::all() {
        let member = operation.member;
        let due = format!("{}Response", operation.name);
        let of_json = vec![
            String::new(),
            "{}".to_owned(),
            "[]".to_owned(),
            "null".to_owned(),
            HTML.to_owned(),
            json!({"message": "no"}).to_string(),
            json!({"items": []}).to_string(),
            json!({member: null}).to_string(),
            json!({member: "x"}).to_string(),
            json!({member: [null]}).to_string(),
            json!({member: [[]]}).to_string(),
        ];
        let of_xml = vec![
            String::new(),
            HTML.to_owned(),
            "<!doctype html><p>no".to_owned(),
            format!("<{due}/>"),
            format!("<{due}><{}Result/></{due}>", operation.name),
            format!("<{due}><html/></{due}>"),
            "{}".to_owned(),
        ];
        for body in if operation.service == "eks" { of_json } else { of_xml } {
            // As a refusal none of them is parsed: three are enough.
            let refused = ["", "{}", HTML].contains(&body.as_str());
            for status in if refused { &[200, 404][..] } else { &[200][..] } {
                let status = *status;
                let facts = answered_by(operation, status, &|_| body.clone());
                assert_open(operation, &facts, &format!("{status} {body}"));
            }
        }
    }
}

#[test]
fn j1_a_reply_to_another_question_is_a_gap() {
    for operation in operations::all().filter(|operation| operation.service != "eks") {
        let due = format!("{}Response", operation.name);
        let other = answered_by(operation, 200, &|body| body.replace(&due, "DescribeRegionsResponse"));
        assert_open(operation, &other, "another root");
        if operation.service != "ec2" {
            let result = format!("{}Result", operation.name);
            let facts = answered_by(operation, 200, &|body| body.replace(&result, "OtherResult"));
            assert_open(operation, &facts, "another result");
        }
    }
}

#[test]
fn d11_a_recorded_reply_of_200_000_levels_is_a_gap() {
    for operation in ["DescribeVpcs", "ListRoles"] {
        let operation = operations::named(operation);
        let facts = answered_by(operation, 200, &|_| format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000)));
        assert_open(operation, &facts, "depth");
    }
    let operation = operations::named("ListNodegroups");
    let facts = answered_by(operation, 200, &|_| format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)));
    assert_open(operation, &facts, "depth");
}

/// A cluster with nothing in it: no node, no add-on, no profile, no association.
fn empty() -> Tape {
    let mut tape = complete(&["one"]);
    for (list, member) in [
        ("ListNodegroups", "nodegroups"),
        ("ListAddons", "addons"),
        ("ListAccessEntries", "accessEntries"),
        ("ListInsights", "insights"),
        ("ListIdentityProviderConfigs", "identityProviderConfigs"),
    ] {
        tape.forget(list);
        tape.json(list, &[("clusterName", "one")], &json!({member: []}));
    }
    for gone in [
        "DescribeNodegroup",
        "DescribeAddon",
        "DescribeAddonVersions",
        "DescribeAccessEntry",
        "ListAssociatedAccessPolicies",
        "DescribeInsight",
        "DescribeIdentityProviderConfig",
        "DescribeInstances",
        "DescribeAutoScalingGroups",
        "DescribeLaunchTemplateVersions",
        "DescribeImages",
        "DescribeInstanceTypes",
        "DescribeVolumes",
        "GetInstanceProfile",
    ] {
        tape.forget(gone);
    }
    let key = [("Filter.1.Name", "tag-key"), ("Filter.1.Value.1", "kubernetes.io/cluster/one")];
    tape.ec2("DescribeInstances", &key, "<reservationSet/>");
    let key = [("Filters.member.1.Name", "tag-key"), ("Filters.member.1.Values.member.1", "kubernetes.io/cluster/one")];
    tape.query("autoscaling", "DescribeAutoScalingGroups", &key, "<AutoScalingGroups/>");
    tape
}

#[test]
fn j4_where_nothing_had_to_be_asked_every_topic_is_covered_and_empty() {
    let facts = normalise(&empty().0);
    assert_eq!(facts.gaps, []);
    for topic in Topic::ALL.iter().filter(|topic| topic.is_of_aws()) {
        assert!(facts.covers(*topic, "one"), "{topic}");
    }
    for topic in [Topic::EksAddonVersion, Topic::EksAddon, Topic::Ec2InstanceType, Topic::Ec2Volume, Topic::Ec2Image] {
        let coverage = facts.coverage.iter().find(|coverage| coverage.topic == topic).unwrap();
        assert!(coverage.items == 0 && !coverage.exchanges.is_empty(), "{topic}: nothing shows that there is none");
    }
}

#[test]
fn j4_add_ons_that_could_not_be_listed_leave_their_versions_open() {
    let mut tape = empty();
    tape.deny("ListAddons");
    let facts = normalise(&tape.0);
    assert!(!facts.covers(Topic::EksAddonVersion, "one"));
    assert!(
        facts
            .gaps
            .iter()
            .any(|gap| gap.topics.contains(&Topic::EksAddonVersion) && gap.reason == GapReason::AccessDenied)
    );
}

#[test]
fn j13_a_region_without_clusters_is_known_to_have_none() {
    let mut tape = Tape::new();
    tape.json("ListClusters", &[], &json!({"clusters": []}));
    let facts = normalise(&tape.0);
    assert!(facts.clusters.is_empty());
    assert!(facts.coverage.iter().any(|coverage| coverage.topic == Topic::EksCluster && coverage.items == 0));
    tape.deny("ListClusters");
    let facts = normalise(&tape.0);
    assert!(!facts.coverage.iter().any(|coverage| coverage.topic == Topic::EksCluster));
    assert!(facts.gaps.iter().any(|gap| gap.permission == "eks:ListClusters"));
}
