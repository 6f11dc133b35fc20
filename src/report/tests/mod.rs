mod browser;
mod changes;
mod content;
mod escaping;
mod filters;
mod hostile;
mod page;
mod review;
mod templates;
mod translated;

use super::block::{Block, Document, Inline, Table};
use super::brand::Brand;
use super::*;
use crate::assess::model::Assessment;

/// Markdown, tree and page of one assessment.
struct Made {
    markdown: String,
    document: Document,
    html: String,
}

fn render(assessment: &Assessment, run: &ReportContext) -> Made {
    render_with(assessment, run, &Templates::embedded().unwrap()).unwrap()
}

fn render_with(assessment: &Assessment, run: &ReportContext, templates: &Templates) -> Result<Made, ReportError> {
    let rendered = attestation(assessment, run, templates)?;
    let document = rendered.document()?;
    let meta = HtmlMeta::new(assessment, run, "Alder Payments Ltd".into(), Brand::default());
    let html = html(&document, &meta, templates)?;
    Ok(Made { markdown: rendered.into_markdown(), document, html })
}

fn markdown(assessment: &Assessment, run: &ReportContext, templates: &Templates) -> Result<String, ReportError> {
    attestation(assessment, run, templates).map(Rendered::into_markdown)
}

fn example() -> Made {
    let (assessment, run) = testing::example();
    render(&assessment, &run)
}

/// The first table after the heading with this anchor, as words.
fn table(document: &Document, anchor: &str) -> Vec<Vec<String>> {
    let mut blocks = document.blocks.iter().skip_while(|block| !is_heading(block, anchor));
    let table = blocks.find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    table.unwrap().rows.iter().map(|row| row.cells.iter().map(|cell| parse::plain(cell)).collect()).collect()
}

fn is_heading(block: &Block, wanted: &str) -> bool {
    matches!(block, Block::Heading { anchor, .. } if anchor == wanted)
}

/// Every run of text of a document.
fn runs(blocks: &[Block]) -> Vec<&[Inline]> {
    blocks
        .iter()
        .flat_map(|block| match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => vec![content.as_slice()],
            Block::Quote(inner) => runs(inner),
            Block::List { items, .. } => items.iter().flat_map(|item| runs(item)).collect(),
            Block::Table(Table { header, rows }) => {
                header.iter().chain(rows.iter().flat_map(|row| &row.cells)).map(Vec::as_slice).collect()
            }
            _ => Vec::new(),
        })
        .collect()
}

fn links<'a>(content: &'a [Inline], found: &mut Vec<&'a str>) {
    for inline in content {
        match inline {
            Inline::Link { target, .. } => found.push(target),
            Inline::Emphasis(inner) | Inline::Strong(inner) => links(inner, found),
            _ => {}
        }
    }
}
