//! The report as a PDF: PDF/A-3a and PDF/UA-1, from the block tree.
//!
//! `layout` sets the blocks on pages of a `canvas`; the canvas writes operators
//! for printpdf; `finish` adds to the document that printpdf makes what an
//! archive and a screen reader need: tags, outline, links, metadata, attachments.

mod bound;
mod canvas;
mod face;
mod finish;
mod fonts;
mod inline;
mod layout;
mod line;
mod ops;
mod palette;
mod shape;
mod tags;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::block::Document;
use super::brand::{Colours, Pixels};

/// What the document says about itself.
#[derive(Debug, Clone)]
pub struct Meta {
    /// Title, shown by viewers and in the running head.
    pub title: String,
    /// The organisation that the report is about.
    pub author: String,
    /// One line: what the report covers.
    pub subject: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// When the report was made: from the run, never from the clock.
    pub created: DateTime<Utc>,
    /// Digest that identifies the assessment; shown in the running foot.
    pub identifier: String,
    /// Classification: `Confidential`.
    pub classification: Option<String>,
    /// Colours of the cover and of headings, in place of the built-in ones.
    pub colours: Option<Colours>,
    /// Logo at the head of the cover.
    pub logo: Option<Pixels>,
    /// Files embedded in the document.
    pub attachments: Vec<Attachment>,
}

/// A file embedded in the document.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// File name, unique in the document.
    pub name: String,
    /// Media type: `application/json`.
    pub media_type: String,
    /// What it is.
    pub description: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Why no PDF could be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum PdfError {
    /// An embedded font cannot be read or cut to the glyphs used.
    #[error("the embedded font {0} cannot be used")]
    #[diagnostic(code(eks_attest::report::pdf_font), help("this is a defect of this program: please report it"))]
    Font(&'static str),
    /// Two attachments have one name.
    #[error("two attachments are named {0}")]
    #[diagnostic(code(eks_attest::report::pdf_attachment), help("give every attachment its own name"))]
    Attachment(String),
    /// The document cannot be put together.
    #[error("the document cannot be put together: {0}")]
    #[diagnostic(code(eks_attest::report::pdf_write), help("this is a defect of this program: please report it"))]
    Write(String),
}

impl From<lopdf::Error> for PdfError {
    fn from(error: lopdf::Error) -> Self {
        Self::Write(error.to_string())
    }
}

impl From<std::io::Error> for PdfError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error.to_string())
    }
}

/// Writes a document as PDF/A-3a and PDF/UA-1. Equal input gives equal bytes.
///
/// A first heading of level 1 makes a cover of itself and of the blocks up to
/// the next heading or page break. Links lead to headings of the document, or
/// to `https:`, `http:` and `mailto:` addresses; others are shown as text.
/// A table of more than 500 rows is cut with a notice below it; of more than 100
/// where there would be more than 5,000 in all.
///
/// # Errors
/// When two attachments have one name, or the document cannot be put together.
pub fn render(document: &Document, meta: &Meta) -> Result<Vec<u8>, PdfError> {
    let document = bound::bounded(document);
    let composed = layout::compose(&document, meta)?;
    finish::finish(composed, &document, meta)
}
