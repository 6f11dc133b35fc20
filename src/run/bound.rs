//! Whether a recording is what an honest run writes.

use crate::evidence::recording::Recording;
use crate::{collect, normalise};

/// How a recording stands to the plan of its run; each entry `exchange: problem`.
#[derive(Debug)]
pub(super) struct Plan {
    /// What the plan never asks.
    pub(super) unplanned: Vec<String>,
    /// What it asks and the recording does not hold.
    pub(super) missing: Vec<String>,
    /// Why not all of the plan was tried; none where it was.
    pub(super) open: Option<&'static str>,
}

/// What no server answers to the requests of `recording`.
pub(super) fn misfits(recording: &Recording) -> Vec<String> {
    normalise::misnamed(recording).into_iter().chain(collect::misfits(recording)).collect()
}
