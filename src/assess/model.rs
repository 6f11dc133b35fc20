//! The assessment: what every report and export is written from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::control::custom::CustomControls;
use crate::control::model::{Area, Domain, Outcome, Owner, Remediation, Severity};
use crate::evidence::component::Component;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Coverage, Gap, Note};
use crate::evidence::shared_names::SharedNames;
use crate::evidence::topic::Topic;

pub use super::engagement_status::{
    ChangedOutcome, Concern, ExceptionLimits, OwnedBy, ParameterUse, RegisterEntry, Standing,
};

/// The version of the stored form.
pub const SCHEMA: &str = "eks-attest/assessment/v1";

/// One complete assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assessment {
    /// [`SCHEMA`].
    pub schema: String,
    /// Name and version of the assessing tool.
    pub tool: String,
    /// The time that the verdicts speak of.
    pub as_of: DateTime<Utc>,
    /// What the engagement file says; see [`EngagementSummary`].
    pub engagement: EngagementSummary,
    /// Where the evidence came from.
    pub collection: Collection,
    /// SHA-256 of controls, matrix and frameworks used.
    pub controls_digest: String,
    /// SHA-256 of the facts judged, in canonical form.
    pub facts_digest: String,
    /// The clusters in scope, by name.
    pub clusters: Vec<ClusterSummary>,
    /// Clusters that were read and that the scope leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub out_of_scope: Vec<String>,
    /// Owner of each area on each compute type present.
    pub responsibility: Vec<Responsibility>,
    /// Text of each control that was judged, by id.
    pub controls: BTreeMap<String, ControlText>,
    /// Text of each row of the matrix, in its order.
    pub areas: Vec<Area>,
    /// One result per control × cluster × compute type, sorted.
    pub results: Vec<ControlResult>,
    /// Number of results by outcome; all seven are present; they add up to `results`.
    pub counts: BTreeMap<Outcome, u64>,
    /// Results by framework clause.
    pub frameworks: Vec<FrameworkResult>,
    /// The register of exceptions, as the engagement gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<super::accepted::Exception>,
    /// The same register held against the evidence, one entry an exception, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub register: Vec<RegisterEntry>,
    /// When an exception counts as overly broad.
    #[serde(default)]
    pub exception_limits: ExceptionLimits,
    /// Every parameter of the controls, with the value used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterUse>,
    /// True when the engagement says where owners are named.
    #[serde(default)]
    pub owners_named: bool,
    /// Failed reads.
    pub gaps: Vec<Gap>,
    /// What of given files was not used, and what was taken for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Completed enumerations.
    pub coverage: Vec<Coverage>,
    /// Which controls are not the built-in ones; absent when all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_controls: Option<CustomControls>,
    /// Names of the templates that are not the built-in ones, where reports were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_templates: Vec<String>,
}

/// The engagement, as reports print it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EngagementSummary {
    /// Legal name of the organisation.
    pub organisation: String,
    /// Name of the system under attestation.
    pub system: String,
    /// First day of the period.
    pub period_from: Option<NaiveDate>,
    /// Last day of the period.
    pub period_to: Option<NaiveDate>,
    /// Who prepared it: name and title.
    pub preparer: String,
    /// Parameters set, by control id and name.
    pub parameters: BTreeMap<String, BTreeMap<String, Value>>,
    /// What the engagement says of its scope, in words.
    pub scope_statement: String,
    /// Who signs, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatories: Vec<Signature>,
    /// How its documents look.
    #[serde(default, skip_serializing_if = "Branding::is_empty")]
    pub branding: Branding,
}

/// The organisation's mark on its documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Branding {
    /// Logo: a PNG or SVG file beside the engagement file; the PDF takes PNG only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Colour of the cover and of headings, as `#rrggbb`; at least 4.5:1 against white.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Classification, shown on every page: `Confidential`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
}

impl Branding {
    /// True when nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A person who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signature {
    /// What the signature stands for: `Reviewer`.
    pub role: String,
    /// Full name.
    pub name: String,
    /// Title in the organisation.
    pub title: String,
}

/// Where the evidence came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Collection {
    /// AWS account, 12 digits.
    pub account: String,
    /// AWS Region.
    pub region: String,
    /// ARN of the collecting principal.
    pub principal: String,
    /// When collection started.
    pub started_at: DateTime<Utc>,
    /// When collection ended.
    pub finished_at: DateTime<Utc>,
    /// Number of exchanges, retries included.
    pub exchanges: u64,
}

/// A cluster in scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterSummary {
    /// Name.
    pub name: String,
    /// ARN, when the cluster could be described.
    pub arn: Option<String>,
    /// Kubernetes version, when the cluster could be described.
    pub version: Option<String>,
    /// Nodes by compute type; `None` where AWS's APIs do not tell the number (Fargate, hybrid).
    pub compute: BTreeMap<ComputeType, Option<u64>>,
    /// Topics that could not be read completely, so that `compute` may lack a type.
    pub compute_incomplete: bool,
}

/// Owner of one area for one cluster and compute type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Responsibility {
    /// Area id.
    pub area: String,
    /// Cluster name.
    pub cluster: String,
    /// Compute type present in the cluster.
    pub compute_type: ComputeType,
    /// Who owns it.
    pub owner: Owner,
    /// Number of nodes concerned, where it is known.
    pub nodes: Option<u64>,
    /// True where a custom AMI decided the owner.
    pub custom_ami: bool,
}

/// The text of a control, kept with the assessment so that a report needs nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "as on `Control`")]
pub struct ControlText {
    pub title: String,
    pub domain: Domain,
    pub area: String,
    pub severity: Severity,
    pub statement: String,
    pub why: String,
    pub needs: BTreeSet<Topic>,
    pub subject: Option<Topic>,
    pub when: Option<String>,
    pub require: Option<String>,
    pub remediation: Remediation,
    pub frameworks: Vec<String>,
    /// Who is to state it, for controls that people attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_by: Option<String>,
    /// Parts of EKS that it leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excepted: Vec<ExceptedComponent>,
    /// SHA-256 of the control as RFC 8785 writes it, with its exceptions where it has some.
    pub digest: String,
}

/// A part of EKS that a control leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExceptedComponent {
    /// The part.
    pub component: Component,
    /// What it does that needs what the control forbids.
    pub reason: String,
    /// Document or manifest that shows it.
    pub source: String,
}

/// What a report says of a population that was not read to its end.
pub const INCOMPLETE: &str = "population incomplete";

/// How many subjects there were and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Population {
    /// True when all that the verdict rests on was read to its end and every subject has a verdict. A failure that
    /// nothing unread could clear stands without it.
    #[serde(default = "yes")]
    pub complete: bool,
    /// Subjects enumerated.
    pub total: u64,
    /// Subjects that a rule gave a verdict on: `passed + failed`.
    pub checked: u64,
    /// Subjects that meet the requirement.
    pub passed: u64,
    /// Subjects that do not.
    pub failed: u64,
    /// Subjects that `when` took out.
    pub not_applicable: u64,
    /// Subjects that no verdict could be given on.
    pub undetermined: u64,
}

/// Assessments of before this was told held no failure beside a gap.
fn yes() -> bool {
    true
}

impl Default for Population {
    fn default() -> Self {
        Self { complete: true, total: 0, checked: 0, passed: 0, failed: 0, not_applicable: 0, undetermined: 0 }
    }
}

/// One control, judged for one cluster and one compute type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlResult {
    /// Control id.
    pub control: String,
    /// Cluster name.
    pub cluster: String,
    /// Compute type; `None` where the control judges the cluster as a whole.
    pub compute_type: Option<ComputeType>,
    /// Who owns it.
    pub owner: Owner,
    /// The outcome.
    pub outcome: Outcome,
    /// One sentence that says why.
    pub reason: String,
    /// The population.
    pub population: Population,
    /// What does not meet the requirement, sorted by subject; also filled
    /// when the outcome is undetermined or excepted.
    pub findings: Vec<Finding>,
    /// Indexes into [`Assessment::gaps`] that keep the verdict open.
    pub gaps: Vec<usize>,
    /// The permissions missing, when those are why.
    pub missing_permissions: BTreeSet<String>,
    /// Exchanges that the verdict rests on.
    pub exchanges: BTreeSet<String>,
    /// The exception that applies: its id.
    pub exception: Option<String>,
    /// The statement that applies.
    pub attestation: Option<AttestationRef>,
    /// Who in the organisation owns the cluster, where that is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<OwnedBy>,
}

/// A person's statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttestationRef {
    /// Who states it: name and role.
    pub attester: String,
    /// When it was stated.
    pub stated_on: NaiveDate,
    /// Last day on which it may be relied on.
    pub valid_until: NaiveDate,
    /// What is stated.
    pub statement: String,
    /// Path of the attachment in the bundle, when there is one.
    pub attachment: Option<String>,
    /// SHA-256 of the attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_sha256: Option<String>,
}

/// One subject that does not meet a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// Stable identifier: first 12 hexadecimal digits of SHA-256 over control, cluster and subject.
    pub id: String,
    /// Topic of the subject.
    pub topic: Topic,
    /// Key of the subject.
    pub subject: String,
    /// The values seen.
    pub message: String,
    /// Exchanges that show it.
    #[schemars(with = "BTreeSet<String>")]
    pub exchanges: SharedNames,
    /// The exception that covers it: its id.
    pub exception: Option<String>,
    /// Who in the organisation owns the subject, where that is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<OwnedBy>,
}

/// A framework's clauses with what their controls came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FrameworkResult {
    /// Framework id.
    pub id: String,
    /// Name and version.
    pub title: String,
    /// Mapped clauses in the framework's order.
    pub clauses: Vec<ClauseResult>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClauseResult {
    /// Clause id.
    pub id: String,
    /// Its controls.
    pub controls: Vec<String>,
    /// The worst outcome of its controls' results: not-satisfied before
    /// undetermined before excepted before attested before satisfied before
    /// inherited before not-applicable.
    pub outcome: Outcome,
}
