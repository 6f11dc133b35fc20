//! `assess`: verdicts on a recording.

use super::arguments::Assess;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::Display;
use super::told::Told;
use super::{catalogue, engagement, files, pipeline, source, summary};
use crate::assess::gate;
use crate::evidence::canonical;

pub(super) fn run(arguments: &Assess, display: &Display) -> Result<Exit, CliError> {
    let controls = catalogue::load(&catalogue::files(arguments.judging.controls.as_deref())?)?;
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(&controls))?;
    let recording = source::read(&arguments.replay)?;
    let as_of = arguments.judging.as_of.unwrap_or(recording.run.finished_at);
    let mut keep = |facts: Vec<u8>| files::write(&arguments.out.join("facts.json"), &facts);
    let assessment = pipeline::judge(&recording, &controls, &engagement, &[], as_of, &mut keep)?;
    files::write(&arguments.out.join("assessment.json"), &canonical::to_sized_vec(&assessment)?)?;
    // Only says who mends what: a policy that does not fit is refused where it decides.
    let policy = pipeline::policy(&engagement.engagement, &controls).unwrap_or_default();
    let exit = Exit::of(&assessment);
    let mut told = Told::new(&assessment, &gate::decide(&assessment, &policy), &arguments.out, exit);
    told.files = ["facts.json", "assessment.json"].map(str::to_owned).to_vec();
    summary::print(&told, arguments.json, display)?;
    Ok(exit)
}
