//! `assessment.json`, read back.

use std::path::Path;

use super::error::RunError;
use super::files;
use crate::assess::model::{Assessment, SCHEMA};

/// An assessment as `assess` or `attest` wrote it.
pub(super) fn read(path: &Path) -> Result<Assessment, RunError> {
    parse(path, &files::read(path)?)
}

/// Understands the bytes of `assessment.json`; `path` is named where they cannot be read.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Assessment, RunError> {
    let assessment: Assessment = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("`{}` is not an assessment: {error}", path.display());
        RunError::usage(message, "give the assessment.json that `assess` or `attest` wrote with this version")
    })?;
    if assessment.schema == SCHEMA {
        return Ok(assessment);
    }
    let message = format!("`{}` says schema `{}`; this version reads `{SCHEMA}`", path.display(), assessment.schema);
    Err(RunError::usage(message, "assess the recording again with this version"))
}
