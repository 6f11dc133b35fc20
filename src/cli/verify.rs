//! `verify`: what was checked, what was not, and what is wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use clap::ValueEnum as _;
use serde::Serialize;

use super::arguments::{Document, Format, Verify};
use super::catalogue::Controls;
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, EngagementFiles, Files, Inputs, Job};
use super::{engagement, previous, render, terminal, told};
use crate::bundle::{self, CheckResult, Verification};
use crate::evidence::recording::Recording;

/// What verdicts and reports are made from; everything else is rebuilt.
const INPUTS: [&str; 5] = ["evidence/", "controls/", "engagement/", "templates/", "previous/"];

pub(super) fn run(arguments: &Verify) -> Result<Exit, CliError> {
    refuse_what_is_no_folder(&arguments.bundle)?;
    let mut verification = bundle::verify(&arguments.bundle);
    if arguments.reperform {
        verification = match bundle::read(&arguments.bundle) {
            Ok(bag) => verification.with(bundle::reperform(bag, is_input, rebuild)),
            Err(error) => {
                terminal::error(&error);
                tell(arguments, &verification, Exit::VerificationFailed)?;
                return Ok(Exit::VerificationFailed);
            }
        };
    }
    let exit = if verification.has_failed() { Exit::VerificationFailed } else { Exit::Satisfied };
    tell(arguments, &verification, exit)?;
    Ok(exit)
}

/// A path that is mistyped is no bundle that fails.
fn refuse_what_is_no_folder(path: &Path) -> Result<(), CliError> {
    let metadata = path.metadata().map_err(|source| CliError::read(path, source))?;
    if metadata.is_dir() {
        return Ok(());
    }
    Err(CliError::usage(format!("`{}` is not a folder", path.display()), "give the folder of a bundle"))
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    schema: &'static str,
    tool: String,
    exit_code: u8,
    bundle: String,
    /// True when no check that was made failed; `checks` says which were not made.
    verifies: bool,
    checks: &'a [bundle::Check],
}

fn tell(arguments: &Verify, verification: &Verification, exit: Exit) -> Result<(), CliError> {
    if !arguments.json {
        return print(verification);
    }
    told::print_json(&Object {
        schema: "eks-attest/verification/v1",
        tool: super::tool(),
        exit_code: exit as u8,
        bundle: arguments.bundle.display().to_string(),
        verifies: exit == Exit::Satisfied,
        checks: &verification.checks,
    })
}

fn is_input(name: &str) -> bool {
    name == "inputs.json" || INPUTS.iter().any(|folder| name.starts_with(folder))
}

/// Carries the stages out again on the inputs alone.
fn rebuild(inputs: &Files) -> Result<Files, String> {
    let job = job(inputs)?;
    let mut rebuilt = Files::new();
    let mut keep = |name: &str, bytes: Vec<u8>| {
        if !is_input(name) {
            rebuilt.insert(name.to_owned(), bytes);
        }
        Ok(())
    };
    pipeline::carry_out(job, &mut keep).map_err(|error| in_words(&error))?;
    Ok(rebuilt)
}

fn job(files: &Files) -> Result<Job, String> {
    let stored = files.get("inputs.json").ok_or("`inputs.json` is missing")?;
    let inputs: Inputs = serde_json::from_slice(stored).map_err(|error| format!("`inputs.json`: {error}"))?;
    if inputs.tool != super::tool() {
        let (theirs, ours) = (inputs.tool, super::tool());
        return Err(format!("the bundle was made by {theirs}; re-perform it with that version (this is {ours})"));
    }
    let stored = below(files, "previous/").into_iter().map(|(name, bytes)| (format!("previous/{name}").into(), bytes));
    let days = inputs.expiring_within_days.unwrap_or_default();
    let previous = previous::from_stored(stored.collect(), days).map_err(|error| in_words(&error))?;
    Ok(Job {
        previous,
        recording: Recording::from_files(&below(files, "evidence/")).map_err(|error| error.to_string())?,
        controls: Controls::load(texts(files, "controls/")?).map_err(|error| in_words(&error))?,
        engagement: engagement_of(files)?,
        templates: texts(files, "templates/")?,
        as_of: Some(inputs.as_of),
        formats: Format::value_variants()
            .iter()
            .copied()
            .filter(|format| inputs.formats.iter().any(|ending| ending == render::ending(*format)))
            .collect(),
        documents: Document::ALL
            .into_iter()
            .filter(|document| inputs.documents.iter().any(|name| name == document.name()))
            .collect(),
        clusters: inputs.clusters,
    })
}

fn engagement_of(files: &Files) -> Result<EngagementFiles, String> {
    let mut attachments = below(files, "engagement/");
    let Some(bytes) = attachments.remove("engagement.yaml") else { return Ok(EngagementFiles::default()) };
    let text = String::from_utf8(bytes).map_err(|_| "`engagement/engagement.yaml` is not UTF-8".to_owned())?;
    let engagement = engagement::parse("engagement/engagement.yaml", &text).map_err(|error| in_words(&error))?;
    Ok(EngagementFiles { text, engagement, attachments })
}

fn below(files: &Files, folder: &str) -> Files {
    files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(folder)?.to_owned(), bytes.clone()))).collect()
}

fn texts(files: &Files, folder: &str) -> Result<BTreeMap<String, String>, String> {
    let decoded = below(files, folder).into_iter().map(|(name, bytes)| match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(format!("`{folder}{name}` is not UTF-8")),
    });
    decoded.collect()
}

fn in_words(error: &CliError) -> String {
    match error {
        CliError::Problems { summary, problems } => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            format!("{summary}; first: {first}")
        }
        other => other.to_string(),
    }
}

fn print(verification: &Verification) -> Result<(), CliError> {
    let mut text = String::new();
    for check in &verification.checks {
        let scope = if check.scope.is_empty() { String::new() } else { format!(" ({})", check.scope) };
        let name = terminal::visible(&format!("{}{scope}", check.name));
        // Writing to a String cannot fail.
        let _ = match &check.result {
            CheckResult::Passed => writeln!(text, "passed    {name}"),
            CheckResult::NotMade { why } => writeln!(text, "not made  {name}: {}", terminal::visible(why)),
            CheckResult::Failed { problems } => {
                let lines: String =
                    problems.iter().map(|p| format!("\n            {}", terminal::visible(p))).collect();
                writeln!(text, "FAILED    {name}{lines}")
            }
        };
    }
    text.push_str(if verification.has_failed() {
        "the bundle does not verify\n"
    } else {
        "every check that was made passed; checks not made are listed above\n"
    });
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))
}
