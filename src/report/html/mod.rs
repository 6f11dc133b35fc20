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
use super::brand::{Brand, Colours, hex};
use super::error::ReportError;
use super::templates::Templates;

/// What the page says of itself beside the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlMeta {
    /// Name and version of the tool: `eks-attest 0.1.0`.
    pub generator: String,
    /// One line for the page's description and its head.
    pub description: String,
    /// Whose logo it is.
    pub organisation: String,
    /// The organisation's mark.
    pub brand: Brand,
}

/// The fields that `page.html` may use.
#[derive(Serialize)]
struct Page<'a> {
    language: &'a str,
    title: &'a str,
    generator: &'a str,
    description: &'a str,
    /// Whose logo it is.
    organisation: &'a str,
    /// Classification, when there is one.
    classification: Option<&'a str>,
    /// The logo as a `data:` address, when there is one.
    logo: Option<String>,
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
    let style = meta.brand.colours.map_or_else(|| templates.style().to_owned(), |own| styled(templates.style(), own));
    let logo = meta.brand.logo.as_ref().map(super::brand::Logo::data_uri);
    templates.render_page(&Page {
        language: &document.language,
        title: &document.title,
        generator: &meta.generator,
        description: &meta.description,
        organisation: &meta.organisation,
        classification: meta.brand.classification.as_deref(),
        policy: policy(&style, logo.is_some()),
        logo,
        style: &style,
        contents: contents::list(&document.blocks),
        body: blocks::body(&document.blocks),
    })
}

/// The style sheet with the organisation's colour as its accent: dark enough
/// on light grounds, light enough on dark ones.
fn styled(style: &str, colours: Colours) -> String {
    let (ink, light) = (hex(colours.ink), hex(colours.light));
    format!(
        "{style}:root {{ --accent: {ink}; }}\n@media (prefers-color-scheme: dark) {{ :root {{ --accent: {light}; }} }}\n\
         @media print {{ :root {{ --accent: {ink}; }} }}\n"
    )
}

fn policy(style: &str, logo: bool) -> String {
    let digest = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let images = if logo { "img-src data:; " } else { "" };
    format!("default-src 'none'; {images}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}
