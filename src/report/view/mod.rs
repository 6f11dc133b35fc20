//! What the templates may say: every number and word computed once.
//!
//! Views hold plain text, numbers and anchors, never Markdown: escaping
//! belongs to the templates' engine. Lists are bounded; each bounded list says
//! how many entries there are in all.

mod assertion;
mod catalogue;
mod changes;
mod changes_rows;
mod clusters;
mod common;
mod cover;
mod evidence;
mod executive;
mod findings;
mod frameworks;
mod go_live;
mod matrix;
mod open;
mod owners;
mod parameters;
mod people;
mod population;
mod register;
mod responsibility;
mod results;
mod summary;
mod tally;

use std::sync::Arc;

use serde::Serialize;

pub use assertion::{Assertion, Reservation};
pub use catalogue::{CatalogueEntry, DomainCatalogue};
pub use changes::{ChangedFindings, Changes, KindRow, PeriodRow};
pub use changes_rows::{ControlChangeRow, ExceptionChangeRow, FindingChangeRow, ScopeChangeRow, VerdictChangeRow};
pub use clusters::{ClusterFailure, ClusterResults};
pub use common::{Bounded, Reference, References};
pub use cover::{Cluster, Cover, Node};
pub(crate) use evidence::cited_exchanges;
pub use evidence::{EvidenceGroup, EvidenceIndex, EvidenceRow};
pub use executive::{Executive, PermissionRow, TopRow};
pub use findings::{FindingGroup, FindingRow};
pub use frameworks::{ClauseRow, FrameworkView};
pub use go_live::{GateRow, GoLive, ItemRow, LapseRow, ReviewView, WaiverRow};
pub use matrix::{AreaStatus, ClauseOwner, ControlStatus, MatrixView, OwnerCount, Share};
pub use open::{MissingStatement, OpenItem, Undetermined, UndeterminedGap};
pub use owners::{OwnerRow, Owners};
pub use parameters::{ParameterRow, Parameters};
pub use people::{ExceptionRow, InheritedRow, StatementRow};
pub use population::{CoverageRow, GapRow, NoteRow, Population};
pub use register::RegisterRow;
pub use responsibility::{AreaRow, MatrixCell, MatrixRow, Responsibility};
pub use results::{AreaResults, DomainResults, ResultRow};
pub use summary::{OutcomeRow, SeverityRow, Summary};
pub use tally::Tally;

pub use super::parse::chart::{ChartSource, Entry, Kind};

use super::context::ReportContext;
use super::error::ReportError;
use super::facets::{Facets, Ledger};
use crate::assess::model::{Assessment, ExceptionLimits};

/// The version of what templates may use; a field that goes or changes its meaning raises it.
pub const SCHEMA: &str = "eks-attest/template-context/v1";

/// Everything that `attestation.md` may use; its fields are the templates' variables.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AttestationView {
    /// Who, what, when, by whom, and digests.
    pub cover: Cover,
    /// Counts, charts and what matters most.
    pub summary: Summary,
    /// What the executive page says beyond them.
    pub executive: Executive,
    /// Who owns what on which compute type.
    pub responsibility: Responsibility,
    /// How complete the evidence is.
    pub population: Population,
    /// Results by domain.
    pub domains: Vec<DomainResults>,
    /// Results by cluster.
    pub clusters: Vec<ClusterResults>,
    /// Results by framework.
    pub frameworks: Vec<FrameworkView>,
    /// What does not meet a requirement, by control, worst first.
    pub findings: Vec<FindingGroup>,
    /// What no verdict could be given on.
    pub undetermined: Vec<Undetermined>,
    /// What fails whatever else could not be read, with what was not read.
    pub incomplete: Vec<Undetermined>,
    /// What fails under an exception.
    pub exceptions: Vec<ExceptionRow>,
    /// The register of exceptions.
    pub register: Vec<RegisterRow>,
    /// Those of the register that are to be looked at.
    pub to_look_at: Vec<RegisterRow>,
    /// When an exception counts as overly broad.
    pub exception_limits: ExceptionLimits,
    /// What people stated.
    pub statements: Vec<StatementRow>,
    /// What is still to be stated, or to be stated again.
    pub statements_missing: Vec<MissingStatement>,
    /// What the parameters do.
    pub parameters: Parameters,
    /// Open findings by who owns them.
    pub owners: Owners,
    /// What AWS owns.
    pub inherited: Vec<InheritedRow>,
    /// What changed since the last attestation, when one was given.
    pub changes: Option<Changes>,
    /// What is to be done.
    pub open_items: Vec<OpenItem>,
    /// What management can state.
    pub assertion: Assertion,
    /// Every API call.
    pub evidence: EvidenceIndex,
    /// The text of every control.
    pub catalogue: Vec<DomainCatalogue>,
    /// What its rows are filtered by, by the number that each row has.
    #[serde(skip)]
    pub(crate) facets: Vec<Arc<Facets>>,
}

impl AttestationView {
    /// Computes the view.
    ///
    /// # Errors
    /// When the assessment's counts are not those of its results.
    pub fn new(assessment: &Assessment, run: &ReportContext) -> Result<Self, ReportError> {
        let tally = Tally::of(&assessment.results);
        tally.check(&assessment.counts)?;
        let index = evidence::Index::new(assessment, run);
        let mut ledger = Ledger::new(assessment);
        let findings = findings::groups(assessment, &index, &mut ledger);
        let register = register::rows(assessment);
        let clusters = clusters::by_cluster(assessment);
        let changes = run.change.as_ref().map(|change| Changes::new(change, assessment));
        Ok(Self {
            cover: Cover::new(assessment, run),
            summary: Summary::new(assessment, tally, &findings),
            executive: Executive::new(assessment, &findings, &clusters, changes.as_ref()),
            responsibility: Responsibility::new(assessment),
            population: Population::new(assessment, &index),
            domains: results::by_domain(assessment, &mut ledger),
            clusters,
            frameworks: frameworks::all(assessment),
            undetermined: open::undetermined(assessment, &index),
            incomplete: open::incomplete(assessment, &index),
            exceptions: people::exceptions(assessment),
            to_look_at: register.iter().filter(|row| !row.remarks.is_empty()).cloned().collect(),
            exception_limits: assessment.exception_limits,
            register,
            statements: people::statements(assessment),
            statements_missing: open::missing_statements(assessment),
            parameters: Parameters::new(assessment),
            owners: Owners::new(assessment),
            inherited: people::inherited(assessment),
            changes,
            open_items: open::items(assessment),
            assertion: Assertion::new(assessment, tally),
            catalogue: catalogue::by_domain(assessment),
            evidence: index.into_view(run),
            findings,
            facets: ledger.into_rows(),
        })
    }
}
