//! The parts of an assessment that say how the engagement itself stands: its exceptions, parameters and owners.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::control::model::Outcome;
use crate::evidence::compute_type::ComputeType;

/// Who in the organisation owns something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnedBy {
    /// The name, as it is written there.
    pub name: String,
    /// Where it was read: `tag Owner`, `label team of the namespace payments`.
    pub from: String,
}

/// When an exception counts as overly broad. Only subjects that a pattern with `*` describes count; what is
/// named one by one is no breadth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ExceptionLimits {
    /// Percent of the control's population, 1 to 100; 50 when absent.
    #[schemars(range(min = 1, max = 100))]
    pub share_percent: u8,
    /// Number of subjects, at least 1; 100 when absent.
    #[schemars(range(min = 1))]
    pub subjects: u64,
}

impl Default for ExceptionLimits {
    fn default() -> Self {
        Self { share_percent: 50, subjects: 100 }
    }
}

/// An exception held against the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterEntry {
    /// Its id.
    pub id: String,
    /// Its control.
    pub control: String,
    /// Whether it holds as of the assessment.
    pub standing: Standing,
    /// What is to be looked at.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub concerns: BTreeSet<Concern>,
    /// The same and what keeps it from holding, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Failing subjects that it describes, whether or not it holds.
    pub matched: u64,
    /// Failing subjects that it excuses.
    pub covered: u64,
    /// Subjects of the population, failing or not, that its patterns with `*` describe.
    pub reach: u64,
    /// Subjects of the control in the clusters that it names.
    pub population: u64,
}

/// Whether an exception holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Approved and not yet at its end.
    InForce,
    /// Its last day is over; it excuses nothing.
    Expired,
    /// Its day of approval is still to come; it excuses nothing.
    NotYetApproved,
    /// It names no approver; it excuses nothing.
    NotApproved,
}

/// What is to be looked at in an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// A pattern describes every subject, those of tomorrow included.
    MatchesEverything,
    /// Its patterns describe a larger share of the population than [`ExceptionLimits::share_percent`].
    WiderThanShare,
    /// Its patterns describe more subjects than [`ExceptionLimits::subjects`].
    WiderThanNumber,
    /// No cluster in scope has the name.
    NoCluster,
    /// No failing subject is described.
    Unused,
    /// No failing subject is described, and the control could not be judged everywhere.
    UseUnknown,
    /// Other exceptions excuse all that it describes.
    CoveredByOthers,
    /// Owner and approver are one person.
    SelfApproved,
}

/// A parameter of a control as this assessment used it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParameterUse {
    /// The control.
    pub control: String,
    /// The name.
    pub name: String,
    /// What it means, with its unit.
    pub description: String,
    /// The value that holds when the engagement sets none.
    pub default: Value,
    /// The value used.
    pub value: Value,
    /// What values are allowed, in words.
    pub bounds: String,
    /// True when the engagement sets it.
    pub set: bool,
    /// Who set it, where the engagement says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
    /// When it was set, where the engagement says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<NaiveDate>,
    /// Why it was set, where the engagement says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Results of the control.
    pub results: u64,
    /// Results that the default of this parameter alone would change, all else being equal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<ChangedOutcome>,
}

/// A result that another value of a parameter would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedOutcome {
    /// Cluster name.
    pub cluster: String,
    /// Compute type.
    pub compute_type: Option<ComputeType>,
    /// The outcome.
    pub outcome: Outcome,
    /// The outcome with the default.
    pub with_default: Outcome,
    /// Subjects that do not meet the requirement.
    pub failed: u64,
    /// Subjects that do not meet it with the default.
    pub failed_with_default: u64,
}
