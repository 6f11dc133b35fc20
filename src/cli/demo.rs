//! `demo`: the shipped example through the same stages.

use super::arguments::Demo;
use super::exit::Exit;
use super::terminal::Display;
use super::{Bars, attest, summary};
use crate::run::{self, RunError};

pub(super) fn run(arguments: &Demo, display: &Display) -> Result<Exit, RunError> {
    let Demo { out, replace, rendering } = arguments;
    let outcome = run::attest_example(out, *replace, &rendering.to_run(), &Bars::on(display))?;
    summary::print(&attest::told(&outcome, out, Exit::Satisfied), false, display)?;
    Ok(Exit::Satisfied)
}
