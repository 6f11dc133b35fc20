//! The redaction markers that stand in a body.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::bytes::Regex;

/// How every marker starts; in the documents of IAM percent-encoded.
static MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"redacted(?:\(|%28)([a-z0-9-]+)").expect("a constant pattern is valid"));

/// Markers in `body` by the kind of what stood there.
#[must_use]
pub fn markers(body: &[u8]) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for marker in MARKER.captures_iter(body) {
        *found.entry(String::from_utf8_lossy(&marker[1]).into_owned()).or_default() += 1;
    }
    found
}
