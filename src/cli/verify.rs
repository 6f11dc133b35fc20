//! `verify`: what was checked, what was not, and what is wrong.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::arguments::Verify;
use super::error::CliError;
use super::exit::Exit;
use super::inspect::Parts;
use super::{reperform, terminal, told};
use crate::bundle::{self, Check, CheckResult, Step, Stored, Verification};

pub(super) fn run(arguments: &Verify) -> Result<Exit, CliError> {
    refuse_what_is_no_folder(&arguments.bundle)?;
    let verification = verification(&arguments.bundle, arguments.reperform);
    let exit = if verification.has_failed() { Exit::VerificationFailed } else { Exit::Satisfied };
    tell(arguments, &verification, exit)?;
    Ok(exit)
}

/// A mistyped path is not a bundle that fails verification.
fn refuse_what_is_no_folder(path: &Path) -> Result<(), CliError> {
    let metadata = path.metadata().map_err(|source| CliError::read(path, source))?;
    if metadata.is_dir() {
        return Ok(());
    }
    Err(CliError::usage(format!("`{}` is not a folder", path.display()), "give the folder of a bundle"))
}

/// Every check of the bundle in `folder`, with or without re-performing it.
#[must_use]
pub fn verification(folder: &Path, again: bool) -> Verification {
    let files = bundle::verify(folder);
    match Stored::open(folder) {
        Ok(bag) => {
            let parts = Parts::read(&bag);
            let inspected = files.with(Verification { checks: parts.checks(&bag.names()) });
            if again { inspected.with(reperform::carry_out(&bag, parts)) } else { inspected }
        }
        Err(error) => files.with(Verification { checks: unreadable(&error.to_string(), again) }),
    }
}

/// The checks that need a bag that can be read.
fn unreadable(why: &str, reperform: bool) -> Vec<Check> {
    let steps = [Step::Contents, Step::Evidence, Step::Rules];
    let mut checks: Vec<Check> = steps.map(|step| Check::not_made(step, why)).into();
    if reperform {
        checks.push(Check::made(Step::Reperformance, String::new(), vec![format!("data/: {why}")]));
    }
    checks
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    schema: &'static str,
    tool: String,
    exit_code: u8,
    bundle: String,
    /// True when no check that was made failed; says nothing of the steps in `notMade`.
    verifies: bool,
    /// True when every file was rebuilt from the inputs, and is the same.
    reperformed: bool,
    /// Steps that were not made; `checks` says why.
    not_made: Vec<Step>,
    checks: &'a [Check],
}

fn tell(arguments: &Verify, verification: &Verification, exit: Exit) -> Result<(), CliError> {
    if !arguments.json {
        return print(verification);
    }
    let passed = |step: Step| verification.checks.iter().any(|c| c.name == step && c.result == CheckResult::Passed);
    told::print_json(&Object {
        schema: "eks-attest/verification/v1",
        tool: super::tool(),
        exit_code: exit as u8,
        bundle: arguments.bundle.display().to_string(),
        verifies: exit == Exit::Satisfied,
        reperformed: exit == Exit::Satisfied && passed(Step::Reperformance) && passed(Step::NotRebuilt),
        not_made: verification.not_made().map(|(step, _)| step).collect(),
        checks: &verification.checks,
    })
}

fn print(verification: &Verification) -> Result<(), CliError> {
    let mut text = String::new();
    for check in &verification.checks {
        let scope = if check.scope.is_empty() { String::new() } else { format!(" ({})", check.scope) };
        let name = terminal::visible(&format!("{}{scope}", check.name));
        // Writing to a String cannot fail.
        let _ = match &check.result {
            CheckResult::Passed => writeln!(text, "passed    {name}"),
            CheckResult::Named { what } => writeln!(text, "named     {name}{}", indented(what)),
            CheckResult::NotMade { why } => writeln!(text, "not made  {name}: {}", terminal::visible(why)),
            CheckResult::Failed { problems } => writeln!(text, "FAILED    {name}{}", indented(problems)),
        };
    }
    if verification.has_failed() {
        text.push_str("the bundle does not verify\n");
    } else {
        let left: Vec<&str> = verification.not_made().map(|(step, _)| step.title()).collect();
        let left = if left.is_empty() { "none".to_owned() } else { left.join(", ") };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "no check that was made failed; not made: {left}");
    }
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n            {}", terminal::visible(line))).collect()
}
