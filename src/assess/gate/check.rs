//! A policy must fit the catalogue: a misspelt gate or control would silently waive or select nothing.

use std::collections::BTreeSet;

use super::super::check::control;
use super::policy::{Policy, Waiver};
use crate::control::model::Catalogue;
use crate::file::Problem;
use crate::file::codes::engagement as code;

/// What the catalogue or the policy itself does not know, in the order of the policy.
#[must_use]
pub fn problems(policy: &Policy, catalogue: &Catalogue) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut known = |place: &[&str], ids: &[String]| {
        for (at, id) in ids.iter().enumerate() {
            let at = at.to_string();
            let path: Vec<&str> = place.iter().copied().chain(["controls", at.as_str()]).collect();
            problems.extend(control(catalogue, &path, id).err().map(|problem| *problem));
        }
    };
    for (at, gate) in policy.gates.iter().enumerate() {
        known(&["review", "gates", &at.to_string()], &gate.controls);
    }
    for (at, assignment) in policy.assignments.iter().enumerate() {
        known(&["review", "assignments", &at.to_string()], &assignment.controls);
    }
    let mut names = BTreeSet::from([super::OTHERS]);
    for (at, gate) in policy.gates.iter().enumerate() {
        if gate.name.trim().is_empty() || !names.insert(&gate.name) {
            let message = format!("the review has two gates named `{}`, or one without a name", gate.name);
            let problem = Problem::of_value(&["review", "gates", &at.to_string(), "name"], code::GATE_NAME, message);
            problems.push(problem.with_help("give every gate a name of its own"));
        }
    }
    for (at, waiver) in policy.waivers.iter().enumerate() {
        problems.extend(of_waiver(waiver, &at.to_string(), policy, catalogue));
    }
    problems
}

fn of_waiver(waiver: &Waiver, at: &str, policy: &Policy, catalogue: &Catalogue) -> Vec<Problem> {
    let id = &waiver.id;
    let mut problems = Vec::new();
    if let Some(named) = &waiver.control {
        problems.extend(control(catalogue, &["review", "waivers", at, "control"], named).err().map(|problem| *problem));
    }
    if waiver.gate.is_some() == waiver.control.is_some() {
        let message = format!("the waiver {id} must name either a gate or a control");
        let problem = Problem::of_value(&["review", "waivers", at], code::WAIVER, message);
        problems.push(problem.with_help("give `gate` or `control`, one of them"));
    }
    if waiver.expires < waiver.approved_on {
        let message = format!("the waiver {id} expires on {} before it was approved", waiver.expires);
        let problem = Problem::of_value(&["review", "waivers", at, "expires"], code::WAIVER_DAYS, message);
        problems.push(problem.with_help(format!("it was approved on {}: correct one of the days", waiver.approved_on)));
    }
    let gates: Vec<String> = super::gates(policy).into_iter().map(|gate| gate.name).collect();
    if let Some(name) = waiver.gate.as_ref().filter(|name| !gates.contains(*name)) {
        let message = format!("the waiver {id} names the gate `{name}`, which the review does not have");
        let problem = Problem::of_value(&["review", "waivers", at, "gate"], code::UNKNOWN_GATE, message);
        problems.push(problem.with_names(name, &gates, "name a gate of the review"));
    }
    problems
}
