//! How many rows of a table are printed.
//!
//! Nobody reads thousands of pages: a long table is cut, and says so below
//! itself. The attached assessment and the workbook hold every row.

use std::borrow::Cow;

use super::inline::plain_text;
use crate::report::block::{Block, Document, Inline, Table};
use crate::report::notice;

/// Rows of one table.
const ROWS: usize = 500;
/// Rows of one table where the document would have more than [`MANY`] in all.
const ROWS_OF_MANY: usize = 100;
/// Rows of a document that can still be leafed through: some 400 pages.
const MANY: usize = 5_000;

/// The document with its long tables cut.
pub(super) fn bounded(document: &Document) -> Cow<'_, Document> {
    let lengths = || document.blocks.iter().filter_map(|block| as_table(block).map(|table| table.rows.len()));
    let many = lengths().map(|rows| rows.min(ROWS)).sum::<usize>() > MANY;
    let most = if many { ROWS_OF_MANY } else { ROWS };
    if lengths().all(|rows| rows <= most) {
        return Cow::Borrowed(document);
    }
    let mut blocks = Vec::with_capacity(document.blocks.len());
    let (all, mut at) = (document.blocks.as_slice(), 0);
    while let Some(block) = all.get(at) {
        let Some(table) = as_table(block).filter(|table| table.rows.len() > most) else {
            blocks.push(block.clone());
            at += 1;
            continue;
        };
        blocks.push(Block::Table(Table { header: table.header.clone(), rows: table.rows[..most].to_vec() }));
        // What the view left out already is said once, with the number of what is left.
        let said = notice::below(&all[at..]);
        at += usize::from(said.is_some());
        let words =
            said.map_or_else(|| own_words(most, table.rows.len()), |words| plain_text(&notice::saying(words, most)));
        blocks.push(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(words)])]));
        at += 1;
    }
    Cow::Owned(Document { blocks, title: document.title.clone(), language: document.language.clone() })
}

fn as_table(block: &Block) -> Option<&Table> {
    if let Block::Table(table) = block { Some(table) } else { None }
}

/// What is said of a table that the view did not cut.
fn own_words(shown: usize, rows: usize) -> String {
    format!(
        "First {shown} of {rows} rows of this table. The workbook attestation.xlsx and assessment.json hold all of them."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize) -> Block {
        let row = vec![vec![Inline::Text("cell".to_owned())]];
        Block::Table(Table { header: row.clone(), rows: vec![row.into(); rows] })
    }

    fn emphasis(words: &str) -> Block {
        Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(words.to_owned())])])
    }

    fn shown(blocks: Vec<Block>) -> Vec<(usize, String)> {
        let document = Document { blocks, ..Document::default() };
        let blocks = bounded(&document).into_owned().blocks;
        let line = |block: &Block| match block {
            Block::Table(table) => (table.rows.len(), String::new()),
            Block::Paragraph(content) => (0, plain_text(content)),
            _ => (0, String::new()),
        };
        blocks.iter().map(line).collect()
    }

    #[test]
    fn a_short_table_is_left_as_it_is() {
        let document = Document { blocks: vec![table(500)], ..Document::default() };
        assert!(matches!(bounded(&document), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_table_is_cut_and_says_so() {
        let blocks = shown(vec![table(501), emphasis("After.")]);
        let notice =
            "First 500 of 501 rows of this table. The workbook attestation.xlsx and assessment.json hold all of them.";
        assert_eq!(blocks, [(500, String::new()), (0, notice.to_owned()), (0, "After.".to_owned())]);
    }

    #[test]
    fn what_was_left_out_before_is_counted_too() {
        let text = |words: &str| Inline::Text(words.to_owned());
        let words = vec![text("Of 4200 findings, the first "), Inline::Shown(1_000), text(".")];
        let said = Block::Paragraph(vec![Inline::Emphasis(words)]);
        let blocks = shown(vec![table(1_000), said]);
        assert_eq!(blocks[1].1, "Of 4200 findings, the first 500.");
        assert_eq!(blocks.len(), 2);
    }

    #[test]
    fn many_long_tables_are_cut_shorter() {
        let rows: usize = shown((0..20).map(|_| table(400)).collect()).iter().map(|(rows, _)| rows).sum();
        assert_eq!(rows, 20 * ROWS_OF_MANY);
    }
}
