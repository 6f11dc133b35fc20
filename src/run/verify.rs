//! What was checked of a bundle, what was not, and what is wrong.

use std::path::Path;

use super::error::RunError;
use super::inspect::Parts;
use super::reperform;
use crate::bundle::{self, Check, Step, Stored, Verification};

/// Verifies the bundle in `folder`; with `again`, redoes its verdicts from its evidence.
///
/// # Errors
/// When `folder` is not a folder. What is wrong with a bundle is in the verification.
pub fn verify(folder: &Path, again: bool) -> Result<Verification, RunError> {
    refuse_what_is_not_a_folder(folder)?;
    Ok(verification(folder, again))
}

/// A mistyped path is not a bundle that fails verification.
fn refuse_what_is_not_a_folder(path: &Path) -> Result<(), RunError> {
    let metadata = path.metadata().map_err(|source| RunError::read(path, source))?;
    if metadata.is_dir() {
        return Ok(());
    }
    Err(RunError::usage(format!("`{}` is not a folder", path.display()), "give the folder of a bundle"))
}

/// Every check of the bundle in `folder`, with or without re-performing it.
#[must_use]
pub fn verification(folder: &Path, again: bool) -> Verification {
    let files = bundle::verify(folder);
    match Stored::open(folder) {
        Ok(bag) => {
            let parts = Parts::read(&bag);
            let inspected = files.with(Verification { checks: parts.checks(&bag.names()) });
            if again { inspected.with(reperform::carry_out(&bag, parts)) } else { inspected }
        }
        Err(error) => files.with(Verification { checks: unreadable(&error.to_string(), again) }),
    }
}

/// The checks that need a bag that can be read.
fn unreadable(why: &str, reperform: bool) -> Vec<Check> {
    let steps = [Step::Contents, Step::Evidence, Step::Plan, Step::Rules];
    let mut checks: Vec<Check> = steps.map(|step| Check::not_made(step, why)).into();
    if reperform {
        checks.push(Check::made(Step::Reperformance, String::new(), vec![format!("data/: {why}")]));
    }
    checks
}
