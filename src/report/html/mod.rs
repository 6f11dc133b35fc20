//! The HTML page: one file, no reference to the outside, no script.
//!
//! Everything that comes from the block tree is escaped by [`write::Html`];
//! `page.html` puts the finished parts together.

mod blocks;
mod chart;
mod contents;
mod inlines;
mod table;
mod write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::block::Document;
use super::error::ReportError;
use super::templates::Templates;

/// What the page says of itself beside the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlMeta {
    /// Name and version of the tool: `eks-attest 0.1.0`.
    pub generator: String,
    /// One line for the page's description and its head.
    pub description: String,
}

/// The fields that `page.html` may use.
#[derive(Serialize)]
struct Page<'a> {
    language: &'a str,
    title: &'a str,
    generator: &'a str,
    description: &'a str,
    /// The style sheet, as it is.
    style: &'a str,
    /// The Content-Security-Policy that allows that style sheet and nothing else.
    policy: String,
    /// List of links to the sections; finished HTML.
    contents: String,
    /// The document; finished HTML.
    body: String,
}

/// The page of `document`.
///
/// # Errors
/// When `page.html` does not render.
pub fn html(document: &Document, meta: &HtmlMeta, templates: &Templates) -> Result<String, ReportError> {
    let style = templates.style();
    templates.render_page(&Page {
        language: &document.language,
        title: &document.title,
        generator: &meta.generator,
        description: &meta.description,
        style,
        policy: policy(style),
        contents: contents::list(&document.blocks),
        body: blocks::body(&document.blocks),
    })
}

fn policy(style: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}
