//! `diff`: what changed between attestations.

use std::fmt::Write as _;

use super::arguments::Diff;
use super::error::CliError;
use super::exit::Exit;
use super::previous::{self, Judge};
use super::{catalogue, engagement, report, terminal};
use crate::assess::change::{
    self, Change, ControlChange, ExceptionChange, FindingChange, FindingKind, Period, ScopeChange,
};
use crate::evidence::canonical;
use crate::report::view::{ControlChangeRow, ExceptionChangeRow, FindingChangeRow, ScopeChangeRow};

/// Findings printed of each kind.
const SHOWN: usize = 20;

pub(super) fn run(arguments: &Diff) -> Result<Exit, CliError> {
    let controls = catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?;
    let engagement = engagement::load(arguments.engagement.as_deref(), Some(&controls))?;
    let judge = Judge { catalogue: &controls, engagement: &engagement };
    // clap gives at least two.
    let Some((newest, older)) = arguments.periods.split_last() else {
        return Err(CliError::usage("nothing to compare was given", "give an older and a newer bundle"));
    };
    let current = report::parse(newest, &judge.stored(newest)?)?;
    let mut stored = std::collections::BTreeMap::new();
    for path in older {
        stored.insert(path.clone(), judge.stored(path)?);
    }
    let previous = previous::from_stored(stored, arguments.expiring_within)?;
    let change = change::compare(&current, &previous.assessments, arguments.expiring_within);
    let change = change.map_err(CliError::refused)?;
    let text =
        if arguments.json { String::from_utf8_lossy(&canonical::to_vec(&change)?).into_owned() } else { text(&change) };
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))?;
    Ok(if change.count(FindingKind::New) > 0 { Exit::Findings } else { Exit::Satisfied })
}

/// The comparison for a person at a terminal.
fn text(change: &Change) -> String {
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
    let _ = writeln!(text, "{}", terminal::visible(words));
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
