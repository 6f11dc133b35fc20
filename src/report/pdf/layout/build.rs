//! Blocks to boxes.

use super::super::canvas::Canvas;
use super::super::fonts::{FaceId, Fonts};
use super::super::inline::{InlineShaper, Prepared, Style, is_blank, plain_text};
use super::super::line::{self, Line};
use super::super::palette::{ACCENT, INK, NAVY, NOTICE, TINT};
use super::super::tags::{Attribute, ElementId};
use super::flow::Shared;
use super::layout_box::{Background, Content, Heading, LayoutBox};
use crate::report::block::{Block, Inline};

/// Running text.
pub(crate) const BODY: Style = Style { face: FaceId::Regular, size: 10.0, leading: 14.2, color: INK };
const CODE: Style = Style { face: FaceId::Mono, size: 8.2, leading: 11.4, color: INK };
const PARAGRAPH_GAP: f32 = 7.0;
const INDENT: f32 = 16.0;

/// Where blocks are set: the column, and the element they belong to.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) left: f32,
    pub(crate) width: f32,
    pub(crate) parent: ElementId,
    pub(crate) backgrounds: Vec<usize>,
}

/// Turns blocks into boxes.
pub(crate) struct Build<'a> {
    pub(crate) fonts: &'a mut Fonts,
    pub(crate) canvas: &'a mut Canvas,
    pub(crate) shared: &'a mut Shared,
    pub(crate) anchors: &'a std::collections::HashSet<String>,
    pub(crate) levels: &'a mut Levels,
    pub(crate) boxes: Vec<LayoutBox>,
}

/// Nesting of headings without gaps: H1, H3 becomes 1, 2 (PDF/UA-1, 7.4.2).
#[derive(Debug, Default, Clone)]
pub(crate) struct Levels(Vec<u8>);

impl Levels {
    pub(crate) fn next(&mut self, level: u8) -> usize {
        while self.0.last().is_some_and(|open| *open >= level) {
            self.0.pop();
        }
        self.0.push(level);
        self.0.len()
    }
}

impl Build<'_> {
    pub(crate) fn blocks(&mut self, blocks: &[Block], frame: &Frame) {
        for block in blocks {
            let start = self.boxes.len();
            let new_page = matches!(self.boxes.last(), Some(last) if last.new_page && last.height == 0.0);
            self.block(block, frame);
            if new_page && self.boxes.len() > start {
                self.boxes.remove(start - 1);
                self.boxes[start - 1].new_page = true;
            }
        }
    }

    fn block(&mut self, block: &Block, frame: &Frame) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) if is_blank(content) => {}
            Block::Heading { level, anchor, content } => self.heading(*level, anchor, content, frame),
            Block::Paragraph(content) => {
                let element = self.canvas.tags.add("P", frame.parent);
                self.text(content, BODY, element, frame, PARAGRAPH_GAP);
                // What announces the next block stays with it.
                if let Some(last) = self.boxes.last_mut().filter(|_| plain_text(content).trim_end().ends_with(':')) {
                    last.keep = true;
                }
            }
            Block::List { items, .. } if items.is_empty() => {}
            Block::Quote(blocks) if blocks.is_empty() => {}
            Block::List { start, items } => self.list(*start, items, frame),
            Block::CodeBlock(code) => self.code(code, frame),
            Block::Quote(blocks) => self.quote(blocks, frame),
            Block::Table(table) => self.table(table, frame),
            Block::Chart(chart) => self.chart(chart, frame),
            Block::PageBreak => self.boxes.push(LayoutBox { new_page: true, ..LayoutBox::default() }),
        }
    }

    pub(crate) fn prepare(&mut self, content: &[Inline], style: Style, element: ElementId) -> Prepared {
        let anchors = self.anchors;
        let mut shaper =
            InlineShaper { fonts: self.fonts, canvas: self.canvas, resolves: &|anchor| anchors.contains(anchor) };
        shaper.prepare(content, style, element)
    }

    pub(crate) fn lines(&mut self, content: &[Inline], style: Style, element: ElementId, width: f32) -> Vec<Line> {
        let prepared = self.prepare(content, style, element);
        line::lines(self.fonts, &prepared, width)
    }

    /// Lines of text; the first two stay together, and the last two.
    pub(crate) fn text(&mut self, content: &[Inline], style: Style, element: ElementId, frame: &Frame, before: f32) {
        let lines = self.lines(content, style, element, frame.width);
        let count = lines.len();
        for (index, content) in lines.into_iter().enumerate() {
            self.boxes.push(LayoutBox {
                before: if index == 0 { before } else { 0.0 },
                height: content.height,
                left: frame.left,
                keep: count > 1 && (index == 0 || index + 2 == count),
                content: Content::Line(content),
                backgrounds: frame.backgrounds.clone(),
                ..LayoutBox::default()
            });
        }
    }

    fn heading(&mut self, level: u8, anchor: &str, content: &[Inline], frame: &Frame) {
        let nested = self.levels.next(level);
        let element = self.canvas.tags.add(format!("H{}", nested.min(6)), frame.parent);
        let (style, before) = heading_style(level);
        let start = self.boxes.len();
        self.text(content, style, element, frame, before);
        for layout_box in &mut self.boxes[start..] {
            layout_box.keep = true;
        }
        if let Some(first) = self.boxes.get_mut(start) {
            let title = plain_text(content);
            first.heading = Some(Heading { level: nested, title, anchor: anchor.to_owned() });
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], frame: &Frame) {
        let list = self.canvas.tags.add("L", frame.parent);
        self.canvas.tags.set(list, Attribute::ListNumbering(if start.is_some() { "Decimal" } else { "Disc" }));
        let indent = if start.is_some() { INDENT + 5.0 } else { INDENT };
        for (number, item) in (start.unwrap_or(0)..).zip(items) {
            let entry = self.canvas.tags.add("LI", list);
            let label = self.canvas.tags.add("Lbl", entry);
            let parent = self.canvas.tags.add("LBody", entry);
            let sign = if start.is_some() { format!("{number}.") } else { "•".to_owned() };
            let style = Style { color: ACCENT, ..BODY };
            let mark = self.lines(&[Inline::Text(sign)], style, label, indent).into_iter().next();
            let inner = Frame { left: frame.left + indent, width: frame.width - indent, parent, ..frame.clone() };
            let first = self.boxes.len();
            self.blocks(item, &inner);
            if self.boxes.len() == first {
                let height = BODY.leading;
                self.boxes.push(LayoutBox { height, backgrounds: frame.backgrounds.clone(), ..LayoutBox::default() });
            }
            let layout_box = &mut self.boxes[first];
            layout_box.before = layout_box.before.min(if number == start.unwrap_or(0) { PARAGRAPH_GAP } else { 3.0 });
            if layout_box.marker.is_none() {
                layout_box.marker = mark.map(|line| (frame.left + indent - 5.0 - line.width, line));
            }
        }
    }

    fn code(&mut self, code: &str, frame: &Frame) {
        let paragraph = self.canvas.tags.add("P", frame.parent);
        let element = self.canvas.tags.add("Code", paragraph);
        let background = Background { left: frame.left, width: frame.width, color: TINT, bar: None };
        let inner = self.inset(frame, background, 8.0, 8.0);
        self.pad(6.0, 8.0, &inner);
        for text in code.trim_end_matches('\n').split('\n') {
            // Spaces that do not break keep the indentation.
            let kept = text.replace('\t', "    ");
            let indent = kept.len() - kept.trim_start_matches(' ').len();
            let kept = format!("{}{}", "\u{A0}".repeat(indent), &kept[indent..]);
            let content = [Inline::Text(if kept.is_empty() { "\u{A0}".to_owned() } else { kept })];
            self.text(&content, CODE, element, &inner, 0.0);
        }
        self.pad_after(6.0, &inner);
    }

    fn quote(&mut self, blocks: &[Block], frame: &Frame) {
        let parent = self.canvas.tags.add("BlockQuote", frame.parent);
        let background = Background { left: frame.left, width: frame.width, color: NOTICE, bar: Some(ACCENT) };
        let inner = Frame { parent, ..self.inset(frame, background, 14.0, 10.0) };
        self.pad(7.0, 9.0, &inner);
        let first = self.boxes.len();
        self.blocks(blocks, &inner);
        if let Some(layout_box) = self.boxes.get_mut(first) {
            layout_box.before = 0.0;
        }
        self.pad_after(8.0, &inner);
    }

    fn inset(&mut self, frame: &Frame, background: Background, left: f32, right: f32) -> Frame {
        self.shared.backgrounds.push(background);
        let mut backgrounds = frame.backgrounds.clone();
        backgrounds.push(self.shared.backgrounds.len() - 1);
        Frame { left: frame.left + left, width: frame.width - left - right, backgrounds, ..frame.clone() }
    }

    /// Room inside a background, above its first line.
    fn pad(&mut self, height: f32, before: f32, frame: &Frame) {
        let backgrounds = frame.backgrounds.clone();
        self.boxes.push(LayoutBox { before, height, keep: true, backgrounds, ..LayoutBox::default() });
    }

    fn pad_after(&mut self, height: f32, frame: &Frame) {
        if let Some(last) = self.boxes.last_mut() {
            last.keep = true;
        }
        self.boxes.push(LayoutBox { height, backgrounds: frame.backgrounds.clone(), ..LayoutBox::default() });
        // Room below the background, outside of it.
        self.boxes.push(LayoutBox { height: 3.0, ..LayoutBox::default() });
    }
}

/// The style of a heading and the room above it.
pub(crate) fn heading_style(level: u8) -> (Style, f32) {
    let style = |size: f32, leading: f32, color| Style { face: FaceId::SemiBold, size, leading, color };
    match level {
        1 => (style(22.0, 27.0, NAVY), 26.0),
        2 => (style(17.0, 22.0, NAVY), 24.0),
        3 => (style(13.0, 17.5, ACCENT), 17.0),
        4 => (style(11.2, 15.5, INK), 13.0),
        _ => (style(10.0, 14.2, INK), 10.0),
    }
}
