//! `schema`: JSON Schemas of the files that are read and written.

use super::arguments::Schema;
use super::exit::Exit;
use super::terminal;
use crate::run::{self, RunError};

pub(super) fn run(arguments: &Schema) -> Result<Exit, RunError> {
    terminal::show(&run::schema(arguments.of)?)?;
    Ok(Exit::Satisfied)
}
