//! A policy must fit the catalogue: a misspelt gate or control would silently waive or select nothing.

use std::collections::BTreeSet;

use super::super::check::control;
use super::super::misfit::Misfit;
use super::policy::{Policy, Waiver};
use crate::control::model::Catalogue;

/// What the catalogue or the policy itself does not know, in the order of the policy.
#[must_use]
pub fn misfits(policy: &Policy, catalogue: &Catalogue) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let mut known = |place: &[&str], ids: &[String]| {
        for (at, id) in ids.iter().enumerate() {
            let at = at.to_string();
            let path: Vec<&str> = place.iter().copied().chain(["controls", at.as_str()]).collect();
            misfits.extend(control(catalogue, &path, id).err());
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
            let misfit = Misfit::new(&["review", "gates", &at.to_string(), "name"], "gate_name", message);
            misfits.push(misfit.with_help("give every gate a name of its own"));
        }
    }
    for (at, waiver) in policy.waivers.iter().enumerate() {
        misfits.extend(of_waiver(waiver, &at.to_string(), policy, catalogue));
    }
    misfits
}

fn of_waiver(waiver: &Waiver, at: &str, policy: &Policy, catalogue: &Catalogue) -> Vec<Misfit> {
    let id = &waiver.id;
    let mut misfits = Vec::new();
    if let Some(named) = &waiver.control {
        misfits.extend(control(catalogue, &["review", "waivers", at, "control"], named).err());
    }
    if waiver.gate.is_some() == waiver.control.is_some() {
        let message = format!("the waiver {id} must name either a gate or a control");
        let misfit = Misfit::new(&["review", "waivers", at], "waiver", message);
        misfits.push(misfit.with_help("give `gate` or `control`, one of them"));
    }
    if waiver.expires < waiver.approved_on {
        let message = format!("the waiver {id} expires on {} before it was approved", waiver.expires);
        let misfit = Misfit::new(&["review", "waivers", at, "expires"], "waiver_days", message);
        misfits.push(misfit.with_help(format!("it was approved on {}: correct one of the days", waiver.approved_on)));
    }
    let gates: Vec<String> = super::gates(policy).into_iter().map(|gate| gate.name).collect();
    if let Some(name) = waiver.gate.as_ref().filter(|name| !gates.contains(*name)) {
        let message = format!("the waiver {id} names the gate `{name}`, which the review does not have");
        let misfit = Misfit::new(&["review", "waivers", at, "gate"], "unknown_gate", message);
        misfits.push(misfit.with_names(name, &gates, "name a gate of the review"));
    }
    misfits
}
