//! The policy of a go-live review, as the engagement file gives it under `review`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assess::model::ControlText;
use crate::control::model::{Domain, Severity};

/// What lets a cluster go live. Everything may be left out; see `docs/review.md` for what holds then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Change ticket: `CHG-2026-0412`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Identifier of the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Digest of the commit that is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The gates; one a domain group when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// What counts for results that no gate selects.
    #[serde(default)]
    pub others: Levels,
    /// Gates and controls that are waived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// Who mends what until when; the first entry that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Assignment>,
    /// Days after the as-of day on which conditions without a day of their own are due; 30 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions_due_within_days: Option<u16>,
    /// Who approves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// Last day on which the decision may be relied on; 90 days after the as-of day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// What makes a new review necessary before that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub re_review_triggers: Vec<String>,
}

/// A gate: results that are decided on together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gate {
    /// Its name, unique.
    pub name: String,
    /// Controls that it selects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
    /// Domains whose controls it selects. Without controls and domains it selects every control.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub domains: BTreeSet<Domain>,
    /// Only controls of these severities; any when absent. Controls named above are selected in any case.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub severities: BTreeSet<Severity>,
    /// What keeps the gate shut: critical and high when absent.
    #[serde(default)]
    pub blocks: Thresholds,
    /// What opens it on a condition: medium when absent.
    #[serde(default)]
    pub conditions: Thresholds,
}

/// What blocks and what is a condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Levels {
    /// What blocks: critical and high when absent.
    #[serde(default)]
    pub blocks: Thresholds,
    /// What is a condition: medium when absent.
    #[serde(default)]
    pub conditions: Thresholds,
}

/// The lowest severity that counts, by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Thresholds {
    /// For results that are not satisfied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_satisfied: Option<Threshold>,
    /// For results that are undetermined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undetermined: Option<Threshold>,
}

/// A severity and all above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are those of `Severity`")]
pub enum Threshold {
    Critical,
    High,
    Medium,
    Low,
    /// No severity counts.
    Never,
}

/// A gate or control that somebody lets pass for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiver {
    /// Identifier in the organisation's register.
    pub id: String,
    /// Name of the gate waived; either this or `control`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// Control waived; either this or `gate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
    /// Cluster name or pattern with `*`; every cluster when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// Day of approval.
    pub approved_on: NaiveDate,
    /// Last day on which it holds.
    pub expires: NaiveDate,
}

/// Who mends something until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    /// Controls meant; any when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
    /// Domains meant; any when absent.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub domains: BTreeSet<Domain>,
    /// Severities meant; any when absent.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub severities: BTreeSet<Severity>,
    /// Cluster name or pattern with `*`; every cluster when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Who mends it.
    pub owner: String,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

/// An approval that is given or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    /// In which role: `Security`, `Platform owner`, `Business owner`.
    pub role: String,
    /// Full name.
    pub name: String,
    /// When it was given; pending when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

impl Threshold {
    fn admits(self, severity: Severity) -> bool {
        let lowest = match self {
            Self::Critical => Severity::Critical,
            Self::High => Severity::High,
            Self::Medium => Severity::Medium,
            Self::Low => Severity::Low,
            Self::Never => return false,
        };
        severity <= lowest
    }
}

impl Thresholds {
    pub(super) fn not_satisfied(self, severity: Severity, otherwise: Threshold) -> bool {
        self.not_satisfied.unwrap_or(otherwise).admits(severity)
    }

    pub(super) fn undetermined(self, severity: Severity, otherwise: Threshold) -> bool {
        self.undetermined.unwrap_or(otherwise).admits(severity)
    }
}

impl Gate {
    pub(super) fn selects(&self, control: &str, text: Option<&ControlText>) -> bool {
        if self.controls.iter().any(|id| id == control) {
            return true;
        }
        let by_domain = match (self.domains.is_empty(), text) {
            (true, _) => self.controls.is_empty(),
            (false, text) => text.is_some_and(|text| self.domains.contains(&text.domain)),
        };
        by_domain && (self.severities.is_empty() || text.is_some_and(|text| self.severities.contains(&text.severity)))
    }

    fn of(name: &str, domains: &[Domain]) -> Self {
        Self { name: name.to_owned(), domains: domains.iter().copied().collect(), ..Self::default() }
    }
}

impl Policy {
    /// The gates that hold when the engagement names none: every domain is in one of them.
    #[must_use]
    pub fn default_gates() -> Vec<Gate> {
        vec![
            Gate::of("Exposure", &[Domain::Network]),
            Gate::of("Identity and access", &[Domain::Iam]),
            Gate::of("Nodes and cluster", &[Domain::NodeOs, Domain::DataPlane]),
            Gate::of("Workloads and supply chain", &[Domain::ContainerConfig, Domain::SupplyChain]),
            Gate::of("Data protection", &[Domain::DataProtection]),
            Gate::of("Logging and detection", &[Domain::Logging]),
            Gate::of("Governance", &[Domain::Governance]),
        ]
    }
}
