//! What a review comes to: `review.json` of a bundle, and what the report is written from.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::policy::{Approval, Waiver};
use crate::control::model::{Outcome, Severity};
use crate::evidence::compute_type::ComputeType;

/// The version of the stored form.
pub const SCHEMA: &str = "eks-attest/review/v1";

/// May it go live?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every gate passes.
    Go,
    /// No gate is shut; at least one opens on a condition or is waived.
    ConditionalGo,
    /// At least one gate is shut, or nothing could be decided.
    NoGo,
}

/// What became of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GateOutcome {
    /// Nothing stands against it.
    Pass,
    /// It passes, and results below every threshold could not be assessed.
    PassWithGaps,
    /// It passes on conditions.
    Conditional,
    /// It would be shut, and is waived.
    Waived,
    /// It selects no result: nothing was assessed, so it stays shut.
    NotAssessed,
    /// It is shut.
    Fail,
}

/// One gate with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateResult {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub outcome: GateOutcome,
    /// Results that it selects.
    pub results: u64,
    /// Those that block.
    pub blockers: u64,
    /// Those that would block and are waived.
    pub waived: u64,
    /// Those that are conditions, without the waived ones.
    pub conditions: u64,
    /// Those that are noted only.
    pub noted: u64,
    /// Those that are undetermined, whatever they count as.
    pub not_assessed: u64,
    /// What blocks and what is a condition, in words.
    pub rule: String,
}

/// What a result is to the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It keeps a gate shut.
    Blocker,
    /// It is to be mended after go-live, or is waived.
    Condition,
    /// It is written down.
    Noted,
}

/// A result that stands against going live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Item {
    /// What it is to the decision.
    pub weight: Weight,
    /// Gates that select it.
    pub gates: Vec<String>,
    /// Control id.
    pub control: String,
    /// Cluster name.
    pub cluster: String,
    /// Compute type; `None` for the cluster as a whole.
    pub compute_type: Option<ComputeType>,
    /// Severity of the control; critical where the assessment lacks its text.
    pub severity: Severity,
    /// Its outcome.
    pub outcome: Outcome,
    /// Findings that no exception covers.
    pub findings: Vec<String>,
    /// Who mends it, where the policy says.
    pub owner: Option<String>,
    /// Until when; a blocker without a day is due before go-live.
    pub due: Option<NaiveDate>,
    /// Ids of the waivers in force or of the exceptions that let it pass.
    pub accepted_under: Vec<String>,
    /// Who accepted it, by waiver or exception.
    pub accepted_by: Vec<String>,
    /// Last day of that acceptance.
    pub expires: Option<NaiveDate>,
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// It holds and lets something pass.
    InForce,
    /// It holds, and there is nothing to waive.
    Unused,
    /// Its last day is past: it waives nothing.
    Expired,
    /// Its day of approval is to come: it waives nothing.
    NotYet,
    /// Nobody approved it: it waives nothing.
    NotApproved,
}

impl WaiverState {
    /// True when the waiver does not hold.
    #[must_use]
    pub fn has_lapsed(self) -> bool {
        matches!(self, Self::Expired | Self::NotYet | Self::NotApproved)
    }
}

/// A waiver with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaiverResult {
    /// As the policy gives it.
    pub waiver: Waiver,
    /// What became of it.
    pub state: WaiverState,
    /// Results that it lets pass.
    pub results: u64,
}

/// Something relied on that ends by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lapse {
    /// Its last day.
    pub on: NaiveDate,
    /// What ends: `exception EX-1`.
    pub what: String,
}

/// The decision with everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// [`SCHEMA`].
    pub schema: String,
    /// The time that the decision speaks of.
    pub as_of: DateTime<Utc>,
    /// The decision.
    pub decision: Decision,
    /// What forbids going live beside the gates.
    pub obstacles: Vec<String>,
    /// The gates, in the policy's order.
    pub gates: Vec<GateResult>,
    /// What stands against going live, worst first.
    pub items: Vec<Item>,
    /// Results that are undetermined; each of them is an item too.
    pub not_assessed: u64,
    /// The waivers, in the policy's order.
    pub waivers: Vec<WaiverResult>,
    /// Approvals given and asked for.
    pub approvals: Vec<Approval>,
    /// Change ticket.
    pub change: Option<String>,
    /// Release.
    pub release: Option<String>,
    /// Commit.
    pub commit: Option<String>,
    /// Last day on which the decision may be relied on.
    pub valid_until: NaiveDate,
    /// What makes a new review necessary before that.
    pub re_review_triggers: Vec<String>,
    /// What ends by itself on or before that day, soonest first.
    pub lapses: Vec<Lapse>,
}

impl Review {
    /// The items of one weight, worst first.
    pub fn of(&self, weight: Weight) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.weight == weight)
    }
}
