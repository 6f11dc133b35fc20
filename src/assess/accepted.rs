//! Exceptions, as an engagement file states them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A failure that the organisation accepts for a time, as the engagement file states it and the assessment keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exception {
    /// Register id: `EX-2026-014`.
    pub id: String,
    /// Control id.
    pub control: String,
    /// Cluster name or pattern with `*`; every cluster when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Subject keys or patterns with `*`. At least one.
    pub subjects: Vec<String>,
    /// Why the requirement cannot be met.
    pub reason: String,
    /// Risk that remains.
    pub risk: String,
    /// The compensating control.
    pub compensating_control: String,
    /// How the compensating control was validated.
    pub validated_by: String,
    /// Who owns the exception.
    pub owner: String,
    /// Who approved it.
    pub approver: String,
    /// Day of approval.
    pub approved_on: NaiveDate,
    /// Last day on which it holds.
    pub expires: NaiveDate,
}

impl Exception {
    /// Name or pattern of the clusters that it covers.
    #[must_use]
    pub fn cluster_pattern(&self) -> &str {
        self.cluster.as_deref().unwrap_or("*")
    }
}
