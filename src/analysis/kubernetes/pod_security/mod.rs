//! The Pod Security Standards, as the admission controller of Kubernetes 1.34 checks them.
//! Source: Kubernetes documentation, "Pod Security Standards"; checks are
//! named as in `k8s.io/pod-security-admission`.

mod baseline;
mod restricted;

use super::template::Template;
use crate::evidence::model::analysis_kubernetes::Violation;

pub(super) const PRIVILEGED: &str = "privileged";
pub(super) const BASELINE: &str = "baseline";
pub(super) const RESTRICTED: &str = "restricted";

/// What was found at one level.
struct Findings {
    level: &'static str,
    list: Vec<Violation>,
}

impl Findings {
    fn new(level: &'static str) -> Self {
        Self { level, list: Vec::new() }
    }

    fn add(&mut self, check: &str, path: String, value: impl ToString) {
        self.list.push(Violation {
            level: Some(self.level.to_owned()),
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
pub(super) fn level(violations: &[Violation]) -> &'static str {
    let breaks = |level: &str| violations.iter().any(|violation| violation.level.as_deref() == Some(level));
    match (breaks(BASELINE), breaks(RESTRICTED)) {
        (true, _) => PRIVILEGED,
        (false, true) => BASELINE,
        (false, false) => RESTRICTED,
    }
}

/// True when a namespace that enforces `enforced` admits pods of `level`;
/// the admission controller takes a level that it does not know as restricted.
pub(super) fn admits(enforced: &str, level: &str) -> bool {
    match enforced {
        PRIVILEGED => true,
        BASELINE => level != PRIVILEGED,
        _ => level == RESTRICTED,
    }
}

#[cfg(test)]
mod tests;
