//! A policy must fit the catalogue: a misspelt gate or control would silently waive or select nothing.

use std::collections::BTreeSet;

use super::policy::{Policy, Waiver};
use crate::control::model::Catalogue;

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum PolicyError {
    /// It names a control that the catalogue lacks.
    #[error("{place} of the review names the control `{control}`, which does not exist")]
    #[diagnostic(
        code(eks_attest::gate::unknown_control),
        help("`eks-attest controls list` shows the controls that there are")
    )]
    UnknownControl {
        /// The name.
        control: String,
        /// What names it.
        place: String,
    },
    /// A waiver names a gate that the policy lacks.
    #[error("the waiver {waiver} names the gate `{gate}`, which the review does not have")]
    #[diagnostic(code(eks_attest::gate::unknown_gate), help("the gates are: {gates}"))]
    UnknownGate {
        /// The waiver.
        waiver: String,
        /// The name.
        gate: String,
        /// The gates that there are.
        gates: String,
    },
    /// A waiver names neither a gate nor a control, or both.
    #[error("the waiver {0} must name either a gate or a control")]
    #[diagnostic(code(eks_attest::gate::waiver), help("give `gate` or `control`, one of them"))]
    Waiver(String),
    /// A waiver ends before it begins.
    #[error("the waiver {0} expires before it was approved")]
    #[diagnostic(code(eks_attest::gate::waiver_days), help("correct `approvedOn` or `expires`"))]
    WaiverDays(String),
    /// Two gates have one name, or one has none.
    #[error("the review has two gates named `{0}`, or one without a name")]
    #[diagnostic(code(eks_attest::gate::name), help("give every gate a name of its own"))]
    Name(String),
}

/// Refuses what the catalogue or the policy itself does not know.
///
/// # Errors
/// The first misfit.
pub fn check(policy: &Policy, catalogue: &Catalogue) -> Result<(), PolicyError> {
    let known = |ids: &[String], place: String| {
        let missing = ids.iter().find(|id| !catalogue.controls.iter().any(|control| control.id == **id));
        missing.map_or(Ok(()), |control| Err(PolicyError::UnknownControl { control: control.clone(), place }))
    };
    let mut names = BTreeSet::from([super::OTHERS]);
    for gate in &policy.gates {
        if gate.name.trim().is_empty() || !names.insert(&gate.name) {
            return Err(PolicyError::Name(gate.name.clone()));
        }
        known(&gate.controls, format!("the gate {}", gate.name))?;
    }
    for assignment in &policy.assignments {
        known(&assignment.controls, format!("the assignment to {}", assignment.owner))?;
    }
    for waiver in &policy.waivers {
        known(waiver.control.as_slice(), format!("the waiver {}", waiver.id))?;
        check_waiver(waiver, policy)?;
    }
    Ok(())
}

fn check_waiver(waiver: &Waiver, policy: &Policy) -> Result<(), PolicyError> {
    if waiver.gate.is_some() == waiver.control.is_some() {
        return Err(PolicyError::Waiver(waiver.id.clone()));
    }
    if waiver.expires < waiver.approved_on {
        return Err(PolicyError::WaiverDays(waiver.id.clone()));
    }
    let gates = super::gates(policy);
    match &waiver.gate {
        Some(name) if !gates.iter().any(|gate| gate.name == *name) => Err(PolicyError::UnknownGate {
            waiver: waiver.id.clone(),
            gate: name.clone(),
            gates: gates.iter().map(|gate| gate.name.as_str()).collect::<Vec<_>>().join(", "),
        }),
        _ => Ok(()),
    }
}
