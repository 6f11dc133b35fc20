//! `report`: the reports of an assessment that was made before.

use super::Bars;
use super::arguments::Report;
use super::exit::Exit;
use super::terminal::{self, Display};
use crate::run::{self, ReportOptions, RunError};

pub(super) fn run(arguments: &Report, display: &Display) -> Result<Exit, RunError> {
    let options = ReportOptions {
        assessment: arguments.assessment.clone(),
        controls: arguments.controls.clone(),
        recording: arguments.replay.clone(),
        engagement: arguments.engagement.clone(),
        rendering: arguments.rendering.to_run(),
        comparison: arguments.comparison.to_run(),
        out: arguments.out.clone(),
    };
    let (assessment, written) = run::report(&options, &Bars::on(display))?;
    written.iter().for_each(|path| terminal::note(&format!("wrote {}", path.display())));
    Ok(Exit::of(&assessment))
}
