//! What rests on people and on AWS: exceptions, statements, inheritance.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::common::{self, control_anchor, date};
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Outcome;

/// An exception at work on one result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ExceptionRow {
    /// Id of the exception in the engagement file.
    pub id: String,
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Cluster and compute type.
    pub place: String,
    /// Subjects that it covers.
    pub subjects: Vec<String>,
    /// Outcome of the result.
    pub outcome: String,
    /// Why the result is what it is.
    pub reason: String,
}

/// A person's statement.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct StatementRow {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Cluster and compute type.
    pub place: String,
    /// Who.
    pub attester: String,
    /// When.
    pub stated_on: String,
    /// Last day of validity.
    pub valid_until: String,
    /// What.
    pub statement: String,
    /// Path of the attachment in the bundle.
    pub attachment: Option<String>,
    /// SHA-256 of the attachment.
    pub attachment_sha256: Option<String>,
}

/// A control that AWS owns.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct InheritedRow {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// The area's title.
    pub area: String,
    /// Clusters and compute types.
    pub places: Vec<String>,
    /// AWS reports to rely on.
    pub aws_reports: Vec<String>,
}

/// Every exception that covers a result or a finding.
pub(super) fn exceptions(assessment: &Assessment) -> Vec<ExceptionRow> {
    let mut rows = Vec::new();
    for result in &assessment.results {
        let mut covered: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        if let Some(id) = &result.exception {
            covered.insert(id, Vec::new());
        }
        for finding in &result.findings {
            let id = finding.exception.as_deref().or(result.exception.as_deref());
            if let Some(id) = id {
                covered.entry(id).or_default().push(finding.subject.clone());
            }
        }
        rows.extend(covered.into_iter().map(|(id, subjects)| exception(assessment, result, id, subjects)));
    }
    rows.sort_by(|a, b| (&a.id, &a.title, &a.place).cmp(&(&b.id, &b.title, &b.place)));
    rows
}

fn exception(assessment: &Assessment, result: &ControlResult, id: &str, subjects: Vec<String>) -> ExceptionRow {
    ExceptionRow {
        id: id.to_owned(),
        title: common::title(assessment, &result.control),
        anchor: control_anchor(&result.control),
        place: common::place(result),
        subjects,
        outcome: super::super::labels::outcome(result.outcome).1.to_owned(),
        reason: result.reason.clone(),
    }
}

/// Every statement that a result rests on.
pub(super) fn statements(assessment: &Assessment) -> Vec<StatementRow> {
    let with_statement = assessment.results.iter().filter_map(|result| Some((result, result.attestation.as_ref()?)));
    with_statement
        .map(|(result, statement)| StatementRow {
            title: common::title(assessment, &result.control),
            anchor: control_anchor(&result.control),
            place: common::place(result),
            attester: statement.attester.clone(),
            stated_on: date(statement.stated_on),
            valid_until: date(statement.valid_until),
            statement: statement.statement.clone(),
            attachment: statement.attachment.clone(),
            attachment_sha256: statement.attachment_sha256.clone(),
        })
        .collect()
}

/// Every control with an inherited result, once.
pub(super) fn inherited(assessment: &Assessment) -> Vec<InheritedRow> {
    let mut places: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for result in assessment.results.iter().filter(|result| result.outcome == Outcome::Inherited) {
        places.entry(&result.control).or_default().insert(common::place(result));
    }
    places
        .into_iter()
        .map(|(control, places)| {
            let area_id = assessment.controls.get(control).map(|text| text.area.as_str());
            let area = assessment.areas.iter().find(|area| Some(area.id.as_str()) == area_id);
            InheritedRow {
                title: common::title(assessment, control),
                anchor: control_anchor(control),
                area: area.map_or_else(|| area_id.unwrap_or("–").to_owned(), |area| area.title.clone()),
                places: places.into_iter().collect(),
                aws_reports: area.map(|area| area.aws_reports.clone()).unwrap_or_default(),
            }
        })
        .collect()
}
