use super::exceptions::exception;
use super::*;
use crate::assess::input::Owners;
use crate::assess::model::{Concern, ExceptionLimits, RegisterEntry, Standing};

/// The register's entry for one exception over four nodes, of which the first two fail.
fn entry(change: impl FnOnce(&mut Exception)) -> RegisterEntry {
    let mut given = exception(&["i-1"], "2026-12-31");
    change(&mut given);
    register(vec![given], ExceptionLimits::default()).remove(0)
}

fn register(exceptions: Vec<Exception>, exception_limits: ExceptionLimits) -> Vec<RegisterEntry> {
    let states = [("i-1", "stopped"), ("i-2", "stopped"), ("i-3", "running"), ("i-4", "running")];
    let facts = facts(&states.map(|(id, state)| node(id, "karpenter", state)));
    let input = Input { exceptions, exception_limits, ..Input::default() };
    assess(&facts, DIGEST, &catalogue(NODES), &input, as_of(), 1).unwrap().register
}

fn concerns(change: impl FnOnce(&mut Exception)) -> Vec<Concern> {
    entry(change).concerns.into_iter().collect()
}

#[test]
fn a_narrow_exception_in_use_raises_no_concern() {
    let found = entry(|_| {});
    assert_eq!((found.standing, found.concerns.len(), found.remarks.len()), (Standing::InForce, 0, 0));
    assert_eq!((found.matched, found.covered, found.reach, found.population), (1, 1, 0, 4));
}

#[test]
fn an_expired_exception_excuses_nothing_and_is_reported() {
    let found = entry(|exception| exception.expires = "2026-06-29".parse().unwrap());
    assert_eq!((found.standing, found.matched, found.covered), (Standing::Expired, 1, 0));
    assert_eq!(found.remarks, ["expired on 2026-06-29: it excuses nothing"]);
}

#[test]
fn an_exception_that_is_not_approved_yet_excuses_nothing_and_is_reported() {
    let found = entry(|exception| exception.approved_on = "2026-07-01".parse().unwrap());
    assert_eq!((found.standing, found.covered), (Standing::NotYetApproved, 0));
    assert_eq!(found.remarks, ["approved only from 2026-07-01: it excuses nothing yet"]);
    assert_eq!(entry(|exception| exception.approver = " ".to_owned()).standing, Standing::NotApproved);
}

#[test]
fn an_unused_exception_is_reported() {
    let found = entry(|exception| exception.subjects = vec!["i-3".to_owned(), "i-9".to_owned()]);
    assert_eq!(found.concerns, BTreeSet::from([Concern::Unused]));
    assert_eq!(found.remarks, ["unused: it matches no failing subject"]);
    assert_eq!(concerns(|exception| exception.cluster = Some("two".to_owned())), [Concern::NoCluster]);
}

#[test]
fn an_exception_is_not_called_unused_where_the_control_is_undetermined() {
    let mut facts = facts(&[node("i-1", "karpenter", "running")]);
    facts.gaps = vec![gap(Topic::AnalysisNode, GapReason::Throttled)];
    let input = Input { exceptions: vec![exception(&["i-1"], "2026-12-31")], ..Input::default() };
    let register = assess(&facts, DIGEST, &catalogue(NODES), &input, as_of(), 1).unwrap().register;
    assert_eq!(register[0].concerns, BTreeSet::from([Concern::UseUnknown]));
}

#[test]
fn an_over_wide_exception_is_reported() {
    assert_eq!(concerns(|exception| exception.subjects = vec!["*".to_owned()]), [Concern::MatchesEverything]);
    assert_eq!(
        concerns(|exception| exception.subjects = vec!["i-1".to_owned(), "**".to_owned()]),
        [Concern::MatchesEverything]
    );
    let wide = entry(|exception| exception.subjects = vec!["i-*".to_owned()]);
    assert_eq!(wide.concerns, BTreeSet::from([Concern::WiderThanShare]));
    assert_eq!(wide.remarks, ["overly broad: its patterns match 4 of 4 subjects, more than 50 percent"]);
    // A pattern for one subject is no breadth, and neither are subjects that are named.
    assert_eq!(concerns(|exception| exception.subjects = vec!["*1".to_owned()]), []);
    assert_eq!(concerns(|exception| exception.subjects = ["i-1", "i-2", "i-3", "i-4"].map(str::to_owned).into()), []);
}

#[test]
fn the_organisation_says_what_is_over_wide() {
    let limits = |share_percent, subjects| ExceptionLimits { share_percent, subjects };
    let of = |limits| register(vec![exception(&["i-*"], "2026-12-31")], limits).remove(0).concerns;
    assert_eq!(of(limits(100, 4)), BTreeSet::new());
    assert_eq!(of(limits(100, 3)), BTreeSet::from([Concern::WiderThanNumber]));
    assert_eq!(of(limits(99, 3)), BTreeSet::from([Concern::WiderThanShare, Concern::WiderThanNumber]));
}

#[test]
fn a_self_approved_exception_is_reported() {
    let found = entry(|exception| {
        exception.owner = "Cleo  Example".to_owned();
        exception.approver = "cleo example".to_owned();
    });
    assert_eq!(found.concerns, BTreeSet::from([Concern::SelfApproved]));
    assert_eq!(found.covered, 1, "it holds all the same");
}

#[test]
fn an_exception_whose_findings_others_cover_is_reported() {
    let mut second = exception(&["i-1"], "2026-12-31");
    second.id = "EX-2".to_owned();
    let register = register(vec![exception(&["i-*"], "2026-12-31"), second], ExceptionLimits::default());
    assert_eq!(register[1].concerns, BTreeSet::from([Concern::CoveredByOthers]));
    assert_eq!((register[1].matched, register[1].covered), (1, 0));
}

#[test]
fn a_parameter_says_what_its_default_would_give() {
    let rule = "needs: [analysis.node], subject: analysis.node, require: node.state in parameters.states, message: \
                \"'x'\", parameters: {states: {default: [running], description: States.}, days: {default: 3, \
                minimum: 1, maximum: 9, description: Days.}}";
    let given = facts(&[node("i-1", "karpenter", "stopped")]);
    let mut input = Input::with_parameters(BTreeMap::from([(
        "c".to_owned(),
        BTreeMap::from([("states".to_owned(), json!(["running", "stopped"]))]),
    )]));
    let assessed = assess(&given, DIGEST, &catalogue(rule), &input, as_of(), 1).unwrap();
    let [days, states] = assessed.parameters.as_slice() else { panic!("{:#?}", assessed.parameters) };
    assert_eq!((days.set, &days.value, days.bounds.as_str()), (false, &json!(3), "1 to 9"));
    assert_eq!((states.set, states.results, states.changed.len()), (true, 1, 1));
    let changed = &states.changed[0];
    assert_eq!((changed.outcome, changed.with_default), (Outcome::Satisfied, Outcome::NotSatisfied));
    assert_eq!((changed.failed, changed.failed_with_default), (0, 1));
    for (value, expected) in [(json!(10), "allowed is 1 to 9"), (json!("x"), "a whole number is expected")] {
        input.engagement.parameters.get_mut("c").unwrap().insert("days".to_owned(), value);
        let found = problems(&catalogue(rule), &input);
        assert!(found[0].message.contains(expected), "{}", found[0].message);
    }
}

#[test]
fn a_subject_s_owner_is_its_own_tag_then_its_namespace_then_its_cluster_then_the_default() {
    let owners = |json| -> Owners { serde_json::from_value(json).unwrap() };
    let workload = |name: &str, labels| {
        let value = json!({"clusterName": "one", "kind": "Deployment", "namespace": "pay", "name": name,
            "labels": labels, "replicas": 1});
        (Topic::AnalysisWorkload, value)
    };
    let given = facts(&[
        cluster(true),
        workload("a", json!({"team": "Cards"})),
        workload("b", json!({"team": " "})),
        (
            Topic::KubernetesNamespace,
            json!({"clusterName": "one", "metadata": {"name": "pay", "labels": {"team": "Pay"}}}),
        ),
    ]);
    let rule =
        "needs: [analysis.workload], subject: analysis.workload, require: workload.replicas > 1, message: \"'x'\"";
    let named = |owners: Owners| -> Vec<String> {
        let assessed =
            assess(&given, DIGEST, &catalogue(rule), &Input { owners, ..Input::default() }, as_of(), 1).unwrap();
        let findings = assessed.results.iter().flat_map(|result| &result.findings);
        findings
            .map(|finding| match &finding.owned_by {
                Some(owner) => format!("{} by {}", owner.name, owner.from),
                None => "nobody".to_owned(),
            })
            .collect()
    };
    assert_eq!(
        named(owners(json!({"labels": ["team"]}))),
        ["Cards by label team", "Pay by label team of the namespace pay"]
    );
    assert_eq!(
        named(owners(json!({"labels": ["squad"], "clusters": {"one": "Platform"}, "default": "IT"}))),
        ["Platform by the engagement, for the cluster", "Platform by the engagement, for the cluster"]
    );
    assert_eq!(
        named(owners(json!({"labels": ["squad"], "clusters": {"two": "Platform"}, "default": "IT"}))),
        ["IT by the engagement, for the rest", "IT by the engagement, for the rest"]
    );
    assert_eq!(named(owners(json!({"labels": ["squad"]}))), ["nobody", "nobody"]);
    assert_eq!(named(Owners::default()), ["nobody", "nobody"]);
}

#[test]
fn a_node_s_owner_is_its_instance_s_tag_and_the_numbers_add_up() {
    let instance = json!({"instanceId": "i-1", "tags": [{"key": "Owner", "value": "Batch"}]});
    let given = facts(&[
        node("i-1", "karpenter", "stopped"),
        node("i-2", "karpenter", "stopped"),
        (Topic::Ec2Instance, instance),
        (Topic::EksCluster, json!({"name": "one", "tags": {"Owner": "Platform"}})),
    ]);
    let owners = Owners { tags: vec!["Owner".to_owned()], ..Owners::default() };
    let exceptions = vec![exception(&["i-2"], "2026-12-31")];
    let input = Input { owners, exceptions, ..Input::default() };
    let assessed = assess(&given, DIGEST, &catalogue(NODES), &input, as_of(), 1).unwrap();
    let tallies = by_owner(&assessed);
    let lines: Vec<_> = tallies
        .iter()
        .map(|t| (t.owner.as_deref().unwrap_or("-"), t.open_findings(), t.excepted, t.undetermined))
        .collect();
    assert_eq!(lines, [("Batch", 1, 0, 0), ("Platform", 0, 1, 0)]);
    let findings: usize = assessed.results.iter().map(|result| result.findings.len()).sum();
    assert_eq!(tallies.iter().map(|t| t.open_findings() + t.excepted).sum::<u64>(), findings as u64);
}
