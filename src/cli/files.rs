//! Reading trees of files and writing them so that nothing half-written is
//! ever taken for whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::CliError;

/// Every regular file below `directory`, by path relative to it with `/`
/// between its parts.
///
/// # Errors
/// When the folder or a file in it cannot be read, or a name is not UTF-8.
pub(super) fn read_tree(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>, CliError> {
    let mut files = BTreeMap::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|source| CliError::read(&folder, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| CliError::read(&folder, source))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|source| CliError::read(&path, source))?;
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                files.insert(relative(directory, &path)?, read(&path)?);
            }
        }
    }
    Ok(files)
}

/// As [`read_tree`], for files that are text.
///
/// # Errors
/// As [`read_tree`], and when a file is not UTF-8.
pub(super) fn read_text_tree(directory: &Path) -> Result<BTreeMap<String, String>, CliError> {
    read_tree(directory)?
        .into_iter()
        .map(|(path, bytes)| match String::from_utf8(bytes) {
            Ok(text) => Ok((path, text)),
            Err(_) => Err(CliError::NotText { path: directory.join(path) }),
        })
        .collect()
}

/// The bytes of one file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|source| CliError::read(path, source))
}

/// The text of one file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub(super) fn read_text(path: &Path) -> Result<String, CliError> {
    String::from_utf8(read(path)?).map_err(|_| CliError::NotText { path: path.to_path_buf() })
}

/// Writes one file beside its place, then renames it there.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let failed = |source| CliError::write(path, source);
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn relative(directory: &Path, path: &Path) -> Result<String, CliError> {
    let not_text = || CliError::NotText { path: path.to_path_buf() };
    let relative = path.strip_prefix(directory).map_err(|_| not_text())?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Ok(parts.ok_or_else(not_text)?.join("/"))
}
