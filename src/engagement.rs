//! The engagement file: what only the organisation can say about an
//! attestation. See `docs/engagement.md`.

mod check;
mod setting;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assess::gate::Policy;
use crate::assess::input::{Attestation, Exception, Owners};
use crate::assess::model::{Branding, ExceptionLimits};

pub use check::problems;
pub use setting::{Setting, Stated};

/// The whole file. Unknown keys are refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Engagement {
    /// Legal name of the organisation whose management attests.
    pub organisation: String,
    /// Name of the system under attestation.
    pub system: String,
    /// The period that the attestation belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// How the documents look.
    #[serde(default, skip_serializing_if = "Branding::is_empty")]
    pub branding: Branding,
    /// Who prepared the attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparer: Option<Person>,
    /// Who signs; printed on the sign-off page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatories: Vec<Signatory>,
    /// What is in scope.
    #[serde(default)]
    pub scope: Scope,
    /// Ids of the frameworks to report on; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<String>,
    /// Values of controls' parameters, by control id and parameter name; alone, or with who set them and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, BTreeMap<String, Setting>>,
    /// Which tags and labels name the owner of what.
    #[serde(default, skip_serializing_if = "Owners::is_empty")]
    pub owners: Owners,
    /// When an exception is reported as overly broad.
    #[serde(default)]
    pub exception_limits: ExceptionLimits,
    /// Approved exceptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Bundles, recordings or assessment.json files of previous periods, relative to this file;
    /// twelve at most. They are compared with the attestation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous: Vec<String>,
    /// Statements by people for what no API proves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attestations: Vec<Attestation>,
    /// The policy of a go-live review; `docs/review.md` says what holds without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Policy>,
}

/// First and last day, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// First day: `2026-07-01`.
    pub from: NaiveDate,
    /// Last day: `2026-09-30`.
    pub to: NaiveDate,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Title in the organisation.
    pub title: String,
}

/// A person who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signatory {
    /// What the signature stands for: `Reviewer`, `Accountable manager`.
    pub role: String,
    /// Full name.
    pub name: String,
    /// Title in the organisation.
    pub title: String,
}

/// What is in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scope {
    /// Names of the clusters; all clusters of the Region when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// AWS Region; the session's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What the organisation says of the scope and its boundary.
    #[serde(default)]
    pub statement: String,
}
