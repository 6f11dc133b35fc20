//! The result of a comparison: what reports, the command line and `change.json` are written from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::control::model::{Outcome, Severity};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::topic::Topic;

/// The version of the stored form.
pub const SCHEMA: &str = "eks-attest/change/v1";

/// What changed since the latest of the previous assessments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// [`SCHEMA`].
    pub schema: String,
    /// Days before its end in which an exception is about to expire.
    pub expiring_within_days: u32,
    /// The assessments, oldest first; the last is the current one, the one before it is what it is
    /// compared with.
    pub periods: Vec<Period>,
    /// Number of findings of each kind; all kinds are present; they add up to `findings`.
    pub counts: BTreeMap<FindingKind, u64>,
    /// Every finding of the current and of the previous assessment, once.
    pub findings: Vec<FindingChange>,
    /// Results that both assessments hold and that came out differently.
    pub verdicts: Vec<VerdictChange>,
    /// What came into scope or left it.
    pub scope: Vec<ScopeChange>,
    /// Controls added, removed or changed.
    pub controls: Vec<ControlChange>,
    /// What became of exceptions.
    pub exceptions: Vec<ExceptionChange>,
}

impl Change {
    /// Number of findings of one kind.
    #[must_use]
    pub fn count(&self, kind: FindingKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }
}

/// One assessment of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// The time that its verdicts speak of.
    pub as_of: DateTime<Utc>,
    /// First day of its period of reference, when it names one.
    pub from: Option<NaiveDate>,
    /// Last day of its period of reference, when it names one.
    pub to: Option<NaiveDate>,
    /// AWS account.
    pub account: String,
    /// AWS Region.
    pub region: String,
    /// Whether it speaks of the account and Region of the current one; findings of others are
    /// never taken for the same.
    pub same_place: bool,
    /// Name and version of the assessing tool.
    pub tool: String,
    /// SHA-256 of its facts.
    pub facts_digest: String,
    /// SHA-256 of its controls, matrix and frameworks.
    pub controls_digest: String,
    /// Names of the clusters in scope.
    pub clusters: Vec<String>,
    /// Number of controls in use.
    pub controls: u64,
    /// Number of results.
    pub results: u64,
    /// Number of findings, excepted ones included.
    pub findings: u64,
    /// Number of results by outcome.
    pub counts: BTreeMap<Outcome, u64>,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Found now, not found before; [`Cause`] tells whether it could have been.
    New,
    /// Found before and now.
    StillOpen,
    /// The same rule judged the whole population again and did not find it.
    Fixed,
    /// The control still stands but has nothing left to apply to.
    NoLongerApplicable,
    /// Its account, cluster, compute type, control or owner left the scope: no improvement.
    NoLongerInScope,
    /// The control is undetermined now: it may still be there.
    NoLongerVisible,
    /// The control or its parameters changed: the two verdicts do not speak of the same.
    NotComparable,
}

impl FindingKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::StillOpen,
        Self::Fixed,
        Self::NoLongerApplicable,
        Self::NoLongerInScope,
        Self::NoLongerVisible,
        Self::NotComparable,
    ];
}

/// Why a finding is in one assessment and not in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It is in both.
    Both,
    /// The other judged the same by the same rule and did not find it.
    Found,
    /// The other speaks of another account or Region.
    Account,
    /// The other does not hold the cluster.
    Cluster,
    /// The other does not hold the control.
    Control,
    /// The other does not judge the control for this compute type.
    ComputeType,
    /// In the other, AWS owns it.
    Owner,
    /// In the other, the control applies to nothing there.
    Applicability,
    /// In the other, the control is undetermined, or a person's statement stands for it.
    Evidence,
    /// The control or its parameters differ.
    Rule,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingChange {
    /// Identifier of the finding: the same in every assessment.
    pub id: String,
    /// What became of it.
    pub kind: FindingKind,
    /// Why it is in one and not in the other.
    pub cause: Cause,
    /// Control id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// The control's severity, where its text is known.
    pub severity: Option<Severity>,
    /// Cluster.
    pub cluster: String,
    /// Compute type of the result.
    pub compute_type: Option<ComputeType>,
    /// Topic of the subject.
    pub topic: Topic,
    /// Key of the subject.
    pub subject: String,
    /// The values seen, by the current assessment where it holds the finding.
    pub message: String,
    /// The earliest as-of time among the assessments given that hold it.
    pub first_seen: DateTime<Utc>,
    /// Whole days from `first_seen` to the current as-of time; `None` when it is not found now.
    pub age_days: Option<u64>,
    /// Number of the assessments given that hold it.
    pub seen_in: u64,
    /// New, but an assessment before the previous one holds it.
    pub returned: bool,
    /// The exception that covered it before.
    pub exception_before: Option<String>,
    /// The exception that covers it now.
    pub exception_after: Option<String>,
}

/// A result that came out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerdictChange {
    /// Control id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// Cluster.
    pub cluster: String,
    /// Compute type.
    pub compute_type: Option<ComputeType>,
    /// The outcome before.
    pub before: Outcome,
    /// The outcome now.
    pub after: Outcome,
    /// Why, now.
    pub reason: String,
}

/// What a change of scope is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeKind {
    /// Account and Region.
    Account,
    /// A cluster.
    Cluster,
    /// A compute type of a cluster.
    ComputeType,
}

/// Which way the scope changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeDirection {
    /// Not in scope before.
    Added,
    /// Not in scope now.
    Gone,
    /// The reads do not tell whether it was there before.
    NewlyVisible,
    /// The reads do not tell whether it is still there.
    NoLongerVisible,
}

/// One change of scope. Never an improvement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopeChange {
    /// What it is about.
    pub kind: ScopeKind,
    /// Account and Region, or the cluster.
    pub name: String,
    /// The compute type, where it is about one.
    pub compute_type: Option<ComputeType>,
    /// Which way.
    pub direction: ScopeDirection,
    /// Findings that came or went with it.
    pub findings: u64,
}

/// What became of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ControlChangeKind {
    /// Not in use before.
    Added,
    /// Not in use now.
    Removed,
    /// Its digest differs: text, condition or limits.
    Changed,
    /// The engagement sets other parameters.
    Parameters,
}

/// One change of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlChange {
    /// Control id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub kind: ControlChangeKind,
    /// Digest before.
    pub digest_before: Option<String>,
    /// Digest now.
    pub digest_after: Option<String>,
    /// Parameters that the engagement set before; only where they differ.
    pub parameters_before: BTreeMap<String, Value>,
    /// Parameters that the engagement sets now; only where they differ.
    pub parameters_after: BTreeMap<String, Value>,
    /// Added or removed: the control of the other assessment that has the same text and rule.
    pub same_text_as: Option<String>,
}

/// What became of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionState {
    /// It holds and ends within the days asked for.
    AboutToExpire,
    /// It held at the time of the previous assessment and has ended since.
    ExpiredSince,
    /// Not in the register before.
    Added,
    /// Not in the register now.
    Removed,
    /// It ends later than the register said before.
    Extended,
    /// It ends earlier than the register said before.
    Shortened,
}

/// One change of an exception; an exception can have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExceptionChange {
    /// Identifier in the register.
    pub id: String,
    /// Control that it is about.
    pub control: String,
    /// Cluster, or pattern with `*`.
    pub cluster: String,
    /// Who owns it.
    pub owner: String,
    /// What became of it.
    pub state: ExceptionState,
    /// Last day on which it holds.
    pub expires: NaiveDate,
    /// The last day that the register named before, where it differs.
    pub expires_before: Option<NaiveDate>,
    /// Days from the current as-of time to its end; negative when it is over.
    pub days_left: i64,
    /// Findings that it covers now.
    pub covered: u64,
    /// Findings that it covered before, that are still open, and that nothing covers now.
    pub uncovered: u64,
}
