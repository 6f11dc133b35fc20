//! What the binary carries: the controls and the example estate, so that an
//! installed binary needs no files beside it.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

static CONTROLS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/controls");
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/quarterly-attestation/input");

/// The built-in controls by path below `controls/`.
#[must_use]
pub fn controls() -> BTreeMap<String, String> {
    files(&CONTROLS).into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?))).collect()
}

/// The built-in file `path`, below `controls/`.
#[must_use]
pub fn control_file(path: &str) -> Option<&'static str> {
    CONTROLS.get_file(path)?.contents_utf8()
}

/// The recording in `folder` of the example (empty, or with its slash) by path below the recording.
#[must_use]
pub fn example_recording(folder: &str) -> BTreeMap<String, Vec<u8>> {
    files(&EXAMPLE)
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.strip_prefix("recording/")?.to_owned(), bytes)))
        .collect()
}

/// A file of the example, such as `engagement.yaml`.
#[must_use]
pub fn example_file(path: &str) -> Option<Vec<u8>> {
    EXAMPLE.get_file(path).map(|file| file.contents().to_vec())
}

fn files(directory: &Dir<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory];
    while let Some(folder) = open.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => open.push(inner),
                DirEntry::File(file) => {
                    let path: Vec<&str> = file.path().iter().filter_map(|part| part.to_str()).collect();
                    found.insert(path.join("/"), file.contents().to_vec());
                }
            }
        }
    }
    found
}
