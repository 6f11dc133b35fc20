//! Results by domain.

use serde::Serialize;

use super::super::words;
use super::common::{self, control_anchor};
use super::tally::Tally;
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::{Domain, Outcome};

/// The results of one domain.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DomainResults {
    /// Its name.
    pub title: String,
    /// Its machine word.
    pub id: String,
    /// Counts.
    pub tally: Tally,
    /// The results.
    pub rows: Vec<ResultRow>,
}

/// One result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ResultRow {
    /// Control id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Cluster.
    pub cluster: String,
    /// Compute type.
    pub compute: String,
    /// Owner.
    pub owner: String,
    /// Outcome.
    pub outcome: String,
    /// "214 of 214 meet it", in words.
    pub population: String,
    /// Why.
    pub reason: String,
}

/// Domains that have results, in the order of the catalogue.
pub(super) fn by_domain(assessment: &Assessment) -> Vec<DomainResults> {
    words::DOMAINS.into_iter().map(Some).chain([None]).filter_map(|domain| results_of(assessment, domain)).collect()
}

/// Results whose control has no text belong to the domain `None`, so that the
/// domains always add up to the whole.
pub(super) fn in_domain(assessment: &Assessment, domain: Option<Domain>) -> Vec<&ControlResult> {
    let domain_of = |result: &ControlResult| assessment.controls.get(&result.control).map(|text| text.domain);
    assessment.results.iter().filter(|result| domain_of(result) == domain).collect()
}

fn results_of(assessment: &Assessment, domain: Option<Domain>) -> Option<DomainResults> {
    let results = in_domain(assessment, domain);
    if results.is_empty() {
        return None;
    }
    let (id, title) = domain.map_or(("other", "Other"), words::domain);
    Some(DomainResults {
        title: title.to_owned(),
        id: id.to_owned(),
        tally: Tally::of(results.iter().copied()),
        rows: results.into_iter().map(|result| row(assessment, result)).collect(),
    })
}

fn row(assessment: &Assessment, result: &ControlResult) -> ResultRow {
    ResultRow {
        control: result.control.clone(),
        title: common::title(assessment, &result.control),
        anchor: control_anchor(&result.control),
        cluster: result.cluster.clone(),
        compute: common::compute(result.compute_type),
        owner: words::owner(result.owner).to_owned(),
        outcome: words::outcome(result.outcome).1.to_owned(),
        population: population(result),
        reason: result.reason.clone(),
    }
}

/// How many of how many, said so that an unknown population is never a number.
pub(super) fn population(result: &ControlResult) -> String {
    let counts = result.population;
    let in_scope = counts.total.saturating_sub(counts.not_applicable);
    match result.outcome {
        Outcome::Inherited | Outcome::Attested | Outcome::NotApplicable if counts.checked == 0 => "–".to_owned(),
        Outcome::Undetermined if counts.total == 0 => "not known".to_owned(),
        Outcome::Undetermined => format!("{} of {} known checked, {} fail", counts.checked, in_scope, counts.failed),
        Outcome::NotSatisfied | Outcome::Excepted => format!("{} of {} fail", counts.failed, in_scope),
        _ => format!("{} of {} pass", counts.passed, in_scope),
    }
}
