//! Reading trees of files and writing them so that nothing half-written is
//! ever taken for whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::RunError;
use crate::bundle::Fill;
use crate::scratch::{self, regular};

/// Files by path relative to the payload folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Takes the files of a bundle one by one, as soon as each is there: what a large cluster's facts and reports fill need
/// not be held until the last one is made.
pub type FileSink<'a> = dyn FnMut(&str, &mut Fill<'_>) -> Result<(), RunError> + 'a;

/// Hands one whole file to `keep`.
///
/// # Errors
/// When `keep` refuses it.
pub(super) fn give(keep: &mut FileSink<'_>, name: &str, bytes: Vec<u8>) -> Result<(), RunError> {
    keep(name, &mut |out| out.write_all(&bytes))
}

/// Larger files are refused: an assessment of a large cluster is a tenth of it.
const FILE_LIMIT: u64 = 2 << 30;
/// As much as a folder of controls or templates may hold: the built-in ones are a hundredth of it.
const TREE_LIMIT: u64 = 256 << 20;

/// Every regular file below `directory`, by path relative to it with `/`
/// between its parts.
///
/// # Errors
/// When the folder or a file in it cannot be read, a name is not UTF-8, or there is more than [`TREE_LIMIT`].
pub(super) fn read_tree(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>, RunError> {
    let mut files = BTreeMap::new();
    let mut left = TREE_LIMIT;
    let mut open = vec![directory.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|source| RunError::read(&folder, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| RunError::read(&folder, source))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|source| RunError::read(&path, source))?;
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                let bytes = read_at_most(&path, left)?;
                left -= bytes.len() as u64;
                files.insert(relative(directory, &path)?, bytes);
            }
        }
    }
    Ok(files)
}

/// As [`read_tree`], for files that are text.
///
/// # Errors
/// As [`read_tree`], and when a file is not UTF-8.
pub(super) fn read_text_tree(directory: &Path) -> Result<BTreeMap<String, String>, RunError> {
    read_tree(directory)?
        .into_iter()
        .map(|(path, bytes)| match String::from_utf8(bytes) {
            Ok(text) => Ok((path, text)),
            Err(_) => Err(RunError::NotText { path: directory.join(path) }),
        })
        .collect()
}

/// The bytes of one regular file.
///
/// # Errors
/// When it is something else, is larger than [`FILE_LIMIT`], or cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, RunError> {
    read_at_most(path, FILE_LIMIT)
}

fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, RunError> {
    regular::read(path, limit).map_err(|source| RunError::read(path, source))
}

/// The text of one file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(super) fn read_text(path: &Path) -> Result<String, RunError> {
    String::from_utf8(read(path)?).map_err(|_| RunError::NotText { path: path.to_path_buf() })
}

/// Writes one file beside its place, then renames it there.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut several = Several::begin(folder)?;
    several.add(&name, &mut |out| out.write_all(bytes))?;
    several.finish().map(drop)
}

/// Files that appear in a folder together, or not at all.
pub(super) struct Several {
    folder: PathBuf,
    scratch: scratch::Folder,
    names: Vec<String>,
}

impl Several {
    /// Begins files in `folder`, which is made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made or written to.
    pub(super) fn begin(folder: &Path) -> Result<Self, RunError> {
        let failed = |source| RunError::write(folder, source);
        fs::create_dir_all(folder).map_err(failed)?;
        let scratch = scratch::Folder::begin(folder).map_err(failed)?;
        Ok(Self { folder: folder.to_path_buf(), scratch, names: Vec::new() })
    }

    /// Writes one; `name` is relative to the folder, with `/` between its parts.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn add(&mut self, name: &str, fill: &mut Fill<'_>) -> Result<(), RunError> {
        let path = self.scratch.content().join(name);
        let mut written = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = fs::File::create(&path)?;
            fill(&mut file)?;
            file.sync_all()
        };
        written().map_err(|source| RunError::write(&self.folder.join(name), source))?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Puts all of them into place; gives their paths, sorted.
    ///
    /// # Errors
    /// When one cannot be moved.
    pub(super) fn finish(self) -> Result<Vec<PathBuf>, RunError> {
        let Self { folder, scratch, mut names } = self;
        names.sort();
        let place = |content: &Path| {
            for name in &names {
                let target = folder.join(name);
                target.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(content.join(name), target)?;
            }
            Ok(())
        };
        scratch.finish(place).map_err(|source| RunError::write(&folder, source))?;
        Ok(names.iter().map(|name| folder.join(name)).collect())
    }
}

fn relative(directory: &Path, path: &Path) -> Result<String, RunError> {
    let not_text = || RunError::NotText { path: path.to_path_buf() };
    let relative = path.strip_prefix(directory).map_err(|_| not_text())?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Ok(parts.ok_or_else(not_text)?.join("/"))
}
