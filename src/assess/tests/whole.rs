use super::*;
use crate::evidence::canonical;

/// Absence of evidence is never a pass: whichever needed topic has a gap, for whatever reason.
#[test]
fn a_gap_in_any_needed_topic_never_gives_satisfied() {
    let given = [cluster(true), node("i-1", "karpenter", "running")];
    let needs = "needs: [eks.cluster, analysis.node, eks.addon, iam.policy]";
    let cluster_rule = CLUSTER.replace("needs: [eks.cluster]", needs);
    let node_rule = NODES.replace("needs: [analysis.node]", needs);
    let needed: BTreeSet<Topic> =
        [Topic::EksCluster, Topic::AnalysisNode, Topic::EksAddon, Topic::IamPolicy].into_iter().collect();
    for rule in [&cluster_rule, &node_rule] {
        assert!(judged(&facts(&given), rule, &Input::default()).iter().all(|r| r.outcome == Outcome::Satisfied));
        for topic in evidence::closure(&needed) {
            for reason in [GapReason::AccessDenied, GapReason::Malformed, GapReason::NotRecorded, GapReason::Gone] {
                for name in [None, Some("one".to_owned())] {
                    let mut facts = facts(&given);
                    facts.gaps = vec![Gap { cluster: name, ..gap(topic, reason) }];
                    let results = judged(&facts, rule, &Input::default());
                    let open = results.iter().all(|r| r.outcome == Outcome::Undetermined && r.gaps == [0]);
                    assert!(open, "{topic} {reason:?} {results:#?}");
                }
            }
            let mut facts = facts(&given);
            facts.coverage.retain(|coverage| coverage.topic != topic);
            let results = judged(&facts, rule, &Input::default());
            let open = results.iter().all(|r| r.outcome == Outcome::Undetermined);
            assert!(open || topic.is_derived(), "{topic} without coverage");
        }
    }
}

#[test]
fn counts_have_all_seven_outcomes_and_add_up() {
    let assessment =
        assess(&facts(&[cluster(true)]), DIGEST, &catalogue(CLUSTER), &Input::default(), as_of(), 7).unwrap();
    assert_eq!(assessment.counts.len(), 7);
    assert_eq!(assessment.counts.values().sum::<u64>(), assessment.results.len() as u64);
    assert_eq!(assessment.collection.exchanges, 7);
    assert_eq!(assessment.controls["c"].frameworks, ["f 1"]);
    assert_eq!(assessment.frameworks[0].clauses[0].outcome, Outcome::Satisfied);
    assert_eq!(assessment.clusters[0].version.as_deref(), Some("1.33"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let facts = facts(&[cluster(true), node("i-2", "karpenter", "stopped"), node("i-1", "hybrid", "running")]);
    let bytes = || {
        let assessment = assess(&facts, DIGEST, &catalogue(NODES), &Input::default(), as_of(), 1).unwrap();
        canonical::to_vec(&assessment).unwrap()
    };
    assert_eq!(bytes(), bytes());
    let again: Assessment = serde_json::from_slice(&bytes()).unwrap();
    assert_eq!(canonical::to_vec(&again).unwrap(), bytes());
}

#[test]
fn an_account_without_clusters_has_no_results_unless_a_gap_explains_it() {
    let mut facts = facts(&[]);
    facts.clusters.clear();
    let none = assess(&facts, DIGEST, &catalogue(CLUSTER), &Input::default(), as_of(), 1).unwrap();
    assert!(none.results.is_empty() && none.counts.values().all(|count| *count == 0));
    facts.gaps = vec![Gap { cluster: None, ..gap(Topic::EksCluster, GapReason::AccessDenied) }];
    let result = one(&facts, CLUSTER);
    assert_eq!((result.cluster.as_str(), result.outcome), (NO_CLUSTER_READ, Outcome::Undetermined));
    assert_eq!(result.missing_permissions, BTreeSet::from(["eks:Read".to_owned()]));
    facts.gaps.clear();
    facts.coverage.clear();
    assert_eq!(one(&facts, CLUSTER).outcome, Outcome::Undetermined);
}

#[test]
fn the_engagement_must_fit_the_catalogue() {
    let rule = format!("{CLUSTER}, parameters: {{days: {{default: 5, description: d, minimum: 1, maximum: 9}}}}");
    let outcome = |control: &str, name: &str, value: serde_json::Value| {
        let values = BTreeMap::from([(name.to_owned(), value)]);
        let input = Input::with_parameters(BTreeMap::from([(control.to_owned(), values)]));
        assess(&facts(&[cluster(true)]), DIGEST, &catalogue(&rule), &input, as_of(), 1)
            .map_err(|error| error.to_string())
    };
    assert!(outcome("c", "days", 9.into()).is_ok());
    assert!(outcome("c", "days", 10.into()).unwrap_err().contains("cannot be 10"));
    assert!(outcome("c", "days", "9".into()).unwrap_err().contains("cannot be \"9\""));
    assert!(outcome("c", "day", 9.into()).unwrap_err().contains("has no parameter `day`"));
    assert!(outcome("d", "days", 9.into()).unwrap_err().contains("there is no control `d`"));
}

#[test]
fn parameters_of_the_engagement_replace_defaults() {
    let rule = "needs: [eks.cluster], subject: eks.cluster, require: parameters.wanted == 'x', message: \"''\", \
                parameters: {wanted: {default: 'w', description: d}}";
    let values = BTreeMap::from([("wanted".to_owned(), "x".into())]);
    let input = Input::with_parameters(BTreeMap::from([("c".to_owned(), values)]));
    assert_eq!(judged(&facts(&[cluster(true)]), rule, &input)[0].outcome, Outcome::Satisfied);
    assert_eq!(one(&facts(&[cluster(true)]), rule).outcome, Outcome::NotSatisfied);
}
