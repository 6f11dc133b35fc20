//! The built-in templates, to be read and changed.

use std::path::Path;

use super::error::RunError;
use super::{catalogue, example, files};
use crate::report::{self, Sample, Templates};

/// The names of the templates.
#[must_use]
pub fn template_names() -> Vec<String> {
    Templates::names()
}

/// Writes the built-in templates into the folder `into`, which must be empty or not exist; gives their number.
///
/// # Errors
/// When the folder is not empty, or a file cannot be written.
pub fn export_templates(into: &Path) -> Result<usize, RunError> {
    let occupied = into.is_file() || into.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let message = format!("`{}` exists and is not empty", into.display());
        return Err(RunError::usage(message, "name another folder: templates are never written over"));
    }
    let templates = Templates::built_in();
    for (name, text) in &templates {
        files::write(&into.join(name), text.as_bytes())?;
    }
    Ok(templates.len())
}

/// Renders every document from the shipped example with the templates of `folder`; gives how many there are, and how
/// many of them differ from the built-in ones.
///
/// # Errors
/// Every problem of the templates, with file and line.
pub fn check_templates(folder: &Path) -> Result<(usize, usize), RunError> {
    let overrides = files::read_text_tree(folder)?;
    let (assessment, review, run) = example::sample()?;
    let problems = report::check(&overrides, Sample { assessment: &assessment, review: &review, run: &run });
    if problems.is_empty() {
        Ok((overrides.len(), Templates::custom(&overrides).len()))
    } else {
        Err(catalogue::refuse("the templates", problems))
    }
}
