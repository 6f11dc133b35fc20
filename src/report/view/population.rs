//! Population and completeness: what was enumerated, what could not be read.

use serde::Serialize;

use super::super::labels;
use super::common::{Bounded, Reference};
use super::evidence::Index;
use crate::assess::model::Assessment;
use crate::evidence::fact::{Gap, Note};

/// Rows of each table.
const LIMIT: usize = 500;

/// How complete the evidence is.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Population {
    /// Lists read to their end.
    pub coverage: Bounded<CoverageRow>,
    /// Items in those lists.
    pub items: u64,
    /// Pages of those lists.
    pub pages: u64,
    /// Failed reads.
    pub gaps: Bounded<GapRow>,
    /// What of given files was not used, and what was taken for granted.
    pub notes: Vec<NoteRow>,
}

/// One list read to its end.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CoverageRow {
    /// What was enumerated.
    pub topic: String,
    /// True where the list is derived from others.
    pub derived: bool,
    /// For which cluster; absent for the whole account.
    pub cluster: Option<String>,
    /// Items found.
    pub items: u64,
    /// Pages read.
    pub pages: u64,
    /// API calls made for it.
    pub exchanges: usize,
}

/// One failed read.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GapRow {
    /// What stays incomplete.
    pub topics: Vec<String>,
    /// The cluster concerned; absent for all.
    pub cluster: Option<String>,
    /// The item, when it is one.
    pub item: Option<String>,
    /// Why.
    pub reason: String,
    /// The permission that the read needs.
    pub permission: String,
    /// The service's own words.
    pub detail: String,
    /// The exchange that failed.
    pub evidence: Option<Reference>,
}

/// One thing to know of given files.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct NoteRow {
    /// The cluster concerned.
    pub cluster: String,
    /// What is to be known.
    pub detail: String,
    /// The exchange that says so.
    pub evidence: Reference,
}

impl Population {
    pub(super) fn new(assessment: &Assessment, index: &Index) -> Self {
        let coverage = assessment.coverage.iter().map(|coverage| CoverageRow {
            topic: coverage.topic.as_str().to_owned(),
            derived: coverage.topic.is_derived(),
            cluster: coverage.cluster.clone(),
            items: coverage.items,
            pages: coverage.pages,
            exchanges: coverage.exchanges.len(),
        });
        let read = || assessment.coverage.iter().filter(|coverage| !coverage.topic.is_derived());
        Self {
            coverage: Bounded::new(coverage.collect(), LIMIT),
            items: read().map(|coverage| coverage.items).sum(),
            pages: read().map(|coverage| coverage.pages).sum(),
            gaps: Bounded::new(assessment.gaps.iter().map(|gap| gap_row(gap, index)).collect(), LIMIT),
            notes: assessment.notes.iter().map(|note| note_row(note, index)).collect(),
        }
    }
}

fn note_row(note: &Note, index: &Index) -> NoteRow {
    let evidence = index.reference(&note.exchange);
    NoteRow { cluster: note.cluster.clone(), detail: note.detail.clone(), evidence }
}

fn gap_row(gap: &Gap, index: &Index) -> GapRow {
    GapRow {
        topics: gap.topics.iter().map(|topic| topic.as_str().to_owned()).collect(),
        cluster: gap.cluster.clone(),
        item: gap.item.clone(),
        reason: labels::gap_reason(gap.reason).to_owned(),
        permission: gap.permission.clone(),
        detail: gap.detail.clone(),
        evidence: gap.exchange.as_deref().map(|id| index.reference(id)),
    }
}
