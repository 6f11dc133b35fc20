//! The text of a file, and the places in it.

use std::sync::Arc;

use miette::{NamedSource, SourceCode};

/// A file under check: its path and its text, shared by its problems.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    source: Arc<NamedSource<String>>,
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text() == other.text()
    }
}

impl Eq for File {}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), source: Arc::new(NamedSource::new(path, text.to_owned())) }
    }

    pub(crate) fn text(&self) -> &str {
        self.source.inner()
    }

    pub(super) fn source(&self) -> &dyn SourceCode {
        self.source.as_ref()
    }

    /// Of the byte `offset`; both from 1, columns in characters.
    pub(super) fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text().get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// The value that begins at `offset`: to the end of the line, or of the entry in a list or map.
    pub(super) fn value_at(&self, offset: usize) -> &str {
        let rest = self.text().get(offset..).unwrap_or_default();
        let end = rest.find(['\n', ',', '}', ']', '#']).unwrap_or(rest.len());
        rest[..end].trim().trim_matches(['"', '\''])
    }
}
