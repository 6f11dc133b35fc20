//! Manifests of RFC 8493 §2.1.3: `<sha256>  <path>` a line.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The text of a manifest, lines in the byte order of their paths.
pub(super) fn render<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let sorted: BTreeMap<&str, String> = entries.into_iter().collect();
    sorted.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect()
}

/// A manifest as found: what could be read, and every line that could not.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Path relative to the bag → lower-case SHA-256.
    pub(super) entries: BTreeMap<String, String>,
    /// `line N …`, without the name of the manifest.
    pub(super) malformed: Vec<String>,
    /// Paths listed more than once.
    pub(super) repeated: Vec<String>,
}

impl Manifest {
    /// Reads every line; a bad one never hides the others.
    pub(super) fn parse(text: &str) -> Self {
        let mut manifest = Self::default();
        for (index, line) in text.lines().enumerate() {
            let Some((digest, path)) = line.split_once([' ', '\t']) else {
                manifest.malformed.push(format!("line {} is not `sha256  path`", index + 1));
                continue;
            };
            let path = path.trim_start_matches([' ', '\t']);
            if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) || path.is_empty() {
                manifest.malformed.push(format!("line {} is not `sha256  path`", index + 1));
                continue;
            }
            match manifest.entries.entry(path.to_owned()) {
                Entry::Occupied(_) => manifest.repeated.push(path.to_owned()),
                Entry::Vacant(slot) => {
                    slot.insert(digest.to_ascii_lowercase());
                }
            }
        }
        manifest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_and_parse_back() {
        let digest = "ab".repeat(32);
        let text = render([("data/b", digest.clone()), ("data/a", digest.clone())]);
        assert_eq!(text, format!("{digest}  data/a\n{digest}  data/b\n"));
        let manifest = Manifest::parse(&text);
        assert_eq!(manifest.entries.len(), 2);
        assert_eq!((manifest.malformed, manifest.repeated), (vec![], vec![]));
    }

    #[test]
    fn a_bad_line_is_named_and_hides_no_other() {
        let digest = "AB".repeat(32);
        let manifest = Manifest::parse(&format!("zz  data/a\n\n{digest}\n{digest}  data/b\r\n{digest} data/b\n"));
        let expected: Vec<_> = (1..=3).map(|line| format!("line {line} is not `sha256  path`")).collect();
        assert_eq!(manifest.malformed, expected);
        assert_eq!(manifest.entries["data/b"], "ab".repeat(32));
        assert_eq!(manifest.repeated, ["data/b"]);
    }
}
