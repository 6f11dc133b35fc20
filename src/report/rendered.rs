//! A document as the templates give it: the Markdown that people read, and beside it what its marks say.

use std::sync::Arc;

use super::block::Document;
use super::error::ReportError;
use super::facets::Facets;
use super::marks::Marks;
use super::parse;

/// A document in Markdown, the content of every other format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    markdown: String,
    marks: Marks,
    facets: Vec<Arc<Facets>>,
}

impl Rendered {
    pub(super) fn new(markdown: String, marks: Marks, facets: Vec<Arc<Facets>>) -> Self {
        Self { markdown, marks, facets }
    }

    /// The Markdown.
    #[must_use]
    pub fn markdown(&self) -> &str {
        &self.markdown
    }

    /// The Markdown alone: from it, no rows, chips or notices can be told from words.
    #[must_use]
    pub fn into_markdown(self) -> String {
        self.markdown
    }

    /// The block tree, whose rows have their facets.
    ///
    /// # Errors
    /// As [`document`](super::document).
    pub fn document(&self) -> Result<Document, ReportError> {
        parse::marked(&self.markdown, &self.marks, &self.facets)
    }
}
