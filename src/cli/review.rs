//! `review`: may these clusters go live?

use super::arguments::{Attest, Document};
use super::error::CliError;
use super::exit::Exit;
use super::terminal::Display;
use super::{attest, summary};

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, CliError> {
    let done = attest::bundle(arguments, &[Document::Review], display)?;
    let exit = Exit::from(done.review.decision);
    let told = attest::told(&done, &arguments.out, exit).with_review(&done.review);
    summary::print(&told, arguments.json, display)?;
    Ok(exit)
}
