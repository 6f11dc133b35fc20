//! Reads what `kubectl get -o json|yaml` wrote, and manifests.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::collect::error::CollectError;

/// One document of a file.
pub(super) struct Document {
    /// The file's name without its ending: `deployments.apps`.
    pub(super) stem: String,
    pub(super) path: PathBuf,
    pub(super) value: Value,
}

/// Every document of the file or folder `path`, sorted by file name.
///
/// # Errors
/// When a file cannot be read or does not parse: what is skipped in silence
/// would look like what is not there.
pub(super) fn documents(path: &Path) -> Result<Vec<Document>, CollectError> {
    let mut files = Vec::new();
    find(path, true, &mut files)?;
    let mut found = Vec::new();
    for file in files {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&file).map_err(|error| unusable(&file, error.to_string()))?;
        let values = parse(&file, &text).map_err(|cause| unusable(&file, cause))?;
        let document = |value| Document { stem: stem.clone(), path: file.clone(), value };
        found.extend(values.into_iter().filter(|value| !value.is_null()).map(document));
    }
    if found.is_empty() { Err(unusable(path, "it holds no JSON or YAML document".to_owned())) } else { Ok(found) }
}

pub(super) fn unusable(path: &Path, cause: String) -> CollectError {
    CollectError::Dump { path: path.to_owned(), cause }
}

/// A file that is named is read whatever its ending; in a folder the ending decides.
fn find(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> Result<(), CollectError> {
    let kind = fs::metadata(path).map_err(|error| unusable(path, error.to_string()))?;
    if kind.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| unusable(path, error.to_string()))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        // A link could lead back up.
        return paths.iter().filter(|path| !path.is_symlink()).try_for_each(|path| find(path, false, files));
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if named || ["json", "yaml", "yml"].contains(&ending) {
        files.push(path.to_owned());
    }
    Ok(())
}

/// The words of a parser may hold parts of the text: only the place is kept.
fn parse(file: &Path, text: &str) -> Result<Vec<Value>, String> {
    let json = || serde_json::Deserializer::from_str(text).into_iter::<Value>().collect::<Result<Vec<_>, _>>();
    if file.extension().is_some_and(|ending| ending == "json") || text.trim_start().starts_with('{') {
        return json().map_err(|error| format!("it is not JSON (line {}, column {})", error.line(), error.column()));
    }
    let options = serde_saphyr::options! { budget: None };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| match error.location() {
        Some(place) => format!("it is not YAML (line {}, column {})", place.line(), place.column()),
        None => "it is not YAML".to_owned(),
    })
}
