//! The register of exceptions, as the engagement gives it, with its state.

use serde::Serialize;

use super::common::{self, control_anchor, date};
use crate::assess::input::Exception;
use crate::assess::model::{Assessment, RegisterEntry, Standing};

/// One exception of the register.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `assess::input::Exception`")]
pub struct RegisterRow {
    pub id: String,
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// `in force`, `in force, but it covers nothing`, `expired: it covers nothing`, `not yet in force`, `not approved`.
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
    pub covered: u64,
    /// Failing subjects that it describes.
    pub matched: u64,
    /// Subjects that its patterns describe, failing or not.
    pub reach: u64,
    /// Subjects of the control in its clusters.
    pub population: u64,
    /// What is to be looked at.
    pub remarks: Vec<String>,
}

/// The register in its order.
pub(super) fn rows(assessment: &Assessment) -> Vec<RegisterRow> {
    let entries = assessment.register.iter().map(Some).chain(std::iter::repeat(None));
    assessment.exceptions.iter().zip(entries).map(|(exception, entry)| row(assessment, exception, entry)).collect()
}

fn row(assessment: &Assessment, exception: &Exception, entry: Option<&RegisterEntry>) -> RegisterRow {
    RegisterRow {
        id: exception.id.clone(),
        title: common::title(assessment, &exception.control),
        anchor: control_anchor(&exception.control),
        state: entry.map_or("not examined", state).to_owned(),
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
        covered: entry.map_or(0, |entry| entry.covered),
        matched: entry.map_or(0, |entry| entry.matched),
        reach: entry.map_or(0, |entry| entry.reach),
        population: entry.map_or(0, |entry| entry.population),
        remarks: entry.map(|entry| entry.remarks.clone()).unwrap_or_default(),
    }
}

fn state(entry: &RegisterEntry) -> &'static str {
    match entry.standing {
        Standing::Expired => "expired: it covers nothing",
        Standing::NotYetApproved => "not yet in force",
        Standing::NotApproved => "not approved: it covers nothing",
        Standing::InForce if entry.covered == 0 => "in force, but it covers nothing",
        Standing::InForce => "in force",
    }
}
