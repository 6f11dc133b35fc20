//! Collect, assess, report and archive in one go.

use std::path::PathBuf;

use super::archive::Archive;
use super::catalogue::{self, Controls};
use super::error::RunError;
use super::options::{Comparison, Document, Judging, Rendering, Source};
use super::outcome::RunOutcome;
use super::pipeline::{self, AttestationJob};
use super::{WRITING, engagement, previous, recording};
use crate::collect::Progress;

/// What [`attest`] is told.
#[derive(Debug, Clone)]
pub struct AttestOptions {
    /// Where evidence comes from.
    pub source: Source,
    /// What is judged and how.
    pub judging: Judging,
    /// How reports are written.
    pub rendering: Rendering,
    /// What the attestation is compared with.
    pub comparison: Comparison,
    /// The reports: [`Document::ATTESTATION`], or the review alone.
    pub documents: Vec<Document>,
    /// The folder for the bundle.
    pub out: PathBuf,
    /// Replace the folder if it holds a bundle.
    pub replace: bool,
}

impl AttestOptions {
    /// The attestation of what `source` gives, with all that can be left out left out.
    #[must_use]
    pub fn new(source: Source, out: impl Into<PathBuf>) -> Self {
        Self {
            source,
            judging: Judging::default(),
            rendering: Rendering::default(),
            comparison: Comparison::default(),
            documents: Document::ATTESTATION.to_vec(),
            out: out.into(),
            replace: false,
        }
    }
}

/// Collects, assesses, writes the reports, and archives all of it.
///
/// # Errors
/// When a stage refuses what it is given or cannot be carried out.
pub fn attest(options: &AttestOptions, progress: &dyn Progress) -> Result<RunOutcome, RunError> {
    let formats = options.rendering.formats()?;
    let mut archive = Archive::begin(&options.out, options.replace)?;
    let controls = Controls::load(catalogue::files(options.judging.controls.as_deref())?)?;
    // All that is wrong with it is told before a long collection, not after it.
    let engagement = engagement::load(options.judging.engagement.as_deref(), Some(&controls.catalogue))?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let templates = options.rendering.templates()?;
    let previous = previous::of(&options.comparison, &options.judging, Some(&controls.catalogue), &engagement)?;
    let recording = recording::recording(&options.source, &engagement.engagement, &topics, progress)?;
    let job = AttestationJob {
        recording,
        controls,
        engagement,
        templates,
        as_of: options.judging.as_of,
        formats,
        documents: options.documents.clone(),
        clusters: options.source.clusters.clone(),
        previous,
    };
    progress.started(WRITING);
    let outcome = pipeline::carry_out(job, &mut |name, fill| archive.add(name, fill))?;
    progress.finished(WRITING);
    archive.finish(&outcome)?;
    Ok(outcome)
}
