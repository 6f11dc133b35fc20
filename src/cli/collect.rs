//! `collect`: evidence into a recording.

use super::Bars;
use super::arguments::Collect;
use super::exit::Exit;
use super::terminal::{self, Display};
use crate::run::{self, CollectOptions, RunError};

pub(super) fn run(arguments: &Collect, display: &Display) -> Result<Exit, RunError> {
    let options = CollectOptions {
        source: arguments.source.to_run(),
        engagement: arguments.engagement.clone(),
        controls: arguments.controls.clone(),
        out: arguments.out.clone(),
    };
    let run::Collected { calls, gaps } = run::collect(&options, &Bars::on(display))?;
    terminal::note(&format!("{calls} calls recorded in {}; {gaps} reads failed", arguments.out.display()));
    Ok(if gaps == 0 { Exit::Satisfied } else { Exit::Incomplete })
}
