//! Verdicts on a recording.

use std::path::PathBuf;

use super::catalogue::{self, Controls};
use super::error::RunError;
use super::options::Judging;
use super::{engagement, files, pipeline, recording};
use crate::assess::gate::{self, Review};
use crate::assess::model::Assessment;
use crate::bundle::Fill;
use crate::evidence::canonical;

/// What [`assess`] is told.
#[derive(Debug, Clone)]
pub struct AssessOptions {
    /// The folder of the recording.
    pub recording: PathBuf,
    /// What is judged and how.
    pub judging: Judging,
    /// The folder for `facts.json` and `assessment.json`.
    pub out: PathBuf,
}

/// The files that [`assess`] writes.
pub const ASSESSED_FILES: [&str; 2] = ["facts.json", "assessment.json"];

/// Judges a recording and writes [`ASSESSED_FILES`]; gives the verdicts, and what they are to a go-live decision.
///
/// # Errors
/// When an input is refused or a file cannot be written.
pub fn assess(options: &AssessOptions) -> Result<(Assessment, Review), RunError> {
    let loaded = Controls::load(catalogue::files(options.judging.controls.as_deref())?)?;
    let controls = &loaded.catalogue;
    let engagement = engagement::load(options.judging.engagement.as_deref(), Some(controls))?;
    let recording = recording::read(&options.recording)?;
    let as_of = options.judging.as_of.unwrap_or(recording.run.finished_at);
    pipeline::fits(&recording, &engagement, as_of)?;
    let mut out = files::Several::begin(&options.out)?;
    let mut keep = |facts: &mut Fill<'_>| out.add("facts.json", facts);
    let mut assessment = pipeline::judge(&recording, controls, &engagement, &[], as_of, &mut keep)?;
    assessment.custom_controls = Some(loaded.custom()?).filter(|custom| !custom.is_empty());
    let stored = canonical::to_sized_vec(&assessment)?;
    out.add("assessment.json", &mut |out| out.write_all(&stored))?;
    out.finish()?;
    // Only says who mends what: a policy that does not fit is refused where it decides.
    let policy = pipeline::policy(&engagement.engagement, controls).unwrap_or_default();
    let review = gate::decide(&assessment, &policy);
    Ok((assessment, review))
}
