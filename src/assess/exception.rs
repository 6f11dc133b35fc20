//! Exceptions: which failure is covered, and until when.

use chrono::NaiveDate;

use super::input::Exception;
use super::model::Finding;
use crate::evidence::wildcard::matches_stars;

/// What exceptions say to the findings of one result.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    /// Ids of the exceptions that hold and cover a finding, sorted.
    pub(super) holding: Vec<String>,
    /// True when every finding is covered by one that holds.
    pub(super) complete: bool,
    /// Why exceptions that match a finding do not hold.
    pub(super) lapsed: Vec<String>,
}

/// Marks the findings that an exception covers on `today`.
pub(super) fn apply(
    exceptions: &[Exception],
    control: &str,
    cluster: &str,
    findings: &mut [Finding],
    today: NaiveDate,
) -> Cover {
    let mut cover = Cover::default();
    for exception in exceptions {
        if exception.control != control || !matches_stars(exception.cluster_pattern(), cluster) {
            continue;
        }
        for finding in findings.iter_mut() {
            if !exception.subjects.iter().any(|pattern| matches_stars(pattern, &finding.subject)) {
                continue;
            }
            match lapse(exception, today) {
                Some(why) => cover.lapsed.push(why),
                None => {
                    finding.exception.get_or_insert_with(|| exception.id.clone());
                }
            }
        }
    }
    cover.holding = findings.iter().filter_map(|finding| finding.exception.clone()).collect();
    for list in [&mut cover.holding, &mut cover.lapsed] {
        list.sort();
        list.dedup();
    }
    cover.complete = !findings.is_empty() && findings.iter().all(|finding| finding.exception.is_some());
    cover
}

fn lapse(exception: &Exception, today: NaiveDate) -> Option<String> {
    let id = &exception.id;
    if exception.approver.trim().is_empty() {
        return Some(format!("exception {id} names no approver"));
    }
    if exception.approved_on > today {
        return Some(format!("exception {id} is approved only from {}", exception.approved_on));
    }
    (exception.expires < today).then(|| format!("exception {id} expired on {}", exception.expires))
}
