//! Parameters that differ from what the controls set, and what that does.

use serde::Serialize;

use super::super::labels;
use super::common::{self, compute, control_anchor, date};
use crate::assess::model::{Assessment, ChangedOutcome, ParameterUse};
use crate::assess::shown;

/// Results named for one parameter; `assessment.json` has all.
const NAMED: usize = 5;

/// The parameters of all controls.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Parameters {
    /// Those that the engagement sets.
    pub set: Vec<ParameterRow>,
    /// Number of those that keep their default.
    pub defaults: usize,
}

/// One parameter.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ParameterRow {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// What it means, with its unit.
    pub description: String,
    /// The default.
    pub default: String,
    /// The value used.
    pub value: String,
    /// What is allowed.
    pub bounds: String,
    /// Who set it, where that is stated.
    pub set_by: Option<String>,
    /// When it was set, where that is stated.
    pub set_on: Option<String>,
    /// Why it was set, where that is stated.
    pub reason: Option<String>,
    /// Results of the control.
    pub results: u64,
    /// Results whose outcome the default would change.
    pub changed: usize,
    /// What the default would change, in words.
    pub effect: String,
}

impl Parameters {
    pub(super) fn new(assessment: &Assessment) -> Self {
        let set = assessment.parameters.iter().filter(|parameter| parameter.set);
        let set: Vec<ParameterRow> = set.map(|parameter| row(assessment, parameter)).collect();
        Self { defaults: assessment.parameters.len() - set.len(), set }
    }
}

/// The parameters of one control: name, value used, default, bounds.
pub(super) fn of_control(assessment: &Assessment, control: &str) -> Vec<ParameterRow> {
    let of = assessment.parameters.iter().filter(|parameter| parameter.control == control);
    of.map(|parameter| row(assessment, parameter)).collect()
}

fn row(assessment: &Assessment, parameter: &ParameterUse) -> ParameterRow {
    ParameterRow {
        title: common::title(assessment, &parameter.control),
        anchor: control_anchor(&parameter.control),
        name: parameter.name.clone(),
        description: parameter.description.clone(),
        default: shown(&parameter.default),
        value: shown(&parameter.value),
        bounds: parameter.bounds.clone(),
        set_by: parameter.set_by.clone(),
        set_on: parameter.set_on.map(date),
        reason: parameter.reason.clone(),
        results: parameter.results,
        changed: parameter.changed.iter().filter(|changed| changed.outcome != changed.with_default).count(),
        effect: effect(parameter),
    }
}

fn effect(parameter: &ParameterUse) -> String {
    if parameter.value == parameter.default {
        return "none: it is the default".to_owned();
    }
    if parameter.changed.is_empty() {
        return "none: the default gives the same outcomes and failures".to_owned();
    }
    let mut words: Vec<String> = parameter.changed.iter().take(NAMED).map(in_words).collect();
    if parameter.changed.len() > NAMED {
        words.push(format!("and {} more", parameter.changed.len() - NAMED));
    }
    words.join("; ")
}

fn in_words(changed: &ChangedOutcome) -> String {
    let outcome = |outcome| labels::outcome(outcome).1;
    let place = match changed.compute_type {
        Some(_) => format!("{} ({})", changed.cluster, compute(changed.compute_type)),
        None => changed.cluster.clone(),
    };
    let ChangedOutcome { failed, failed_with_default, .. } = changed;
    format!(
        "{place}: {} with {failed} failing, by the default {} with {failed_with_default}",
        outcome(changed.outcome),
        outcome(changed.with_default)
    )
}
