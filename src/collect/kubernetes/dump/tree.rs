//! The files of a dump: every regular file below what was named, once; what else stands there is refused or counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::problem::{Fault, Place, Problems, shown};
use crate::file::Code;
use crate::file::codes::collect as code;

/// Files that are looked at.
const FILES: usize = 100_000;
/// Folders within folders.
const DEPTH: usize = 64;

/// How a file's name says that it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `.json`, `.jsonl`, `.ndjson`.
    Json,
    /// `.yaml`, `.yml`, and whatever was named itself.
    Yaml,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) place: Place,
    /// Its name without ending: `deployments.apps`.
    pub(super) stem: String,
    pub(super) written: Written,
}

/// What was found below a path.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: Vec<Found>,
    /// Files that are not read, by what they are.
    pub(super) left: BTreeMap<String, u64>,
}

/// Everything below `root`, sorted by name. Links are followed within `root`: a mounted ConfigMap is made of them.
pub(super) fn tree(root: &Path, problems: &mut Problems) -> Tree {
    let seen = BTreeSet::new();
    let mut walk = Walk { root: root.to_owned(), inside: PathBuf::new(), seen, tree: Tree::default(), problems };
    walk.inside = fs::canonicalize(root).unwrap_or_default();
    walk.visit(root, 0);
    walk.tree
}

struct Walk<'p> {
    root: PathBuf,
    /// The same without links.
    inside: PathBuf,
    /// What was visited, without links: nothing is read twice, and no link leads round in circles.
    seen: BTreeSet<PathBuf>,
    tree: Tree,
    problems: &'p mut Problems,
}

impl Walk<'_> {
    fn place(&self, path: &Path) -> Place {
        let relative = path.strip_prefix(&self.root).ok().filter(|relative| !relative.as_os_str().is_empty());
        let named = relative.map(Path::as_os_str).or_else(|| path.file_name()).unwrap_or(path.as_os_str());
        Place::new(&Arc::from(shown(&named.to_string_lossy())))
    }

    fn problem(&mut self, path: &Path, code: Code, message: String) {
        let place = self.place(path);
        self.problems.add(&place, Fault::new(code, message));
    }

    fn visit(&mut self, path: &Path, depth: usize) {
        // Before its way is followed: a pipe has none.
        let kind = match fs::metadata(path) {
            Ok(kind) => kind,
            Err(error) => return self.problem(path, code::UNREADABLE, format!("it cannot be read: {error}")),
        };
        if !kind.is_dir() && !kind.is_file() {
            let message = "it is not a regular file, but a pipe, socket or device: write what it gives to a file first";
            return self.problem(path, code::NOT_A_FILE, message.to_owned());
        }
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => return self.problem(path, code::UNREADABLE, format!("it cannot be read: {error}")),
        };
        if !real.starts_with(&self.inside) {
            let message = "it is a link to a place outside of what was named, which is not read";
            return self.problem(path, code::LINK_OUT, message.to_owned());
        }
        if !self.seen.insert(real.clone()) {
            return;
        }
        if kind.is_dir() { self.folder(path, depth) } else { self.file(path, real, depth == 0) }
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        if path.file_name().is_some_and(|name| name == ".git") {
            *self.tree.left.entry("folder .git".to_owned()).or_default() += 1;
            return;
        }
        if depth >= DEPTH {
            return self.problem(path, code::TOO_DEEP, format!("folders are read to a depth of {DEPTH}"));
        }
        let mut paths = Vec::new();
        match fs::read_dir(path).and_then(|entries| entries.collect::<Result<Vec<_>, _>>()) {
            Ok(entries) => paths.extend(entries.into_iter().map(|entry| entry.path())),
            Err(error) => return self.problem(path, code::UNREADABLE, format!("it cannot be read: {error}")),
        }
        // What stands here before what stands further down, so that a file is named by its shortest path.
        paths.sort_by_key(|path| (path.is_dir(), path.clone()));
        for path in paths {
            if self.tree.files.len() >= FILES {
                return self.problem(&path, code::TOO_MANY_FILES, format!("at most {FILES} files are read"));
            }
            self.visit(&path, depth + 1);
        }
    }

    fn file(&mut self, path: &Path, real: PathBuf, named: bool) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = self.place(path);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let written = match kind_of(stem, ending) {
            Kind::Manifest(written) => written,
            _ if named => Written::Yaml,
            Kind::Source(what, how) => {
                let fault = Fault::new(code::NOT_RENDERED, format!("it is {what}, from which manifests are made"));
                return self.problems.add(&place, fault.help(how));
            }
            Kind::Packed => {
                let fault = Fault::new(code::PACKED, "it is compressed, which is not read");
                return self.problems.add(&place, fault.help("unpack it first"));
            }
            Kind::Other(what) => {
                *self.tree.left.entry(what).or_default() += 1;
                return;
            }
        };
        self.tree.files.push(Found { path: real, place, stem: stem.to_owned(), written });
    }
}

enum Kind {
    Manifest(Written),
    /// What manifests are made from, and how.
    Source(&'static str, &'static str),
    Packed,
    Other(String),
}

fn written(ending: &str) -> Option<Written> {
    match ending.to_ascii_lowercase().as_str() {
        "json" | "jsonl" | "ndjson" => Some(Written::Json),
        "yaml" | "yml" => Some(Written::Yaml),
        _ => None,
    }
}

fn kind_of(stem: &str, ending: &str) -> Kind {
    if let Some(written) = written(ending) {
        return Kind::Manifest(written);
    }
    let of_manifest = stem.rsplit_once('.').is_some_and(|(_, inner)| written(inner).is_some());
    let ending = ending.to_ascii_lowercase();
    match ending.as_str() {
        "jsonnet" | "libsonnet" => Kind::Source("Jsonnet", "render it first with `jsonnet`"),
        "cue" => Kind::Source("CUE", "render it first with `cue export`"),
        "tpl" | "tmpl" | "gotmpl" | "j2" | "jinja" | "jinja2" | "erb" | "mustache" if of_manifest => {
            Kind::Source("a template", "render it first, and give what it renders to")
        }
        "gz" | "zst" | "bz2" | "xz" | "zip" | "lz4" | "br" if of_manifest => Kind::Packed,
        "" => Kind::Other("file without ending".to_owned()),
        ending => {
            let plain = ending.len() <= 12 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
            Kind::Other(if plain { format!("file .{ending}") } else { "file of another ending".to_owned() })
        }
    }
}
