//! The Pod Security Standards, as the admission controller of each version of Kubernetes checks them.
//! Source: Kubernetes documentation, "Pod Security Standards"; checks and the versions from which they hold are
//! those of `k8s.io/pod-security-admission`.

mod baseline;
mod restricted;
mod version;

use super::template::Template;
use crate::evidence::model::analysis_kubernetes::{PodSecurityLevel, Violation};

pub(super) const PRIVILEGED: PodSecurityLevel = PodSecurityLevel::Privileged;
const BASELINE: PodSecurityLevel = PodSecurityLevel::Baseline;
const RESTRICTED: PodSecurityLevel = PodSecurityLevel::Restricted;

use version::HOST_PROBES;
pub(super) use version::Version;

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
pub(super) fn violations(template: &Template<'_>, version: Version) -> Vec<Violation> {
    let mut list = baseline::check(template, version);
    list.extend(restricted::check(template, version));
    list
}

/// As [`violations`], where the version may not be known: then `None`, unless all versions agree on the level.
pub(super) fn violations_at(template: &Template<'_>, version: Option<Version>) -> Option<Vec<Violation>> {
    let Some(version) = version else {
        let of = |version| violations(template, version);
        let (first, last) = (of(Version::FIRST), of(Version::LAST));
        // What a version allows or forbids anew is in one of the two.
        let middle = of(Version::minor(HOST_PROBES));
        let agree = level(&first) == level(&last) && level(&middle) == level(&last);
        return agree.then_some(last);
    };
    Some(violations(template, version))
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
