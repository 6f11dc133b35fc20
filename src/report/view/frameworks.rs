//! Results by framework clause.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::labels;
use super::super::slug::slug;
use super::common::{self, control_anchor};
use crate::assess::model::{Assessment, ClauseResult, FrameworkResult};
use crate::control::model::Outcome;

/// One framework.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FrameworkView {
    /// Name and version.
    pub title: String,
    /// Anchor.
    pub anchor: String,
    /// Clauses mapped.
    pub total: usize,
    /// Clauses by outcome, zeroes left out: label, number.
    pub counts: Vec<(String, usize)>,
    /// The clauses.
    pub clauses: Vec<ClauseRow>,
}

/// One clause.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ClauseRow {
    /// Clause id.
    pub id: String,
    /// The worst outcome of its controls.
    pub outcome: String,
    /// Its controls: title, anchor in the catalogue when it was judged.
    pub controls: Vec<(String, Option<String>)>,
}

/// All frameworks.
pub(super) fn all(assessment: &Assessment) -> Vec<FrameworkView> {
    assessment.frameworks.iter().map(|framework| one(assessment, framework)).collect()
}

fn one(assessment: &Assessment, framework: &FrameworkResult) -> FrameworkView {
    let mut numbers: BTreeMap<Outcome, usize> = BTreeMap::new();
    for clause in &framework.clauses {
        *numbers.entry(clause.outcome).or_default() += 1;
    }
    let counts = labels::OUTCOMES
        .into_iter()
        .filter_map(|outcome| Some((labels::outcome(outcome).1.to_owned(), *numbers.get(&outcome)?)));
    FrameworkView {
        title: framework.title.clone(),
        anchor: format!("framework-{}", slug(&framework.id)),
        total: framework.clauses.len(),
        counts: counts.collect(),
        clauses: framework.clauses.iter().map(|clause| row(assessment, clause)).collect(),
    }
}

fn row(assessment: &Assessment, clause: &ClauseResult) -> ClauseRow {
    let controls = clause.controls.iter().map(|control| {
        let anchor = assessment.controls.contains_key(control).then(|| control_anchor(control));
        (common::title(assessment, control), anchor)
    });
    ClauseRow {
        id: clause.id.clone(),
        outcome: labels::outcome(clause.outcome).1.to_owned(),
        controls: controls.collect(),
    }
}
