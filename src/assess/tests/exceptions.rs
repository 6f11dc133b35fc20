use super::*;

pub(super) fn exception(subjects: &[&str], expires: &str) -> Exception {
    Exception {
        id: "EX-1".to_owned(),
        control: "c".to_owned(),
        cluster: Some("on*".to_owned()),
        subjects: subjects.iter().map(|subject| (*subject).to_owned()).collect(),
        reason: "r".to_owned(),
        risk: String::new(),
        compensating_control: String::new(),
        validated_by: String::new(),
        owner: "o".to_owned(),
        approver: "a".to_owned(),
        approved_on: "2026-01-01".parse().unwrap(),
        expires: expires.parse().unwrap(),
    }
}

fn under(exception: Exception) -> ControlResult {
    let facts = facts(&[node("i-1", "karpenter", "stopped"), node("i-2", "karpenter", "stopped")]);
    judged(&facts, NODES, &Input { exceptions: vec![exception], ..Input::default() }).remove(0)
}

#[test]
fn an_approved_exception_covers_its_failures_until_its_last_day() {
    let result = under(exception(&["i-*"], "2026-06-30"));
    assert_eq!(result.outcome, Outcome::Excepted);
    assert_eq!(result.exception.as_deref(), Some("EX-1"));
    assert_eq!(result.reason, "2 of 2 nodes checked do not meet the requirement, under exception EX-1");
    assert_eq!((result.findings.len(), result.population.failed), (2, 2));
}

#[test]
fn an_expired_exception_covers_nothing_and_is_named() {
    let result = under(exception(&["i-*"], "2026-06-29"));
    assert_eq!(result.outcome, Outcome::NotSatisfied);
    assert!(result.reason.ends_with("exception EX-1 expired on 2026-06-29"), "{}", result.reason);
    assert_eq!(result.exception, None);
}

#[test]
fn an_exception_for_some_failures_leaves_the_rest() {
    let result = under(exception(&["i-1"], "2026-12-31"));
    assert_eq!(result.outcome, Outcome::NotSatisfied);
    let covered: Vec<_> = result.findings.iter().map(|finding| finding.exception.as_deref()).collect();
    assert_eq!(covered, [Some("EX-1"), None]);
}

#[test]
fn an_exception_without_approver_or_of_another_cluster_covers_nothing() {
    let mut unapproved = exception(&["*"], "2026-12-31");
    unapproved.approver = " ".to_owned();
    assert_eq!(under(unapproved).outcome, Outcome::NotSatisfied);
    let mut elsewhere = exception(&["*"], "2026-12-31");
    elsewhere.cluster = Some("two".to_owned());
    assert_eq!(under(elsewhere).outcome, Outcome::NotSatisfied);
    let mut early = exception(&["*"], "2026-12-31");
    early.approved_on = "2026-07-01".parse().unwrap();
    assert_eq!(under(early).outcome, Outcome::NotSatisfied);
}

#[test]
fn an_exception_cannot_close_what_is_open() {
    let mut facts = facts(&[node("i-1", "karpenter", "stopped")]);
    facts.gaps = vec![gap(Topic::AnalysisNode, GapReason::Throttled)];
    let input = Input { exceptions: vec![exception(&["*"], "2026-12-31")], ..Input::default() };
    let results = judged(&facts, NODES, &input);
    assert!(results.iter().all(|result| result.outcome == Outcome::Undetermined));
}
