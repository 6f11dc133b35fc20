//! Blocks.

use super::super::block::{Block, Inline};
use super::super::parse::plain;
use super::write::Html;
use super::{chart, inlines, table};

/// State of the walk: what a table is named after, and how many charts there were.
#[derive(Default)]
struct Walk {
    heading: String,
    charts: usize,
}

/// The document's content; level 2 headings begin a `section`.
pub(super) fn body(blocks: &[Block]) -> String {
    let mut out = Html::default();
    let mut walk = Walk::default();
    out.open("section", &[("class", "cover")]).line();
    for block in blocks {
        if let Block::Heading { level: 2, anchor, .. } = block {
            out.close("section").line();
            out.open("section", &[("aria-labelledby", anchor)]).line();
        }
        write(&mut out, block, &mut walk);
    }
    out.close("section");
    out.finish()
}

fn write(out: &mut Html, block: &Block, walk: &mut Walk) {
    match block {
        Block::Heading { level, anchor, content } => heading(out, *level, anchor, content, walk),
        Block::Paragraph(content) => {
            out.open("p", &[]);
            inlines::write(out, content);
            out.close("p");
        }
        Block::List { start, items } => list(out, *start, items, walk),
        Block::CodeBlock(text) => {
            out.open("pre", &[("tabindex", "0")]).element("code", &[], text).close("pre");
        }
        Block::Quote(inner) => {
            out.open("aside", &[("class", "notice")]).line();
            inner.iter().for_each(|block| write(out, block, walk));
            out.close("aside");
        }
        Block::Table(content) => table::write(out, content, &walk.heading),
        Block::Chart(content) => {
            walk.charts += 1;
            chart::write(out, content, walk.charts);
        }
        Block::PageBreak => drop(out.open("hr", &[])),
    }
    out.line();
}

fn heading(out: &mut Html, level: u8, anchor: &str, content: &[Inline], walk: &mut Walk) {
    walk.heading = plain(content);
    let tag = format!("h{}", level.clamp(1, 6));
    out.open(&tag, &[("id", anchor)]);
    inlines::write(out, content);
    if level > 1 {
        let label = format!("Link to “{}”", walk.heading);
        out.text(" ").element(
            "a",
            &[("class", "anchor"), ("href", &format!("#{anchor}")), ("aria-label", &label)],
            "§",
        );
    }
    out.close(&tag);
}

fn list(out: &mut Html, start: Option<u64>, items: &[Vec<Block>], walk: &mut Walk) {
    let tag = if start.is_some() { "ol" } else { "ul" };
    let first = start.filter(|first| *first != 1).map(|first| first.to_string());
    let attributes: Vec<(&str, &str)> = first.iter().map(|first| ("start", first.as_str())).collect();
    out.open(tag, &attributes).line();
    for item in items {
        out.open("li", &[]);
        match item.as_slice() {
            [Block::Paragraph(content)] => inlines::write(out, content),
            blocks => blocks.iter().for_each(|block| write(out, block, walk)),
        }
        out.close("li").line();
    }
    out.close(tag);
}
