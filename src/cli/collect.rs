//! `collect`: evidence into a recording.

use super::arguments::Collect;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::{self, Display};
use super::{catalogue, engagement, pipeline, source};
use crate::collect::store::{self, StoreError};
use crate::normalise::normalise;

pub(super) fn run(arguments: &Collect, display: &Display) -> Result<Exit, CliError> {
    let engagement = engagement::load(arguments.engagement.as_deref(), None)?;
    let controls = catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?;
    let topics = pipeline::topics_to_collect(&controls);
    // A place that cannot be written to is told before a long collection, not after it.
    let draft = store::Draft::begin(&arguments.out).map_err(|error| match error {
        StoreError::Io { .. } => CliError::failed(error),
        _ => CliError::refused(error),
    })?;
    let recording = source::recording(&arguments.source, &engagement.engagement, &topics, display)?;
    let facts = normalise(&recording);
    pipeline::refuse_unknown(&facts.clusters, &arguments.source.clusters)?;
    draft.write(&recording).map_err(CliError::failed)?;
    let gaps = facts.gaps.len();
    let (calls, out) = (recording.exchanges.len(), arguments.out.display());
    terminal::note(&format!("{calls} calls recorded in {out}; {gaps} reads failed"));
    Ok(if gaps == 0 { Exit::Satisfied } else { Exit::Incomplete })
}
