//! What a person wants to read after a run.

use std::fmt::Write as _;
use std::path::Path;

use super::error::CliError;
use super::terminal::{self, Display};
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::{Outcome, Severity};

const SHOWN: usize = 5;

const WORDS: [(Outcome, &str); 7] = [
    (Outcome::Satisfied, "satisfied"),
    (Outcome::NotSatisfied, "not satisfied"),
    (Outcome::Undetermined, "undetermined"),
    (Outcome::Excepted, "excepted"),
    (Outcome::Attested, "attested"),
    (Outcome::Inherited, "inherited from AWS"),
    (Outcome::NotApplicable, "not applicable"),
];

/// Prints outcome counts, the worst failures and where everything is.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn print(assessment: &Assessment, out: &Path, display: &Display) -> Result<(), CliError> {
    if display.is_quiet() {
        return Ok(());
    }
    let text = text(assessment, out);
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))
}

fn text(assessment: &Assessment, out: &Path) -> String {
    let mut text = String::new();
    let clusters: Vec<String> = assessment.clusters.iter().map(|cluster| terminal::visible(&cluster.name)).collect();
    // Writing to a String cannot fail.
    let _ =
        writeln!(text, "{} results for {} as of {}", assessment.results.len(), clusters.join(", "), assessment.as_of);
    for (outcome, words) in WORDS {
        let _ = writeln!(text, "{:>6}  {words}", assessment.counts.get(&outcome).copied().unwrap_or_default());
    }
    worst(&mut text, assessment, Outcome::NotSatisfied, "Worst first");
    worst(&mut text, assessment, Outcome::Undetermined, "Not determined");
    let _ = writeln!(text, "\nWritten to {}", out.display());
    text
}

fn worst(text: &mut String, assessment: &Assessment, outcome: Outcome, heading: &str) {
    let severity = |result: &ControlResult| {
        assessment.controls.get(&result.control).map_or(Severity::Low, |control| control.severity)
    };
    let mut results: Vec<&ControlResult> =
        assessment.results.iter().filter(|result| result.outcome == outcome).collect();
    if results.is_empty() {
        return;
    }
    results.sort_by_key(|result| severity(result));
    let _ = writeln!(text, "\n{heading} (first {} of {}):", SHOWN.min(results.len()), results.len());
    for result in results.into_iter().take(SHOWN) {
        let title = assessment.controls.get(&result.control).map_or(result.control.as_str(), |control| &control.title);
        let level = format!("{:?}", severity(result)).to_lowercase();
        let cluster = terminal::visible(&result.cluster);
        let _ = writeln!(text, "  {level:<8}  {cluster}  {title}: {}", terminal::visible(&result.reason));
    }
}
