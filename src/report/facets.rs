//! What rows of results and findings are filtered by and linked to, as data beside the words that they print.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::escape::visible;
use super::labels;
use super::slug::slug;
use crate::assess::model::{Assessment, ControlResult, ControlText, Finding};
use crate::control::model::Owner;
use crate::evidence::untrusted::shortened;

/// What a row is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Of results.
    Result,
    /// Of findings.
    Finding,
}

impl List {
    /// Its word in the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Finding => "finding",
        }
    }
}

/// What one row is filtered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// Result or finding.
    pub list: List,
    /// Its control.
    pub control: Arc<ControlFacets>,
    /// Machine word of its result's outcome.
    pub outcome: &'static str,
    /// Machine word of who owns its control there.
    pub owner: &'static str,
    /// Who in the organisation owns its subject; empty where nobody is named.
    pub team: String,
    /// Cluster, as reports print it.
    pub cluster: String,
    /// A finding's id, as reports print it; empty for a result and for a failure without findings.
    pub id: String,
    /// The address of the row within the page, which it keeps from one period to the next.
    pub address: Option<String>,
}

/// The values of one control that its rows are filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ControlFacets {
    /// Its id.
    pub id: String,
    /// `high`; empty where the assessment lacks the control's text.
    pub severity: &'static str,
    /// `network`.
    pub domain: &'static str,
    /// Ids of the frameworks that map to it.
    pub frameworks: BTreeSet<String>,
}

/// The facets of each control of an assessment, by id.
pub(super) fn of_controls(assessment: &Assessment) -> BTreeMap<&str, Arc<ControlFacets>> {
    let ids: BTreeSet<&String> =
        assessment.results.iter().map(|result| &result.control).chain(assessment.controls.keys()).collect();
    let facets = |id: &String| Arc::new(of_control(id, assessment.controls.get(id)));
    ids.into_iter().map(|id| (id.as_str(), facets(id))).collect()
}

fn of_control(id: &str, text: Option<&ControlText>) -> ControlFacets {
    ControlFacets {
        id: id.to_owned(),
        severity: text.map_or("", |text| labels::severity(text.severity)),
        domain: text.map_or("other", |text| labels::domain(text.domain).0),
        frameworks: text
            .map(|text| text.frameworks.iter().map(|clause| framework(clause)).collect())
            .unwrap_or_default(),
    }
}

/// `cis-eks-1.8.0 5.4.1` names the framework before the clause.
fn framework(clause: &str) -> String {
    visible(clause.split_whitespace().next().unwrap_or_default())
}

/// The machine word of an owner.
pub(super) fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Aws => "aws",
        Owner::Customer => "customer",
        Owner::Shared => "shared",
        Owner::NotApplicable => "not-applicable",
    }
}

/// The facets of a view's rows: each row knows its number, which the templates print as a mark.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    controls: BTreeMap<&'a str, Arc<ControlFacets>>,
    rows: Vec<Arc<Facets>>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(assessment: &'a Assessment) -> Self {
        Self { controls: of_controls(assessment), rows: Vec::new() }
    }

    /// Enters a row of a result; gives its number.
    pub(super) fn result(&mut self, result: &ControlResult) -> usize {
        let cluster = printed(&result.cluster);
        let compute = slug(labels::compute(result.compute_type));
        let address = format!("R-{}--{}--{compute}", part(&result.control), part(&cluster));
        self.enter(Facets {
            list: List::Result,
            control: self.controls.get(result.control.as_str()).cloned().unwrap_or_default(),
            outcome: labels::outcome(result.outcome).0,
            owner: owner(result.owner),
            team: result.owned_by.as_ref().map(|owner| visible(&owner.name)).unwrap_or_default(),
            cluster,
            id: String::new(),
            address: Some(address),
        })
    }

    /// Enters a row of a finding, or of a failure that has none; gives its number.
    pub(super) fn finding(&mut self, result: &ControlResult, finding: Option<&Finding>) -> usize {
        let id = finding.map(|finding| printed(&finding.id)).unwrap_or_default();
        let owned_by = finding.map_or(&result.owned_by, |finding| &finding.owned_by);
        self.enter(Facets {
            list: List::Finding,
            control: self.controls.get(result.control.as_str()).cloned().unwrap_or_default(),
            outcome: labels::outcome(result.outcome).0,
            owner: owner(result.owner),
            team: owned_by.as_ref().map(|owner| visible(&owner.name)).unwrap_or_default(),
            cluster: printed(&result.cluster),
            address: finding.map(|_| format!("F-{}", part(&id))),
            id,
        })
    }

    fn enter(&mut self, facets: Facets) -> usize {
        self.rows.push(Arc::new(facets));
        self.rows.len() - 1
    }

    /// All of them, by number.
    pub(super) fn into_rows(self) -> Vec<Arc<Facets>> {
        self.rows
    }
}

/// A name as reports print it.
fn printed(name: &str) -> String {
    visible(&shortened(name))
}

/// A name as part of an address. One that a slug would change is followed by digits of its digest, so that no two
/// rows share an address.
fn part(name: &str) -> String {
    let short = slug(name);
    if short == name {
        return short;
    }
    let digest = Sha256::digest(name.as_bytes());
    format!("{}-{:02x}{:02x}{:02x}", &short[..short.len().min(40)], digest[0], digest[1], digest[2])
}
