//! The contents: known in length before the text is set, filled in after.

use super::super::canvas::{Canvas, Link, Mark, Target};
use super::super::fonts::{FaceId, Fonts};
use super::super::inline::{Style, is_blank, plain_text};
use super::super::line::{self, Line};
use super::super::palette::{INK, MUTED, NAVY};
use super::super::tags::{ElementId, Tags};
use super::build::{Build, Levels, heading_style};
use super::flow::{BOTTOM, Placed, TOP};
use super::{LEFT, WIDTH};
use crate::report::block::{Block, Inline};

const FIRST: Style = Style { face: FaceId::SemiBold, size: 10.4, leading: 15.0, color: NAVY };
const INNER: Style = Style { face: FaceId::Regular, size: 9.8, leading: 14.0, color: INK };
const DOTS: Style = Style { face: FaceId::Regular, size: 8.6, leading: 14.0, color: MUTED };
/// Room for page numbers.
const NUMBERS: f32 = 34.0;
/// Most entries that are listed: two pages, so that a reader finds a section at
/// a glance. Deeper levels are in the outline.
const MANY: usize = 80;

/// One line of the contents to be.
pub(crate) struct Entry {
    /// Index among the headings of the body.
    heading: usize,
    depth: usize,
    lines: Vec<Line>,
    link: usize,
    element: ElementId,
}

/// The contents, in pages of entries.
pub(crate) struct Contents {
    title: Vec<Line>,
    pub(crate) pages: Vec<Vec<Entry>>,
}

/// All headings in order, also those in lists and notices: what the body will place.
pub(crate) fn headings<'b>(blocks: &'b [Block], found: &mut Vec<(u8, &'b str, &'b [Inline])>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } if is_blank(content) => {}
            Block::Heading { level, anchor, content } => found.push((*level, anchor, content)),
            Block::Quote(inner) => headings(inner, found),
            Block::List { items, .. } => items.iter().for_each(|item| headings(item, found)),
            _ => {}
        }
    }
}

impl Build<'_> {
    /// Sets the entries; `None` when there is nothing to find one's way in.
    pub(crate) fn contents(&mut self, body: &[Block]) -> Option<Contents> {
        let mut found = Vec::new();
        headings(body, &mut found);
        let mut levels: Levels = self.levels.clone();
        let nested: Vec<usize> = found.iter().map(|(level, ..)| levels.next(*level)).collect();
        let outermost = *nested.iter().min()?;
        let within = |depth: usize| nested.iter().filter(|level| **level < outermost + depth).count();
        let depth = (1..=3).rev().find(|depth| within(*depth) <= MANY).unwrap_or(1);
        if within(depth) < 2 {
            return None;
        }
        let element = self.canvas.tags.add("P", Tags::DOCUMENT);
        let title = self.lines(&[Inline::Text("Contents".to_owned())], heading_style(2).0, element, WIDTH);
        let toc = self.canvas.tags.add("TOC", Tags::DOCUMENT);
        let mut pages = vec![Vec::new()];
        let mut y = TOP + 34.0;
        for (heading, ((_, anchor, content), level)) in found.iter().zip(&nested).enumerate() {
            if *level >= outermost + depth {
                continue;
            }
            let entry = self.entry(heading, *level - outermost, anchor, content, toc);
            let height = entry.height();
            if y + height > BOTTOM {
                pages.push(Vec::new());
                y = TOP;
            }
            y += height;
            if let Some(page) = pages.last_mut() {
                page.push(entry);
            }
        }
        Some(Contents { title, pages })
    }

    fn entry(&mut self, heading: usize, depth: usize, anchor: &str, content: &[Inline], toc: ElementId) -> Entry {
        let item = self.canvas.tags.add("TOCI", toc);
        let reference = self.canvas.tags.add("Reference", item);
        let element = self.canvas.tags.add("Link", reference);
        let title = plain_text(content);
        let style = if depth == 0 { FIRST } else { INNER };
        let width = WIDTH - NUMBERS - depth as f32 * 16.0;
        let lines = self.lines(&[Inline::Text(title.clone())], style, element, width);
        self.canvas.links.push(Link { target: Target::Anchor(anchor.to_owned()), contents: title, element });
        Entry { heading, depth, lines, link: self.canvas.links.len() - 1, element }
    }
}

impl Entry {
    fn before(&self) -> f32 {
        if self.depth == 0 { 6.0 } else { 0.0 }
    }

    fn height(&self) -> f32 {
        self.before() + self.lines.iter().map(|line| line.height).sum::<f32>()
    }
}

impl Contents {
    /// Draws the contents on the pages kept for them.
    pub(crate) fn draw(&self, canvas: &mut Canvas, fonts: &mut Fonts, first_page: usize, placed: &[Placed]) {
        for line in &self.title {
            line::draw(canvas, first_page, line, (LEFT, TOP), None);
        }
        for (number, entries) in self.pages.iter().enumerate() {
            let mut y = if number == 0 { TOP + 34.0 } else { TOP };
            for entry in entries {
                entry.draw(canvas, fonts, first_page + number, y + entry.before(), placed.get(entry.heading));
                y += entry.height();
            }
        }
    }
}

impl Entry {
    fn draw(&self, canvas: &mut Canvas, fonts: &mut Fonts, page: usize, top: f32, placed: Option<&Placed>) {
        let left = LEFT + self.depth as f32 * 16.0;
        let mut y = top;
        for line in &self.lines {
            line::draw(canvas, page, line, (left, y), None);
            y += line.height;
        }
        let (Some(last), Some(placed)) = (self.lines.last(), placed) else { return };
        let baseline = y - last.height + last.ascent;
        let style = if self.depth == 0 { FIRST } else { INNER };
        let number = fonts.shape(style.face, &format!("{}", placed.page + 1));
        let space = fonts.shape(style.face, " ");
        let start = LEFT + WIDTH - number.width * style.size / 1000.0;
        dots(canvas, fonts, page, (left + last.width + 6.0, start - 6.0), baseline);
        canvas.begin(page, Mark::Element(self.element), None);
        let lead = start - space.width * style.size / 1000.0;
        canvas.text(page, (lead, baseline), &[&space, &number], style.size, style.color);
        canvas.end(page);
        canvas.annotate(page, [left, top, LEFT + WIDTH - left, y - top], self.link);
    }
}

/// Dots on a grid, so that those of all lines stand under each other.
fn dots(canvas: &mut Canvas, fonts: &mut Fonts, page: usize, (from, to): (f32, f32), baseline: f32) {
    const STEP: f32 = 5.0;
    let dot = fonts.shape(DOTS.face, ".");
    let first = ((from - LEFT) / STEP).ceil() * STEP + LEFT;
    canvas.begin(page, Mark::Artifact, None);
    let mut x = first;
    while x + STEP <= to {
        canvas.text(page, (x, baseline), &[&dot], DOTS.size, DOTS.color);
        x += STEP;
    }
    canvas.end(page);
}
