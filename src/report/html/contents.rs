//! The table of contents: levels 2 and 3.

use super::super::block::{Block, Inline};
use super::super::parse::plain;
use super::write::Html;

/// Nested lists of links to the sections.
pub(super) fn list(blocks: &[Block]) -> String {
    let headings: Vec<(u8, &str, &[Inline])> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level: level @ 2..=3, anchor, content } => {
                Some((*level, anchor.as_str(), content.as_slice()))
            }
            _ => None,
        })
        .collect();
    let mut out = Html::default();
    out.open("ol", &[]).line();
    let mut depth = 1;
    for (number, (level, anchor, content)) in headings.iter().enumerate() {
        // A level 3 heading before any level 2 one stays on the outer list.
        let wanted = if *level == 3 && number > 0 { 2 } else { 1 };
        if wanted > depth {
            out.open("ol", &[]).line();
        } else if number > 0 {
            out.close("li").line();
            if wanted < depth {
                out.close("ol").close("li").line();
            }
        }
        depth = wanted;
        out.open("li", &[]).element("a", &[("href", &format!("#{anchor}"))], &plain(content));
    }
    if depth == 2 {
        out.close("li").close("ol");
    }
    if !headings.is_empty() {
        out.close("li");
    }
    out.close("ol");
    out.finish()
}
