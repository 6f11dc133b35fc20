//! Parts of EKS that a control leaves out: what is said of them, and what they are part of.

use std::collections::BTreeMap;

use super::evaluate::Rule;
use super::model::ExceptedComponent;
use super::sentences::some;
use crate::control::model::{ComponentException, Control};
use crate::evidence::canonical;
use crate::evidence::fact::Fact;

/// Digest of `control` and of the exceptions from it: what is left out is part of what it says.
pub(super) fn digest(control: &Control, exceptions: &[&ComponentException]) -> Result<String, serde_json::Error> {
    let texts = texts(exceptions);
    let line = if texts.is_empty() { canonical::to_line(control)? } else { canonical::to_line(&(control, texts))? };
    Ok(canonical::sha256(line.as_bytes()))
}

/// The exceptions as the assessment keeps them with the control.
pub(super) fn texts(exceptions: &[&ComponentException]) -> Vec<ExceptedComponent> {
    let text = |exception: &&ComponentException| ExceptedComponent {
        component: exception.component,
        reason: exception.reason.clone(),
        source: exception.source.clone(),
    };
    exceptions.iter().map(text).collect()
}

/// The parts of EKS among `subjects` that `rule` leaves out, and how many subjects they are.
fn left_out<'r>(rule: &'r Rule, subjects: &[&Fact]) -> (Vec<&'r ComponentException>, usize) {
    let found: Vec<_> = subjects.iter().filter_map(|subject| rule.exception(subject)).collect();
    let parts: BTreeMap<_, _> = found.iter().map(|exception| (exception.component.as_str(), *exception)).collect();
    (parts.into_values().collect(), found.len())
}

/// Why none of `subjects` is in the population: `otherwise`, where `when` took one out, and the reason and the source of
/// each part of EKS.
pub(super) fn why_out(rule: &Rule, subjects: &[&Fact], otherwise: Option<&str>) -> String {
    let (parts, number) = left_out(rule, subjects);
    let by_when = otherwise.unwrap_or("the control does not apply to them");
    let part = |one: &&ComponentException| {
        format!("{} is a part of EKS that is excepted, since {} ({})", one.component, one.reason, one.source)
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    match (number, number == subjects.len()) {
        (0, _) => by_when.to_owned(),
        (_, true) => some(&parts),
        (_, false) => format!("{by_when}; {}", some(&parts)),
    }
}

/// Which parts of EKS were left out of a population that has other members.
pub(super) fn note(rule: &Rule, subjects: &[&Fact]) -> Option<String> {
    let (parts, _) = left_out(rule, subjects);
    let names: Vec<&str> = parts.iter().map(|part| part.component.as_str()).collect();
    (!names.is_empty()).then(|| format!("excepted as parts of EKS: {}", names.join(", ")))
}
