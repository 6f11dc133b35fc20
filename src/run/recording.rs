//! Where a recording comes from: AWS, or a folder.

use std::collections::BTreeSet;
use std::path::Path;

use super::bound::{Plan, misfits};
use super::error::RunError;
use super::options::{Origin, Source};
use crate::collect::store::{self, StoreError};
use crate::collect::{self, AskedAgain, Progress};
use crate::engagement::Engagement;
use crate::evidence::recording::{Recording, RecordingError};
use crate::evidence::topic::Topic;

/// Reads what `topics` need from where `source` says.
///
/// # Errors
/// When the recording cannot be used, or AWS cannot be reached.
pub(super) fn recording(
    source: &Source,
    engagement: &Engagement,
    topics: &BTreeSet<Topic>,
    progress: &dyn Progress,
) -> Result<Recording, RunError> {
    let given = match &source.from {
        Origin::Recording(folder) => return replay(&read(folder)?, topics),
        Origin::Live(options) => options.as_ref().clone(),
    };
    let Engagement { scope, owners, .. } = engagement;
    let mut options = collect::Options {
        owner_keys: owners.tags.iter().chain(&owners.labels).cloned().collect(),
        region: given.region.clone().or_else(|| scope.region.clone()),
        ..given
    };
    options.clusters = if source.clusters.is_empty() { scope.clusters.clone() } else { source.clusters.clone() };
    options.clusters.sort();
    options.clusters.dedup();
    block_on(collect::collect(options, topics, progress))?.map_err(failed)
}

/// What was given may be at fault, or the way to AWS.
fn failed(error: collect::CollectError) -> RunError {
    if error.is_refusal() { RunError::refused(error) } else { RunError::failed(error) }
}

/// The recording in `folder`.
///
/// # Errors
/// When it is incomplete or altered, or holds what its plan never asks.
pub(super) fn read(folder: &Path) -> Result<Recording, RunError> {
    let recording = store::read(folder).map_err(RunError::refused)?;
    let plan = plan(&recording)?;
    let misfits: Vec<String> = misfits(&recording).into_iter().chain(plan.unplanned).collect();
    if misfits.is_empty() {
        return Ok(recording);
    }
    let (path, source) = (folder.to_owned(), RecordingError::Unbound(misfits));
    Err(RunError::refused(StoreError::Recording { path, source }))
}

/// What of a recording its plan does not ask, and what is left out of it.
///
/// # Errors
/// When the runtime cannot be started.
pub(super) fn plan(recording: &Recording) -> Result<Plan, RunError> {
    let AskedAgain { unplanned, missing } = block_on(collect::asked_again(recording))?;
    let unplanned = collect::unplanned(recording).into_iter().chain(unplanned).collect();
    Ok(Plan { unplanned, missing, open: None })
}

/// Reads `topics` again from a recording, through the same collectors.
///
/// # Errors
/// When the runtime cannot be started.
pub(super) fn replay(recording: &Recording, topics: &BTreeSet<Topic>) -> Result<Recording, RunError> {
    block_on(collect::replay(recording, topics))?.map_err(failed)
}

fn block_on<T>(future: impl Future<Output = T>) -> Result<T, RunError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| RunError::Runtime { source })?;
    let result = runtime.block_on(future);
    // A child that hangs is not waited for.
    runtime.shutdown_background();
    Ok(result)
}
