//! The appendix: the text and the rule of every control.

use serde::Serialize;

use super::super::labels;
use super::common::control_anchor;
use super::parameters::{self, ParameterRow};
use crate::assess::model::{Assessment, ControlText};
use crate::control::model::{Outcome, Remediation};

/// The controls of one domain.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DomainCatalogue {
    /// Its name.
    pub title: String,
    /// Its machine word.
    pub id: String,
    /// Its controls.
    pub controls: Vec<CatalogueEntry>,
}

/// One control.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CatalogueEntry {
    /// Id.
    pub id: String,
    /// Anchor.
    pub anchor: String,
    /// One line.
    pub title: String,
    /// Severity.
    pub severity: String,
    /// The area's title.
    pub area: String,
    /// The sentence management attests.
    pub statement: String,
    /// Why it matters.
    pub why: String,
    /// `TEST` where a rule is evaluated, `EXAMINE` where a person states it,
    /// `INHERITED` where AWS owns it everywhere in scope.
    pub method: String,
    /// The population.
    pub subject: Option<String>,
    /// Topics whose complete evidence it needs.
    pub needs: Vec<String>,
    /// Which subjects it concerns, in CEL.
    pub when: Option<String>,
    /// What it requires of them, in CEL.
    pub require: Option<String>,
    /// What an organisation may tune, with the values used.
    pub parameters: Vec<ParameterRow>,
    /// Who is to state it, for controls that people attest.
    pub stated_by: Option<String>,
    /// How to mend a failure.
    pub remediation: Remediation,
    /// Framework clauses.
    pub frameworks: Vec<String>,
    /// SHA-256 of the control.
    pub digest: String,
}

/// All controls, by domain.
pub(super) fn by_domain(assessment: &Assessment) -> Vec<DomainCatalogue> {
    labels::DOMAINS
        .into_iter()
        .filter_map(|domain| {
            let controls: Vec<CatalogueEntry> = assessment
                .controls
                .iter()
                .filter(|(_, text)| text.domain == domain)
                .map(|(id, text)| entry(assessment, id, text))
                .collect();
            let (id, title) = labels::domain(domain);
            (!controls.is_empty()).then(|| DomainCatalogue { title: title.to_owned(), id: id.to_owned(), controls })
        })
        .collect()
}

fn entry(assessment: &Assessment, id: &str, text: &ControlText) -> CatalogueEntry {
    let area = assessment.areas.iter().find(|area| area.id == text.area);
    CatalogueEntry {
        id: id.to_owned(),
        anchor: control_anchor(id),
        title: text.title.clone(),
        severity: labels::severity(text.severity).to_owned(),
        area: area.map_or_else(|| text.area.clone(), |area| area.title.clone()),
        statement: text.statement.clone(),
        why: text.why.clone(),
        method: method(assessment, id, text).to_owned(),
        subject: text.subject.map(|topic| topic.as_str().to_owned()),
        needs: text.needs.iter().map(|topic| topic.as_str().to_owned()).collect(),
        when: text.when.clone(),
        require: text.require.clone(),
        parameters: parameters::of_control(assessment, id),
        stated_by: text.stated_by.clone(),
        remediation: text.remediation.clone(),
        frameworks: text.frameworks.clone(),
        digest: text.digest.clone(),
    }
}

fn method(assessment: &Assessment, id: &str, text: &ControlText) -> &'static str {
    let mut results = assessment.results.iter().filter(|result| result.control == id).peekable();
    if text.require.is_some() {
        "TEST"
    } else if results.peek().is_some() && results.all(|result| result.outcome == Outcome::Inherited) {
        "INHERITED"
    } else {
        "EXAMINE"
    }
}
