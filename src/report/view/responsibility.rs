//! The responsibility matrix: area × compute type present → owner.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::labels;
use crate::assess::model::Assessment;
use crate::control::model::Owner;
use crate::evidence::compute_type::ComputeType;

/// The matrix and its texts.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Responsibility {
    /// Compute types present: the columns.
    pub compute_types: Vec<String>,
    /// Owners by area.
    pub rows: Vec<MatrixRow>,
    /// What each side does, by area.
    pub areas: Vec<AreaRow>,
    /// True when a compute type may be missing.
    pub incomplete: bool,
}

/// The owners of one area.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MatrixRow {
    /// The area's title.
    pub area: String,
    /// One a column: the owners there; more than one where clusters or images differ.
    pub cells: Vec<Vec<MatrixCell>>,
}

/// One owner in a cell.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct MatrixCell {
    /// The owner.
    pub owner: String,
    /// Number of nodes, where it is known.
    pub nodes: Option<u64>,
    /// True where a custom image decided the owner.
    pub custom_ami: bool,
}

/// What each side does in one area.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AreaRow {
    /// The area's title.
    pub title: String,
    /// What AWS provides.
    pub aws: String,
    /// What the customer must do.
    pub customer: String,
    /// AWS reports relied on.
    pub aws_reports: Vec<String>,
    /// Documents that say so.
    pub sources: Vec<String>,
}

impl Responsibility {
    pub(super) fn new(assessment: &Assessment) -> Self {
        let present: BTreeSet<ComputeType> = assessment.responsibility.iter().map(|r| r.compute_type).collect();
        let rows = assessment.areas.iter().map(|area| MatrixRow {
            area: area.title.clone(),
            cells: present.iter().map(|compute_type| cells(assessment, &area.id, *compute_type)).collect(),
        });
        let areas = assessment.areas.iter().map(|area| AreaRow {
            title: area.title.clone(),
            aws: area.aws.clone(),
            customer: area.customer.clone(),
            aws_reports: area.aws_reports.clone(),
            sources: area.sources.clone(),
        });
        Self {
            rows: rows.collect(),
            areas: areas.collect(),
            compute_types: present.into_iter().map(|t| capitalised(labels::compute_type(t))).collect(),
            incomplete: assessment.clusters.iter().any(|cluster| cluster.compute_incomplete),
        }
    }
}

pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn cells(assessment: &Assessment, area: &str, compute_type: ComputeType) -> Vec<MatrixCell> {
    let mut owners: BTreeMap<(Owner, bool), Option<u64>> = BTreeMap::new();
    let here = assessment.responsibility.iter().filter(|r| r.area == area && r.compute_type == compute_type);
    for entry in here {
        // One unknown number makes the sum unknown.
        owners
            .entry((entry.owner, entry.custom_ami))
            .and_modify(|sum| *sum = sum.zip(entry.nodes).map(|(a, b)| a + b))
            .or_insert(entry.nodes);
    }
    let cell = |((owner, custom_ami), nodes)| MatrixCell { owner: labels::owner(owner).to_owned(), nodes, custom_ami };
    owners.into_iter().map(cell).collect()
}
