//! `review`: may these clusters go live?

use super::arguments::Attest;
use super::exit::Exit;
use super::terminal::Display;
use super::{Bars, attest, summary};
use crate::run::{self, Document, RunError};

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, RunError> {
    let outcome = run::attest(&attest::options(arguments, &[Document::Review]), &Bars::on(display))?;
    let exit = Exit::from(outcome.review.decision);
    let told = attest::told(&outcome, &arguments.out, exit).with_review(&outcome.review);
    summary::print(&told, arguments.json, display)?;
    Ok(exit)
}
