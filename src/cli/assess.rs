//! `assess`: verdicts on a recording.

use super::arguments::Assess;
use super::exit::Exit;
use super::summary;
use super::terminal::Display;
use crate::run::{self, ASSESSED_FILES, AssessOptions, RunError, RunSummary};

pub(super) fn run(arguments: &Assess, display: &Display) -> Result<Exit, RunError> {
    let Assess { replay, judging, out, json } = arguments;
    let options = AssessOptions { recording: replay.clone(), judging: judging.to_run(), out: out.clone() };
    let (assessment, review) = run::assess(&options)?;
    let exit = Exit::of(&assessment);
    let mut told = RunSummary::new(&assessment, &review, out, exit as u8);
    told.files = ASSESSED_FILES.map(str::to_owned).to_vec();
    summary::print(&told, *json, display)?;
    Ok(exit)
}
