//! As `recording`, in a build without the feature `aws`: nothing is collected, and no recording is judged, because only
//! the collectors tell whether it is what its plan asks. Bundles are verified all the same, with that step left open.

use std::collections::BTreeSet;
use std::path::Path;

use super::bound::Plan;
use super::error::RunError;
use super::options::Source;
use crate::collect::{self, Progress};
use crate::engagement::Engagement;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

const OPEN: &str = "the calls to AWS were not held against the plan, for which the collectors ask again: this build was \
                    made without the feature `aws`; the topics and the calls to Kubernetes are those of the plan";

fn left_out<T>(what: &'static str) -> Result<T, RunError> {
    Err(RunError::LeftOut { what, feature: "aws" })
}

/// Collects nothing.
///
/// # Errors
/// Always.
pub(super) fn recording(
    _: &Source,
    _: &Engagement,
    _: &BTreeSet<Topic>,
    _: &dyn Progress,
) -> Result<Recording, RunError> {
    left_out("collecting evidence or judging a recording")
}

/// Reads nothing.
///
/// # Errors
/// Always.
pub(super) fn read(_: &Path) -> Result<Recording, RunError> {
    left_out("holding a recording against its plan, which comes before judging or reporting it,")
}

/// Replays nothing.
///
/// # Errors
/// Always.
pub(super) fn replay(_: &Recording, _: &BTreeSet<Topic>) -> Result<Recording, RunError> {
    left_out("replaying a recording")
}

/// What of a recording its plan does not ask, as far as that shows without the collectors.
///
/// # Errors
/// Never: the type is that of a build with them.
pub(super) fn plan(recording: &Recording) -> Result<Plan, RunError> {
    Ok(Plan { unplanned: collect::unplanned(recording), missing: Vec::new(), open: Some(OPEN) })
}
