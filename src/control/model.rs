//! A control as its file holds it, and the responsibility matrix.

use std::collections::{BTreeMap, BTreeSet};

use ijson::IValue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rows::CatalogueRow;
use crate::evidence::component::Component;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::declared::EvidenceFile;
use crate::evidence::topic::Topic;

/// Part of the customer's responsibility that a control belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the field's own")]
pub enum Domain {
    DataPlane,
    NodeOs,
    ContainerConfig,
    Network,
    Iam,
    DataProtection,
    SupplyChain,
    Logging,
    Governance,
}

/// How much a failure matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the field's own")]
pub enum Severity {
    Critical,
    High,
    Medium,
    Low,
}

/// Who owns an area on a compute type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// AWS: the control is inherited.
    Aws,
    /// The customer.
    Customer,
    /// Both: AWS builds, the customer turns on or rolls out. Judged like the customer's.
    Shared,
    /// The area does not exist on this compute type.
    NotApplicable,
}

/// A parameter that an organisation may tune.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// Used when the engagement sets none.
    pub default: Value,
    /// What it means, with its unit.
    pub description: String,
    /// Smallest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Largest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
}

/// How to mend a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Remediation {
    /// Steps in the AWS console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
    /// An AWS CLI or kubectl command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    /// Terraform arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    /// Address of AWS's or Kubernetes' documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
}

/// Outcome of a control; see the design for what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every member of the whole population meets the requirement.
    Satisfied,
    /// At least one member does not.
    NotSatisfied,
    /// The population is empty, or the area does not exist here; the reason is given.
    NotApplicable,
    /// AWS owns it; rely on the named AWS report.
    Inherited,
    /// The evidence does not allow a verdict; the gap is named.
    Undetermined,
    /// A person stated it; attester, date and validity are given.
    Attested,
    /// It fails under an approved, unexpired exception.
    Excepted,
}

impl Outcome {
    /// All of them, worst first: of several results, a summary takes the first of these that is among them.
    pub const WORST_FIRST: [Self; 7] = [
        Self::NotSatisfied,
        Self::Undetermined,
        Self::Excepted,
        Self::Attested,
        Self::Satisfied,
        Self::Inherited,
        Self::NotApplicable,
    ];

    /// The worst of `outcomes`; `None` when there is none.
    #[must_use]
    pub fn worst(outcomes: impl IntoIterator<Item = Self>) -> Option<Self> {
        let rank = |outcome: &Self| Self::WORST_FIRST.iter().position(|known| known == outcome);
        outcomes.into_iter().min_by_key(rank)
    }
}

/// A case that proves a control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// What the case shows.
    pub name: String,
    /// Facts by topic; a topic of `needs` that is not named is enumerated and empty.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Topic, Vec<Value>>")]
    pub given: BTreeMap<Topic, Vec<IValue>>,
    /// Topics whose evidence is missing in this case.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub missing: BTreeSet<Topic>,
    /// Compute types of the cluster's nodes, for the owner; subjects that carry a `computeType` need none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub compute: BTreeSet<ComputeType>,
    /// Parameters that differ from their defaults.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// As-of time of the case, RFC 3339; 2026-06-30T00:00:00Z when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<chrono::DateTime<chrono::Utc>>,
    /// The outcome that must come out, for every compute type that the case has.
    pub expect: Outcome,
    /// Text that must occur in a finding's message or in the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

/// One control, as `controls/<domain>/<id>.yaml` holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Control {
    /// Equal to the file's stem; phrased so that yes is good.
    pub id: String,
    /// One line.
    pub title: String,
    /// Its domain; the name of its folder.
    pub domain: Domain,
    /// Row of the responsibility matrix: decides the owner.
    pub area: String,
    /// How much a failure matters.
    pub severity: Severity,
    /// The sentence management attests.
    pub statement: String,
    /// Why it matters.
    pub why: String,
    /// Rows of `catalogue.csv` that it answers: `CP-01`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalogue: Vec<String>,
    /// Topics whose complete evidence the verdict rests on; the subject's topic included.
    #[serde(default)]
    pub needs: BTreeSet<Topic>,
    /// The population: one evaluation per fact of this topic. Absent for controls that people attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Topic>,
    /// CEL; false takes the subject out of the population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Why a subject is out when `when` is false: the reason of a not-applicable outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// CEL; true passes, an error leaves the control undetermined. Absent for controls that people attest or AWS owns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require: Option<String>,
    /// Who is to state it, by what they do in the organisation; for controls that people attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_by: Option<String>,
    /// CEL giving text: the values seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Oldest evidence accepted, as `24h` or `90d`; absent means any age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
    /// What an organisation may tune.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Parameter>,
    /// How to mend a failure.
    #[serde(default)]
    pub remediation: Remediation,
    /// Cases that prove the control.
    pub cases: Vec<Case>,
}

/// One row of `controls/responsibility.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Area {
    /// Identifier that controls name.
    pub id: String,
    /// One line.
    pub title: String,
    /// What AWS provides.
    pub aws: String,
    /// What the customer must do.
    pub customer: String,
    /// Owner by compute type; every one is given. In a file, `all: OWNER` stands for all that are not named.
    #[serde(deserialize_with = "super::owners::by_compute_type")]
    pub owners: BTreeMap<ComputeType, Owner>,
    /// Owner where a node runs a custom AMI, for compute types where that changes the owner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owners_with_custom_ami: BTreeMap<ComputeType, Owner>,
    /// AWS reports to rely on for AWS's part, as AWS Artifact names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aws_reports: Vec<String>,
    /// Documents that say so.
    pub sources: Vec<String>,
}

/// One clause of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Clause {
    /// Identifier in the framework: `5.4.1`, `AC-6(2)`.
    pub id: String,
    /// Ids of the controls that answer it.
    pub controls: Vec<String>,
}

/// A framework file: clause to controls, no text of the framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Framework {
    /// Equal to the file's stem.
    pub id: String,
    /// Name and version.
    pub title: String,
    /// Where the framework is published.
    pub source: String,
    /// Its clauses that are mapped.
    pub clauses: Vec<Clause>,
}

/// Controls, matrix, frameworks, exceptions for parts of EKS and what the ids of the catalogue mean, loaded and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// Controls sorted by id.
    pub controls: Vec<Control>,
    /// Rows of the responsibility matrix in file order.
    pub areas: Vec<Area>,
    /// Frameworks sorted by id.
    pub frameworks: Vec<Framework>,
    /// What parts of EKS are excepted from, in file order.
    pub components: Vec<ComponentException>,
    /// Rows of the catalogue in file order.
    pub rows: Vec<CatalogueRow>,
    /// Read operations that are declared as data, by service.
    pub evidence: Vec<EvidenceFile>,
    /// SHA-256 over the form that RFC 8785 gives controls, matrix, frameworks, exceptions and declared operations. The rows
    /// decide no verdict.
    pub digest: String,
}

impl Catalogue {
    /// What is excepted from the control `id`, in file order.
    pub fn excepted_from<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a ComponentException> {
        self.components.iter().filter(move |exception| exception.controls.iter().any(|control| control == id))
    }
}

/// A part of EKS whose function needs what controls forbid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentException {
    /// The part.
    pub component: Component,
    /// What it does that needs this.
    pub reason: String,
    /// Document or manifest that shows it.
    pub source: String,
    /// Ids of the controls that it is excepted from.
    pub controls: Vec<String>,
}
