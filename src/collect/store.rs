//! Recordings as folders.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

use crate::evidence::recording::{Recording, RecordingError};
use crate::scratch::{place, regular};

/// Why a folder cannot be read or written as a recording.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum StoreError {
    /// The disk said no.
    #[error("`{}`: {source}", path.display())]
    #[diagnostic(
        code(eks_attest::collect::recording_io),
        help("check that the path exists, that you may use it, and that the disk is not full")
    )]
    Io {
        /// The path concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something already stands where the recording should go.
    #[error("`{}` exists already", .0.display())]
    #[diagnostic(
        code(eks_attest::collect::recording_exists),
        help("recordings are never overwritten: choose another folder")
    )]
    Exists(PathBuf),
    /// A link, a device, or a name that no recording has.
    #[error("`{}` does not belong in a recording", .0.display())]
    #[diagnostic(
        code(eks_attest::collect::recording_foreign),
        help("a recording holds run.json, exchanges.json and replies/ with plain files, and nothing else")
    )]
    Foreign(PathBuf),
    /// The files are not a recording.
    #[error("`{}` is not a recording that can be used: {source}", path.display())]
    #[diagnostic(
        code(eks_attest::collect::not_a_recording),
        help(
            "a recording is used as `eks-attest collect` wrote it: take a copy that nobody altered, or collect again"
        )
    )]
    Recording {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: RecordingError,
    },
    /// A value could not be written as JSON.
    #[error("the recording could not be written: {0}")]
    #[diagnostic(
        code(eks_attest::collect::recording_json),
        help("this is a defect of this program: please report it with the command that you ran")
    )]
    Json(#[from] serde_json::Error),
}

const REPLIES: &str = "replies";
/// Larger files are refused: one page of a reply is a thousandth of it.
const FILE_LIMIT: u64 = 1 << 30;

/// The place that a recording is to appear at.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    place: place::Draft,
}

impl Draft {
    /// Begins a recording at `path`, which must not exist or be an empty folder.
    ///
    /// # Errors
    /// When something is there, or it cannot be written to.
    pub fn begin(path: &Path) -> Result<Self, StoreError> {
        let place = place::Draft::begin(path).map_err(|error| match error.kind() {
            io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory => StoreError::Exists(path.to_owned()),
            _ => at(path)(error),
        })?;
        Ok(Self { path: path.to_owned(), place })
    }

    /// Writes the whole recording, or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(self, recording: &Recording) -> Result<(), StoreError> {
        let folder = self.place.path().to_owned();
        fs::create_dir_all(folder.join(REPLIES)).map_err(at(&folder))?;
        for (name, bytes) in recording.files()? {
            fs::write(folder.join(&name), bytes).map_err(at(&self.path.join(name)))?;
        }
        self.place.finish("run.json").map_err(at(&self.path))
    }
}

/// Writes `recording` to the folder `path`, which is either complete then or as it was.
///
/// # Errors
/// When something is at `path`, or it cannot be written.
pub fn write(recording: &Recording, path: &Path) -> Result<(), StoreError> {
    Draft::begin(path)?.write(recording)
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
    regular::read(file, FILE_LIMIT).map_err(at(file))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_owned();
    move |source| StoreError::Io { path, source }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
