//! Folders that appear whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Folder, sweep};

/// A folder while it is written.
///
/// One that is not there yet is written beside its place and renamed. One that is there, and empty, may be where a
/// volume is mounted, which nothing can be renamed onto: it is written to a temporary folder within, which goes last.
#[derive(Debug)]
pub struct Draft {
    directory: PathBuf,
    scratch: Folder,
    within: bool,
}

impl Draft {
    /// Begins the folder `directory`, which must not exist or be empty. A place that cannot be written to is told here.
    ///
    /// # Errors
    /// [`io::ErrorKind::DirectoryNotEmpty`] or [`io::ErrorKind::NotADirectory`] where something is in the way, and what
    /// the file system refuses.
    pub fn begin(directory: &Path) -> io::Result<Self> {
        let directory = std::path::absolute(directory)?;
        let within = is_empty_folder(&directory)?;
        let parent = directory.parent().ok_or(io::ErrorKind::NotADirectory)?;
        if !within {
            fs::create_dir_all(parent)?;
        }
        let scratch = Folder::begin(if within { &directory } else { parent })?;
        Ok(Self { directory, scratch, within })
    }

    /// Where to write.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.scratch.content()
    }

    /// Puts it into place. `last` is the entry that comes last, without which nothing takes the rest for whole.
    ///
    /// # Errors
    /// When the file system refuses; nothing is left then.
    pub fn finish(self, last: &str) -> io::Result<()> {
        let Self { directory, scratch, within } = self;
        scratch.finish(|content| match within {
            true => move_entries(content, &directory, last),
            false if cfg!(windows) && directory.exists() => {
                fs::remove_dir(&directory).and_then(|()| fs::rename(content, &directory))
            }
            false => fs::rename(content, &directory),
        })
    }
}

/// True for an empty folder, false where there is nothing.
fn is_empty_folder(directory: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
        Ok(metadata) if !metadata.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
        Ok(_) => {}
    }
    sweep(directory);
    match fs::read_dir(directory)?.next() {
        None => Ok(true),
        Some(_) => Err(io::ErrorKind::DirectoryNotEmpty.into()),
    }
}

/// Moves what `from` holds to `to`, the entry `last` at the end; what was moved is removed again where one cannot be.
///
/// # Errors
/// When the file system refuses.
pub fn move_entries(from: &Path, to: &Path, last: &str) -> io::Result<()> {
    let mut names: Vec<_> = fs::read_dir(from)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort_by_key(|name| (name == last, name.clone()));
    for (done, name) in names.iter().enumerate() {
        if let Err(error) = fs::rename(from.join(name), to.join(name)) {
            for moved in &names[..done] {
                let path = to.join(moved);
                let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            }
            return Err(error);
        }
    }
    Ok(())
}

/// True where something is mounted at `directory`: it cannot be renamed.
#[must_use]
pub fn is_mount_point(directory: &Path) -> bool {
    let Ok(path) = directory.canonicalize() else { return false };
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    // The fifth field, in which spaces are written as `\040`.
    let mounted = |line: &str| line.split(' ').nth(4).is_some_and(|at| Path::new(&at.replace("\\040", " ")) == path);
    mounts.lines().any(mounted) || on_another_device(&path)
}

#[cfg(unix)]
fn on_another_device(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    path.parent().is_some_and(|parent| device(parent) != device(path))
}

#[cfg(not(unix))]
fn on_another_device(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_an_empty_folder_is_kept_and_filled() {
        let parent = tempfile::tempdir().unwrap();
        let out = parent.path().join("out");
        fs::create_dir(&out).unwrap();
        let draft = Draft::begin(&out).unwrap();
        assert!(draft.path().starts_with(&out), "nothing is renamed onto it");
        assert_eq!(Draft::begin(&out).unwrap_err().kind(), io::ErrorKind::DirectoryNotEmpty, "one run at a time");
        fs::write(draft.path().join("last.txt"), "x").unwrap();
        fs::create_dir(draft.path().join("data")).unwrap();
        draft.finish("last.txt").unwrap();
        let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["data", "last.txt"]);
    }

    #[test]
    fn s7_a_draft_that_is_given_up_leaves_an_empty_folder_empty() {
        let parent = tempfile::tempdir().unwrap();
        let draft = Draft::begin(parent.path()).unwrap();
        fs::write(draft.path().join("a"), "x").unwrap();
        drop(draft);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
        let file = parent.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert_eq!(Draft::begin(&file).unwrap_err().kind(), io::ErrorKind::NotADirectory);
    }

    #[test]
    fn s7_what_is_mounted_is_told_from_an_ordinary_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_mount_point(folder.path()));
        assert!(!cfg!(target_os = "linux") || is_mount_point(Path::new("/proc")));
    }
}
