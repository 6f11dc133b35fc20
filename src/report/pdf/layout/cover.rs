//! The cover: organisation, title and subject on a band, then the title block's
//! own content, then when it was made and what it is.

use super::super::Meta;
use super::super::canvas::PAGE_WIDTH;
use super::super::fonts::FaceId;
use super::super::inline::{Style, plain_text};
use super::super::line::{self, Line};
use super::super::palette::{INK, MUTED, NAVY, PALE, RULE, WHITE};
use super::super::tags::{ElementId, Tags};
use super::build::Build;
use super::flow::Placed;
use super::layout_box::Heading;
use super::{LEFT, WIDTH};
use crate::report::block::{Block, Inline};

const ORGANISATION: Style = Style { face: FaceId::SemiBold, size: 12.0, leading: 16.0, color: PALE };
const TITLE: Style = Style { face: FaceId::SemiBold, size: 31.0, leading: 37.0, color: WHITE };
const SUBJECT: Style = Style { face: FaceId::Regular, size: 14.0, leading: 19.0, color: PALE };
const NAME: Style = Style { face: FaceId::Regular, size: 8.6, leading: 12.0, color: MUTED };
const VALUE: Style = Style { face: FaceId::Regular, size: 9.6, leading: 13.0, color: INK };
const DIGEST: Style = Style { face: FaceId::Mono, size: 8.2, leading: 12.0, color: INK };
/// Top of the facts at the foot of the cover.
pub(crate) const FACTS_TOP: f32 = 716.0;

/// The title block: the heading that begins the document and what belongs to it.
pub(crate) fn split(blocks: &[Block]) -> (&[Block], &[Block]) {
    if !matches!(blocks.first(), Some(Block::Heading { level: 1, .. })) {
        return (&[], blocks);
    }
    let end = blocks.iter().skip(1).position(|block| matches!(block, Block::Heading { .. } | Block::PageBreak));
    let (cover, body) = blocks.split_at(end.map_or(blocks.len(), |end| end + 1));
    (cover, if matches!(body.first(), Some(Block::PageBreak)) { &body[1..] } else { body })
}

impl Build<'_> {
    /// Draws the band of the cover; returns its bottom and the title's place.
    pub(crate) fn cover_band(&mut self, title: &Block, meta: &Meta, page: usize) -> (f32, Vec<Placed>) {
        let Block::Heading { level, anchor, content } = title else { return (super::flow::TOP, Vec::new()) };
        let nested = self.levels.next(*level);
        let band = meta.logo.as_ref().map_or(0.0, |logo| self.logo(logo, &meta.author, page));
        // A logo takes most of the room that the band leaves above its text.
        let rule = if band > 0.0 { band + 32.0 } else { 96.0 };
        let mut y = rule + 22.0;
        let mut drawn: Vec<(f32, Line)> = Vec::new();
        let mut stack = |lines: Vec<Line>, gap: f32, y: &mut f32| {
            for line in lines {
                let height = line.height;
                drawn.push((*y, line));
                *y += height;
            }
            *y += gap;
        };
        let organisation = self.cover_text("P", &meta.author, ORGANISATION);
        stack(organisation, 16.0, &mut y);
        let title_top = y;
        let element = self.canvas.tags.add("H1", Tags::DOCUMENT);
        let lines = self.lines(content, TITLE, element, WIDTH);
        let lines = self.capped(lines, 8, TITLE, element);
        stack(lines, 10.0, &mut y);
        let subject = self.cover_text("P", &meta.subject, SUBJECT);
        stack(subject, 0.0, &mut y);
        let (below, after) = if band > 0.0 { (24.0, 20.0) } else { (44.0, 26.0) };
        let bottom = (y + below).max(300.0);
        self.canvas.underlay(page, [0.0, band, PAGE_WIDTH, bottom - band], NAVY);
        self.canvas.underlay(page, [LEFT, rule, 46.0, 3.0], PALE);
        for (top, line) in &drawn {
            line::draw(self.canvas, page, line, (LEFT, *top), None);
        }
        self.canvas.anchors.entry(anchor.clone()).or_insert((page, title_top));
        let heading = Heading { level: nested, title: plain_text(content), anchor: anchor.clone() };
        (bottom + after, vec![Placed { heading, page, y: 0.0 }])
    }

    fn cover_text(&mut self, role: &'static str, text: &str, style: Style) -> Vec<Line> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        let element = self.canvas.tags.add(role, Tags::DOCUMENT);
        let lines = self.lines(&[Inline::Text(text.to_owned())], style, element, WIDTH);
        self.capped(lines, 5, style, element)
    }

    /// The cover is one page: what is longer ends in an ellipsis. The metadata has it whole.
    fn capped(&mut self, mut lines: Vec<Line>, most: usize, style: Style, element: ElementId) -> Vec<Line> {
        if lines.len() > most {
            lines.truncate(most - 1);
            lines.extend(self.lines(&[Inline::Text("…".to_owned())], style, element, WIDTH));
        }
        lines
    }

    /// Draws when the report was made and what it is, at the foot of the cover.
    pub(crate) fn cover_facts(&mut self, meta: &Meta, page: usize) {
        let made = meta.created.format("%-d %B %Y, %H:%M UTC").to_string();
        let mut facts = vec![("Created", made, VALUE)];
        if let Some(classification) = &meta.classification {
            facts.push(("Classification", classification.clone(), Style { face: FaceId::SemiBold, ..VALUE }));
        }
        facts.push(("Identifier", meta.identifier.clone(), DIGEST));
        let mut y = FACTS_TOP;
        self.canvas.underlay(page, [LEFT, y - 12.0, WIDTH, 0.75], RULE);
        for (name, value, style) in facts.iter().filter(|(_, value, _)| !value.is_empty()) {
            let element = self.canvas.tags.add("P", Tags::DOCUMENT);
            let name = self.lines(&[Inline::Text(format!("{name} "))], NAME, element, 90.0);
            let value = self.lines(&[Inline::Text(value.clone())], *style, element, WIDTH - 90.0);
            let value = self.capped(value, 3, *style, element);
            if let Some(name) = name.first() {
                line::draw(self.canvas, page, name, (LEFT, y), None);
            }
            for line in &value {
                line::draw(self.canvas, page, line, (LEFT + 90.0, y), None);
                y += line.height;
            }
            y += 3.5;
        }
    }
}
