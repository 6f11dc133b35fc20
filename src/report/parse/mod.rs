//! Markdown to the block tree.
//!
//! Events of pulldown-cmark → blocks ([`blocks`]) of runs of text
//! ([`inlines`]) → anchors made unique and links checked ([`anchors`]).
//! Raw HTML is shown as text, images as their description.

mod anchors;
mod blocks;
pub(crate) mod chart;
mod inlines;

use pulldown_cmark::{Options, Parser};

use super::block::{Block, Document};
use super::error::ReportError;

/// Reads a report's Markdown.
///
/// # Errors
/// When there is no level 1 heading, or a `chart` block holds no chart.
pub fn document(markdown: &str) -> Result<Document, ReportError> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = blocks::Reader::new(Parser::new_ext(markdown, options));
    let mut blocks = reader.blocks()?;
    anchors::settle(&mut blocks);
    let title = blocks.iter().find_map(|block| match block {
        Block::Heading { level: 1, content, .. } => Some(inlines::plain(content)),
        _ => None,
    });
    Ok(Document { title: title.ok_or(ReportError::Untitled)?, language: "en".to_owned(), blocks })
}

pub(crate) use anchors::slug;
pub(crate) use inlines::plain;

#[cfg(test)]
mod tests;
