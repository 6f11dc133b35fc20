//! What stands in the folder of a bag, without following links or opening
//! anything but regular files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::name::{clashes, fault, shown};
use crate::scratch;

/// Larger tag files are refused: 64 MiB list some 600,000 files, and whoever
/// made the bag must not choose how much memory the verifier takes.
const TAG_FILE_LIMIT: u64 = 64 << 20;

/// A folder as found.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    /// Regular files, relative with `/` → size in bytes.
    pub(super) files: BTreeMap<String, u64>,
    /// `name: what it is` for everything else that is not a folder.
    irregular: Vec<String>,
}

impl Tree {
    /// Lists `root`; only a failure at the root itself is an error, one below
    /// is a problem like any other.
    pub(super) fn walk(root: &Path) -> io::Result<Self> {
        let mut tree = Self { root: root.to_owned(), files: BTreeMap::new(), irregular: Vec::new() };
        let mut folders = tree.list(root, "")?;
        while let Some(folder) = folders.pop() {
            match tree.list(&root.join(&folder), &format!("{folder}/")) {
                Ok(below) => folders.extend(below),
                Err(error) => tree.irregular.push(format!("{}: cannot be listed: {error}", shown(&folder))),
            }
        }
        tree.irregular.sort();
        Ok(tree)
    }

    /// Takes in the entries of one folder and returns the folders among them.
    fn list(&mut self, folder: &Path, prefix: &str) -> io::Result<Vec<String>> {
        let mut below = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                let lossy = entry.file_name().to_string_lossy().into_owned();
                self.irregular.push(format!("{}: its name is not UTF-8", shown(&format!("{prefix}{lossy}"))));
                continue;
            };
            let path = format!("{prefix}{name}");
            if prefix.is_empty() && scratch::is_ours(&name) {
                self.irregular.push(format!("{}: the bundle was never finished", shown(&path)));
                continue;
            }
            let metadata = fs::symlink_metadata(entry.path())?;
            if metadata.is_dir() {
                below.push(path);
            } else if metadata.is_file() {
                self.files.insert(path, metadata.len());
            } else {
                let kind = if metadata.is_symlink() { "a symbolic link" } else { "neither a file nor a folder" };
                self.irregular.push(format!("{}: is {kind}", shown(&path)));
            }
        }
        Ok(below)
    }

    /// Links, special files, unsafe and clashing names, each `name: problem`.
    pub(super) fn problems(&self) -> Vec<String> {
        let unsafe_names = self
            .files
            .keys()
            .filter_map(|path| fault(path).map(|reason| format!("{}: unsafe name: {reason}", shown(path))));
        let clashing = clashes(self.files.keys().map(String::as_str));
        let clashing = clashing
            .into_iter()
            .map(|(path, other, reason)| format!("{}: clashes with {}: {reason}", shown(&path), shown(&other)));
        self.irregular.iter().cloned().chain(unsafe_names).chain(clashing).collect()
    }

    /// The text of a tag file; an `Err` is `name: problem`.
    pub(super) fn text(&self, name: &str) -> Result<String, String> {
        let size = self.files.get(name).ok_or_else(|| format!("{name}: missing"))?;
        if *size > TAG_FILE_LIMIT {
            return Err(format!("{name}: larger than {} MiB", TAG_FILE_LIMIT >> 20));
        }
        let mut bytes = Vec::new();
        File::open(self.root.join(name))
            .and_then(|file| file.take(TAG_FILE_LIMIT).read_to_end(&mut bytes))
            .map_err(|error| format!("{name}: cannot be read: {error}"))?;
        String::from_utf8(bytes).map_err(|_| format!("{name}: is not UTF-8"))
    }

    /// SHA-256 of a file of [`Self::files`], read in pieces.
    pub(super) fn sha256(&self, path: &str) -> io::Result<String> {
        let mut file = File::open(self.root.join(path))?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hex::encode(hasher.finalize())),
                read => hasher.update(&buffer[..read]),
            }
        }
    }
}
