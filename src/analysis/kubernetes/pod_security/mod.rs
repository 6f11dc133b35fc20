//! The Pod Security Standards, as the admission controller of Kubernetes 1.34 checks them.
//! Source: Kubernetes documentation, "Pod Security Standards"; checks are
//! named as in `k8s.io/pod-security-admission`.

mod baseline;
mod restricted;

use super::template::Template;
use crate::evidence::model::analysis_kubernetes::{PodSecurityLevel, Violation};

pub(super) const PRIVILEGED: PodSecurityLevel = PodSecurityLevel::Privileged;
const BASELINE: PodSecurityLevel = PodSecurityLevel::Baseline;
const RESTRICTED: PodSecurityLevel = PodSecurityLevel::Restricted;

/// What was found at one level.
struct Findings {
    level: PodSecurityLevel,
    list: Vec<Violation>,
}

impl Findings {
    fn new(level: PodSecurityLevel) -> Self {
        Self { level, list: Vec::new() }
    }

    fn add(&mut self, check: &str, path: String, value: impl ToString) {
        self.list.push(Violation {
            level: Some(self.level),
            check: Some(check.to_owned()),
            path: Some(path),
            value: Some(value.to_string()),
        });
    }
}

/// Every violation: those of baseline first, in the order of the checks.
pub(super) fn violations(template: &Template<'_>) -> Vec<Violation> {
    let mut list = baseline::check(template);
    list.extend(restricted::check(template));
    list
}

/// The strictest level without violation.
pub(super) fn level(violations: &[Violation]) -> PodSecurityLevel {
    let breaks = |level| violations.iter().any(|violation| violation.level == Some(level));
    match (breaks(BASELINE), breaks(RESTRICTED)) {
        (true, _) => PRIVILEGED,
        (false, true) => BASELINE,
        (false, false) => RESTRICTED,
    }
}

/// True when a namespace that enforces `enforced` admits pods of `level`;
/// the admission controller takes a level that it does not know as restricted.
pub(super) fn admits(enforced: &str, level: PodSecurityLevel) -> bool {
    match PodSecurityLevel::ALL.iter().find(|known| known.as_str() == enforced) {
        Some(PodSecurityLevel::Privileged) => true,
        Some(PodSecurityLevel::Baseline) => level != PRIVILEGED,
        _ => level == RESTRICTED,
    }
}

#[cfg(test)]
mod tests;
