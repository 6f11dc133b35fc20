use super::*;

fn states(before: &[Exception], after: &[Exception]) -> Vec<(String, ExceptionState)> {
    let mut old = assessment(THEN, &["i-1"]);
    old.exceptions = before.to_vec();
    let mut new = assessment(NOW, &["i-1"]);
    new.exceptions = after.to_vec();
    let change = compare(&new, &[old], 30).unwrap();
    change.exceptions.iter().map(|change| (change.id.clone(), change.state)).collect()
}

#[test]
fn each_state_is_told_to_the_day() {
    use ExceptionState::{AboutToExpire, Added, ExpiredSince, Extended, Removed, Shortened};
    // The assessments speak of 2026-06-30 and 2026-09-30.
    let cases: [(&[&str], &[&str], &[ExceptionState]); 11] = [
        (&["2027-01-01"], &["2027-01-01"], &[]),
        (&["2026-10-30"], &["2026-10-30"], &[AboutToExpire]),
        (&["2026-10-31"], &["2026-10-31"], &[]),
        (&["2026-09-30"], &["2026-09-30"], &[AboutToExpire]),
        (&["2026-09-29"], &["2026-09-29"], &[ExpiredSince]),
        (&["2026-06-30"], &["2026-06-30"], &[ExpiredSince]),
        (&["2026-06-29"], &["2026-06-29"], &[]),
        (&["2026-08-01"], &["2027-08-01"], &[Extended]),
        (&["2027-08-01"], &["2026-08-01"], &[ExpiredSince, Shortened]),
        (&[], &["2026-10-01"], &[AboutToExpire, Added]),
        (&["2026-12-01"], &[], &[Removed]),
    ];
    for (before, after, expected) in cases {
        let register = |days: &[&str]| days.iter().map(|day| exception("EX-1", day)).collect::<Vec<_>>();
        let found: Vec<_> = states(&register(before), &register(after)).into_iter().map(|(_, state)| state).collect();
        assert_eq!(found, expected, "{before:?} {after:?}");
    }
}

#[test]
fn an_exception_that_is_not_yet_approved_is_not_about_to_expire() {
    let future = Exception { approved_on: day("2026-10-10"), ..exception("EX-1", "2026-10-20") };
    assert_eq!(states(std::slice::from_ref(&future), std::slice::from_ref(&future)), []);
}

#[test]
fn findings_that_lose_their_cover_are_counted() {
    let mut before = assessment(THEN, &["i-1", "i-2"]);
    before.exceptions = vec![exception("EX-1", "2026-08-31")];
    for finding in &mut before.results[0].findings {
        finding.exception = Some("EX-1".into());
    }
    let mut after = assessment(NOW, &["i-1"]);
    after.exceptions.clone_from(&before.exceptions);
    let change = compare(&after, &[before], 30).unwrap();
    let lapsed = &change.exceptions[0];
    assert_eq!(
        (lapsed.state, lapsed.covered, lapsed.uncovered, lapsed.days_left),
        (ExceptionState::ExpiredSince, 0, 1, -30)
    );
}
