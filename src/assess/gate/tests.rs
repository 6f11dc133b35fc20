//! Decisions by table: what blocks, what is a condition, what is waived, what may never pass.

use serde_json::{Value, json};

use super::*;

const DAY: &str = "2026-06-30";

/// An assessment of controls named by severity and domain: `high-network`.
fn assessment(results: &[(&str, &str)]) -> Assessment {
    let controls = ["critical", "high", "medium", "low"].into_iter().flat_map(|severity| {
        ["network", "iam"].map(|domain| {
            let text = json!({"title": "t", "domain": domain, "area": "a", "severity": severity, "statement": "",
                "why": "", "needs": [], "subject": null, "when": null, "require": null, "remediation": {},
                "frameworks": [], "digest": ""});
            (format!("{severity}-{domain}"), text)
        })
    });
    let finding = |control: &str, outcome: &str| {
        json!({"id": format!("f-{control}"), "topic": "eks.cluster", "subject": "prod", "message": "",
            "exchanges": [], "exception": (outcome == "excepted").then_some("EX-1")})
    };
    let results = results.iter().map(|(control, outcome)| {
        let failing = matches!(*outcome, "excepted" | "not-satisfied");
        json!({"control": control, "cluster": "prod", "computeType": null, "owner": "customer", "outcome": outcome,
            "reason": "", "population": {"total": 1, "checked": 1, "passed": 0, "failed": 1, "notApplicable": 0,
            "undetermined": 0}, "findings": if failing { vec![finding(control, outcome)] } else { vec![] }, "gaps": [],
            "missingPermissions": [], "exchanges": [], "exception": (*outcome == "excepted").then_some("EX-1"),
            "attestation": null})
    });
    let exception = json!({"id": "EX-1", "control": "high-iam", "cluster": "*", "subjects": ["*"], "reason": "r",
        "risk": "r", "compensatingControl": "c", "validatedBy": "v", "owner": "o", "approver": "Cleo", "approvedOn": "2026-01-01", "expires": "2026-07-31"});
    serde_json::from_value(json!({
        "schema": "s", "tool": "t", "asOf": format!("{DAY}T12:00:00Z"),
        "engagement": {"organisation": "", "system": "", "periodFrom": null, "periodTo": null, "preparer": "",
            "parameters": {}, "scopeStatement": ""},
        "collection": {"account": "", "region": "", "principal": "", "startedAt": "2026-06-30T00:00:00Z",
            "finishedAt": "2026-06-30T00:00:00Z", "exchanges": 0},
        "controlsDigest": "", "factsDigest": "", "clusters": [], "responsibility": [],
        "controls": controls.collect::<serde_json::Map<String, Value>>(), "areas": [],
        "results": results.collect::<Vec<Value>>(), "counts": {}, "frameworks": [], "exceptions": [exception],
        "gaps": [], "coverage": [],
    }))
    .unwrap()
}

fn policy(text: &str) -> Policy {
    crate::file::parse_file("review.yaml", text).unwrap()
}

fn decided(results: &[(&str, &str)], text: &str) -> Review {
    decide(&assessment(results), &policy(text))
}

#[test]
fn severity_and_outcome_decide_when_no_policy_is_given() {
    let table = [
        ("critical", "not-satisfied", Decision::NoGo),
        ("high", "not-satisfied", Decision::NoGo),
        ("medium", "not-satisfied", Decision::ConditionalGo),
        ("low", "not-satisfied", Decision::Go),
        ("critical", "undetermined", Decision::NoGo),
        ("high", "undetermined", Decision::NoGo),
        ("medium", "undetermined", Decision::ConditionalGo),
        ("low", "undetermined", Decision::Go),
        ("high", "excepted", Decision::ConditionalGo),
        ("low", "excepted", Decision::Go),
        ("critical", "satisfied", Decision::Go),
        ("critical", "attested", Decision::Go),
        ("critical", "inherited", Decision::Go),
        ("critical", "not-applicable", Decision::Go),
    ];
    for (severity, outcome, decision) in table {
        let control = format!("{severity}-iam");
        let review = decided(&[(&control, outcome), ("low-network", "satisfied")], "{}");
        assert_eq!(review.decision, decision, "{severity} {outcome}");
        let stands = matches!(outcome, "not-satisfied" | "undetermined" | "excepted");
        assert_eq!(review.items.len(), usize::from(stands), "{severity} {outcome}");
    }
}

#[test]
fn what_is_undetermined_never_passes_in_silence() {
    let never = "others: {blocks: {undetermined: never}, conditions: {undetermined: never}}";
    for text in ["{}", never] {
        let review = decided(&[("low-iam", "undetermined")], text);
        assert_eq!((review.decision, review.not_assessed), (Decision::Go, 1));
        assert_eq!(review.gates[0].outcome, GateOutcome::PassWithGaps);
        assert_eq!(review.items[0].outcome, Outcome::Undetermined);
    }
}

#[test]
fn nothing_assessed_is_no_go() {
    assert_eq!(decided(&[], "{}").decision, Decision::NoGo);
    let review = decided(&[("high-iam", "satisfied")], "gates: [{name: Exposure, domains: [network]}]");
    assert_eq!(review.gates[0].outcome, GateOutcome::NotAssessed);
    assert_eq!(review.decision, Decision::NoGo);
}

#[test]
fn a_control_without_text_counts_as_critical() {
    assert_eq!(decided(&[("unknown", "not-satisfied")], "{}").decision, Decision::NoGo);
}

#[test]
fn gates_select_and_the_rest_goes_through_the_last_one() {
    let text = "{gates: [{name: Rights, controls: [high-iam], domains: [iam], severities: [medium],
        blocks: {notSatisfied: medium}}]}";
    let review = decided(
        &[
            ("high-iam", "satisfied"),
            ("medium-iam", "not-satisfied"),
            ("low-iam", "satisfied"),
            ("high-network", "satisfied"),
        ],
        text,
    );
    let numbers: Vec<(&str, u64, u64)> =
        review.gates.iter().map(|gate| (gate.name.as_str(), gate.results, gate.blockers)).collect();
    assert_eq!(numbers, [("Rights", 2, 1), (OTHERS, 2, 0)]);
    assert_eq!(review.decision, Decision::NoGo);
    assert_eq!(review.items[0].gates, ["Rights"]);
}

const WAIVER: &str = "waivers: [{id: W, control: high-iam, reason: r, approver: Cleo, approvedOn: 2026-06-01,
    expires: 2026-06-30}]";

#[test]
fn a_waiver_that_holds_makes_a_condition_and_says_until_when() {
    let review = decided(&[("high-iam", "not-satisfied")], WAIVER);
    assert_eq!(review.decision, Decision::ConditionalGo);
    assert_eq!(review.gates[0].outcome, GateOutcome::Waived);
    assert_eq!(review.waivers[0].state, WaiverState::InForce);
    let item = &review.items[0];
    assert_eq!((item.weight, item.accepted_by.as_slice()), (Weight::Condition, &["Cleo".to_owned()][..]));
    assert_eq!(item.expires.unwrap().to_string(), DAY);
    assert_eq!(review.lapses[0].what, "waiver W");
}

#[test]
fn a_waiver_that_does_not_hold_waives_nothing_and_is_named() {
    let table = [
        (WAIVER.replace("2026-06-30", "2026-06-29"), WaiverState::Expired),
        (WAIVER.replace("2026-06-01", "2026-07-01").replace("2026-06-30", "2026-07-30"), WaiverState::NotYet),
        (WAIVER.replace("Cleo", "''"), WaiverState::NotApproved),
        (WAIVER.replace("control: high-iam", "control: low-iam"), WaiverState::Unused),
        (WAIVER.replace("reason: r", "reason: r, cluster: 'test-*'"), WaiverState::Unused),
    ];
    for (text, state) in table {
        let review = decided(&[("high-iam", "not-satisfied")], &text);
        assert_eq!((review.decision, review.waivers[0].state), (Decision::NoGo, state), "{text}");
    }
}

#[test]
fn a_waived_gate_does_not_open_another() {
    let text = "{gates: [{name: Rights, domains: [iam]}, {name: Worst, severities: [high]}],
        waivers: [{id: W, gate: Rights, reason: r, approver: C, approvedOn: 2026-06-01, expires: 2026-12-31}]}";
    let review = decided(&[("high-iam", "not-satisfied")], text);
    let outcomes: Vec<GateOutcome> = review.gates.iter().map(|gate| gate.outcome).collect();
    assert_eq!(outcomes, [GateOutcome::Waived, GateOutcome::Fail]);
    assert_eq!((review.decision, review.items[0].weight), (Decision::NoGo, Weight::Blocker));
}

#[test]
fn owners_and_days_come_from_the_first_assignment_that_fits() {
    let text = "{conditionsDueWithinDays: 10, assignments: [
        {controls: [medium-iam], owner: Identity team, due: 2026-07-04},
        {domains: [iam], cluster: 'p*', owner: Security team}]}";
    let review = decided(
        &[("medium-iam", "not-satisfied"), ("high-iam", "not-satisfied"), ("medium-network", "not-satisfied")],
        text,
    );
    let rows: Vec<(&str, Option<&str>, Option<String>)> = review
        .items
        .iter()
        .map(|item| (item.control.as_str(), item.owner.as_deref(), item.due.map(|due| due.to_string())))
        .collect();
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            ("high-iam", Some("Security team"), None),
            ("medium-iam", Some("Identity team"), day("2026-07-04")),
            ("medium-network", None, day("2026-07-10")),
        ]
    );
}

#[test]
fn an_exception_is_a_condition_until_it_ends() {
    let item = decided(&[("high-iam", "excepted")], "{}").items.remove(0);
    assert_eq!(item.accepted_under, ["EX-1"]);
    assert_eq!((item.expires, item.due), (item.due, item.expires));
    assert_eq!(item.due.unwrap().to_string(), "2026-07-31");
    assert!(item.findings.is_empty(), "what the exception covers is not an open finding");
}

#[test]
fn what_is_waived_is_due_when_the_waiver_ends_at_the_latest() {
    for (due, expected) in [("2026-07-15", DAY), ("2026-06-15", "2026-06-15")] {
        let text = format!("{WAIVER}\nassignments: [{{owner: o, due: {due}}}]");
        let item = decided(&[("high-iam", "not-satisfied")], &text).items.remove(0);
        assert_eq!(item.due.unwrap().to_string(), expected);
    }
}

#[test]
fn a_review_past_its_day_is_no_go() {
    let good = [("high-iam", "satisfied")];
    assert_eq!(decided(&good, "validUntil: 2026-06-30").decision, Decision::Go);
    let late = decided(&good, "validUntil: 2026-06-29");
    assert_eq!(late.decision, Decision::NoGo);
    assert!(late.obstacles[0].contains("2026-06-29"));
    assert_eq!(decided(&good, "{}").valid_until.to_string(), "2026-09-28");
}

#[test]
fn a_policy_that_names_what_is_not_there_is_refused() {
    let catalogue = crate::control::model::Catalogue {
        controls: Vec::new(),
        areas: Vec::new(),
        frameworks: Vec::new(),
        components: Vec::new(),
        evidence: Vec::new(),
        rows: Vec::new(),
        digest: String::new(),
    };
    let refused = |text: &str| problems(&policy(text), &catalogue)[0].to_string();
    assert!(refused("gates: [{name: A, controls: [nope]}]").contains("`nope`"));
    assert!(refused("assignments: [{controls: [nope], owner: o}]").contains("`nope`"));
    assert!(refused(WAIVER).contains("`high-iam`"));
    assert!(refused(&WAIVER.replace("control: high-iam", "gate: Exposur")).contains("`Exposur`"));
    assert!(refused(&WAIVER.replace("control: high-iam, ", "")).contains("either a gate or a control"));
    assert!(refused("gates: [{name: A}, {name: A}]").contains("`A`"));
    assert_eq!(problems(&policy(&WAIVER.replace("control: high-iam", "gate: Exposure")), &catalogue), []);
}
