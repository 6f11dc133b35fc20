//! Results by domain.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::facets::Ledger;
use super::super::labels;
use super::super::slug::slug;
use super::common::{self, control_anchor, worst_first};
use super::tally::Tally;
use crate::assess::model::{Assessment, ControlResult, INCOMPLETE};
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
    /// The results, by area of responsibility.
    pub areas: Vec<AreaResults>,
}

/// The results of one area within a domain.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AreaResults {
    /// The area's title.
    pub title: String,
    /// Anchor of its heading; unique, because it names the domain too.
    pub anchor: String,
    /// Counts by outcome, zeroes left out: label, number.
    pub counts: Vec<(String, u64)>,
    /// Number of results.
    pub total: u64,
    /// The results: what needs attention first, then by severity and control.
    pub rows: Vec<ResultRow>,
}

/// One result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ResultRow {
    /// Its number among the rows of results and findings: for the filter `row`, in a cell of its row.
    pub row: usize,
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
    /// Why, in short: nothing where the population says it, the first cause where no verdict could be given.
    pub reason: String,
    /// True where `reason` is the first cause only, and the section on what is undetermined has all.
    pub first_cause: bool,
}

/// Domains that have results, in the order of the catalogue.
pub(super) fn by_domain(assessment: &Assessment, ledger: &mut Ledger<'_>) -> Vec<DomainResults> {
    let domains = labels::DOMAINS.into_iter().map(Some).chain([None]);
    domains.filter_map(|domain| results_of(assessment, domain, ledger)).collect()
}

/// Results whose control has no text belong to the domain `None`, so that the
/// domains always add up to the whole.
pub(super) fn in_domain(assessment: &Assessment, domain: Option<Domain>) -> Vec<&ControlResult> {
    let domain_of = |result: &ControlResult| assessment.controls.get(&result.control).map(|text| text.domain);
    assessment.results.iter().filter(|result| domain_of(result) == domain).collect()
}

fn results_of(assessment: &Assessment, domain: Option<Domain>, ledger: &mut Ledger<'_>) -> Option<DomainResults> {
    let results = in_domain(assessment, domain);
    if results.is_empty() {
        return None;
    }
    let (id, title) = domain.map_or(("other", "Other"), labels::domain);
    Some(DomainResults {
        title: title.to_owned(),
        id: id.to_owned(),
        tally: Tally::of(results.iter().copied()),
        areas: by_area(assessment, id, &results, ledger),
    })
}

/// Areas in the order of the matrix; what has no area comes last.
fn by_area(
    assessment: &Assessment,
    domain: &str,
    results: &[&ControlResult],
    ledger: &mut Ledger<'_>,
) -> Vec<AreaResults> {
    let place = |result: &ControlResult| {
        let area = assessment.controls.get(&result.control).map(|text| text.area.as_str());
        assessment.areas.iter().position(|known| Some(known.id.as_str()) == area).unwrap_or(usize::MAX)
    };
    let mut grouped: BTreeMap<usize, Vec<&ControlResult>> = BTreeMap::new();
    for result in results {
        grouped.entry(place(result)).or_default().push(result);
    }
    let one = |(place, mut results): (usize, Vec<&ControlResult>)| {
        let area = assessment.areas.get(place);
        results.sort_by_key(|result| (attention(result.outcome), worst_first(assessment, &result.control)));
        let tally = Tally::of(results.iter().copied());
        let counts = labels::OUTCOMES.map(|outcome| (labels::outcome(outcome).1.to_owned(), tally.get(outcome)));
        AreaResults {
            title: area.map_or_else(|| "Area not stated".to_owned(), |area| area.title.clone()),
            anchor: format!("results-{domain}-{}", area.map_or_else(|| "other".to_owned(), |area| slug(&area.id))),
            counts: counts.into_iter().filter(|(_, number)| *number > 0).collect(),
            total: tally.total,
            rows: results.into_iter().map(|result| row(assessment, result, ledger)).collect(),
        }
    };
    grouped.into_iter().map(one).collect()
}

/// What a reader must see first.
fn attention(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotSatisfied => 0,
        Outcome::Undetermined => 1,
        Outcome::Excepted => 2,
        Outcome::Attested => 3,
        Outcome::Satisfied => 4,
        Outcome::Inherited => 5,
        Outcome::NotApplicable => 6,
    }
}

fn row(assessment: &Assessment, result: &ControlResult, ledger: &mut Ledger<'_>) -> ResultRow {
    let (reason, first_cause) = in_short(result);
    ResultRow {
        row: ledger.result(result),
        control: result.control.clone(),
        title: common::title(assessment, &result.control),
        anchor: control_anchor(&result.control),
        cluster: result.cluster.clone(),
        compute: common::compute(result.compute_type),
        owner: labels::owner(result.owner).to_owned(),
        outcome: labels::outcome(result.outcome).1.to_owned(),
        population: population(result),
        reason,
        first_cause,
    }
}

/// Section "Undetermined" has every cause; repeating them here would hide the other results.
fn in_short(result: &ControlResult) -> (String, bool) {
    match result.outcome {
        // "5 of 5 nodes checked meet the requirement" is what the population says.
        Outcome::Satisfied if result.population.checked > 0 && !result.reason.contains(';') => (String::new(), false),
        Outcome::Undetermined => (result.reason.split("; ").next().unwrap_or_default().to_owned(), true),
        _ => (result.reason.clone(), false),
    }
}

/// How many of how many, said so that an unknown population is never a number.
pub(super) fn population(result: &ControlResult) -> String {
    let counted = counts(result);
    let told = result.outcome == Outcome::Undetermined || result.population.complete;
    if told { counted } else { format!("{counted}; {INCOMPLETE}") }
}

fn counts(result: &ControlResult) -> String {
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
