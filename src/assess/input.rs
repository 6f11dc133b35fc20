//! What an organisation says itself: exceptions, statements, parameters.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use super::accepted::Exception;
use super::model::{EngagementSummary, ExceptionLimits};

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
    /// SHA-256 of each file that a statement names, by its name.
    #[serde(default)]
    pub attachments: BTreeMap<String, String>,
    /// When an exception counts as overly broad.
    #[serde(default)]
    pub exception_limits: ExceptionLimits,
    /// Who set a parameter and why, by control id and name.
    #[serde(default)]
    pub parameter_notes: BTreeMap<String, BTreeMap<String, ParameterNote>>,
    /// Where the owners of subjects are named.
    #[serde(default)]
    pub owners: Owners,
    /// Clusters that were read and that the scope leaves out, for the record: the facts hold them no more.
    #[serde(default)]
    pub out_of_scope: Vec<String>,
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

/// A person's statement on a control that no API answers, as the engagement file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attestation {
    /// Control id.
    pub control: String,
    /// Cluster name or pattern with `*`; every cluster when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// What is stated.
    pub statement: String,
    /// Who states it: full name.
    pub attester: String,
    /// Title of the attester.
    pub role: String,
    /// When it was stated.
    pub stated_on: NaiveDate,
    /// Last day on which it may be relied on.
    pub valid_until: NaiveDate,
    /// File beside the engagement file that is kept in the bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<String>,
}

/// Who set a parameter, when and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParameterNote {
    /// Who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
    /// When it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<NaiveDate>,
    /// Why it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where the organisation writes down who owns what. A subject's own tag or label comes first, then that of its
/// namespace, then its cluster's owner, then the default; where none says anything, nobody is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Owners {
    /// Keys of AWS tags whose value is the owner; the first that is there counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Keys of Kubernetes labels whose value is the owner; the first that is there counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Owner of a cluster by its name, for what carries no owner itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clusters: BTreeMap<String, String>,
    /// Owner of everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

impl Owners {
    /// True when nothing is said of owners.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
