//! What changed between attestations.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::error::RunError;
use super::previous::{self, Judge};
use super::{assessment_file, catalogue, engagement, visible};
use crate::assess::change::{
    self, Change, ControlChange, ExceptionChange, FindingChange, FindingKind, Period, ScopeChange,
};
use crate::report::view::{ControlChangeRow, ExceptionChangeRow, FindingChangeRow, ScopeChangeRow};

/// Findings named of each kind.
const SHOWN: usize = 20;

/// What [`diff`] is told.
#[derive(Debug, Clone)]
pub struct DiffOptions {
    /// Bundles, recordings or assessments, oldest first.
    pub periods: Vec<PathBuf>,
    /// Days before its end in which an exception is reported as about to expire.
    pub expiring_within_days: u32,
    /// The engagement file by which recordings are judged.
    pub engagement: Option<PathBuf>,
    /// Folder of controls by which recordings are judged, instead of the built-in ones.
    pub controls: Option<PathBuf>,
}

/// Compares the last period with the one before it; earlier ones give ages and the trend.
///
/// # Errors
/// When there are none to compare, or one cannot be read.
pub fn diff(options: &DiffOptions) -> Result<Change, RunError> {
    let controls = catalogue::load(&catalogue::files(options.controls.as_deref())?)?;
    let engagement = engagement::load(options.engagement.as_deref(), Some(&controls))?;
    let judge = Judge { catalogue: &controls, engagement: &engagement };
    let Some((newest, older)) = options.periods.split_last() else {
        return Err(RunError::usage("nothing to compare was given", "give an older and a newer bundle"));
    };
    let current = assessment_file::parse(newest, &judge.stored(newest)?)?;
    let mut stored = BTreeMap::new();
    for path in older {
        stored.insert(path.clone(), judge.stored(path)?);
    }
    let previous = previous::from_stored(stored, options.expiring_within_days)?;
    let change = change::compare(&current, &previous.assessments, options.expiring_within_days);
    change.map_err(RunError::refused)
}

/// A comparison in words, a line each.
#[must_use]
pub fn change_in_words(change: &Change) -> String {
    let mut text = String::new();
    if let [.., before, after] = change.periods.as_slice() {
        line(&mut text, &format!("{} → {}", period(before), period(after)));
    }
    for kind in FindingKind::ALL {
        line(&mut text, &format!("{:>6}  {}", change.count(kind), label(kind)));
    }
    section(&mut text, "Scope (no improvement)", &change.scope, scope_line);
    section(&mut text, "Controls", &change.controls, control_line);
    section(&mut text, "Exceptions", &change.exceptions, exception_line);
    for kind in FindingKind::ALL {
        let findings: Vec<&FindingChange> = change.findings.iter().filter(|finding| finding.kind == kind).collect();
        section(&mut text, label(kind), &findings, |finding| finding_line(finding));
    }
    text
}

fn line(text: &mut String, words: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", visible(words));
}

fn section<T>(text: &mut String, heading: &str, items: &[T], words: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    let bound = if items.len() > SHOWN { format!(" (first {SHOWN} of {})", items.len()) } else { String::new() };
    text.push('\n');
    line(text, &format!("{heading}{bound}:"));
    for item in items.iter().take(SHOWN) {
        line(text, &format!("  {}", words(item)));
    }
}

fn period(period: &Period) -> String {
    let place = format!("{} {}", period.account, period.region);
    format!("{} ({place}, {} results, {} findings)", period.as_of.format("%Y-%m-%d"), period.results, period.findings)
}

fn label(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::New => "new",
        FindingKind::StillOpen => "still open",
        FindingKind::Fixed => "fixed",
        FindingKind::NoLongerApplicable => "no longer applicable",
        FindingKind::NoLongerInScope => "no longer in scope",
        FindingKind::NoLongerVisible => "no longer visible",
        FindingKind::NotComparable => "not comparable: the control changed",
    }
}

fn scope_line(change: &ScopeChange) -> String {
    let row = ScopeChangeRow::new(change);
    format!("{} {}: {} ({} findings)", row.what, row.name, row.change, row.findings)
}

fn control_line(change: &ControlChange) -> String {
    let row = ControlChangeRow::new(change);
    let detail = if row.detail.is_empty() { String::new() } else { format!(": {}", row.detail) };
    format!("{} {}{detail} ({} → {})", row.control, row.change, row.before, row.after)
}

fn exception_line(change: &ExceptionChange) -> String {
    let row = ExceptionChangeRow::new(change);
    format!("{} for {}: {} (ends {})", row.id, row.control, row.change, row.expires)
}

fn finding_line(change: &FindingChange) -> String {
    let row = FindingChangeRow::new(change);
    format!("{:<8}  {}  {}  {}: {} [{}]", row.severity, row.cluster, row.subject, row.title, row.message, row.note)
}
