//! What is wrong with the files of a dump, and where: all of it is told at once.

use std::fmt;
use std::sync::Arc;

use crate::evidence::untrusted::visible;
use crate::file::{Code, Problem};

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

impl Place {
    fn problem(&self, code: Code, message: String) -> Problem {
        let keys = self.item.split(['.', '[', ']']).filter(|key| !key.is_empty()).map(str::to_owned).collect();
        let mut problem = Problem::of_value(&[], code, message);
        (problem.path, problem.line, problem.keys) = (self.file.to_string(), self.line, keys);
        problem
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
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The problems of a tree.
#[derive(Debug, Default)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    all: usize,
}

impl Problems {
    pub(super) fn add(&mut self, place: &Place, fault: Fault) {
        self.all += 1;
        if self.kept.len() < KEPT {
            let Fault { code, message, help } = fault;
            self.kept.push(place.problem(code, message).with_help(help));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all == 0
    }

    pub(super) fn finish(mut self) -> (usize, Vec<Problem>) {
        self.kept.sort_by_cached_key(|problem| (problem.place(), problem.code, problem.message.clone()));
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
