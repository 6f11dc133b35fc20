//! Writing a bag: names checked → every byte decided → files in a sibling
//! temporary folder, the declaration last → renamed into place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::evidence::canonical;

use super::{
    BAG_INFO, BagInfo, BundleError, DATA, DECLARATION, DECLARATION_TEXT, PAYLOAD_MANIFEST, Payload, TAG_MANIFEST,
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

/// Writes `payload` (names relative to `data/`) as a BagIt 1.0 bag at
/// `directory`, which must not exist or be empty. The same input gives the
/// same bytes. Either the whole bag appears at `directory` or nothing does.
///
/// # Errors
/// An unsafe or clashing name, a value `bag-info.txt` cannot carry, a folder
/// in use, or a refusal of the file system.
pub fn write(directory: &Path, payload: &Payload, info: &BagInfo) -> Result<Receipt, BundleError> {
    let files = layout(payload, info)?;
    let directory = std::path::absolute(directory).map_err(BundleError::io("resolve", directory))?;
    refuse_used(&directory)?;
    let (Some(parent), Some(name)) = (directory.parent(), directory.file_name()) else {
        return Err(BundleError::NotAFolder { directory, reason: "it has no name of its own" });
    };
    fs::create_dir_all(parent).map_err(BundleError::io("create", parent))?;
    let partial = partial_folder(parent, &name.to_string_lossy())?;
    // The declaration comes last in the layout: a folder that a crash leaves
    // behind is not a bag to any tool.
    for (path, bytes) in &files {
        write_file(&partial.path().join(path), bytes)?;
    }
    sync_folders(partial.path(), files.iter().map(|(path, _)| path.as_ref()));
    if cfg!(windows) && directory.exists() {
        fs::remove_dir(&directory).map_err(BundleError::io("replace", &directory))?;
    }
    fs::rename(partial.path(), &directory).map_err(BundleError::io("move the finished bundle to", &directory))?;
    let _ = partial.keep();
    sync_folder(parent);
    Ok(receipt(directory, payload, &files))
}

/// Paths relative to the bag, with their bytes.
type Files<'a> = [(String, Cow<'a, [u8]>)];

/// Every file of the bag, in the order in which to write them.
fn layout<'a>(payload: &'a Payload, info: &BagInfo) -> Result<Box<Files<'a>>, BundleError> {
    if payload.is_empty() {
        return Err(BundleError::Empty);
    }
    name::check(payload.keys().map(String::as_str))?;
    let mut files: Vec<(String, Cow<'a, [u8]>)> =
        payload.iter().map(|(name, bytes)| (format!("{DATA}{name}"), Cow::Borrowed(bytes.as_slice()))).collect();
    let payload_manifest = digests(&files);
    let bag_info = info.render(size(payload), payload.len())?;
    let tags = [(BAG_INFO, bag_info), (PAYLOAD_MANIFEST, payload_manifest), (DECLARATION, DECLARATION_TEXT.to_owned())];
    let tags = tags.map(|(name, text)| (name.to_owned(), Cow::Owned(text.into_bytes())));
    let tag_manifest = (TAG_MANIFEST.to_owned(), Cow::Owned(digests(&tags).into_bytes()));
    let [bag_info, payload_manifest, declaration] = tags;
    files.extend([bag_info, payload_manifest, tag_manifest, declaration]);
    Ok(files.into_boxed_slice())
}

fn digests(files: &Files<'_>) -> String {
    manifest::render(files.iter().map(|(path, bytes)| (path.as_str(), canonical::sha256(bytes))))
}

fn size(payload: &Payload) -> u64 {
    payload.values().map(|bytes| bytes.len() as u64).sum()
}

fn receipt(directory: PathBuf, payload: &Payload, files: &Files<'_>) -> Receipt {
    let tag_manifest = files.iter().find(|(path, _)| path == TAG_MANIFEST);
    let (_, bytes) = tag_manifest.expect("the layout always holds the tag manifest");
    Receipt { directory, files: payload.len(), bytes: size(payload), tag_manifest_sha256: canonical::sha256(bytes) }
}

fn refuse_used(directory: &Path) -> Result<(), BundleError> {
    let metadata = match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(BundleError::io("look at", directory))?,
    };
    if !metadata.is_dir() {
        let reason = if metadata.is_symlink() { "it is a symbolic link" } else { "it is a file" };
        return Err(BundleError::NotAFolder { directory: directory.to_owned(), reason });
    }
    match fs::read_dir(directory).map_err(BundleError::io("list", directory))?.next() {
        None => Ok(()),
        Some(_) => Err(BundleError::NotEmpty { directory: directory.to_owned() }),
    }
}

/// A sibling, so that the rename stays on one file system; removed on drop.
fn partial_folder(parent: &Path, name: &str) -> Result<tempfile::TempDir, BundleError> {
    let prefix = format!(".{name}.partial-");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    // A temporary folder is private by default; the bundle it becomes is an
    // ordinary folder under the user's umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent).map_err(BundleError::io("create a folder in", parent))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), BundleError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(BundleError::io("create", folder))?;
    }
    let mut file = fs::File::create_new(path).map_err(BundleError::io("create", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(BundleError::io("write", path))
}

fn sync_folders<'a>(root: &Path, files: impl Iterator<Item = &'a str>) {
    let folders: BTreeSet<&Path> = files.flat_map(|file| Path::new(file).ancestors().skip(1)).collect();
    for folder in folders.iter().rev() {
        sync_folder(&root.join(folder));
    }
}

/// Makes the names in `folder` durable. Some file systems cannot do it for a
/// folder; the bytes themselves are synced, so that is no failure.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
