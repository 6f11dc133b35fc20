//! The register of exceptions, as the engagement gives it, with its state.

use chrono::NaiveDate;
use serde::Serialize;

use super::common::{self, control_anchor, date};
use crate::assess::input::Exception;
use crate::assess::model::Assessment;

/// One exception of the register.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `assess::input::Exception`")]
pub struct RegisterRow {
    pub id: String,
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// `in force`, `expired`, `not yet in force`, or `in force, but it covers nothing`.
    pub state: String,
    pub cluster: String,
    pub subjects: Vec<String>,
    pub reason: String,
    pub risk: String,
    pub compensating_control: String,
    pub validated_by: String,
    pub owner: String,
    pub approver: String,
    pub approved_on: String,
    pub expires: String,
    /// Findings that it covers.
    pub covered: usize,
}

/// The register in its order.
pub(super) fn rows(assessment: &Assessment) -> Vec<RegisterRow> {
    assessment.exceptions.iter().map(|exception| row(assessment, exception)).collect()
}

fn row(assessment: &Assessment, exception: &Exception) -> RegisterRow {
    let findings = assessment.results.iter().flat_map(|result| &result.findings);
    let covered = findings.filter(|finding| finding.exception.as_ref() == Some(&exception.id)).count();
    RegisterRow {
        id: exception.id.clone(),
        title: common::title(assessment, &exception.control),
        anchor: control_anchor(&exception.control),
        state: state(exception, assessment.as_of.date_naive(), covered).to_owned(),
        cluster: exception.cluster_pattern().to_owned(),
        subjects: exception.subjects.clone(),
        reason: exception.reason.clone(),
        risk: exception.risk.clone(),
        compensating_control: exception.compensating_control.clone(),
        validated_by: exception.validated_by.clone(),
        owner: exception.owner.clone(),
        approver: exception.approver.clone(),
        approved_on: date(exception.approved_on),
        expires: date(exception.expires),
        covered,
    }
}

fn state(exception: &Exception, today: NaiveDate, covered: usize) -> &'static str {
    if exception.expires < today {
        "expired: it covers nothing"
    } else if exception.approved_on > today {
        "not yet in force"
    } else if covered == 0 {
        "in force, but it covers nothing"
    } else {
        "in force"
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_still_counts() {
        let exception = Exception {
            id: "EX-1".into(),
            control: "c".into(),
            cluster: None,
            subjects: vec!["*".into()],
            reason: String::new(),
            risk: String::new(),
            compensating_control: String::new(),
            validated_by: String::new(),
            owner: String::new(),
            approver: "a".into(),
            approved_on: "2026-01-10".parse().unwrap(),
            expires: "2026-06-30".parse().unwrap(),
        };
        let on = |day: &str, covered| state(&exception, day.parse().unwrap(), covered);
        assert_eq!(on("2026-06-30", 1), "in force");
        assert_eq!(on("2026-06-30", 0), "in force, but it covers nothing");
        assert_eq!(on("2026-07-01", 0), "expired: it covers nothing");
        assert_eq!(on("2026-01-09", 0), "not yet in force");
    }
}
