//! Facts of declared operations.

use serde_json::json;

use super::super::normalise;
use super::tape::{Parameters, Tape};
use super::world::complete;
use crate::evidence::declared::tests::in_use;
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;

const FILE: &str = r#"
service: normtest
protocol: query
version: "1"
operations:
  - name: DescribeDatabases
    page: {request: Marker, reply: Marker}
    items: Databases
    topic: normtest.database
    noun: database
    description: A database.
    key: [name]
    of: {ec2.vpc: vpcId}
    fields: {name: {type: string, keep: name}, vpcId: {type: string, keep: resource-id, optional: true}, on: {type: boolean}}
  - name: GetPolicyOfDatabase
    action: normtest:GetPolicy
    request: {Name: {each: normtest.database, field: name}}
    noneOn: [PolicyNotFound]
    topic: normtest.policy
    noun: policy
    plural: policies
    description: The policy of a database.
    key: [request.Name]
    fields: {on: {type: boolean}}
  - name: ListQuotas
    items: Quotas
    topic: normtest.quota
    noun: quota
    description: A quota.
    key: [name]
    fields: {name: {type: string, keep: name}}
"#;

const DATABASES: &str = "DescribeDatabases";
const POLICY: &str = "GetPolicyOfDatabase";

struct World {
    tape: Tape,
    topics: Vec<Topic>,
}

/// A cluster in `vpc-one`, and a run that was planned for the declared topics too.
fn world() -> World {
    let topics = in_use(&[FILE]);
    let mut tape = complete(&["one"]);
    tape.0.run.topics.extend(topics.iter().map(ToString::to_string));
    tape.0.run.topics.sort();
    World { tape, topics }
}

impl World {
    fn of(&self, thing: &str) -> Topic {
        self.topics.iter().copied().find(|topic| topic.thing() == thing).unwrap()
    }

    fn answer(&mut self, operation: &str, parameters: Parameters, content: &str) {
        self.tape.query("normtest", operation, parameters, content);
    }

    /// The VPC that the cluster stands in.
    fn vpc(&self) -> String {
        normalise(&self.tape.0).of(Topic::Ec2Vpc)[0].key.clone()
    }

    fn facts(&self) -> Facts {
        normalise(&self.tape.0)
    }
}

fn databases(items: &[(&str, &str)], marker: &str) -> String {
    let item = |(name, vpc): &(&str, &str)| format!("<D><Name>{name}</Name><VpcId>{vpc}</VpcId><On>true</On></D>");
    let items: String = items.iter().map(item).collect();
    format!("<Databases>{items}</Databases>{marker}")
}

#[test]
fn items_belong_to_the_clusters_of_what_they_stand_in_and_are_asked_about() {
    let mut world = world();
    let vpc = world.vpc();
    world.answer(DATABASES, &[], &databases(&[("a", &vpc), ("of-others", "vpc-99")], "<Marker>m</Marker>"));
    world.answer(DATABASES, &[("Marker", "m")], &databases(&[("b", &vpc)], ""));
    world.answer(POLICY, &[("Name", "a")], "<On>false</On>");
    world.tape.refuse("normtest", POLICY, &[("Name", "b")], "PolicyNotFound", 404);
    world.answer("ListQuotas", &[], "<Quotas/>");
    let facts = world.facts();
    let declared: Vec<_> = facts.gaps.iter().filter(|gap| gap.permission.starts_with("normtest:")).collect();
    assert!(declared.is_empty(), "{declared:?}");
    let keys: Vec<&str> = facts.of(world.of("database")).iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["a", "b"]);
    let policy = facts.get(world.of("policy"), "a").unwrap();
    assert_eq!((policy.to_json(), policy.clusters.contains("one")), (json!({"on": false}), true));
    assert!(facts.get(world.of("policy"), "b").is_none());
    for thing in ["database", "policy", "quota"] {
        assert!(facts.covers(world.of(thing), "one"), "{thing}: {:?}", facts.coverage);
    }
    let coverage = facts.coverage.iter().find(|coverage| coverage.topic == world.of("database")).unwrap();
    assert_eq!((coverage.items, coverage.pages), (2, 2));
}

#[test]
fn what_was_not_read_is_a_gap_and_never_covered() {
    // Nothing of them was recorded.
    let facts = world().facts();
    for thing in ["database", "quota"] {
        let topic = world().of(thing);
        assert!(!facts.covers(topic, "one"), "{thing}");
        let gap = facts.gaps.iter().find(|gap| gap.topics.contains(&topic)).unwrap();
        assert_eq!(gap.reason, GapReason::NotRecorded);
    }
    // A page is missing.
    let mut paged = world();
    let vpc = paged.vpc();
    paged.answer(DATABASES, &[], &databases(&[("a", &vpc)], "<Marker>m</Marker>"));
    assert_gap(&paged, "database", GapReason::Incomplete);
    // The call is denied: what is found through its items is open, too.
    let mut denied = world();
    denied.tape.refuse("normtest", DATABASES, &[], "AccessDenied", 403);
    assert_gap(&denied, "database", GapReason::AccessDenied);
    assert_gap(&denied, "policy", GapReason::AccessDenied);
    let gap = &denied.facts().gaps.into_iter().find(|gap| gap.permission == "normtest:DescribeDatabases").unwrap();
    assert!(!gap.topics.contains(&denied.of("quota")), "{gap:?}");
    // Another refusal than the one that says that there is none.
    let mut refused = world();
    refused.answer(DATABASES, &[], &databases(&[("a", &vpc)], ""));
    refused.tape.refuse("normtest", POLICY, &[("Name", "a")], "AccessDenied", 403);
    assert_gap(&refused, "policy", GapReason::AccessDenied);
    assert!(refused.facts().gaps.iter().any(|gap| gap.permission == "normtest:GetPolicy"));
    assert!(refused.facts().covers(refused.of("database"), "one"));
    // The VPCs were not read, so that nobody knows whose a database is.
    let mut unknown = world();
    unknown.answer(DATABASES, &[], &databases(&[("a", &vpc)], ""));
    unknown.tape.deny("DescribeVpcs");
    assert_gap(&unknown, "database", GapReason::AccessDenied);
}

fn assert_gap(world: &World, thing: &str, reason: GapReason) {
    let (facts, topic) = (world.facts(), world.of(thing));
    assert!(!facts.covers(topic, "one"), "{thing}");
    let of_topic: Vec<_> = facts.gaps.iter().filter(|gap| gap.topics.contains(&topic)).collect();
    assert!(of_topic.iter().any(|gap| gap.reason == reason), "{thing} {reason:?}: {of_topic:?}");
}

#[test]
fn an_item_that_is_not_as_declared_is_a_gap_that_names_the_member() {
    let vpc = world().vpc();
    let item = |content: &str| format!("<Databases><D>{content}<VpcId>{vpc}</VpcId></D></Databases>");
    for (content, words) in [
        ("<Name>a</Name>", "the item has no `on`"),
        ("<Name>a</Name><On>maybe</On>", "`on` is not true or false"),
        ("<Name>redacted(name)</Name><On>true</On>", "a part of the item's key was redacted"),
    ] {
        let mut world = world();
        world.answer(DATABASES, &[], &item(content));
        assert_gap(&world, "database", GapReason::Malformed);
        let facts = world.facts();
        assert!(facts.gaps.iter().any(|gap| gap.detail.contains(words)), "{words}: {:?}", facts.gaps);
        assert!(facts.of(world.of("database")).is_empty());
    }
    let mut twice = world();
    let second = format!("<D><Name>a</Name><VpcId>{vpc}</VpcId><On>false</On></D></Databases>");
    let body = databases(&[("a", &vpc)], "").replace("</Databases>", &second);
    twice.answer(DATABASES, &[], &body);
    assert_gap(&twice, "database", GapReason::Malformed);
}
