//! The controls in use: the built-in ones, or a folder of the user's.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use super::error::RunError;
use super::{embedded, files};
use crate::control::custom::{self, CustomControls};
use crate::control::model::Catalogue;
use crate::control::{loader, rows};
use crate::file::Problem;

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
    pub fn load(mut files: BTreeMap<String, String>) -> Result<Self, RunError> {
        // What is not read is not kept either: it would look as if verdicts rested on it.
        files.retain(|path, _| loader::reads(path));
        let catalogue = load(&files)?;
        Ok(Self { files, catalogue })
    }

    /// Which of them are not the built-in ones: for the covers of reports and for `verify`.
    ///
    /// # Errors
    /// Never with the controls as they are built in; the type says that loading can fail.
    pub fn custom(&self) -> Result<CustomControls, RunError> {
        let built_in = embedded::controls();
        if self.files == built_in {
            return Ok(CustomControls::default());
        }
        Ok(CustomControls::between(&self.catalogue, self::built_in(&built_in)?))
    }

    /// Rows of the catalogue that are not the built-in ones. They decide no verdict.
    ///
    /// # Errors
    /// As [`Self::custom`].
    pub fn custom_rows(&self) -> Result<Vec<String>, RunError> {
        let given = self.files.get(rows::FILE).map(String::as_str);
        if given.is_none() || given == embedded::control_file(rows::FILE) {
            return Ok(Vec::new());
        }
        Ok(custom::rows(&self.catalogue, built_in(&embedded::controls())?))
    }
}

/// The built-in controls, as understood. Reading all of them takes a while: once is enough for a process.
fn built_in(files: &BTreeMap<String, String>) -> Result<&'static Catalogue, RunError> {
    static BUILT_IN: OnceLock<Catalogue> = OnceLock::new();
    match BUILT_IN.get() {
        Some(known) => Ok(known),
        None => {
            let loaded = loader::look_at(files).map_err(|problems| refuse("the controls", problems))?;
            Ok(BUILT_IN.get_or_init(|| loaded))
        }
    }
}

/// The files of the controls: of `folder` when one is given.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn files(folder: Option<&Path>) -> Result<BTreeMap<String, String>, RunError> {
    match folder {
        Some(folder) => files::read_text_tree(folder),
        None => Ok(embedded::controls()),
    }
}

/// Loads and checks them. Where they bring no catalogue of their own, the built-in one says what its ids mean.
///
/// # Errors
/// All problems of all files.
pub(super) fn load(files: &BTreeMap<String, String>) -> Result<Catalogue, RunError> {
    let built_in = embedded::control_file(rows::FILE).filter(|_| !files.contains_key(rows::FILE));
    let loaded = match built_in {
        None => loader::load(files),
        Some(text) => {
            let mut files = files.clone();
            files.insert(rows::FILE.to_owned(), text.to_owned());
            loader::load(&files)
        }
    };
    let loaded = loaded.map_err(|problems| refuse("the controls", problems))?;
    declare_built_in()?;
    Ok(loaded)
}

/// Puts the operations that the controls in `folder` declare in use; the built-in ones without a folder.
///
/// # Errors
/// When the folder cannot be read, or a declaration is wrong.
pub(super) fn declare(folder: Option<&Path>) -> Result<(), RunError> {
    loader::declare(&files(folder)?).map_err(|problems| refuse("the declared operations", problems))?;
    declare_built_in()
}

/// A recording may hold what the built-in controls asked for, whichever controls it is judged by.
fn declare_built_in() -> Result<(), RunError> {
    let evidence = embedded::controls().into_iter().filter(|(path, _)| path.starts_with("evidence/"));
    loader::declare_free(&evidence.collect()).map_err(|problems| refuse("the built-in operations", problems))
}

/// Problems in files that were given, all of them.
pub(super) fn refuse(what: &str, problems: Vec<Problem>) -> RunError {
    let summary = match problems.len() {
        1 => format!("{what} cannot be used: 1 problem"),
        number => format!("{what} cannot be used: {number} problems"),
    };
    RunError::Problems { summary, problems }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loaded once: reading all controls takes a while.
    #[test]
    fn j9_controls_and_rows_that_are_not_the_built_in_ones_are_named() {
        let mut files = embedded::controls();
        let yaml = files.iter_mut().filter(|(path, _)| path.ends_with(".yaml"));
        yaml.for_each(|(_, text)| text.push_str("\n# a remark\n"));
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

    const MATRIX: &str = "areas:\n  - {id: a, title: A, aws: x, customer: y, sources: [], owners: {all: customer}}\n";

    fn stated(row: &str) -> String {
        format!(
            "id: ours\ntitle: O\ndomain: network\narea: a\nseverity: low\nstatement: S.\nwhy: W.\ncatalogue: [{row}]\n\
             statedBy: us\ncases: []\n"
        )
    }

    #[test]
    fn controls_without_a_catalogue_of_their_own_are_read_by_the_built_in_one() {
        let files = |row: &str, more: &[(&str, &str)]| {
            let given = [("responsibility.yaml", MATRIX), ("network/ours.yaml", &stated(row))];
            let all = given.iter().chain(more);
            all.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>()
        };
        let used = Controls::load(files("NODE-13", &[])).unwrap();
        assert_eq!(used.files.len(), 2, "what was not given is not kept either");
        assert_eq!(used.custom_rows().unwrap(), [""; 0]);

        let own = "id,area,check,source,evidence\nOURS-1,Ours,Doors are locked.,statement,list of keys\n";
        let used = Controls::load(files("OURS-1", &[(rows::FILE, own)])).unwrap();
        assert_eq!(used.files.len(), 3);
        assert!(used.custom_rows().unwrap().iter().any(|row| row == "OURS-1"));
        let refused = Controls::load(files("NODE-13", &[(rows::FILE, own)])).unwrap_err();
        assert!(matches!(refused, RunError::Problems { ref problems, .. } if problems[0].code.name() == "unknown_row"));
    }
}
