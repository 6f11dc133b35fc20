//! The rows of the section "Changes since the last attestation".

use serde::Serialize;

use super::super::labels;
use super::common::{compute, date};
use crate::assess::change::{
    Cause, ControlChange, ControlChangeKind, ExceptionChange, ExceptionState, FindingChange, FindingKind, ScopeChange,
    ScopeDirection, ScopeKind, VerdictChange,
};

/// Digits of a digest that are printed.
const DIGITS: usize = 12;

/// One finding.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `FindingChange`")]
pub struct FindingChangeRow {
    pub id: String,
    pub title: String,
    pub severity: String,
    pub cluster: String,
    pub subject: String,
    pub message: String,
    /// Why, or since when, and what became of its exception.
    pub note: String,
}

/// One change of scope.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `ScopeChange`")]
pub struct ScopeChangeRow {
    pub what: String,
    pub name: String,
    pub change: String,
    pub findings: u64,
}

/// One change of a control.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `ControlChange`")]
pub struct ControlChangeRow {
    pub control: String,
    pub title: String,
    pub change: String,
    /// Parameters, or the control that has the same text.
    pub detail: String,
    /// First digits of the digest, or a dash.
    pub before: String,
    pub after: String,
}

/// One change of an exception.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `ExceptionChange`")]
pub struct ExceptionChangeRow {
    pub id: String,
    pub control: String,
    pub owner: String,
    pub change: String,
    pub expires: String,
    pub covered: u64,
    pub uncovered: u64,
}

/// One verdict that changed.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs, reason = "as on `VerdictChange`")]
pub struct VerdictChangeRow {
    pub title: String,
    pub place: String,
    pub before: String,
    pub after: String,
    pub reason: String,
}

impl FindingChangeRow {
    pub(crate) fn new(change: &FindingChange) -> Self {
        Self {
            id: change.id.clone(),
            title: change.title.clone(),
            severity: change.severity.map_or("–", labels::severity).to_owned(),
            cluster: change.cluster.clone(),
            subject: change.subject.clone(),
            message: change.message.clone(),
            note: note(change),
        }
    }
}

fn note(change: &FindingChange) -> String {
    let since = date(change.first_seen.date_naive());
    let mut note = match (change.kind, change.age_days) {
        (FindingKind::StillOpen, Some(days)) => format!("{since}, {days} {}", if days == 1 { "day" } else { "days" }),
        (FindingKind::New, _) => appeared(change.cause).to_owned(),
        _ => gone(change.cause).to_owned(),
    };
    if change.returned {
        note = format!("{note}; it is back: first seen on {since}");
    }
    match (&change.exception_before, &change.exception_after) {
        (Some(before), None) if change.kind == FindingKind::StillOpen => {
            format!("{note}; no longer under exception {before}")
        }
        (None, Some(after)) => format!("{note}; now under exception {after}"),
        (_, Some(after)) => format!("{note}; under exception {after}"),
        _ => note,
    }
}

/// Why a new finding was not in the previous attestation.
fn appeared(cause: Cause) -> &'static str {
    match cause {
        Cause::Found | Cause::Both => "it was looked for before and not found",
        Cause::Account => "another account or Region was attested before",
        Cause::Cluster => "the cluster is new in scope",
        Cause::Control => "the control is new",
        Cause::ComputeType => "the compute type is new in the cluster",
        Cause::Owner => "AWS owned it before",
        Cause::Applicability => "the control had nothing to apply to before",
        Cause::Evidence => "it could not be seen before",
        Cause::Rule => "the control or its parameters changed",
    }
}

/// Why a finding of the previous attestation is gone.
fn gone(cause: Cause) -> &'static str {
    match cause {
        Cause::Found | Cause::Both => "looked for again and not found",
        Cause::Account => "another account or Region is attested now",
        Cause::Cluster => "the cluster is not in scope now",
        Cause::Control => "the control is not in use now",
        Cause::ComputeType => "the control is not judged for this compute type now",
        Cause::Owner => "AWS owns it now",
        Cause::Applicability => "the control has nothing to apply to now",
        Cause::Evidence => "the control is undetermined or stated by a person now",
        Cause::Rule => "the control or its parameters changed",
    }
}

impl ScopeChangeRow {
    pub(crate) fn new(change: &ScopeChange) -> Self {
        let what = match change.kind {
            ScopeKind::Account => "account and Region".to_owned(),
            ScopeKind::Cluster => "cluster".to_owned(),
            ScopeKind::ComputeType => compute(change.compute_type),
        };
        let direction = match change.direction {
            ScopeDirection::Added => "added",
            ScopeDirection::Gone => "gone",
            ScopeDirection::NewlyVisible => "seen now; whether it was there before was not read",
            ScopeDirection::NoLongerVisible => "not read now; whether it is still there is not known",
        };
        Self { what, name: change.name.clone(), change: direction.to_owned(), findings: change.findings }
    }
}

impl ControlChangeRow {
    pub(crate) fn new(change: &ControlChange) -> Self {
        let (word, detail) = match change.kind {
            ControlChangeKind::Added => ("added", same_text(change)),
            ControlChangeKind::Removed => ("removed", same_text(change)),
            ControlChangeKind::Changed => ("changed", String::new()),
            ControlChangeKind::Parameters => ("parameters", parameters(change)),
        };
        let digits = |digest: &Option<String>| {
            digest.as_ref().map_or_else(|| "–".to_owned(), |digest| digest.chars().take(DIGITS).collect())
        };
        Self {
            control: change.control.clone(),
            title: change.title.clone(),
            change: word.to_owned(),
            detail,
            before: digits(&change.digest_before),
            after: digits(&change.digest_after),
        }
    }
}

fn same_text(change: &ControlChange) -> String {
    let other = change.same_text_as.as_ref();
    other.map(|other| format!("{other} has the same text and rule: renamed")).unwrap_or_default()
}

fn parameters(change: &ControlChange) -> String {
    let names: std::collections::BTreeSet<&String> =
        change.parameters_before.keys().chain(change.parameters_after.keys()).collect();
    let value =
        |value: Option<&serde_json::Value>| value.map_or_else(|| "as the control says".into(), |v| v.to_string());
    let parts = names.into_iter().filter_map(|name| {
        let (before, after) = (change.parameters_before.get(name), change.parameters_after.get(name));
        (before != after).then(|| format!("{name} from {} to {}", value(before), value(after)))
    });
    parts.collect::<Vec<_>>().join(", ")
}

impl ExceptionChangeRow {
    pub(crate) fn new(change: &ExceptionChange) -> Self {
        let days = |number: i64| format!("{number} {}", if number == 1 { "day" } else { "days" });
        let before = change.expires_before.map(date).unwrap_or_default();
        let what = match change.state {
            ExceptionState::AboutToExpire => format!("about to expire: {} left", days(change.days_left)),
            ExceptionState::ExpiredSince => format!("expired since, {} ago", days(-change.days_left)),
            ExceptionState::Added => "added".to_owned(),
            ExceptionState::Removed => "removed from the register".to_owned(),
            ExceptionState::Extended => format!("extended; it ended on {before}"),
            ExceptionState::Shortened => format!("shortened; it ended on {before}"),
        };
        Self {
            id: change.id.clone(),
            control: change.control.clone(),
            owner: change.owner.clone(),
            change: what,
            expires: date(change.expires),
            covered: change.covered,
            uncovered: change.uncovered,
        }
    }
}

impl VerdictChangeRow {
    pub(crate) fn new(change: &VerdictChange) -> Self {
        Self {
            title: change.title.clone(),
            place: format!("{} ({})", change.cluster, compute(change.compute_type)),
            before: labels::outcome(change.before).1.to_owned(),
            after: labels::outcome(change.after).1.to_owned(),
            reason: change.reason.clone(),
        }
    }
}
