//! The notice below a table that does not hold all there is.

use super::block::{Block, Inline};

/// The words right below the table that `blocks` begin with, where they say how many rows of it are shown.
pub(super) fn below(blocks: &[Block]) -> Option<&[Inline]> {
    let [Block::Table(table), Block::Paragraph(content), ..] = blocks else { return None };
    (shown(content)? == table.rows.len()).then_some(content)
}

/// The number of rows shown that the words say.
fn shown(content: &[Inline]) -> Option<usize> {
    content.iter().find_map(|inline| match inline {
        Inline::Shown(number) => Some(*number),
        Inline::Emphasis(inner) | Inline::Strong(inner) => shown(inner),
        _ => None,
    })
}

/// The words with another number of rows shown.
pub(super) fn saying(content: &[Inline], number: usize) -> Vec<Inline> {
    let said = |inline: &Inline| match inline {
        Inline::Shown(_) => Inline::Shown(number),
        Inline::Emphasis(inner) => Inline::Emphasis(saying(inner, number)),
        Inline::Strong(inner) => Inline::Strong(saying(inner, number)),
        other => other.clone(),
    };
    content.iter().map(said).collect()
}
