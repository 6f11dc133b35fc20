//! The folder that a bundle is written to: free before the work, filled after it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::RunError;
use super::outcome::RunOutcome;
use crate::bundle::{BundleError, Draft, Fill};
use crate::scratch::{self, place};

/// The file that is last to come and first to go: without it, no folder is taken for a bundle.
const DECLARATION: &str = "bagit.txt";

/// A bundle while it is written; an old one is removed only once the new one is whole.
pub(super) struct Archive {
    draft: Draft,
    /// The bundle that is replaced.
    old: Option<Old>,
}

struct Old {
    bundle: PathBuf,
    /// Where the new bundle and the old one stand for a moment.
    scratch: scratch::Folder,
    /// Whether that is within the old one, which cannot be renamed.
    within: bool,
}

impl Archive {
    /// Refuses a folder that is in the way or cannot be written to, before anything is collected.
    ///
    /// # Errors
    /// When it is.
    pub(super) fn begin(out: &Path, replace: bool) -> Result<Self, RunError> {
        scratch::sweep(out);
        let old = if is_occupied(out, replace)? { Some(Old::begin(out)?) } else { None };
        let target = old.as_ref().map_or_else(|| out.to_owned(), Old::successor);
        let draft = Draft::begin(&target).map_err(|error| match error {
            BundleError::Io { .. } => RunError::failed(error),
            _ => RunError::refused(error),
        })?;
        Ok(Self { draft, old })
    }

    pub(super) fn add(&mut self, name: &str, fill: &mut Fill<'_>) -> Result<(), RunError> {
        self.draft.add(name, fill).map_err(RunError::failed)
    }

    pub(super) fn finish(self, done: &RunOutcome) -> Result<(), RunError> {
        let info = done.bag_info();
        self.draft.finish(&info).map_err(RunError::failed)?;
        self.old.map_or(Ok(()), Old::replace)
    }
}

impl Old {
    fn begin(bundle: &Path) -> Result<Self, RunError> {
        let failed = |source| RunError::write(bundle, source);
        let bundle = bundle.canonicalize().map_err(failed)?;
        let beside = match bundle.parent() {
            Some(parent) if !place::is_mount_point(&bundle) => scratch::Folder::begin(parent).ok(),
            _ => None,
        };
        let within = beside.is_none();
        let scratch = match beside {
            Some(beside) => beside,
            None => scratch::Folder::begin(&bundle).map_err(failed)?,
        };
        Ok(Self { bundle, scratch, within })
    }

    /// Where the new bundle is written.
    fn successor(&self) -> PathBuf {
        self.scratch.content().join("new")
    }

    fn replace(self) -> Result<(), RunError> {
        let Self { bundle, scratch, within } = self;
        let swap = |content: &Path| {
            let (fresh, old) = (content.join("new"), content.join("old"));
            if within { swap_entries(&fresh, &bundle, &old) } else { swap(&fresh, &bundle, &old) }
        };
        scratch.finish(swap).map_err(|source| RunError::write(&bundle, source))
    }
}

/// Puts `fresh` where `bundle` is, and that at `old`; or leaves it where it is.
fn swap(fresh: &Path, bundle: &Path, old: &Path) -> io::Result<()> {
    fs::rename(bundle, old)?;
    fs::rename(fresh, bundle).inspect_err(|_| {
        let _ = fs::rename(old, bundle);
    })
}

/// As [`swap`], entry by entry.
fn swap_entries(fresh: &Path, bundle: &Path, old: &Path) -> io::Result<()> {
    fs::create_dir(old)?;
    let entries = fs::read_dir(bundle)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<_> = entries.into_iter().filter(|name| !name.to_str().is_some_and(scratch::is_ours)).collect();
    names.sort_by_key(|name| name != DECLARATION);
    let back = || {
        let _ = place::move_entries(old, bundle, DECLARATION);
    };
    for name in names {
        fs::rename(bundle.join(&name), old.join(&name)).inspect_err(|_| back())?;
    }
    place::move_entries(fresh, bundle, DECLARATION).inspect_err(|_| back())
}

/// True where there is a bundle to replace.
fn is_occupied(out: &Path, replace: bool) -> Result<bool, RunError> {
    let occupied = out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) || out.is_file();
    let bundle = out.join(DECLARATION).is_file() && out.join("data/assessment.json").is_file();
    match (occupied, replace, bundle) {
        (false, ..) => Ok(false),
        (true, true, true) => Ok(true),
        (true, true, false) => {
            let message = format!("`{}` is not a bundle, so it is not replaced", out.display());
            Err(RunError::usage(message, "choose another folder with --out"))
        }
        (true, false, true) => {
            let message = format!("`{}` holds a bundle already", out.display());
            Err(RunError::usage(message, "choose another folder with --out, or say --replace"))
        }
        (true, false, false) => {
            let message = format!("`{}` exists and is not empty", out.display());
            Err(RunError::usage(message, "choose another folder with --out"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_a_bundle_that_cannot_be_renamed_is_replaced_within() {
        let folder = tempfile::tempdir().unwrap();
        let [fresh, bundle, old] = ["fresh", "bundle", "old"].map(|name| folder.path().join(name));
        for (directory, content) in [(&fresh, "new"), (&bundle, "old")] {
            fs::create_dir_all(directory.join("data")).unwrap();
            fs::write(directory.join("data/a"), content).unwrap();
            fs::write(directory.join(DECLARATION), content).unwrap();
        }
        fs::write(bundle.join("signature"), "old").unwrap();
        swap_entries(&fresh, &bundle, &old).unwrap();
        assert_eq!(fs::read_to_string(bundle.join("data/a")).unwrap(), "new");
        assert!(!bundle.join("signature").exists() && old.join("signature").exists());
    }
}
