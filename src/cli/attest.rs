//! `attest`: collect, assess, report and archive in one go.

use std::path::Path;

use super::arguments::Attest;
use super::exit::Exit;
use super::terminal::Display;
use super::{Bars, summary};
use crate::run::{self, AttestOptions, Document, RunError, RunOutcome, RunSummary};

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, RunError> {
    let outcome = run::attest(&options(arguments, &Document::ATTESTATION), &Bars::on(display))?;
    let exit = Exit::of(&outcome.assessment);
    summary::print(&told(&outcome, &arguments.out, exit), arguments.json, display)?;
    Ok(exit)
}

pub(super) fn options(arguments: &Attest, documents: &[Document]) -> AttestOptions {
    AttestOptions {
        source: arguments.source.to_run(),
        judging: arguments.judging.to_run(),
        rendering: arguments.rendering.to_run(),
        comparison: arguments.comparison.to_run(),
        documents: documents.to_vec(),
        out: arguments.out.clone(),
        replace: arguments.replace,
    }
}

/// What is told of a bundle that was written to `out`.
pub(super) fn told(outcome: &RunOutcome, out: &Path, exit: Exit) -> RunSummary {
    RunSummary::new(&outcome.assessment, &outcome.review, out, exit as u8).with_files(&outcome.files)
}
