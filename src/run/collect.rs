//! Evidence into a recording.

use std::path::PathBuf;

use super::error::RunError;
use super::options::Source;
use super::{catalogue, engagement, pipeline, recording};
use crate::collect::Progress;
use crate::collect::store::{self, StoreError};
use crate::normalise::normalise;

/// What [`collect`] is told.
#[derive(Debug, Clone)]
pub struct CollectOptions {
    /// Where evidence comes from.
    pub source: Source,
    /// The engagement file: gives the scope.
    pub engagement: Option<PathBuf>,
    /// Folder of controls used instead of the built-in ones.
    pub controls: Option<PathBuf>,
    /// The folder for the recording; it must not exist.
    pub out: PathBuf,
}

/// What a collection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collected {
    /// Calls that were recorded.
    pub calls: usize,
    /// Reads that failed.
    pub gaps: usize,
}

/// Collects what the controls in use need.
///
/// # Errors
/// When an input is refused, AWS cannot be reached, or the recording cannot be written.
pub fn collect(options: &CollectOptions, progress: &dyn Progress) -> Result<Collected, RunError> {
    let engagement = engagement::load(options.engagement.as_deref(), None)?;
    let controls = catalogue::load(&catalogue::files(options.controls.as_deref())?)?;
    let topics = pipeline::topics_to_collect(&controls);
    // A place that cannot be written to is told before a long collection, not after it.
    let draft = store::Draft::begin(&options.out).map_err(|error| match error {
        StoreError::Io { .. } => RunError::failed(error),
        _ => RunError::refused(error),
    })?;
    let recording = recording::recording(&options.source, &engagement.engagement, &topics, progress)?;
    let facts = normalise(&recording);
    pipeline::refuse_unknown(&facts.clusters, &options.source.clusters)?;
    draft.write(&recording).map_err(RunError::failed)?;
    Ok(Collected { calls: recording.exchanges.len(), gaps: facts.gaps.len() })
}
