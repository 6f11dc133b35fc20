//! A bag on disk, whose payload is read file by file: what is only compared is never held as a whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use super::tree::Tree;
use super::{BAG_INFO, BundleError, DATA, DECLARATION, Fill, Payload, bag_info};

/// The folder of a bag that is safe to read.
#[derive(Debug)]
pub struct Stored {
    root: PathBuf,
    tree: Tree,
}

impl Stored {
    /// Opens the bag at `directory` without following links. Hashes are not
    /// compared: that is [`super::verify`], which names every fault at once.
    ///
    /// # Errors
    /// No declaration or `bag-info.txt`, a link, special file or unsafe name, or
    /// a refusal of the file system.
    pub fn open(directory: &Path) -> Result<Self, BundleError> {
        let refuse = |reason: String| BundleError::NotABundle { directory: directory.to_owned(), reason };
        let tree = Tree::walk(directory).map_err(BundleError::io("list", directory))?;
        if let Some(problem) = tree.problems().into_iter().next() {
            return Err(refuse(problem));
        }
        tree.text(DECLARATION).map_err(refuse)?;
        let text = tree.text(BAG_INFO).map_err(refuse)?;
        bag_info::parse(&text).map_err(|problem| refuse(format!("{BAG_INFO}: {problem}")))?;
        Ok(Self { root: directory.to_owned(), tree })
    }

    /// Names of the payload, relative to `data/`.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.tree.files.keys().filter_map(|path| path.strip_prefix(DATA)).collect()
    }

    /// One file of the payload; `None` when it is not there.
    ///
    /// # Errors
    /// A refusal of the file system.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, BundleError> {
        let path = format!("{DATA}{name}");
        if !self.tree.files.contains_key(&path) {
            return Ok(None);
        }
        let path = self.root.join(path);
        fs::read(&path).map(Some).map_err(BundleError::io("read", &path))
    }

    /// The files of the payload below `folder` (with its slash), named relative to it.
    ///
    /// # Errors
    /// A refusal of the file system.
    pub fn below(&self, folder: &str) -> Result<Payload, BundleError> {
        let mut found = Payload::new();
        for name in self.names() {
            if let (Some(rest), Some(bytes)) = (name.strip_prefix(folder), self.file(name)?) {
                found.insert(rest.to_owned(), bytes);
            }
        }
        Ok(found)
    }

    /// The text of `bag-info.txt`.
    pub(super) fn bag_info(&self) -> Result<String, String> {
        self.tree.text(BAG_INFO)
    }

    /// Bytes and number of the files of the payload.
    pub(super) fn size(&self) -> (u64, usize) {
        let sizes = self.tree.files.iter().filter(|(path, _)| path.starts_with(DATA)).map(|(_, size)| *size);
        (sizes.clone().sum(), sizes.count())
    }

    /// Where the stored file and what `fill` writes part: byte offset from 0, line from 1. Read in pieces.
    pub(super) fn first_difference(&self, name: &str, fill: &mut Fill<'_>) -> io::Result<Option<String>> {
        let path = format!("{DATA}{name}");
        let size = self.tree.files.get(&path).copied().unwrap_or_default();
        let file = File::open(self.root.join(&path))?;
        let mut compared = Compared { file, piece: Vec::new(), offset: 0, line: 1, rebuilt: 0, parted: false };
        fill(&mut compared)?;
        let parted = compared.parted || compared.offset < size;
        let Compared { offset, line, rebuilt, .. } = compared;
        Ok(parted.then(|| format!("at byte {offset}, line {line} (stored {size} bytes, rebuilt {rebuilt})")))
    }
}

/// A stored file beside which another one is written.
struct Compared {
    file: File,
    piece: Vec<u8>,
    /// Up to here, and to this line, they are the same.
    offset: u64,
    line: usize,
    rebuilt: u64,
    parted: bool,
}

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(PIECE);
        let bytes = &bytes[..length];
        self.rebuilt += length as u64;
        if !self.parted {
            self.piece.clear();
            (&mut self.file).take(length as u64).read_to_end(&mut self.piece)?;
            let same = self.piece.iter().zip(bytes).take_while(|(stored, rebuilt)| stored == rebuilt).count();
            self.line += bytes[..same].iter().filter(|byte| **byte == b'\n').count();
            self.offset += same as u64;
            self.parted = same < length;
        }
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes that are compared at once.
const PIECE: usize = 64 << 10;

/// A bag in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bag {
    /// Labels and values of `bag-info.txt`, in their order.
    pub info: Vec<(String, String)>,
    /// The files under `data/`, named relative to it.
    pub payload: Payload,
}

/// Reads the bag at `directory` whole; see [`Stored::open`].
///
/// # Errors
/// As [`Stored::open`].
pub fn read(directory: &Path) -> Result<Bag, BundleError> {
    let stored = Stored::open(directory)?;
    let refuse = |reason: String| BundleError::NotABundle { directory: directory.to_owned(), reason };
    let text = stored.bag_info().map_err(refuse)?;
    let info = bag_info::parse(&text).map_err(|problem| refuse(format!("{BAG_INFO}: {problem}")))?;
    Ok(Bag { info, payload: stored.below("")? })
}
