//! Anchors: each heading has one, no two are equal, and every link inside the
//! document has a heading to go to.

use std::collections::BTreeSet;

use super::super::block::{Block, Inline};
use super::super::slug::slug;
use super::inlines::plain;

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
                let rows = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                let cells = table.header.iter_mut().chain(rows);
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
