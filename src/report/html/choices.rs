//! The lists that results and findings are filtered by, read from the assessment once.

use std::collections::BTreeSet;

use super::super::escape::visible;
use super::super::facets::{ControlFacets, of_controls, owner};
use super::super::labels;
use crate::assess::model::Assessment;
use crate::control::model::{Owner, Severity};

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

/// Filters with the values that results have; a filter of one value is left in,
/// so that the panel is the same in every report.
pub(super) fn filters(assessment: &Assessment) -> Vec<Filter> {
    let results = &assessment.results;
    let controls = of_controls(assessment);
    let judged = results.iter().filter_map(|result| controls.get(result.control.as_str()));
    let judged: Vec<&ControlFacets> = judged.map(AsRef::as_ref).collect();
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let outcomes = labels::OUTCOMES.into_iter().filter(|known| results.iter().any(|result| result.outcome == *known));
    let severities = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(labels::severity);
    let domains = labels::DOMAINS.into_iter().map(labels::domain).chain([("other", "Other")]);
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
        filter("outcome", "Outcome", outcomes.map(labels::outcome).map(|(value, label)| pair(value, label)).collect()),
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
        filter("owner", "Owner", owners.map(|known| pair(owner(known), labels::owner(known))).collect()),
    ];
    if assessment.owners_named {
        filters.push(filter("team", "Owned by", teams.iter().map(|name| pair(name, name)).collect()));
    }
    filters
}
