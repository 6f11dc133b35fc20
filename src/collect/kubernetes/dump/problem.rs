//! What is wrong with the files of a dump, and where: all of it is told at once.

use std::fmt;
use std::sync::Arc;

use crate::collect::dump_problem::DumpProblem;
use crate::evidence::untrusted::visible;

/// Problems that are kept; the others are counted.
const KEPT: usize = 200;

/// Where something stands in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, relative to what was named.
    pub(super) file: Arc<str>,
    /// Line from 1, where it is known.
    pub(super) line: Option<usize>,
    /// Where it stands in lists: `.items[3]`.
    pub(super) item: String,
}

impl Place {
    pub(super) fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: None, item: String::new() }
    }

    pub(super) fn line(&self, line: usize) -> Self {
        Self { line: Some(line), ..self.clone() }
    }

    /// The item `index` of a list; `of` is `.items`, or empty for an array without object.
    pub(super) fn item(&self, of: &str, index: usize) -> Self {
        Self { item: format!("{}{of}[{index}]", self.item), ..self.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(to, ":{line}")?;
        }
        if self.item.is_empty() { Ok(()) } else { write!(to, " at {}", self.item.trim_start_matches('.')) }
    }
}

/// What is wrong, without where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The problems of a tree.
#[derive(Debug, Default)]
pub(super) struct Problems {
    kept: Vec<DumpProblem>,
    all: usize,
}

impl Problems {
    pub(super) fn add(&mut self, place: &Place, fault: Fault) {
        self.all += 1;
        if self.kept.len() < KEPT {
            let Fault { code, message, help } = fault;
            self.kept.push(DumpProblem { place: place.to_string(), code, message, help });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all == 0
    }

    pub(super) fn finish(mut self) -> (usize, Vec<DumpProblem>) {
        self.kept.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
        (self.all, self.kept)
    }
}

/// A name from a file as it may be shown: bounded, on one line, without characters that steer a terminal.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 120;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => visible(&name[..end]) + "…",
        None => visible(name),
    }
}
