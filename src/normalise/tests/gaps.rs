use serde_json::json;

use super::tape::Tape;
use super::world::complete;
use crate::evidence::exchange::Outcome;
use crate::evidence::fact::{Facts, Gap, GapReason};
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

fn facts(change: impl FnOnce(&mut Tape)) -> Facts {
    let mut tape = complete(&["one", "two"]);
    change(&mut tape);
    normalise(&tape.0)
}

fn one_gap(facts: &Facts) -> &Gap {
    assert_eq!(facts.gaps.len(), 1, "{:#?}", facts.gaps);
    &facts.gaps[0]
}

#[test]
fn how_a_call_ended_is_the_reason() {
    let list = [("clusterName", "one")];
    for (code, status, reason) in [
        ("AccessDeniedException", 403, GapReason::AccessDenied),
        ("ThrottlingException", 429, GapReason::Throttled),
        ("ServerException", 500, GapReason::ServerError),
        ("UnknownOperationException", 404, GapReason::NotServed),
        ("ResourceNotFoundException", 404, GapReason::Gone),
        ("InvalidParameterException", 400, GapReason::Refused),
    ] {
        let facts = facts(|tape| tape.refuse("eks", "ListAddons", &list, code, status));
        let gap = one_gap(&facts);
        assert_eq!((gap.reason, gap.cluster.as_deref()), (reason, Some("one")), "{code}");
        assert_eq!(gap.permission, "eks:ListAddons");
        assert!(!facts.covers(Topic::EksAddon, "one") && facts.covers(Topic::EksAddon, "two"));
        assert!(!facts.covers(Topic::IamRole, "one") && facts.covers(Topic::EksNodegroup, "one"));
    }
    let broken = || Outcome::Broken { message: "reset".to_owned() };
    let facts_broken = facts(|tape| drop(tape.push("eks", "ListAddons", &list, broken(), None, None)));
    assert_eq!(one_gap(&facts_broken).reason, GapReason::Connection);
    let not_recorded = facts(|tape| drop(tape.push("eks", "ListAddons", &list, Outcome::NotRecorded, None, None)));
    assert_eq!(one_gap(&not_recorded).reason, GapReason::NotRecorded);
}

#[test]
fn a_reply_without_its_member_or_cut_short_is_malformed_and_not_empty() {
    for body in ["{}", r#"{"nodegroups": null}"#, r#"{"nodegroups": ["a""#] {
        let facts = facts(|tape| {
            tape.answer("eks", "ListNodegroups", &[("clusterName", "one")], "json", body.to_owned());
        });
        assert_eq!(one_gap(&facts).reason, GapReason::Malformed, "{body}");
        for topic in [Topic::EksNodegroup, Topic::Ec2Instance, Topic::Ec2Image, Topic::IamRole, Topic::Ec2Volume] {
            assert!(!facts.covers(topic, "one"), "{topic}");
        }
        assert!(facts.covers(Topic::EksNodegroup, "two"));
    }
    let filter = [("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", "vpc-1")];
    let facts = facts(|tape| tape.ec2("DescribeRouteTables", &filter, ""));
    assert_eq!(one_gap(&facts).reason, GapReason::Malformed);
    assert_eq!(one_gap(&facts).cluster, None, "two clusters share the VPC");
    assert!(facts.of(Topic::Ec2RouteTable).is_empty());
}

#[test]
fn a_member_of_another_type_is_a_gap_for_that_item() {
    let parameters = [("clusterName", "one"), ("addonName", "vpc-cni")];
    let facts = facts(|tape| {
        let addon = json!({"addon": {"clusterName": "one", "addonName": "vpc-cni", "addonVersion": 7}});
        tape.json("DescribeAddon", &parameters, &addon);
    });
    let gap = one_gap(&facts);
    assert_eq!((gap.reason, gap.item.as_deref()), (GapReason::Malformed, Some("one/vpc-cni")));
}

#[test]
fn only_the_last_attempt_counts() {
    let list = [("clusterName", "one")];
    let facts = facts(|tape| {
        tape.refuse("eks", "ListAddons", &list, "ThrottlingException", 429);
        tape.json("ListAddons", &list, &json!({"addons": ["vpc-cni"]}));
    });
    assert_eq!(facts.gaps, []);
}

#[test]
fn pages_are_followed_and_a_missing_one_is_incomplete() {
    let page = |token: Option<&'static str>| {
        let mut parameters = vec![("clusterName", "one")];
        parameters.extend(token.map(|token| ("nextToken", token)));
        parameters
    };
    let whole = facts(|tape| {
        tape.json("ListAddons", &page(None), &json!({"addons": [], "nextToken": "t"}));
        tape.json("ListAddons", &page(Some("t")), &json!({"addons": ["vpc-cni"], "nextToken": null}));
    });
    assert_eq!(whole.gaps, []);
    let coverage = whole.coverage.iter().find(|c| c.topic == Topic::EksAddon).unwrap();
    assert_eq!((coverage.pages, coverage.items), (2, 1));
    let cut = facts(|tape| tape.json("ListAddons", &page(None), &json!({"addons": ["vpc-cni"], "nextToken": "t"})));
    assert_eq!(one_gap(&cut).reason, GapReason::Incomplete);
    assert!(!cut.covers(Topic::EksAddon, "one"));
    assert!(cut.get(Topic::EksAddon, "one/vpc-cni").is_some(), "what was read stays");
    let circle = facts(|tape| {
        tape.json("ListAddons", &page(None), &json!({"addons": [], "nextToken": "t"}));
        tape.json("ListAddons", &page(Some("t")), &json!({"addons": ["vpc-cni"], "nextToken": "t"}));
    });
    assert_eq!(one_gap(&circle).reason, GapReason::Incomplete);
    let roles =
        facts(|tape| tape.query("iam", "ListRoles", &[], "<IsTruncated>true</IsTruncated><Marker>m</Marker><Roles/>"));
    assert_eq!((one_gap(&roles).reason, one_gap(&roles).cluster.clone()), (GapReason::Incomplete, None));
}

#[test]
fn a_listed_item_that_nothing_describes_is_a_gap() {
    let unread = facts(|tape| {
        tape.json("ListNodegroups", &[("clusterName", "one")], &json!({"nodegroups": ["a", "b"]}));
    });
    let gap = one_gap(&unread);
    assert_eq!((gap.reason, gap.item.as_deref()), (GapReason::NotRecorded, Some("one/b")));
    assert_eq!(gap.permission, "eks:DescribeNodegroup");
    assert!(gap.topics.contains(&Topic::Ec2Instance));
    let gone = facts(|tape| {
        let empty = "<AutoScalingGroups/>";
        for cluster in ["one", "two"] {
            let key = format!("kubernetes.io/cluster/{cluster}");
            let by_tag = [("Filters.member.1.Name", "tag-key"), ("Filters.member.1.Values.member.1", key.as_str())];
            tape.query("autoscaling", "DescribeAutoScalingGroups", &by_tag, empty);
        }
        tape.query("autoscaling", "DescribeAutoScalingGroups", &[("AutoScalingGroupNames.member.1", "asg-one")], empty);
    });
    let gap = one_gap(&gone);
    assert_eq!(
        (gap.reason, gap.item.as_deref(), gap.cluster.as_deref()),
        (GapReason::Gone, Some("asg-one"), Some("one"))
    );
}

#[test]
fn every_operation_that_is_denied_takes_the_coverage_of_what_it_feeds() {
    let operations: std::collections::BTreeSet<String> =
        complete(&["one"]).0.exchanges.iter().map(|exchange| exchange.request.operation.clone()).collect();
    for operation in operations {
        let mut tape = complete(&["one"]);
        tape.deny(&operation);
        let facts = normalise(&tape.0);
        let gap = facts.gaps.iter().find(|gap| gap.reason == GapReason::AccessDenied);
        let gap = gap.unwrap_or_else(|| panic!("no gap when {operation} is denied"));
        for topic in &gap.topics {
            assert!(!facts.covers(*topic, "one"), "{topic} is covered though {operation} was denied");
        }
    }
}

#[test]
fn every_operation_that_was_never_made_leaves_a_gap_or_no_coverage() {
    let requests = complete(&["one"]).0.exchanges.into_iter().map(|exchange| exchange.request);
    let operations: std::collections::BTreeSet<(String, String)> =
        requests.map(|request| (request.service, request.operation)).collect();
    for (service, operation) in operations {
        let mut tape = complete(&["one"]);
        tape.forget(&operation);
        let facts = normalise(&tape.0);
        let own = super::super::operations::operation(&service, &operation).unwrap().gap_topics(&Default::default());
        assert!(own.iter().any(|topic| !facts.covers(*topic, "one")), "nothing shows that {operation} was not made");
    }
}

#[test]
fn a_part_that_could_not_be_read_is_absent_from_its_fact() {
    let facts = facts(|tape| tape.deny("ListAttachedRolePolicies"));
    let role = facts.get(Topic::IamRole, "arn:aws:iam::111122223333:role/one-node").unwrap();
    assert!(role.value.get("attachedPolicies").is_none());
    assert!(role.value.get("inlinePolicies").is_some());
    let gap = facts.gaps.iter().find(|gap| gap.cluster.as_deref() == Some("one")).unwrap();
    assert_eq!(gap.permission, "iam:ListAttachedRolePolicies");
    assert_eq!(gap.item.as_deref(), Some("arn:aws:iam::111122223333:role/one-node"));
}

#[test]
fn topics_outside_the_plan_have_no_coverage_and_a_cluster_asked_for_must_be_described() {
    let planned = facts(|tape| tape.0.run.topics = vec!["eks.addon".to_owned()]);
    assert!(planned.covers(Topic::EksAddon, "one") && !planned.covers(Topic::EksNodegroup, "one"));
    let asked = facts(|tape| tape.0.run.clusters = vec!["three".to_owned()]);
    assert_eq!(asked.clusters.iter().collect::<Vec<_>>(), ["three"]);
    assert!(asked.gaps.iter().any(|gap| gap.item.as_deref() == Some("three") && gap.reason == GapReason::NotRecorded));
    assert!(
        Topic::ALL
            .iter()
            .all(|topic| !asked.covers(*topic, "three") || topic.scope() == crate::evidence::topic::Scope::Account)
    );
}

#[test]
fn a_cluster_that_uses_no_access_entries_has_none() {
    let facts = facts(|tape| {
        tape.json("DescribeCluster", &[("name", "one")], &json!({"cluster": {
            "name": "one", "accessConfig": {"authenticationMode": "CONFIG_MAP"}, "resourcesVpcConfig": {"vpcId": "vpc-1"}}}));
        tape.refuse("eks", "ListAccessEntries", &[("clusterName", "one")], "InvalidRequestException", 400);
    });
    assert!(facts.covers(Topic::EksAccessEntry, "one"));
    assert_eq!(facts.gaps, []);
}
