//! Rust sources, read just well enough for the rules: comments, literals and
//! test code are blanked in place, so that offsets and lines stay true.

use std::fs;
use std::path::Path;

/// One file under `src/`.
pub(super) struct Source {
    /// Relative to the crate, with `/`.
    pub(super) path: String,
    /// The file as it stands.
    pub(super) raw: String,
    /// Code only: comments, literals and test items are blanks.
    pub(super) code: String,
}

/// Where a path such as `crate::evidence` stands.
pub(super) struct Mention {
    pub(super) at: usize,
    /// The segments after the root, as far as they are written in one piece.
    pub(super) segments: Vec<String>,
}

impl Source {
    pub(super) fn new(path: &str, raw: &str) -> Self {
        let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
        let mut code = blank_comments_and_literals(raw);
        code = if is_test { blank(&code, 0, code.len()) } else { blank_test_items(&code) };
        Self { path: path.to_owned(), raw: raw.to_owned(), code }
    }

    /// `path:line`, to click on.
    pub(super) fn at(&self, offset: usize) -> String {
        format!("{}:{}", self.path, line(&self.code, offset))
    }

    /// Modules from the crate root down to the file: `["evidence", "model"]`.
    pub(super) fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).collect()
    }

    /// Offsets of `word` where it is not the tail or head of a longer name.
    pub(super) fn find_all<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is_name = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let bytes = self.code.as_bytes();
        let open_ended = word.ends_with(['_', ':', '!']);
        self.code.match_indices(word).map(|(at, _)| at).filter(move |at| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            !is_name(before) && (open_ended || !is_name(bytes.get(at + word.len())))
        })
    }

    /// Every path that starts at `root`, groups in braces taken apart.
    pub(super) fn mentions(&self, root: &str) -> Vec<Mention> {
        let start = format!("{root}::");
        let mut found = Vec::new();
        for at in self.find_all(&start).filter(|at| !self.code[..*at].ends_with("super::")) {
            self.collect(at + start.len(), &[], &mut found);
        }
        found
    }

    fn collect(&self, at: usize, prefix: &[String], found: &mut Vec<Mention>) {
        let at = at + blanks(&self.code[at..]);
        let rest = &self.code[at..];
        if rest.starts_with('{') {
            let end = closing(&self.code, at);
            let mut start = at + 1;
            let mut depth = 0;
            for (offset, byte) in self.code.bytes().enumerate().take(end + 1).skip(at + 1) {
                match byte {
                    b'{' => depth += 1,
                    b'}' if offset < end => depth -= 1,
                    _ => {}
                }
                if offset == end || (byte == b',' && depth == 0) {
                    self.collect(start, prefix, found);
                    start = offset + 1;
                }
            }
            return;
        }
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if length == 0 {
            return;
        }
        let mut segments = prefix.to_vec();
        segments.push(rest[..length].to_owned());
        if rest[length..].starts_with("::") {
            let before = found.len();
            self.collect(at + length + 2, &segments, found);
            if found.len() > before {
                return;
            }
        }
        found.push(Mention { at, segments });
    }

    /// Every function with a body: (offset, name, lines from `fn` to `}`).
    pub(super) fn functions(&self) -> Vec<(usize, String, usize)> {
        self.find_all("fn").filter_map(|at| self.function(at)).collect()
    }

    fn function(&self, at: usize) -> Option<(usize, String, usize)> {
        let rest = self.code[at + 2..].trim_start();
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let body = item_body(&self.code, at).filter(|_| !name.is_empty())?;
        let end = closing(&self.code, body);
        Some((at, name, line(&self.code, end) - line(&self.code, at) + 1))
    }

    /// How many `mod name { … }` of this file stand around `offset`.
    pub(super) fn inline_modules_around(&self, offset: usize) -> usize {
        let around = |at: &usize| {
            item_body(&self.code, *at).is_some_and(|body| body < offset && offset < closing(&self.code, body))
        };
        self.find_all("mod").filter(around).count()
    }
}

/// Every Rust file under `src/`, in the order of their paths.
pub(super) fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder can be listed") {
            let path = entry.expect("a source folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("listed below the root").to_string_lossy().replace('\\', "/");
                sources.push(Source::new(&name, &fs::read_to_string(&path).expect("a source file is UTF-8")));
            }
        }
    }
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

/// Line of `offset`, from 1.
fn line(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Offset of the brace that closes the one at `open`.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return offset;
        }
    }
    code.len() - 1
}

/// The brace that opens the body of the item at `at`; `None` when it ends in `;`.
fn item_body(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b';' if depth == 0 => return None,
            b'{' if depth == 0 => return Some(offset),
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

/// `text` with everything but line breaks blank from `start` to `end`.
fn blank(text: &str, start: usize, end: usize) -> String {
    let bytes = text.bytes().enumerate();
    let kept = bytes.map(|(at, byte)| if (start..end).contains(&at) && byte != b'\n' { b' ' } else { byte });
    String::from_utf8(kept.collect()).expect("literals are blanked, so the code is ASCII or whole characters")
}

fn blank_test_items(code: &str) -> String {
    const ATTRIBUTE: &str = "#[cfg(test)]";
    let mut code = code.to_owned();
    while let Some(at) = code.find(ATTRIBUTE) {
        let item = at + ATTRIBUTE.len();
        let end = match item_body(&code, item) {
            Some(body) => closing(&code, body),
            None => code[item..].find(';').map_or(code.len() - 1, |length| item + length),
        };
        code = blank(&code, at, end + 1);
    }
    code
}

/// Blanks comments, strings and characters; quotes go too.
fn blank_comments_and_literals(raw: &str) -> String {
    let mut code = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while !rest.is_empty() {
        let glued = code.last().is_some_and(|byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_');
        let length = skipped(rest, glued);
        let taken = if length == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { length };
        for byte in rest[..taken].bytes() {
            let kept = byte == b'\n' || (length == 0 && byte.is_ascii());
            code.push(if kept { byte } else { b' ' });
        }
        rest = &rest[taken..];
    }
    String::from_utf8(code).expect("only ASCII is kept")
}

/// Bytes of the comment or literal that `rest` starts with; 0 when none.
/// `glued`: a name stands right before, so an `r` or `b` is not a prefix.
fn skipped(rest: &str, glued: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    let prefix = if glued { 0 } else { rest.bytes().take_while(|byte| b"rbc".contains(byte)).count() };
    let after = &rest[prefix..];
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    if rest[..prefix].contains('r') && after[hashes..].starts_with('"') {
        let open = prefix + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        return rest[open..].find(&close).map_or(rest.len(), |at| open + at + close.len());
    }
    if prefix <= 1 && after.starts_with('"') {
        return prefix + quoted(after, '"');
    }
    // A lifetime has no closing quote right after its first character.
    let mut characters = after.chars().skip(1);
    let (first, second) = (characters.next(), characters.next());
    if prefix <= 1 && after.starts_with('\'') && (first == Some('\\') || second == Some('\'')) {
        return prefix + quoted(after, '\'');
    }
    0
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

#[test]
fn comments_and_literals_hide_and_code_stays_in_place() {
    let raw = concat!(
        "/* a /* nested */ crate::x */ let a = r#\"crate::y \"quoted\" {\"#;\n",
        "let b: &'static str = \"\\\"crate::z\"; let c = ['{', '\\'', '\"'];\n",
        "fn d<'a>(e: &'a str) -> char { b'\\n' as char } // é crate::w\n",
    );
    let source = Source::new("src/a.rs", raw);
    assert_eq!(source.code.len(), raw.len());
    assert!(!source.code.contains("crate::"), "{}", source.code);
    assert_eq!(source.code.matches(['{', '}']).count(), 2, "{}", source.code);
    let (at, name, lines) = source.functions().remove(0);
    assert_eq!((source.at(at).as_str(), name.as_str(), lines), ("src/a.rs:3", "d", 1));
}

#[test]
fn groups_of_imports_are_taken_apart() {
    let source = Source::new("src/a.rs", "use crate::{a::{b, c::D}, e as f, g::*};");
    let paths: Vec<String> = source.mentions("crate").iter().map(|mention| mention.segments.join("::")).collect();
    assert_eq!(paths, ["a::b", "a::c::D", "e", "g"]);
}

#[test]
fn test_items_are_blank_and_what_follows_is_not() {
    let raw = "#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;\nfn a() {}\n#[cfg(test)]\nmod more { fn b() {} }\nfn c() {}\n";
    let names: Vec<String> = Source::new("src/a.rs", raw).functions().into_iter().map(|(_, name, _)| name).collect();
    assert_eq!(names, ["a", "c"]);
}
