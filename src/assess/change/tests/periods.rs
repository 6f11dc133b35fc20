use super::*;

#[test]
fn age_counts_from_the_earliest_assessment_that_holds_the_finding() {
    let previous = [
        assessment(THEN, &["i-1"]),
        assessment("2025-12-31T18:00:00Z", &["i-1"]),
        assessment("2026-03-31T18:00:00Z", &[]),
    ];
    let change = compare(&assessment(NOW, &["i-1"]), &previous, 30).unwrap();
    let finding = &change.findings[0];
    assert_eq!((finding.kind, finding.first_seen, finding.seen_in), (FindingKind::StillOpen, previous[1].as_of, 3));
    assert_eq!(finding.age_days, Some(273));
    assert!(!finding.returned);
}

#[test]
fn a_finding_that_comes_back_is_new_and_says_so() {
    let previous = [assessment("2026-03-31T18:00:00Z", &["i-1"]), assessment(THEN, &[])];
    let change = compare(&assessment(NOW, &["i-1"]), &previous, 30).unwrap();
    let finding = &change.findings[0];
    assert_eq!((finding.kind, finding.returned, finding.first_seen), (FindingKind::New, true, previous[0].as_of));
}

#[test]
fn the_same_finding_of_another_account_adds_no_age() {
    let mut other = assessment("2026-03-31T18:00:00Z", &["i-1"]);
    other.collection.account = "444455556666".into();
    let change = compare(&assessment(NOW, &["i-1"]), &[other, assessment(THEN, &["i-1"])], 30).unwrap();
    assert_eq!((change.findings[0].first_seen, change.findings[0].seen_in), (time(THEN), 2));
    assert_eq!(change.periods.iter().map(|period| period.same_place).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn the_order_given_does_not_matter_and_the_bytes_are_the_same() {
    let previous = ["2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", THEN].map(|time| assessment(time, &["i-1", "i-3"]));
    let mut turned = previous.clone();
    turned.reverse();
    let current = assessment(NOW, &["i-2", "i-1"]);
    let bytes = |previous: &[Assessment]| canonical::to_vec(&compare(&current, previous, 30).unwrap()).unwrap();
    assert_eq!(bytes(&previous), bytes(&turned));
    let again: Change = serde_json::from_slice(&bytes(&previous)).unwrap();
    assert_eq!(canonical::to_vec(&again).unwrap(), bytes(&previous));
}

#[test]
fn none_too_many_and_later_ones_are_refused() {
    let current = assessment(NOW, &[]);
    assert!(matches!(compare(&current, &[], 30), Err(ChangeError::None)));
    let many = vec![assessment(THEN, &[]); MOST_PREVIOUS + 1];
    assert!(matches!(compare(&current, &many, 30), Err(ChangeError::TooMany { given: 13 })));
    assert_eq!(compare(&current, &many[1..], 30).unwrap().periods.len(), 13);
    let later = assessment("2026-10-01T00:00:00Z", &[]);
    assert!(matches!(compare(&current, &[later], 30), Err(ChangeError::Order { .. })));
}

/// Other people's programs read `change.json`: its words are an interface.
#[test]
fn the_stored_form_keeps_its_shape() {
    let change = compare(&assessment(NOW, &["i-1"]), &[assessment(THEN, &[])], 30).unwrap();
    let json = serde_json::to_value(&change).unwrap();
    let finding = json!({
        "id": finding("c", "one", "i-1").id, "kind": "new", "cause": "found", "control": "c",
        "title": "The thing is good", "severity": "high", "cluster": "one", "computeType": "self-managed",
        "topic": "analysis.node", "subject": "i-1", "message": "i-1 is bad", "firstSeen": NOW, "ageDays": 0,
        "seenIn": 1, "returned": false, "exceptionBefore": null, "exceptionAfter": null,
    });
    assert_eq!(json["findings"], json!([finding]));
    assert_eq!(json["schema"], "eks-attest/change/v1");
    let counts = json!({"new": 1, "still-open": 0, "fixed": 0, "no-longer-applicable": 0, "no-longer-in-scope": 0,
        "no-longer-visible": 0, "not-comparable": 0});
    assert_eq!(json["counts"], counts);
    assert_eq!(json["verdicts"][0]["before"], "satisfied");
    assert_eq!(json["periods"][1]["counts"], json!({"not-satisfied": 1}));
}
