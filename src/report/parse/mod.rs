//! Markdown to the block tree.
//!
//! Events of pulldown-cmark → blocks ([`blocks`]) of runs of text
//! ([`inlines`]) → anchors made unique and links checked ([`anchors`]).
//! Raw HTML is shown as text, images as their description.

mod anchors;
mod blocks;
pub(crate) mod chart;
mod events;
mod inlines;

use std::sync::Arc;

use pulldown_cmark::{Options, Parser};

use super::block::{Block, Document};
use super::error::ReportError;
use super::facets::Facets;
use super::marks::Marks;

/// Reads Markdown that no template has marked: its rows have no facets, and it has no chips.
///
/// # Errors
/// When there is no level 1 heading, or a `chart` block holds no chart.
pub fn document(markdown: &str) -> Result<Document, ReportError> {
    marked(markdown, &Marks::default(), &[])
}

/// Reads Markdown and what its marks say; `facets` are those of rows, by number.
pub(super) fn marked(markdown: &str, marks: &Marks, facets: &[Arc<Facets>]) -> Result<Document, ReportError> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = events::Events::new(Parser::new_ext(markdown, options), marks);
    let mut reader = blocks::Reader::new(events, facets);
    let mut blocks = reader.blocks()?;
    anchors::settle(&mut blocks);
    let title = blocks.iter().find_map(|block| match block {
        Block::Heading { level: 1, content, .. } => Some(inlines::plain(content)),
        _ => None,
    });
    Ok(Document { title: title.ok_or(ReportError::Untitled)?, language: "en".to_owned(), blocks })
}

pub(crate) use inlines::plain;

#[cfg(test)]
mod tests;
