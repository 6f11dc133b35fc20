//! A failure that nothing unread could clear stands; every other one waits.

use super::*;

const OPEN: &str = "needs: [analysis.securityGroup], subject: analysis.securityGroup, message: \"'open'\", \
                    require: size(securityGroup.openToWorld) == 0";

fn group(id: &str, open: bool) -> (Topic, serde_json::Value) {
    let opening = json!([{"protocol": "all", "fromPort": 0, "toPort": 65535, "peer": "0.0.0.0/0", "peerType": "cidr"}]);
    let value = json!({"clusterName": "one", "groupId": id, "openToWorld": if open { opening } else { json!([]) }});
    (Topic::AnalysisSecurityGroup, value)
}

fn of_item(topic: Topic, item: &str) -> Gap {
    Gap { item: Some(item.to_owned()), ..gap(topic, GapReason::Gone) }
}

fn with_gap(given: &[(Topic, serde_json::Value)], gap: Gap) -> Facts {
    Facts { gaps: vec![gap], ..facts(given) }
}

fn stands(facts: &Facts, rule: &str) -> ControlResult {
    let result = one(facts, rule);
    assert_eq!(result.outcome, Outcome::NotSatisfied, "{}", result.reason);
    assert!(!result.population.complete && result.reason.contains("population incomplete"), "{}", result.reason);
    assert_eq!(result.gaps, [0]);
    result
}

fn waits(facts: &Facts, rule: &str) -> ControlResult {
    let result = one(facts, rule);
    assert_eq!((result.outcome, result.findings.len()), (Outcome::Undetermined, 0), "{}", result.reason);
    assert_eq!((result.population.failed, result.population.complete), (0, false));
    assert!(result.reason.contains("that fail so far"), "{}", result.reason);
    result
}

#[test]
fn j2_open_groups_stand_beside_a_group_that_is_gone() {
    let given = [group("sg-1", true), group("sg-2", true)];
    let result = stands(&with_gap(&given, of_item(Topic::Ec2SecurityGroup, "sg-3")), OPEN);
    assert_eq!((result.findings.len(), result.population.failed), (2, 2));
    let mut denied = with_gap(&given, gap(Topic::Ec2SecurityGroup, GapReason::AccessDenied));
    assert_eq!(stands(&denied, OPEN).missing_permissions, BTreeSet::from(["eks:Read".to_owned()]));
    denied.gaps.clear();
    denied.coverage.retain(|coverage| coverage.topic != Topic::Ec2SecurityGroup);
    let unfinished = one(&denied, OPEN);
    assert_eq!((unfinished.outcome, unfinished.population.complete), (Outcome::NotSatisfied, false));
}

#[test]
fn j2_nothing_passes_beside_a_gap() {
    let result = one(&with_gap(&[group("sg-1", false)], of_item(Topic::Ec2SecurityGroup, "sg-3")), OPEN);
    assert_eq!((result.outcome, result.population.complete), (Outcome::Undetermined, false));
}

#[test]
fn j2_a_gap_on_the_member_itself_waits() {
    let facts = with_gap(&[group("sg-1", true), group("sg-2", true)], of_item(Topic::Ec2SecurityGroup, "sg-1"));
    assert_eq!(stands(&facts, OPEN).findings[0].subject, "one/sg-2");
    waits(&with_gap(&[group("sg-1", true)], of_item(Topic::Ec2SecurityGroup, "sg-1")), OPEN);
}

#[test]
fn j2_what_an_unread_list_could_clear_waits() {
    let absent = "needs: [eks.addon, eks.cluster], subject: eks.cluster, message: \"'none'\", \
                  require: \"'one/vpc-cni' in facts.eks.addon\"";
    waits(&with_gap(&[cluster(true)], gap(Topic::EksAddon, GapReason::AccessDenied)), absent);
    let bad = "needs: [eks.addon, eks.cluster], subject: eks.cluster, message: \"'bad'\", \
               require: \"facts.eks.addon.all(k, facts.eks.addon[k].status == 'ACTIVE')\"";
    let addon = (Topic::EksAddon, json!({"clusterName": "one", "addonName": "a", "status": "DEGRADED"}));
    stands(&with_gap(&[cluster(true), addon], gap(Topic::EksAddon, GapReason::AccessDenied)), bad);
}

#[test]
fn j2_more_rights_clear_nothing() {
    let rule = "needs: [analysis.subject], subject: analysis.subject, message: \"'admin'\", \
                when: \"!subject.system && subject.kind == 'User'\", require: '!subject.clusterAdmin'";
    let subject = json!({"clusterName": "one", "kind": "User", "name": "ada", "system": false, "clusterAdmin": true});
    let given = [(Topic::AnalysisSubject, subject)];
    stands(&with_gap(&given, gap(Topic::KubernetesRoleBinding, GapReason::AccessDenied)), rule);
}

#[test]
fn j2_an_engine_that_could_be_on_after_all_waits() {
    let rule = "needs: [analysis.policyEngine], subject: analysis.policyEngine, message: \"'off'\", \
                require: policyEngine.enforcing";
    let engine = json!({"clusterName": "one", "engine": "none", "enforcing": false});
    let given = [(Topic::AnalysisPolicyEngine, engine)];
    let result = waits(&with_gap(&given, gap(Topic::EksAddon, GapReason::AccessDenied)), rule);
    assert!(result.reason.contains("an engine is on after all"), "{}", result.reason);
}

#[test]
fn j2_an_image_that_is_unread_clears_no_key_pair() {
    let (topic, mut value) = node("i-1", "karpenter", "running");
    value["keyName"] = "ops".into();
    let rule = |field: &str| {
        format!("needs: [analysis.node], subject: analysis.node, message: \"'x'\", require: \"node.{field}\"")
    };
    value["volumesUnknown"] = 1.into();
    value["volumes"] = json!([{"volumeId": "vol-1"}]);
    let given = [(topic, value)];
    let of_type = |facts: &Facts, rule: &str| {
        let results = judged(facts, rule, &Input::default());
        results.into_iter().find(|result| result.compute_type.is_some()).unwrap()
    };
    let images = with_gap(&given, gap(Topic::Ec2Image, GapReason::Throttled));
    assert_eq!(of_type(&images, &rule("keyName == ''")).outcome, Outcome::NotSatisfied);
    let unknown = rule("volumesUnknown == 0");
    for (item, outcome) in [("vol-1", Outcome::Undetermined), ("vol-2", Outcome::NotSatisfied)] {
        let volumes = with_gap(&given, of_item(Topic::Ec2Volume, item));
        assert_eq!(of_type(&volumes, &unknown).outcome, outcome, "{item}");
    }
}

#[test]
fn j2_evidence_that_is_too_old_proves_nothing() {
    let mut facts = facts(&[cluster(false)]);
    facts.topics.get_mut(&Topic::EksCluster).unwrap()[0].observed_at = time("2026-06-01T00:00:00Z");
    let result = one(&facts, &format!("{CLUSTER}, maxAge: 24h"));
    assert_eq!(result.outcome, Outcome::Undetermined);
    assert!(result.reason.contains("when last read: 1 of 1"), "{}", result.reason);
}

#[test]
fn j2_an_exception_for_what_is_seen_is_none_for_what_is_not() {
    let exception = Exception {
        id: "EX-1".to_owned(),
        control: "c".to_owned(),
        cluster: None,
        subjects: vec!["one/sg-1".to_owned()],
        reason: "r".to_owned(),
        risk: "r".to_owned(),
        compensating_control: "c".to_owned(),
        validated_by: "v".to_owned(),
        owner: "o".to_owned(),
        approver: "p".to_owned(),
        approved_on: "2026-01-01".parse().unwrap(),
        expires: "2026-12-31".parse().unwrap(),
    };
    let input = Input { exceptions: vec![exception], ..Input::default() };
    let outcome = |facts: &Facts| judged(facts, OPEN, &input).remove(0).outcome;
    assert_eq!(outcome(&facts(&[group("sg-1", true)])), Outcome::Excepted);
    let gap = of_item(Topic::Ec2SecurityGroup, "sg-3");
    assert_eq!(outcome(&with_gap(&[group("sg-1", true)], gap.clone())), Outcome::Undetermined);
    assert_eq!(outcome(&with_gap(&[group("sg-1", true), group("sg-2", true)], gap)), Outcome::NotSatisfied);
}

#[test]
fn j6_a_finding_says_where_a_running_pod_differs_from_its_template() {
    let rule = "needs: [analysis.workload], subject: analysis.workload, message: \"'hostPID is true'\", \
                require: '!workload.spec.hostPID'";
    let workload = json!({"clusterName": "one", "kind": "Deployment", "namespace": "shop", "name": "web",
        "spec": {"hostPID": true}, "podDifferences": ["pod web-1 differs from its template: spec.hostPID is true"]});
    let result = one(&facts(&[(Topic::AnalysisWorkload, workload)]), rule);
    let message = "hostPID is true; pod web-1 differs from its template: spec.hostPID is true";
    assert_eq!(result.findings[0].message, message);
}
