//! Writing a bag: each file into a temporary folder → the manifests, the
//! declaration last → moved into place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::evidence::canonical;
use crate::scratch::place;

use super::{
    BAG_INFO, BagInfo, BundleError, DATA, DECLARATION, DECLARATION_TEXT, Fill, PAYLOAD_MANIFEST, Payload, TAG_MANIFEST,
    manifest, name,
};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The bag.
    pub directory: PathBuf,
    /// Number of payload files.
    pub files: usize,
    /// Bytes of the payload.
    pub bytes: u64,
    /// SHA-256 of `tagmanifest-sha256.txt`: it covers, through the manifests,
    /// every byte of the bag, and is what a signature signs.
    pub tag_manifest_sha256: String,
}

/// A bag while it is written: in a folder beside the one that it becomes, or within it where it is there, so that large files need not be held until the
/// last is there. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    directory: PathBuf,
    partial: place::Draft,
    /// Size and SHA-256 by path relative to the bag.
    payload: BTreeMap<String, (u64, String)>,
}

impl Draft {
    /// Begins a bag that is to appear at `directory`, which must not exist or be empty.
    ///
    /// # Errors
    /// A folder in use, or a refusal of the file system.
    pub fn begin(directory: &Path) -> Result<Self, BundleError> {
        let directory = std::path::absolute(directory).map_err(BundleError::io("resolve", directory))?;
        let partial = place::Draft::begin(&directory).map_err(|error| refused(&directory, error))?;
        Ok(Self { directory, partial, payload: BTreeMap::new() })
    }

    /// Writes one file of the payload; `name` is relative to `data/`.
    ///
    /// # Errors
    /// An unsafe name or one that clashes with a file that is there, or a refusal of the file system.
    pub fn add(&mut self, name: &str, fill: &mut Fill<'_>) -> Result<(), BundleError> {
        name::check([name])?;
        let path = format!("{DATA}{name}");
        let written = write_file(&self.partial.path().join(&path), fill)?;
        self.payload.insert(path, written);
        Ok(())
    }

    /// Writes what makes the files a bag and moves it into place: the whole bag appears, or nothing does.
    ///
    /// # Errors
    /// No file at all, clashing names, a value `bag-info.txt` cannot carry, or a refusal of the file system.
    pub fn finish(self, info: &BagInfo) -> Result<Receipt, BundleError> {
        let tags = tags(&self.payload, info)?;
        // The declaration comes last: a folder that a crash leaves behind is not a bag to any tool.
        for (path, text) in &tags {
            write_file(&self.partial.path().join(path), &mut |out| out.write_all(text.as_bytes()))?;
        }
        let names = tags.iter().map(|(path, _)| *path);
        sync_folders(self.partial.path(), self.payload.keys().map(String::as_str).chain(names));
        let directory = self.directory;
        self.partial.finish(DECLARATION).map_err(BundleError::io("move the finished bundle to", &directory))?;
        sync_folder(&directory);
        directory.parent().into_iter().for_each(sync_folder);
        let [.., (_, tag_manifest), _] = &tags;
        let tag_manifest_sha256 = canonical::sha256(tag_manifest.as_bytes());
        Ok(Receipt { directory, files: self.payload.len(), bytes: size(&self.payload), tag_manifest_sha256 })
    }
}

/// Writes `payload` (names relative to `data/`) as a BagIt 1.0 bag at
/// `directory`, which must not exist or be empty. The same input gives the
/// same bytes. Either the whole bag appears at `directory` or nothing does.
///
/// # Errors
/// An unsafe or clashing name, a value `bag-info.txt` cannot carry, a folder
/// in use, or a refusal of the file system.
pub fn write(directory: &Path, payload: &Payload, info: &BagInfo) -> Result<Receipt, BundleError> {
    if payload.is_empty() {
        return Err(BundleError::Empty);
    }
    name::check(payload.keys().map(String::as_str))?;
    let mut draft = Draft::begin(directory)?;
    for (name, bytes) in payload {
        draft.add(name, &mut |out| out.write_all(bytes))?;
    }
    draft.finish(info)
}

/// The files beside the payload, in the order in which to write them.
fn tags(payload: &BTreeMap<String, (u64, String)>, info: &BagInfo) -> Result<[(&'static str, String); 4], BundleError> {
    if payload.is_empty() {
        return Err(BundleError::Empty);
    }
    name::check(payload.keys().map(String::as_str))?;
    let payload_manifest = manifest::render(payload.iter().map(|(path, (_, sha256))| (path.as_str(), sha256.clone())));
    let bag_info = info.render(size(payload), payload.len())?;
    let [bag_info, payload_manifest, declaration] =
        [(BAG_INFO, bag_info), (PAYLOAD_MANIFEST, payload_manifest), (DECLARATION, DECLARATION_TEXT.to_owned())];
    let covered = [&bag_info, &payload_manifest, &declaration];
    let digests = covered.map(|(path, text)| (*path, canonical::sha256(text.as_bytes())));
    let tag_manifest = (TAG_MANIFEST, manifest::render(digests));
    Ok([bag_info, payload_manifest, tag_manifest, declaration])
}

fn size(payload: &BTreeMap<String, (u64, String)>) -> u64 {
    payload.values().map(|(bytes, _)| bytes).sum()
}

/// Why a bag cannot be begun at `directory`.
fn refused(directory: &Path, error: std::io::Error) -> BundleError {
    let directory = directory.to_owned();
    match error.kind() {
        std::io::ErrorKind::DirectoryNotEmpty => BundleError::NotEmpty { directory },
        std::io::ErrorKind::NotADirectory => {
            let reason = match fs::symlink_metadata(&directory) {
                Ok(metadata) if metadata.is_symlink() => "it is a symbolic link",
                Ok(_) => "it is a file",
                Err(_) => "it has no name of its own",
            };
            BundleError::NotAFolder { directory, reason }
        }
        _ => BundleError::Io { action: "write to", path: directory, source: error },
    }
}

/// Writes a file that is not there yet; gives its size and SHA-256.
fn write_file(path: &Path, fill: &mut Fill<'_>) -> Result<(u64, String), BundleError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(BundleError::io("create", folder))?;
    }
    let file = fs::File::create_new(path).map_err(BundleError::io("create", path))?;
    let mut counted = Counted { file, bytes: 0, digest: Sha256::new() };
    let written = fill(&mut counted).and_then(|()| counted.file.sync_all());
    written.map_err(BundleError::io("write", path))?;
    Ok((counted.bytes, hex::encode(counted.digest.finalize())))
}

/// A file that knows what was written to it.
struct Counted {
    file: fs::File,
    bytes: u64,
    digest: Sha256,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn sync_folders<'a>(root: &Path, files: impl Iterator<Item = &'a str>) {
    let folders: BTreeSet<&Path> = files.flat_map(|file| Path::new(file).ancestors().skip(1)).collect();
    for folder in folders.iter().rev() {
        sync_folder(&root.join(folder));
    }
}

/// Makes the names in `folder` durable. Some file systems cannot do it for a
/// folder; the bytes themselves are synced, so that is not a failure.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
