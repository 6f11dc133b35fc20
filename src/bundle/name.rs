//! Names that every file system and tool reads the same way. ARNs hold `:`,
//! BagIt percent-encodes some characters, Windows and macOS fold case: a name
//! that survives all of them is one of `[A-Za-z0-9._/-]`.

use std::collections::BTreeMap;

use super::BundleError;

/// Why `name` is unsafe; `None` when it is safe.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("it is empty");
    }
    if name.starts_with('/') {
        return Some("it is absolute");
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte)) {
        return Some("it holds a character other than A-Z, a-z, 0-9 and ._/-");
    }
    name.split('/').find_map(|part| match part {
        "" => Some("it has an empty part"),
        "." | ".." => Some("it has a `.` or `..` part"),
        _ => None,
    })
}

/// `name` fit for a message: what is outside printable ASCII is escaped, so
/// that a hostile name can neither move a cursor nor look like another.
pub(super) fn shown(name: &str) -> String {
    name.escape_default().to_string()
}

/// A pair of names that differ only in case, or of which one is a folder of
/// the other: (name, earlier name, reason).
pub(super) type Clash = (String, String, &'static str);

/// Every clash among `names`, which come in byte order.
pub(super) fn clashes<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Clash> {
    // Folded path → (path as first seen, whether it is a file, the name it came from).
    let mut seen: BTreeMap<String, (&str, bool, &str)> = BTreeMap::new();
    let mut found = Vec::new();
    for name in names {
        let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
        for end in ends {
            let (path, is_file) = (&name[..end], end == name.len());
            let (first, first_is_file, origin) =
                *seen.entry(path.to_ascii_lowercase()).or_insert((path, is_file, name));
            let reason = if first != path {
                "they differ only in case"
            } else if first_is_file != is_file {
                "one is a file, the other needs a folder of that name"
            } else {
                continue;
            };
            found.push((name.to_owned(), origin.to_owned(), reason));
            break;
        }
    }
    found
}

/// Refuses the first unsafe name or clash.
pub(super) fn check<'a>(names: impl IntoIterator<Item = &'a str> + Clone) -> Result<(), BundleError> {
    for name in names.clone() {
        if let Some(reason) = fault(name) {
            return Err(BundleError::UnsafeName { path: shown(name), reason });
        }
    }
    match clashes(names).into_iter().next() {
        Some((path, other, reason)) => Err(BundleError::NameClash { path, other, reason }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_names_are_refused_each_with_its_reason() {
        let table = [
            ("", "empty"),
            ("/etc/passwd", "absolute"),
            ("a/../b", "`..`"),
            ("./a", "`.`"),
            ("a//b", "empty part"),
            ("a/", "empty part"),
            ("arn:aws:eks", "character"),
            ("a%0Ab", "character"),
            ("a\\b", "character"),
            ("a b", "character"),
            ("caf\u{e9}", "character"),
            ("a\u{202e}b", "character"),
        ];
        for (name, expected) in table {
            assert!(fault(name).is_some_and(|reason| reason.contains(expected)), "{name:?}");
        }
        assert_eq!(fault("evidence/exchanges/0001-eks.json"), None);
        assert_eq!(fault("a..b"), None);
    }

    #[test]
    fn names_that_a_file_system_may_merge_are_refused_and_both_named() {
        for (names, expected) in
            [(["a/B.json", "a/b.json"], "case"), (["A/one", "a/two"], "case"), (["a", "a/b"], "folder")]
        {
            let error = check(names).expect_err("a clash").to_string();
            assert!(error.contains(names[0]) && error.contains(names[1]) && error.contains(expected), "{error}");
        }
        assert!(check(["a/b", "a/c", "ab"]).is_ok());
    }
}
