//! `verify`: what was checked, what was not, and what is wrong.

use std::fmt::Write as _;

use serde::Serialize;

use super::arguments::Verify;
use super::exit::Exit;
use super::{json, terminal};
use crate::run::{self, Check, CheckResult, RunError, Step, Verification};

pub(super) fn run(arguments: &Verify) -> Result<Exit, RunError> {
    let verification = run::verify(&arguments.bundle, arguments.reperform)?;
    let exit = if verification.has_failed() { Exit::VerificationFailed } else { Exit::Satisfied };
    tell(arguments, &verification, exit)?;
    Ok(exit)
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

fn tell(arguments: &Verify, verification: &Verification, exit: Exit) -> Result<(), RunError> {
    if !arguments.json {
        return print(verification);
    }
    let passed = |step: Step| verification.checks.iter().any(|c| c.name == step && c.result == CheckResult::Passed);
    json::print(&Object {
        schema: "eks-attest/verification/v1",
        tool: run::tool(),
        exit_code: exit as u8,
        bundle: arguments.bundle.display().to_string(),
        verifies: exit == Exit::Satisfied,
        reperformed: exit == Exit::Satisfied && passed(Step::Reperformance) && passed(Step::NotRebuilt),
        not_made: verification.not_made().map(|(step, _)| step).collect(),
        checks: &verification.checks,
    })
}

fn print(verification: &Verification) -> Result<(), RunError> {
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
    terminal::show(&text)
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n            {}", terminal::visible(line))).collect()
}
