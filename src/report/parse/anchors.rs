//! Anchors: each heading has one, no two are equal, and every link inside the
//! document has a heading to go to.

use std::collections::BTreeSet;

use super::super::block::{Block, Inline};
use super::inlines::plain;

/// Lower-case letters, digits and single hyphens of `text`: safe in an
/// address, an attribute and a PDF destination.
#[must_use]
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    if out.is_empty() { "section".to_owned() } else { out }
}

/// Gives every heading a unique anchor and unmakes links that lead nowhere.
pub(super) fn settle(blocks: &mut [Block]) {
    let mut taken = BTreeSet::new();
    name(blocks, &mut taken);
    unlink(blocks, &taken);
}

fn name(blocks: &mut [Block], taken: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Heading { anchor, content, .. } => {
                let wanted = slug(if anchor.is_empty() { plain(content) } else { anchor.clone() }.as_str());
                let mut candidate = wanted.clone();
                let mut number = 2;
                while !taken.insert(candidate.clone()) {
                    candidate = format!("{wanted}-{number}");
                    number += 1;
                }
                *anchor = candidate;
            }
            Block::Quote(inner) => name(inner, taken),
            Block::List { items, .. } => items.iter_mut().for_each(|item| name(item, taken)),
            _ => {}
        }
    }
}

fn unlink(blocks: &mut [Block], anchors: &BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => unlink_run(content, anchors),
            Block::Quote(inner) => unlink(inner, anchors),
            Block::List { items, .. } => items.iter_mut().for_each(|item| unlink(item, anchors)),
            Block::Table(table) => {
                let cells = table.header.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|cell| unlink_run(cell, anchors));
            }
            Block::CodeBlock(_) | Block::Chart(_) | Block::PageBreak => {}
        }
    }
}

fn unlink_run(content: &mut Vec<Inline>, anchors: &BTreeSet<String>) {
    let leads_nowhere = |inline: &Inline| match inline {
        Inline::Link { target, .. } => target.strip_prefix('#').is_some_and(|anchor| !anchors.contains(anchor)),
        _ => false,
    };
    for inline in content.iter_mut() {
        if let Inline::Emphasis(inner) | Inline::Strong(inner) = inline {
            unlink_run(inner, anchors);
        }
    }
    if !content.iter().any(leads_nowhere) {
        return;
    }
    for inline in std::mem::take(content) {
        let nowhere = leads_nowhere(&inline);
        match inline {
            Inline::Link { content: mut inner, .. } if nowhere => content.append(&mut inner),
            _ => content.push(inline),
        }
    }
}
