//! Blocks.

use std::collections::BTreeSet;

use super::super::block::{Block, Inline};
use super::super::notice;
use super::super::parse::plain;
use super::bound::Bound;
use super::rows::Rows;
use super::table::Place;
use super::write::Html;
use super::{chart, inlines, raw, table};

/// State of the walk: what a table is named after, how many charts there were,
/// how many parts are open in each other, and the notice below the table that comes next.
struct Walk<'a> {
    heading: String,
    charts: usize,
    parts: u8,
    limit: usize,
    notice: Option<&'a [Inline]>,
    rows: Rows,
}

/// The document's content; level 2 headings begin a `section`, level 3 and 4
/// headings a part of it, which the filters show or hide as a whole.
pub(super) fn body(blocks: &[Block], held: &BTreeSet<&str>, bound: Bound) -> String {
    let mut out = Html::default();
    let rows = Rows::default();
    let mut walk = Walk { heading: String::new(), charts: 0, parts: 0, limit: bound.rows, notice: None, rows };
    out.open("section", &[("class", "cover")]).line();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        if let Block::Heading { level: level @ 2..=4, anchor, .. } = block {
            begin(&mut out, *level, anchor, &mut walk);
        }
        walk.notice = notice::below(&blocks[at..]);
        // The table writes the notice below it with the page's own number of rows.
        at += if walk.notice.is_some() { 2 } else { 1 };
        write(&mut out, &raw::linked(block, held), &mut walk);
    }
    end_parts(&mut out, &mut walk, 0);
    out.close("section");
    out.finish()
}

fn begin(out: &mut Html, level: u8, anchor: &str, walk: &mut Walk<'_>) {
    end_parts(out, walk, level.saturating_sub(3));
    if level == 2 {
        out.close("section").line().open("section", &[("aria-labelledby", anchor)]).line();
    } else {
        let class = if level == 3 { "part" } else { "sub" };
        out.open("div", &[("class", class)]).line();
        walk.parts += 1;
    }
}

/// Ends the parts that are open in more than `kept` others.
fn end_parts(out: &mut Html, walk: &mut Walk<'_>, kept: u8) {
    while walk.parts > kept {
        out.close("div").line();
        walk.parts -= 1;
    }
}

fn write(out: &mut Html, block: &Block, walk: &mut Walk<'_>) {
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
        Block::Table(content) => {
            let notice = walk.notice.take();
            let place = Place { name: &walk.heading, rows: &mut walk.rows, limit: walk.limit, notice };
            table::write(out, content, place);
        }
        Block::Chart(content) => {
            walk.charts += 1;
            chart::write(out, content, walk.charts);
        }
        Block::PageBreak => drop(out.open("hr", &[])),
    }
    out.line();
}

fn heading(out: &mut Html, level: u8, anchor: &str, content: &[Inline], walk: &mut Walk<'_>) {
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

fn list(out: &mut Html, start: Option<u64>, items: &[Vec<Block>], walk: &mut Walk<'_>) {
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
