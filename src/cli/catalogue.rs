//! The controls in use: the built-in ones, or a folder of the user's.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use super::error::CliError;
use super::{embedded, files};
use crate::control::custom::CustomControls;
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
    pub fn load(mut files: BTreeMap<String, String>) -> Result<Self, CliError> {
        // What is not read is not kept either: it would look as if verdicts rested on it.
        files.retain(|path, _| path.ends_with(".yaml"));
        let catalogue = load(&files)?;
        Ok(Self { files, catalogue })
    }

    /// Which of them are not the built-in ones: for the covers of reports and for `verify`.
    ///
    /// # Errors
    /// Never with the controls as they are built in; the type says that loading can fail.
    pub fn custom(&self) -> Result<CustomControls, CliError> {
        let built_in = embedded::controls();
        if self.files == built_in {
            return Ok(CustomControls::default());
        }
        // Reading all of them takes a while: once is enough for a process.
        static BUILT_IN: OnceLock<Catalogue> = OnceLock::new();
        let known = match BUILT_IN.get() {
            Some(known) => known,
            None => {
                let loaded = load(&built_in)?;
                BUILT_IN.get_or_init(|| loaded)
            }
        };
        Ok(CustomControls::between(&self.catalogue, known))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// Loaded once: reading all controls takes a while.
    #[test]
    fn j9_controls_and_rows_that_are_not_the_built_in_ones_are_named() {
        let mut files = embedded::controls();
        files.values_mut().for_each(|text| text.push_str("\n# a remark\n"));
        let mut used = Controls::load(files).unwrap();
        assert!(used.custom().unwrap().is_empty(), "comments change nothing");

        let built_in = used.catalogue.clone();
        let controls = &mut used.catalogue.controls;
        controls[0].require = Some("true".to_owned());
        controls[1].id = "our-own".to_owned();
        let (weakened, renamed, left_out) =
            (built_in.controls[0].id.clone(), built_in.controls[1].id.clone(), built_in.controls[2].id.clone());
        controls.remove(2);
        used.catalogue.areas[0].customer = "Nothing.".to_owned();
        used.catalogue.frameworks[0].clauses.clear();
        let custom = CustomControls::between(&used.catalogue, &built_in);
        assert_eq!(custom.added, ["our-own"]);
        assert_eq!(custom.changed, [weakened]);
        assert_eq!(custom.removed, [renamed, left_out]);
        assert_eq!(custom.areas, [built_in.areas[0].id.clone()]);
        assert_eq!(custom.frameworks, [built_in.frameworks[0].id.clone()]);
    }
}
