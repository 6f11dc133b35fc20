//! `assess`: verdicts on a recording.

use super::arguments::Assess;
use super::catalogue::Controls;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::Display;
use super::told::Told;
use super::{catalogue, engagement, files, pipeline, source, summary};
use crate::assess::gate;
use crate::bundle::Fill;
use crate::evidence::canonical;

pub(super) fn run(arguments: &Assess, display: &Display) -> Result<Exit, CliError> {
    let loaded = Controls::load(catalogue::files(arguments.judging.controls.as_deref())?)?;
    let controls = &loaded.catalogue;
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(controls))?;
    let recording = source::read(&arguments.replay)?;
    let as_of = arguments.judging.as_of.unwrap_or(recording.run.finished_at);
    pipeline::fits(&recording, &engagement, as_of)?;
    let mut out = files::Several::begin(&arguments.out)?;
    let mut keep = |facts: &mut Fill<'_>| out.add("facts.json", facts);
    let mut assessment = pipeline::judge(&recording, controls, &engagement, &[], as_of, &mut keep)?;
    assessment.custom_controls = Some(loaded.custom()?).filter(|custom| !custom.is_empty());
    let stored = canonical::to_sized_vec(&assessment)?;
    out.add("assessment.json", &mut |out| out.write_all(&stored))?;
    out.finish()?;
    // Only says who mends what: a policy that does not fit is refused where it decides.
    let policy = pipeline::policy(&engagement.engagement, controls).unwrap_or_default();
    let exit = Exit::of(&assessment);
    let mut told = Told::new(&assessment, &gate::decide(&assessment, &policy), &arguments.out, exit);
    told.files = ["facts.json", "assessment.json"].map(str::to_owned).to_vec();
    summary::print(&told, arguments.json, display)?;
    Ok(exit)
}
