//! `assess`: verdicts on a recording.

use super::arguments::Assess;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::Display;
use super::{catalogue, engagement, files, pipeline, source, summary};
use crate::evidence::canonical;

pub(super) fn run(arguments: &Assess, display: &Display) -> Result<Exit, CliError> {
    let controls = catalogue::load(&catalogue::files(arguments.judging.controls.as_deref())?)?;
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(&controls))?;
    let recording = source::read(&arguments.replay)?;
    let as_of = arguments.judging.as_of.unwrap_or(recording.run.finished_at);
    let (facts, assessment) = pipeline::judge(&recording, &controls, &engagement, &[], as_of)?;
    files::write(&arguments.out.join("facts.json"), &canonical::to_vec(&facts)?)?;
    files::write(&arguments.out.join("assessment.json"), &canonical::to_vec(&assessment)?)?;
    summary::print(&assessment, &arguments.out, display)?;
    Ok(Exit::of(&assessment))
}
