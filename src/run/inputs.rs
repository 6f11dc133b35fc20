//! What the verdicts of a bundle depend on besides its files: `inputs.json`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The version of `inputs.json`.
pub(super) const INPUTS_SCHEMA: &str = "eks-attest/inputs/v1";

/// What the verdicts depend on besides evidence, controls and engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inputs {
    /// The version of this file's form.
    pub schema: String,
    /// Name and version of the tool that judged and rendered.
    pub tool: String,
    /// The time that the verdicts speak of.
    pub as_of: DateTime<Utc>,
    /// Formats of the reports, by file ending.
    pub formats: Vec<String>,
    /// The reports, by name.
    pub documents: Vec<String>,
    /// Clusters named on the command line; those of the engagement's scope when none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// Days before its end in which an exception is about to expire; only with previous periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiring_within_days: Option<u32>,
}
