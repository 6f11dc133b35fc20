//! Reading a bag back into memory.

use std::fs;
use std::path::Path;

use super::tree::Tree;
use super::{BAG_INFO, BundleError, DATA, DECLARATION, Payload, bag_info};

/// A bag in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bag {
    /// Labels and values of `bag-info.txt`, in their order.
    pub info: Vec<(String, String)>,
    /// The files under `data/`, named relative to it.
    pub payload: Payload,
}

/// Reads the bag at `directory` without following links. Hashes are not
/// compared: that is [`super::verify`], which names every fault at once.
///
/// # Errors
/// No declaration or `bag-info.txt`, a link, special file or unsafe name, or
/// a refusal of the file system.
pub fn read(directory: &Path) -> Result<Bag, BundleError> {
    let refuse = |reason: String| BundleError::NotABundle { directory: directory.to_owned(), reason };
    let tree = Tree::walk(directory).map_err(BundleError::io("list", directory))?;
    if let Some(problem) = tree.problems().into_iter().next() {
        return Err(refuse(problem));
    }
    tree.text(DECLARATION).map_err(refuse)?;
    let text = tree.text(BAG_INFO).map_err(refuse)?;
    let info = bag_info::parse(&text).map_err(|problem| refuse(format!("{BAG_INFO}: {problem}")))?;
    let mut payload = Payload::new();
    for path in tree.files.keys() {
        if let Some(name) = path.strip_prefix(DATA) {
            let path = directory.join(path);
            payload.insert(name.to_owned(), fs::read(&path).map_err(BundleError::io("read", &path))?);
        }
    }
    Ok(Bag { info, payload })
}
