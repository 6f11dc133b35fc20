//! What became of the exceptions of the register.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::model::{ExceptionChange, ExceptionState};
use super::{finding, same_place};
use crate::assess::input::Exception;
use crate::assess::model::Assessment;

/// Every change, by exception and state.
pub(super) fn changes(base: &Assessment, current: &Assessment, within_days: u32) -> Vec<ExceptionChange> {
    let mut changes = Vec::new();
    let (then, today) = (base.as_of.date_naive(), current.as_of.date_naive());
    for after in &current.exceptions {
        let before = base.exceptions.iter().find(|before| same(before, after));
        let earlier = before.map(|before| before.expires).filter(|day| *day != after.expires);
        for state in states(after, before, then, today, within_days) {
            changes.push(change(after, state, earlier, base, current));
        }
    }
    for before in &base.exceptions {
        if !current.exceptions.iter().any(|after| same(before, after)) {
            changes.push(change(before, ExceptionState::Removed, None, base, current));
        }
    }
    changes.sort_by(|a, b| (&a.id, &a.control, a.state).cmp(&(&b.id, &b.control, b.state)));
    changes
}

/// An exception is known by its id; one id used for two controls is two exceptions.
fn same(one: &Exception, other: &Exception) -> bool {
    (&one.id, &one.control) == (&other.id, &other.control)
}

/// `then` and `today` are the days that the previous and the current assessment speak of.
fn states(
    after: &Exception,
    before: Option<&Exception>,
    then: NaiveDate,
    today: NaiveDate,
    within_days: u32,
) -> Vec<ExceptionState> {
    let mut states = Vec::new();
    let left = (after.expires - today).num_days();
    if after.approved_on <= today && (0..=i64::from(within_days)).contains(&left) {
        states.push(ExceptionState::AboutToExpire);
    }
    // The day that counted before is the one that the register named before.
    let held_then = before.unwrap_or(after).expires >= then;
    if left < 0 && held_then {
        states.push(ExceptionState::ExpiredSince);
    }
    match before {
        None => states.push(ExceptionState::Added),
        Some(before) if before.expires < after.expires => states.push(ExceptionState::Extended),
        Some(before) if before.expires > after.expires => states.push(ExceptionState::Shortened),
        Some(_) => {}
    }
    states
}

fn change(
    exception: &Exception,
    state: ExceptionState,
    expires_before: Option<NaiveDate>,
    base: &Assessment,
    current: &Assessment,
) -> ExceptionChange {
    let held = covered(base, exception);
    let open = finding::by_id(current);
    let uncovered = held.iter().filter(|id| open.get(*id).is_some_and(|(_, finding)| finding.exception.is_none()));
    ExceptionChange {
        id: exception.id.clone(),
        control: exception.control.clone(),
        cluster: exception.cluster_pattern().to_owned(),
        owner: exception.owner.clone(),
        state,
        expires: exception.expires,
        expires_before,
        days_left: (exception.expires - current.as_of.date_naive()).num_days(),
        covered: covered(current, exception).len() as u64,
        uncovered: if same_place(base, current) { uncovered.count() as u64 } else { 0 },
    }
}

/// Ids of the findings that the exception covers.
fn covered<'a>(assessment: &'a Assessment, exception: &Exception) -> BTreeSet<&'a str> {
    let results = assessment.results.iter().filter(|result| result.control == exception.control);
    let findings = results.flat_map(|result| &result.findings);
    findings.filter(|finding| finding.exception.as_ref() == Some(&exception.id)).map(|f| f.id.as_str()).collect()
}
