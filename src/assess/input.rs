//! What an organisation says itself: exceptions, statements, parameters.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::EngagementSummary;

/// Everything that an assessment takes besides facts and controls.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// Shown in reports; its `parameters` are those that controls are judged by.
    #[serde(default)]
    pub engagement: EngagementSummary,
    /// Ids of the frameworks to report on; all when empty.
    #[serde(default)]
    pub frameworks: Vec<String>,
    /// Accepted failures.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// People's statements.
    #[serde(default)]
    pub attestations: Vec<Attestation>,
}

impl Input {
    /// The value of a control's parameter that the engagement sets.
    pub(super) fn parameter(&self, control: &str, name: &str) -> Option<&Value> {
        self.engagement.parameters.get(control)?.get(name)
    }

    pub(super) fn with_parameters(parameters: BTreeMap<String, BTreeMap<String, Value>>) -> Self {
        Self { engagement: EngagementSummary { parameters, ..Default::default() }, ..Self::default() }
    }
}

/// A failure that the organisation accepts for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exception {
    /// Identifier in the organisation's register.
    pub id: String,
    /// Control that fails.
    pub control: String,
    /// Name of the cluster, `*` stands for any text.
    pub cluster: String,
    /// Keys of the subjects covered, `*` stands for any text.
    pub subjects: Vec<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Risk that remains.
    #[serde(default)]
    pub risk: String,
    /// The compensating control.
    #[serde(default)]
    pub compensating_control: String,
    /// How the compensating control was validated.
    #[serde(default)]
    pub validated_by: String,
    /// Who mends it.
    pub owner: String,
    /// Who approved it.
    pub approver: String,
    /// Day of approval.
    pub approved_on: NaiveDate,
    /// Last day on which it holds.
    pub expires: NaiveDate,
}

/// A person's statement on a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attestation {
    /// Control that it answers.
    pub control: String,
    /// Name of the cluster; every cluster when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Who states it.
    pub attester: String,
    /// In which role.
    pub role: String,
    /// When it was stated.
    pub stated_on: NaiveDate,
    /// Last day on which it may be relied on.
    pub valid_until: NaiveDate,
    /// What is stated.
    pub statement: String,
    /// Path of the attachment, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<String>,
}
