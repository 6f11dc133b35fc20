//! The decision of a go-live review: pure judging over an assessment and a policy.
//!
//! Each result goes through every gate that selects it. What is not satisfied or undetermined blocks, is a
//! condition or is noted, by its severity; a waiver that holds turns a blocker into a condition. A gate that
//! selects nothing stays shut: nothing was assessed.

mod check;
mod item;
mod model;
mod policy;
mod validity;
mod waiver;

pub use check::problems;
pub use model::{Decision, GateOutcome, GateResult, Item, Lapse, Review, SCHEMA, WaiverResult, WaiverState, Weight};
pub use policy::{Approval, Assignment, Gate, Levels, Policy, Threshold, Thresholds, Waiver};

use super::model::{Assessment, ControlResult};
use crate::control::model::{Outcome, Severity};
use item::Verdicts;
use waiver::Waivers;

/// Name of the gate for results that no other gate selects.
pub const OTHERS: &str = "Other controls";

/// Decides by `policy` on `assessment`. [`problems`] found none in the policy.
#[must_use]
pub fn decide(assessment: &Assessment, policy: &Policy) -> Review {
    let today = assessment.as_of.date_naive();
    let gates = gates(policy);
    let mut waivers = Waivers::new(policy, today);
    let mut tallies: Vec<GateResult> = gates.iter().map(tally).collect();
    let mut items = Vec::new();
    for result in &assessment.results {
        let text = assessment.controls.get(&result.control);
        // A control without its text may be the worst one.
        let severity = text.map_or(Severity::Critical, |text| text.severity);
        let mut verdicts = Verdicts::default();
        for index in selecting(&gates, result, assessment) {
            let weight = weigh(&gates[index], result, severity);
            let waived =
                if weight == Some(Weight::Blocker) { waivers.covering(&gates[index].name, result) } else { None };
            count(&mut tallies[index], result.outcome, weight, waived.is_some());
            verdicts.add(&gates[index].name, weight, waived);
        }
        items.extend(item::item(assessment, policy, result, severity, &verdicts, &mut waivers));
    }
    items.sort_by(|a, b| item::order(a).cmp(&item::order(b)));
    let tallies = close(tallies, policy, &mut waivers);
    let obstacles = validity::obstacles(assessment, policy, &tallies);
    Review {
        schema: SCHEMA.to_owned(),
        as_of: assessment.as_of,
        decision: decision(&tallies, &obstacles),
        obstacles,
        gates: tallies,
        not_assessed: assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined).count() as u64,
        approvals: policy.approvals.clone(),
        change: policy.change.clone(),
        release: policy.release.clone(),
        commit: policy.commit.clone(),
        valid_until: validity::valid_until(policy, today),
        re_review_triggers: validity::triggers(policy),
        lapses: validity::lapses(assessment, &items, &waivers.results(), validity::valid_until(policy, today)),
        waivers: waivers.results(),
        items,
    }
}

/// The gates of a policy, the one for everything else last.
fn gates(policy: &Policy) -> Vec<Gate> {
    let mut gates = if policy.gates.is_empty() { Policy::default_gates() } else { policy.gates.clone() };
    let Levels { blocks, conditions } = policy.others;
    if policy.gates.is_empty() {
        gates.iter_mut().for_each(|gate| (gate.blocks, gate.conditions) = (blocks, conditions));
    }
    gates.push(Gate { name: OTHERS.to_owned(), blocks, conditions, ..Gate::default() });
    gates
}

/// Indexes of the gates that decide on `result`; the last one where no other does.
fn selecting(gates: &[Gate], result: &ControlResult, assessment: &Assessment) -> Vec<usize> {
    let text = assessment.controls.get(&result.control);
    let last = gates.len() - 1;
    let chosen: Vec<usize> = (0..last).filter(|index| gates[*index].selects(&result.control, text)).collect();
    if chosen.is_empty() { vec![last] } else { chosen }
}

fn weigh(gate: &Gate, result: &ControlResult, severity: Severity) -> Option<Weight> {
    let own = of_outcome(gate, result.outcome, severity);
    // A failure beside what was not read is both: the heavier word counts.
    let open = result.outcome == Outcome::NotSatisfied && !result.population.complete;
    let unread = if open { of_outcome(gate, Outcome::Undetermined, severity) } else { None };
    own.into_iter().chain(unread).min()
}

fn of_outcome(gate: &Gate, outcome: Outcome, severity: Severity) -> Option<Weight> {
    let Gate { blocks, conditions, .. } = gate;
    let (block, condition) = match outcome {
        Outcome::NotSatisfied => {
            (blocks.not_satisfied(severity, Threshold::High), conditions.not_satisfied(severity, Threshold::Medium))
        }
        Outcome::Undetermined => {
            (blocks.undetermined(severity, Threshold::High), conditions.undetermined(severity, Threshold::Medium))
        }
        // An approved exception does not block; it stays a condition, because it ends.
        Outcome::Excepted => {
            let counts = blocks.not_satisfied(severity, Threshold::High);
            (false, counts || conditions.not_satisfied(severity, Threshold::Medium))
        }
        Outcome::Satisfied | Outcome::Attested | Outcome::Inherited | Outcome::NotApplicable => return None,
    };
    Some(match (block, condition) {
        (true, _) => Weight::Blocker,
        (false, true) => Weight::Condition,
        (false, false) => Weight::Noted,
    })
}

fn tally(gate: &Gate) -> GateResult {
    GateResult {
        name: gate.name.clone(),
        outcome: GateOutcome::NotAssessed,
        results: 0,
        blockers: 0,
        waived: 0,
        conditions: 0,
        noted: 0,
        not_assessed: 0,
        rule: rule(gate),
    }
}

fn rule(gate: &Gate) -> String {
    let word = |threshold: Option<Threshold>, otherwise| match threshold.unwrap_or(otherwise) {
        Threshold::Critical => "critical",
        Threshold::High => "high and above",
        Threshold::Medium => "medium and above",
        Threshold::Low => "any severity",
        Threshold::Never => "none",
    };
    let part = |thresholds: Thresholds, otherwise| {
        let failing = word(thresholds.not_satisfied, otherwise);
        let open = word(thresholds.undetermined, otherwise);
        if failing == open { failing.to_owned() } else { format!("not satisfied: {failing}; undetermined: {open}") }
    };
    format!("blocks: {}. Condition: {}", part(gate.blocks, Threshold::High), part(gate.conditions, Threshold::Medium))
}

fn count(tally: &mut GateResult, outcome: Outcome, weight: Option<Weight>, waived: bool) {
    tally.results += 1;
    tally.not_assessed += u64::from(outcome == Outcome::Undetermined);
    match weight {
        Some(Weight::Blocker) if waived => tally.waived += 1,
        Some(Weight::Blocker) => tally.blockers += 1,
        Some(Weight::Condition) => tally.conditions += 1,
        Some(Weight::Noted) => tally.noted += 1,
        None => {}
    }
}

/// Gives every gate its outcome. Only gates that the policy names must select something.
fn close(tallies: Vec<GateResult>, policy: &Policy, waivers: &mut Waivers<'_>) -> Vec<GateResult> {
    let named = |name: &str| policy.gates.iter().any(|gate| gate.name == name);
    let mut kept: Vec<GateResult> = tallies.into_iter().filter(|gate| gate.results > 0 || named(&gate.name)).collect();
    for gate in &mut kept {
        gate.outcome = match gate {
            GateResult { results: 0, .. } => match waivers.covering_gate(&gate.name) {
                Some(index) => {
                    waivers.mark(index);
                    GateOutcome::Waived
                }
                None => GateOutcome::NotAssessed,
            },
            GateResult { blockers: 1.., .. } => GateOutcome::Fail,
            GateResult { waived: 1.., .. } => GateOutcome::Waived,
            GateResult { conditions: 1.., .. } => GateOutcome::Conditional,
            GateResult { not_assessed: 1.., .. } => GateOutcome::PassWithGaps,
            _ => GateOutcome::Pass,
        };
    }
    kept
}

fn decision(gates: &[GateResult], obstacles: &[String]) -> Decision {
    let worst = gates.iter().map(|gate| match gate.outcome {
        GateOutcome::Pass | GateOutcome::PassWithGaps => Decision::Go,
        GateOutcome::Conditional | GateOutcome::Waived => Decision::ConditionalGo,
        GateOutcome::NotAssessed | GateOutcome::Fail => Decision::NoGo,
    });
    let obstacle = (!obstacles.is_empty()).then_some(Decision::NoGo);
    // No gate at all: nothing was assessed.
    worst.chain(obstacle).max().unwrap_or(Decision::NoGo)
}

#[cfg(test)]
mod tests;
