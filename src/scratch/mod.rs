//! Folders for what is not finished yet, beside or within the place that it is for.
//!
//! Such a folder goes when it is dropped, when a signal ends the program, and, after a crash, with the next run that
//! writes to the same place. A file in it is locked while its maker runs: only folders whose maker is gone are removed.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub mod place;
pub mod regular;

/// What the names of our temporary folders begin with; six letters and digits follow.
pub const PREFIX: &str = ".eks-attest-";

const LOCK: &str = "lock";
const CONTENT: &str = "content";

/// A folder is locked at once; one that is still empty after this time was left by a run that was killed in between.
const UNLOCKED: Duration = Duration::from_secs(60);

/// The folders of this process that are there.
static LIVE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    content: PathBuf,
    /// Open, and locked, for as long as the folder is there.
    _lock: File,
}

impl Folder {
    /// Makes one in `parent`, which must exist, and removes those that dead runs left there.
    ///
    /// # Errors
    /// When the file system refuses it.
    pub fn begin(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        // Held, so that a signal finds the folder either not made or listed.
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let path = made(parent)?;
            let locked = File::create_new(path.join(LOCK)).map(|file| match file.try_lock() {
                Ok(()) | Err(TryLockError::Error(_)) => Some(file),
                // Another run took it for one that a dead run left, and removes it.
                Err(TryLockError::WouldBlock) => None,
            });
            let content = path.join(CONTENT);
            match locked.and_then(|lock| fs::create_dir(&content).map(|()| lock)) {
                Ok(Some(lock)) => {
                    live.insert(path.clone());
                    return Ok(Self { path, content, _lock: lock });
                }
                Ok(None) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound && parent.is_dir() => {}
                Err(error) => {
                    let _ = fs::remove_dir_all(&path);
                    return Err(error);
                }
            }
        }
    }

    /// The folder to write to.
    #[must_use]
    pub fn content(&self) -> &Path {
        &self.content
    }

    /// Puts into place what was written, and removes the folder. A signal waits until `put` is through.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn finish<T>(self, put: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        let result = put(&self.content);
        drop(live);
        result
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = fs::remove_dir_all(&self.path);
        live.remove(&self.path);
    }
}

/// An ordinary folder, under the user's umask, with a name of its own.
fn made(parent: &Path) -> io::Result<PathBuf> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let path = builder.tempdir_in(parent)?.keep();
    std::path::absolute(path)
}

/// Removes from `folder` what runs left that ended without a chance to do it themselves. What cannot be removed stays.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_str().is_some_and(is_ours) && is_abandoned(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// True for a name that [`Folder::begin`] gives.
#[must_use]
pub fn is_ours(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// True where a folder holds a lock that nobody holds, or holds nothing long after its maker would have locked it.
fn is_abandoned(path: &Path) -> bool {
    let lock = path.join(LOCK);
    let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    is_folder
        && (is_file(&lock) && File::open(&lock).is_ok_and(|file| file.try_lock().is_ok()) || is_empty_and_old(path))
}

fn is_empty_and_old(path: &Path) -> bool {
    let changed = path.symlink_metadata().and_then(|metadata| metadata.modified());
    let old = changed.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > UNLOCKED));
    old && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Removes every folder of this process, for good: no other is made, and nothing is put into place any more.
pub fn end() {
    let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    for path in live.iter() {
        // A thread may still be writing there.
        let gone = |path: &Path| fs::remove_dir_all(path).is_ok() || !path.exists();
        (0..100).take_while(|_| !gone(path)).for_each(|_| std::thread::sleep(Duration::from_millis(5)));
    }
    std::mem::forget(live);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn s7_only_what_a_dead_run_left_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let at = |name: &str| parent.path().join(name);
        for (name, inside) in [
            (".eks-attest-aaaaaa", Some("lock")),
            (".eks-attest-bbbbbb", None),
            (".eks-attest-cccccc", Some("notes")),
            (".eks-attest-mine", Some("lock")),
            (".other-aaaaaa", Some("lock")),
        ] {
            fs::create_dir(at(name)).unwrap();
            inside.into_iter().for_each(|file| fs::write(at(name).join(file), "").unwrap());
        }
        fs::write(at(".eks-attest-dddddd"), "a file").unwrap();
        let long_ago = std::time::SystemTime::now() - 2 * UNLOCKED;
        for name in [".eks-attest-eeeeee", ".eks-attest-ffffff"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::write(at(".eks-attest-ffffff").join("notes"), "").unwrap();
        for name in [".eks-attest-eeeeee", ".eks-attest-ffffff"] {
            File::open(at(name)).unwrap().set_modified(long_ago).unwrap();
        }
        let live = Folder::begin(parent.path()).unwrap();
        sweep(parent.path());
        assert!(live.content().is_dir(), "a run in progress keeps its own");
        drop(live);
        let kept = [
            ".eks-attest-bbbbbb",
            ".eks-attest-cccccc",
            ".eks-attest-dddddd",
            ".eks-attest-ffffff",
            ".eks-attest-mine",
            ".other-aaaaaa",
        ];
        assert_eq!(names(parent.path()), kept);
    }

    #[test]
    fn s7_a_folder_goes_with_its_owner_whether_or_not_it_was_put_into_place() {
        let parent = tempfile::tempdir().unwrap();
        let folder = Folder::begin(parent.path()).unwrap();
        fs::write(folder.content().join("a"), "x").unwrap();
        let target = parent.path().join("a");
        folder.finish(|content| fs::rename(content.join("a"), &target)).unwrap();
        let failed = Folder::begin(parent.path()).unwrap();
        fs::write(failed.content().join("b"), "x").unwrap();
        assert!(failed.finish(|_| Err::<(), _>(io::Error::other("full"))).is_err());
        assert_eq!(names(parent.path()), ["a"]);
    }
}
