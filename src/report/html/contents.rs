//! The table of contents: levels 2 and 3.

use super::super::block::{Block, Inline};
use super::super::parse::plain;
use super::write::Html;

/// Parts of one section that are listed openly; more are folded away.
const OPEN: usize = 12;

/// A section and its parts: anchor and words of each heading.
struct Entry<'a> {
    heading: (&'a str, &'a [Inline]),
    parts: Vec<(&'a str, &'a [Inline])>,
}

/// Nested lists of links to the sections.
pub(super) fn list(blocks: &[Block]) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for block in blocks {
        let Block::Heading { level: level @ 2..=3, anchor, content } = block else { continue };
        let heading = (anchor.as_str(), content.as_slice());
        match entries.last_mut() {
            Some(section) if *level == 3 => section.parts.push(heading),
            // A level 3 heading before any level 2 one stays on the outer list.
            _ => entries.push(Entry { heading, parts: Vec::new() }),
        }
    }
    let mut out = Html::default();
    out.open("ol", &[]).line();
    for Entry { heading, parts } in &entries {
        link(out.open("li", &[]), *heading);
        let folded = parts.len() > OPEN;
        if folded {
            out.open("details", &[]).element("summary", &[], &format!("{} parts", parts.len()));
        }
        if !parts.is_empty() {
            out.open("ol", &[]).line();
            for part in parts {
                link(out.open("li", &[]), *part);
                out.close("li").line();
            }
            out.close("ol");
        }
        if folded {
            out.close("details");
        }
        out.close("li").line();
    }
    out.close("ol");
    out.finish()
}

fn link(out: &mut Html, (anchor, content): (&str, &[Inline])) {
    out.element("a", &[("href", &format!("#{anchor}"))], &plain(content));
}
