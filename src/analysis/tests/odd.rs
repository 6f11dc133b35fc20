use serde_json::{Value, json};

use crate::analysis::{DERIVED, derive, fixture::Fixture, kubernetes};
use crate::evidence::fact::GapReason;
use crate::evidence::topic::Topic;

#[test]
fn no_facts_give_empty_topics_without_coverage() {
    let facts = derive(Fixture::empty().0);
    for topic in DERIVED {
        assert!(facts.topics[&topic].is_empty());
        assert!(!facts.covers(topic, "blue"));
    }
    assert!(facts.gaps.is_empty() && facts.coverage.is_empty());
}

#[test]
fn base_topics_are_never_derived() {
    for topic in Topic::ALL {
        assert_eq!(topic.base_topics().is_empty(), !topic.is_derived(), "{topic}");
        assert!(topic.base_topics().iter().all(|base| !base.is_derived()), "{topic}");
        let of_kubernetes = kubernetes::DERIVED.contains(topic);
        assert_eq!(topic.is_derived(), DERIVED.contains(topic) || of_kubernetes, "{topic}");
        assert!(!(DERIVED.contains(topic) && of_kubernetes), "{topic} is derived once");
    }
}

#[test]
fn coverage_needs_every_base_topic_of_the_cluster() {
    let mut fixture = Fixture::blue();
    fixture.0.clusters.insert("green".to_owned());
    for topic in Topic::AnalysisSubnet.base_topics() {
        fixture.cover(*topic, Some("blue"));
    }
    fixture.cover(Topic::Ec2SecurityGroup, None);
    let facts = derive(fixture.0);
    assert!(facts.covers(Topic::AnalysisSubnet, "blue") && facts.covers(Topic::AnalysisSecurityGroup, "blue"));
    assert!(!facts.covers(Topic::AnalysisSubnet, "green") && !facts.covers(Topic::AnalysisNode, "blue"));
    let coverage = facts.coverage.iter().find(|coverage| coverage.topic == Topic::AnalysisSubnet).unwrap();
    assert_eq!(coverage.items, 2);
    assert!(coverage.exchanges.contains("list ec2.routeTable"));
}

#[test]
fn a_topic_that_is_given_is_left_alone() {
    let mut fixture = Fixture::blue();
    fixture.add(Topic::AnalysisNode, "i-given", json!({"instanceId": "i-given"}));
    fixture.0.topics.insert(Topic::AnalysisRole, Vec::new());
    let given = fixture.0.topics[&Topic::AnalysisNode].clone();
    let facts = derive(fixture.0);
    assert_eq!(facts.topics[&Topic::AnalysisNode], given);
    assert!(facts.topics[&Topic::AnalysisRole].is_empty());
    assert_eq!(facts.topics[&Topic::AnalysisSubnet].len(), 2);
}

#[test]
fn a_fact_without_its_topics_shape_is_a_gap_and_the_rest_stands() {
    let mut fixture = Fixture::blue();
    *fixture.value(Topic::Ec2Instance, "i-a") = json!({"instanceId": 5});
    fixture.add(Topic::IamPolicy, "arn:p", json!("text"));
    fixture.fact(Topic::IamPolicy, "arn:p").clusters = Default::default();
    let facts = derive(fixture.0);
    let gap = facts.gaps_in(Topic::Ec2Instance, "blue").next().unwrap();
    assert_eq!((gap.reason, gap.item.as_deref()), (GapReason::Malformed, Some("i-a")));
    assert_eq!(gap.exchange.as_deref(), Some("ec2.instance.i-a"));
    assert!(facts.gaps_in(Topic::IamPolicy, "blue").next().unwrap().cluster.is_none());
    assert_eq!(facts.of(Topic::AnalysisNode).len(), 1);
}

#[test]
fn derived_facts_have_their_topics_shape_and_keys_in_order() {
    let facts = derive(Fixture::blue().0);
    for topic in DERIVED {
        let schema = serde_json::to_value(topic.schema()).unwrap();
        let keys: Vec<&str> = facts.of(topic).iter().map(|fact| fact.key.as_str()).collect();
        assert!(!keys.is_empty() && keys.is_sorted(), "{topic}: {keys:?}");
        for fact in facts.of(topic) {
            assert!(!fact.exchanges.is_empty() && fact.clusters.len() == 1, "{topic}");
            for member in fact.value.as_object().unwrap().keys() {
                assert!(schema["properties"].get(member.as_str()).is_some(), "{topic}: {member}");
            }
        }
    }
}

/// Puts each odd value in the place of each member of each fact in turn.
#[test]
fn odd_values_never_panic_and_give_the_same_each_time() {
    let odd = [
        Value::Null,
        json!(""),
        json!([]),
        json!({}),
        json!([{}]),
        json!([""]),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!("\u{202e}ä::/-"),
        json!([null]),
        json!({"": ""}),
        json!("true"),
    ];
    let base = Fixture::blue().0;
    let mut runs = 0;
    for (topic, list) in &base.topics {
        for (index, fact) in list.iter().enumerate() {
            for pointer in pointers(&fact.to_json()) {
                for value in &odd {
                    let mut facts = base.clone();
                    let fact = &mut facts.topics.get_mut(topic).unwrap()[index];
                    let mut changed = fact.to_json();
                    *changed.pointer_mut(&pointer).unwrap() = value.clone();
                    fact.value = changed.into();
                    assert_eq!(derive(facts.clone()), derive(facts), "{topic} {pointer} {value}");
                    runs += 1;
                }
            }
        }
    }
    assert!(runs > 1000, "{runs}");
}

fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let below = |(name, child): (String, &Value)| -> Vec<String> {
        pointers(child).into_iter().map(|rest| format!("/{name}{rest}")).collect()
    };
    std::iter::once(String::new()).chain(children.into_iter().flat_map(below)).collect()
}
