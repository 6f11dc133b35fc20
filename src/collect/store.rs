//! Recordings as folders.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

use crate::evidence::recording::{Recording, RecordingError};

/// Why a folder cannot be read or written as a recording.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum StoreError {
    /// The disk said no.
    #[error("`{}`: {source}", path.display())]
    #[diagnostic(code(eks_attest::store::io))]
    Io {
        /// The path concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something already stands where the recording should go.
    #[error("`{}` exists already", .0.display())]
    #[diagnostic(code(eks_attest::store::exists), help("recordings are never overwritten: choose another folder"))]
    Exists(PathBuf),
    /// A link, a device, or a name that no recording has.
    #[error("`{}` does not belong in a recording", .0.display())]
    #[diagnostic(
        code(eks_attest::store::foreign),
        help("a recording holds run.json, exchanges.json and replies/ with plain files, and nothing else")
    )]
    Foreign(PathBuf),
    /// The files are not a recording.
    #[error("`{}` is not a recording that can be used: {source}", path.display())]
    #[diagnostic(code(eks_attest::store::recording))]
    Recording {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: RecordingError,
    },
    /// A value could not be written as JSON.
    #[error("the recording could not be written: {0}")]
    #[diagnostic(code(eks_attest::store::json))]
    Json(#[from] serde_json::Error),
}

const REPLIES: &str = "replies";

/// Writes `recording` to the new folder `path`. It is written beside and then
/// renamed, so that `path` is either complete or not there.
///
/// # Errors
/// When `path` exists, or cannot be written.
pub fn write(recording: &Recording, path: &Path) -> Result<(), StoreError> {
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let files = recording.to_files()?;
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(at(parent))?;
    let beside = tempfile::Builder::new().prefix(".eks-attest-").tempdir_in(parent).map_err(at(parent))?;
    let folder = beside.path().join("recording");
    fs::create_dir_all(folder.join(REPLIES)).map_err(at(&folder))?;
    for (name, bytes) in files {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(at(&file))?;
    }
    fs::rename(&folder, path).map_err(at(path))
}

/// Reads the recording in the folder `path`.
///
/// # Errors
/// When it is incomplete or altered, or holds anything that is not its own.
pub fn read(path: &Path) -> Result<Recording, StoreError> {
    let mut files = BTreeMap::new();
    for (name, file) in entries(path)? {
        let kind = file.symlink_metadata().map_err(at(&file))?.file_type();
        match name.as_str() {
            "run.json" | "exchanges.json" if kind.is_file() => drop(files.insert(name, load(&file)?)),
            REPLIES if kind.is_dir() => read_replies(&file, &mut files)?,
            _ => return Err(StoreError::Foreign(file)),
        }
    }
    Recording::take_files(files).map_err(|source| match source {
        // A body that no exchange names proves nothing and hides in plain sight.
        RecordingError::Foreign(name) => StoreError::Foreign(path.join(name)),
        source => StoreError::Recording { path: path.to_owned(), source },
    })
}

fn read_replies(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), StoreError> {
    for (name, file) in entries(folder)? {
        let plain = file.symlink_metadata().map_err(at(&file))?.file_type().is_file();
        let named = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        if !plain || !named || name.starts_with('.') || !(name.ends_with(".json") || name.ends_with(".xml")) {
            return Err(StoreError::Foreign(file));
        }
        files.insert(format!("{REPLIES}/{name}"), load(&file)?);
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        match path.file_name().and_then(|name| name.to_str()) {
            Some(name) => found.push((name.to_owned(), path)),
            None => return Err(StoreError::Foreign(path)),
        }
    }
    found.sort();
    Ok(found)
}

fn load(file: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(file).map_err(at(file))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_owned();
    move |source| StoreError::Io { path, source }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
