//! The controls in use: the built-in ones, or a folder of the user's.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::CliError;
use super::{embedded, files};
use crate::control::loader;
use crate::control::model::Catalogue;
use crate::control::problem::Problem;

/// The controls in use, as files and as understood.
#[derive(Debug)]
pub struct Controls {
    /// Text by path.
    pub files: BTreeMap<String, String>,
    /// What they say.
    pub catalogue: Catalogue,
}

impl Controls {
    /// Loads and checks `files`.
    ///
    /// # Errors
    /// All problems of all files.
    pub fn load(files: BTreeMap<String, String>) -> Result<Self, CliError> {
        let catalogue = load(&files)?;
        Ok(Self { files, catalogue })
    }
}

/// The files of the controls: of `folder` when one is given.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn files(folder: Option<&Path>) -> Result<BTreeMap<String, String>, CliError> {
    match folder {
        Some(folder) => files::read_text_tree(folder),
        None => Ok(embedded::controls()),
    }
}

/// Loads and checks them.
///
/// # Errors
/// All problems of all files.
pub(super) fn load(files: &BTreeMap<String, String>) -> Result<Catalogue, CliError> {
    loader::load(files).map_err(|problems| refuse("the controls", problems))
}

/// Problems in files that were given, all of them.
pub(super) fn refuse(what: &str, problems: Vec<Problem>) -> CliError {
    let summary = match problems.len() {
        1 => format!("{what} cannot be used: 1 problem"),
        number => format!("{what} cannot be used: {number} problems"),
    };
    CliError::Problems { summary, problems }
}
