//! The HTML page: one file, no reference to the outside, one small script.
//!
//! Everything that comes from the block tree is escaped by [`write::Html`];
//! `page.html` puts the finished parts together.

mod blocks;
mod body;
mod bound;
mod chart;
mod choices;
mod contents;
mod filters;
mod indent;
mod inlines;
mod list;
mod raw;
mod rows;
mod table;
mod write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::block::{Block, Document, Inline};
use super::brand::{Brand, Colours, hex};
use super::context::ReportContext;
use super::error::ReportError;
use super::escape::visible;
use super::templates::Templates;
use crate::assess::model::Assessment;
use bound::Bound;
use choices::Filter;
use raw::RawExchanges;

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
    filters: Vec<Filter>,
    raw: RawExchanges,
}

impl HtmlMeta {
    /// What the page of a report on `assessment` needs: its filters, and the
    /// exchanges behind its findings. `description` is one line on the subject.
    #[must_use]
    pub fn new(assessment: &Assessment, run: &ReportContext, description: String, brand: Brand) -> Self {
        Self {
            generator: assessment.tool.clone(),
            description,
            organisation: assessment.engagement.organisation.clone(),
            brand,
            filters: choices::filters(assessment),
            raw: RawExchanges::new(assessment, run),
        }
    }
}

/// The fields that `page.html` may use.
#[derive(Serialize)]
struct Page<'a> {
    language: &'a str,
    title: String,
    generator: String,
    description: String,
    /// Whose logo it is.
    organisation: String,
    /// Classification, when there is one.
    classification: Option<String>,
    /// The logo as a `data:` address, when there is one.
    logo: Option<String>,
    /// The style sheet, as it is.
    style: &'a str,
    /// The script, as it is.
    script: &'a str,
    /// The Content-Security-Policy that allows those two and nothing else.
    policy: String,
    /// List of links to the sections; finished HTML.
    contents: String,
    /// The search and filter panel; finished HTML.
    filters: String,
    /// True where the browser should lay out only what is in view.
    large: bool,
    /// The document; finished HTML.
    body: String,
}

/// The page of `document`.
///
/// # Errors
/// When `page.html` does not render.
pub fn html(document: &Document, meta: &HtmlMeta, templates: &Templates) -> Result<String, ReportError> {
    let style = meta.brand.colours.map_or_else(|| templates.style().to_owned(), |own| styled(templates.style(), own));
    let script = templates.script();
    let logo = meta.brand.logo.as_ref().map(super::brand::Logo::data_uri);
    let blocks = &document.blocks;
    let bound = Bound::of(blocks);
    let body = blocks::body(blocks, &meta.raw.held(), bound) + &meta.raw.section();
    let mut headings: Vec<Block> =
        blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).cloned().collect();
    if !meta.raw.is_empty() {
        let content = vec![Inline::Text(raw::TITLE.to_owned())];
        headings.push(Block::Heading { level: 2, anchor: raw::ANCHOR.to_owned(), content });
    }
    templates.render_page(Page {
        language: &document.language,
        title: visible(&document.title),
        generator: visible(&meta.generator),
        description: visible(&meta.description),
        organisation: visible(&meta.organisation),
        classification: meta.brand.classification.as_deref().map(visible),
        policy: policy(&style, script, logo.is_some()),
        logo,
        style: &style,
        script,
        contents: contents::list(&headings),
        filters: filters::panel(&meta.filters, bound.cut),
        large: bound.large,
        body,
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

fn policy(style: &str, script: &str, logo: bool) -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let (style, script) = (digest(style), digest(script));
    let images = if logo { "img-src data:; " } else { "" };
    format!(
        "default-src 'none'; {images}style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}
