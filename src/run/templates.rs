//! The built-in templates, to be read and changed.

use std::path::Path;

use super::error::RunError;
use super::files;
use crate::report::Templates;

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
