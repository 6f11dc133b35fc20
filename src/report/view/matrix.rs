//! The customer responsibility matrix: who owns what, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::context::ReportContext;
use super::super::error::ReportError;
use super::super::labels;
use super::common::{self, References};
use super::cover::Cover;
use super::evidence::{EvidenceIndex, Index};
use super::responsibility::capitalised;
use super::tally::Tally;
use crate::assess::model::{Assessment, ClauseResult, ControlResult};
use crate::control::model::{Area, Outcome, Owner};
use crate::evidence::compute_type::ComputeType;

/// Everything that `matrix.md` may use; its fields are the templates' variables.
#[derive(Debug, Clone, Serialize)]
pub struct MatrixView {
    /// Who, what, when, by whom, and digests.
    pub cover: Cover,
    /// Counts of results.
    pub tally: Tally,
    /// Counts of results by owner.
    pub owners: Vec<OwnerCount>,
    /// One entry an area, in the matrix's order.
    pub areas: Vec<AreaStatus>,
    /// Clauses of each framework with who answers them.
    pub frameworks: Vec<(String, String, Vec<ClauseOwner>)>,
    /// True when a compute type may be missing.
    pub incomplete: bool,
    /// The calls cited.
    pub evidence: EvidenceIndex,
}

/// Results of one owner.
#[derive(Debug, Clone, Serialize)]
pub struct OwnerCount {
    /// The owner.
    pub owner: String,
    /// Results, by outcome.
    pub tally: Tally,
}

/// One area: the split of duties and its state.
#[derive(Debug, Clone, Serialize)]
pub struct AreaStatus {
    /// The area's title.
    pub title: String,
    /// Anchor of its section.
    pub anchor: String,
    /// What AWS provides.
    pub aws: String,
    /// What the customer must do.
    pub customer: String,
    /// AWS reports relied on.
    pub aws_reports: Vec<String>,
    /// Who owns it, one entry for each owner that occurs.
    pub shares: Vec<Share>,
    /// Results of its controls.
    pub tally: Tally,
    /// The worst of their outcomes; `no control` where there is none.
    pub status: String,
    /// Its controls' results.
    pub controls: Vec<ControlStatus>,
}

/// One owner of an area and where that holds, in the words of three kinds of matrix.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// The owner.
    pub owner: String,
    /// Compute types.
    pub compute: Vec<String>,
    /// Who manages it, for PCI DSS 12.8.5.
    pub pci: String,
    /// Ownership in the sense of CSA CCM STA-04.
    pub ccm: String,
    /// Whether it can be inherited, for a FedRAMP customer responsibility matrix.
    pub fedramp: String,
}

/// A result of an area.
#[derive(Debug, Clone, Serialize)]
pub struct ControlStatus {
    /// The control's title.
    pub title: String,
    /// Its id.
    pub control: String,
    /// The owner.
    pub owner: String,
    /// Cluster and compute type.
    pub place: String,
    /// Outcome.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// Evidence.
    pub evidence: References,
}

/// A clause of a framework: who answers it.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseOwner {
    /// Id of the clause.
    pub id: String,
    /// Who answers it.
    pub owner: String,
    /// As [`Share::pci`].
    pub pci: String,
    /// As [`Share::ccm`].
    pub ccm: String,
    /// As [`Share::fedramp`].
    pub fedramp: String,
    /// The outcome of its controls.
    pub outcome: String,
    /// Ids of its controls.
    pub controls: Vec<String>,
}

impl MatrixView {
    /// Computes the view.
    ///
    /// # Errors
    /// When the assessment's counts are not those of its results.
    pub fn new(assessment: &Assessment, run: &ReportContext) -> Result<Self, ReportError> {
        let tally = Tally::of(&assessment.results);
        tally.check(&assessment.counts)?;
        let index = Index::citing(run, assessment.results.iter().map(|result| &result.exchanges));
        let mut areas: Vec<AreaStatus> =
            assessment.areas.iter().map(|area| AreaStatus::new(assessment, area, &index)).collect();
        areas.extend(without_area(assessment, &index));
        Ok(Self {
            cover: Cover::new(assessment, run),
            tally,
            owners: owners(assessment),
            areas,
            frameworks: frameworks(assessment),
            incomplete: assessment.clusters.iter().any(|cluster| cluster.compute_incomplete),
            evidence: index.into_view(run),
        })
    }
}

fn owners(assessment: &Assessment) -> Vec<OwnerCount> {
    [Owner::Customer, Owner::Shared, Owner::Aws, Owner::NotApplicable]
        .map(|owner| OwnerCount {
            owner: labels::owner(owner).to_owned(),
            tally: Tally::of(assessment.results.iter().filter(|result| result.owner == owner)),
        })
        .into()
}

impl AreaStatus {
    fn new(assessment: &Assessment, area: &Area, index: &Index) -> Self {
        let of_area = |result: &&ControlResult| area_of(assessment, result) == Some(area.id.as_str());
        let results: Vec<&ControlResult> = assessment.results.iter().filter(of_area).collect();
        Self {
            title: area.title.clone(),
            anchor: format!("area-{}", super::super::slug::slug(&area.id)),
            aws: area.aws.clone(),
            customer: area.customer.clone(),
            aws_reports: area.aws_reports.clone(),
            shares: shares(assessment, area),
            tally: Tally::of(results.iter().copied()),
            status: status(&results),
            controls: results.iter().map(|result| control(assessment, result, index)).collect(),
        }
    }
}

fn area_of<'a>(assessment: &'a Assessment, result: &ControlResult) -> Option<&'a str> {
    assessment.controls.get(&result.control).map(|text| text.area.as_str())
}

/// Results whose area the assessment does not hold, so that no result is left out.
fn without_area(assessment: &Assessment, index: &Index) -> Option<AreaStatus> {
    let known = |result: &&ControlResult| {
        area_of(assessment, result).is_some_and(|id| assessment.areas.iter().any(|area| area.id == id))
    };
    let results: Vec<&ControlResult> = assessment.results.iter().filter(|result| !known(result)).collect();
    if results.is_empty() {
        return None;
    }
    Some(AreaStatus {
        title: "Area not stated".to_owned(),
        anchor: "area-not-stated".to_owned(),
        aws: String::new(),
        customer: String::new(),
        aws_reports: Vec::new(),
        shares: Vec::new(),
        tally: Tally::of(results.iter().copied()),
        status: status(&results),
        controls: results.iter().map(|result| control(assessment, result, index)).collect(),
    })
}

fn control(assessment: &Assessment, result: &ControlResult, index: &Index) -> ControlStatus {
    ControlStatus {
        title: common::title(assessment, &result.control),
        control: result.control.clone(),
        owner: labels::owner(result.owner).to_owned(),
        place: common::place(result),
        outcome: labels::outcome(result.outcome).1.to_owned(),
        reason: result.reason.clone(),
        evidence: index.references(&result.exchanges),
    }
}

/// The worst outcome, in the order in which a clause of a framework takes it.
fn status(results: &[&ControlResult]) -> String {
    let worst = Outcome::worst(results.iter().map(|result| result.outcome));
    worst.map_or("no control", |outcome| labels::outcome(outcome).1).to_owned()
}

/// Owners of an area on the compute types present, customer first.
fn shares(assessment: &Assessment, area: &Area) -> Vec<Share> {
    let mut by_owner: BTreeMap<u8, (Owner, BTreeSet<(ComputeType, bool)>)> = BTreeMap::new();
    for row in assessment.responsibility.iter().filter(|row| row.area == area.id) {
        let rank = match row.owner {
            Owner::Customer => 0,
            Owner::Shared => 1,
            Owner::Aws => 2,
            Owner::NotApplicable => 3,
        };
        by_owner.entry(rank).or_insert((row.owner, BTreeSet::new())).1.insert((row.compute_type, row.custom_ami));
    }
    let compute = |(compute_type, custom): (ComputeType, bool)| {
        let suffix = if custom { " (custom AMI)" } else { "" };
        format!("{}{suffix}", capitalised(labels::compute_type(compute_type)))
    };
    let share = |(owner, places): (Owner, BTreeSet<_>)| {
        let [pci, ccm, fedramp] = in_matrices(owner);
        Share {
            owner: labels::owner(owner).to_owned(),
            compute: places.into_iter().map(compute).collect(),
            pci: pci.to_owned(),
            ccm: ccm.to_owned(),
            fedramp: fedramp.to_owned(),
        }
    };
    by_owner.into_values().map(share).collect()
}

/// The owner in the words of PCI DSS 12.8.5, CSA CCM STA-04 and a FedRAMP customer responsibility matrix.
fn in_matrices(owner: Owner) -> [&'static str; 3] {
    match owner {
        Owner::Aws => ["service provider", "CSP-owned", "yes"],
        Owner::Customer => ["entity", "CSC-owned", "no"],
        Owner::Shared => ["shared", "shared CSP and CSC", "partial"],
        Owner::NotApplicable => ["not applicable", "not applicable", "not applicable"],
    }
}

/// Ids of controls in one row of a clause: more make a row that is taller than a page.
const MOST_IN_A_ROW: usize = 20;

/// The rows of a clause, each with its name and its controls.
fn rows_of(clause: &ClauseResult) -> Vec<(String, Vec<String>)> {
    let parts: Vec<&[String]> = clause.controls.chunks(MOST_IN_A_ROW).collect();
    let parts = if parts.is_empty() { vec![&[][..]] } else { parts };
    let name = |number: usize| if number == 0 { clause.id.clone() } else { format!("{} (continued)", clause.id) };
    parts.into_iter().enumerate().map(|(number, controls)| (name(number), controls.to_vec())).collect()
}

fn frameworks(assessment: &Assessment) -> Vec<(String, String, Vec<ClauseOwner>)> {
    let all = assessment.frameworks.iter().map(|framework| {
        let clauses = framework.clauses.iter().flat_map(|clause| {
            let owner = combined(assessment, &clause.controls);
            let [pci, ccm, fedramp] = in_matrices(owner);
            rows_of(clause).into_iter().map(move |(id, controls)| ClauseOwner {
                id,
                owner: labels::owner(owner).to_owned(),
                pci: pci.to_owned(),
                ccm: ccm.to_owned(),
                fedramp: fedramp.to_owned(),
                outcome: labels::outcome(clause.outcome).1.to_owned(),
                controls,
            })
        });
        let anchor = format!("clauses-{}", super::super::slug::slug(&framework.id));
        (framework.title.clone(), anchor, clauses.collect())
    });
    all.collect()
}

/// One owner for several controls: shared as soon as they differ.
fn combined(assessment: &Assessment, controls: &[String]) -> Owner {
    let owners: BTreeSet<Owner> = assessment
        .results
        .iter()
        .filter(|result| controls.contains(&result.control) && result.owner != Owner::NotApplicable)
        .map(|result| result.owner)
        .collect();
    match owners.into_iter().collect::<Vec<_>>().as_slice() {
        [] => Owner::NotApplicable,
        [one] => *one,
        _ => Owner::Shared,
    }
}
