//! What results and findings are filtered by, read from the assessment once.
//!
//! The block tree names a row's control, cluster, compute type and outcome;
//! severity, domain, frameworks and owner follow from those.

use std::collections::{BTreeMap, BTreeSet};

use super::super::escape::visible;
use super::super::view::{compute, control_anchor};
use super::super::words;
use crate::assess::model::{Assessment, ControlResult, ControlText};
use crate::control::model::{Owner, Severity};

/// The values of one control that its rows are filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ControlFacets {
    /// Its id.
    pub(super) id: String,
    /// `high`; empty where the assessment lacks the control's text.
    pub(super) severity: &'static str,
    /// `network`.
    pub(super) domain: &'static str,
    /// Ids of the frameworks that map to it.
    pub(super) frameworks: BTreeSet<String>,
}

/// One filter: a list to choose one value from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    /// The rows' attribute, without `data-`.
    pub(super) name: &'static str,
    /// Its label.
    pub(super) label: &'static str,
    /// Values and what is shown for them.
    pub(super) options: Vec<(String, String)>,
}

/// The filters of an assessment and what decides them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facets {
    /// By anchor of the control.
    controls: BTreeMap<String, ControlFacets>,
    /// Owners by control anchor, cluster and compute type as printed.
    owners: BTreeMap<(String, String, String), &'static str>,
    /// Who in the organisation owns a cluster, as printed.
    teams: BTreeMap<String, String>,
    /// The filters, in the order in which they are shown.
    pub(super) filters: Vec<Filter>,
}

impl Facets {
    pub(super) fn new(assessment: &Assessment) -> Self {
        let ids: BTreeSet<&String> =
            assessment.results.iter().map(|result| &result.control).chain(assessment.controls.keys()).collect();
        let controls = ids.into_iter().map(|id| (control_anchor(id), of_control(id, assessment.controls.get(id))));
        let owners = assessment.results.iter().map(|result| (place(result), owner(result.owner)));
        let controls: BTreeMap<String, ControlFacets> = controls.collect();
        let teams = assessment.results.iter().filter_map(|result| Some((visible(&result.cluster), team(result)?)));
        let (owners, teams) = (owners.collect(), teams.collect());
        Self { filters: filters(assessment, &controls), owners, teams, controls }
    }

    /// The control whose heading has this anchor.
    pub(super) fn control(&self, anchor: &str) -> Option<&ControlFacets> {
        self.controls.get(anchor)
    }

    /// Who owns a control on a compute type of a cluster, all as printed.
    pub(super) fn owner(&self, anchor: &str, cluster: &str, compute: &str) -> Option<&'static str> {
        self.owners.get(&(anchor.to_owned(), cluster.to_owned(), compute.to_owned())).copied()
    }

    /// Who in the organisation owns the cluster.
    pub(super) fn team(&self, cluster: &str) -> Option<&str> {
        self.teams.get(cluster).map(String::as_str)
    }
}

fn team(result: &ControlResult) -> Option<String> {
    result.owned_by.as_ref().map(|owner| visible(&owner.name))
}

fn of_control(id: &str, text: Option<&ControlText>) -> ControlFacets {
    ControlFacets {
        id: id.to_owned(),
        severity: text.map_or("", |text| words::severity(text.severity)),
        domain: text.map_or("other", |text| words::domain(text.domain).0),
        frameworks: text
            .map(|text| text.frameworks.iter().map(|clause| framework(clause)).collect())
            .unwrap_or_default(),
    }
}

/// `cis-eks-1.8.0 5.4.1` names the framework before the clause.
fn framework(clause: &str) -> String {
    visible(clause.split_whitespace().next().unwrap_or_default())
}

fn place(result: &ControlResult) -> (String, String, String) {
    (control_anchor(&result.control), visible(&result.cluster), compute(result.compute_type))
}

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Aws => "aws",
        Owner::Customer => "customer",
        Owner::Shared => "shared",
        Owner::NotApplicable => "not-applicable",
    }
}

/// Filters with the values that results have; a filter of one value is left in,
/// so that the panel is the same in every report.
fn filters(assessment: &Assessment, controls: &BTreeMap<String, ControlFacets>) -> Vec<Filter> {
    let results = &assessment.results;
    let judged: Vec<&ControlFacets> =
        results.iter().filter_map(|result| controls.get(&control_anchor(&result.control))).collect();
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let outcomes = words::OUTCOMES.into_iter().filter(|known| results.iter().any(|result| result.outcome == *known));
    let severities = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(words::severity);
    let domains = words::DOMAINS.into_iter().map(words::domain).chain([("other", "Other")]);
    let clusters: BTreeSet<String> = results.iter().map(|result| visible(&result.cluster)).collect();
    let owners = [Owner::Customer, Owner::Shared, Owner::Aws, Owner::NotApplicable].into_iter();
    let owners = owners.filter(|known| results.iter().any(|result| result.owner == *known));
    let used: BTreeSet<&String> = judged.iter().flat_map(|control| &control.frameworks).collect();
    let title = |id: &String| assessment.frameworks.iter().find(|known| visible(&known.id) == *id);
    let frameworks = used.into_iter().map(|id| pair(id, title(id).map_or(id, |framework| &framework.title)));
    let has = |test: &dyn Fn(&ControlFacets) -> bool| judged.iter().any(|control| test(control));
    let filter = |name, label, options| Filter { name, label, options };
    let teams = results.iter().flat_map(|result| {
        let of_findings = result.findings.iter().filter_map(|finding| finding.owned_by.as_ref());
        of_findings.chain(&result.owned_by).map(|owner| visible(&owner.name))
    });
    let teams: BTreeSet<String> = teams.collect();
    let mut filters = vec![
        filter("outcome", "Outcome", outcomes.map(words::outcome).map(|(value, label)| pair(value, label)).collect()),
        filter(
            "severity",
            "Severity",
            severities.iter().filter(|word| has(&|c| c.severity == **word)).map(|word| pair(word, word)).collect(),
        ),
        filter(
            "domain",
            "Domain",
            domains.filter(|(id, _)| has(&|c| c.domain == *id)).map(|(id, title)| pair(id, title)).collect(),
        ),
        filter("framework", "Framework", frameworks.collect()),
        filter("cluster", "Cluster", clusters.iter().map(|name| pair(name, name)).collect()),
        filter("owner", "Owner", owners.map(|known| pair(owner(known), words::owner(known))).collect()),
    ];
    if assessment.owners_named {
        filters.push(filter("team", "Owned by", teams.iter().map(|name| pair(name, name)).collect()));
    }
    filters
}
