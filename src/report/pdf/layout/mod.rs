//! Layout: the block tree becomes pages.
//!
//! Blocks become boxes (`build`, `table`, `chart`), boxes are stacked on pages
//! (`flow`). The length of the contents is known before the text is set, so
//! that one pass gives the page numbers.

mod build;
mod chart;
mod columns;
mod contents;
mod cover;
mod flow;
mod furniture;
mod layout_box;
mod logo;
mod table;

use std::collections::HashSet;

use super::canvas::{Canvas, PAGE_WIDTH};
use super::fonts::Fonts;
use super::palette::Theme;
use super::tags::Tags;
use super::{Meta, PdfError};
use crate::report::block::{Block, Document};
use build::{Build, Frame, Levels};
use flow::{BOTTOM, Flow, PageContext, Shared, TOP};
pub(crate) use logo::{NAME as LOGO, resource as logo_resource};

pub(crate) use flow::Placed;

/// Left edge of the text: 20 mm.
pub(crate) const LEFT: f32 = 56.7;
/// Width of the text.
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;

/// Pages, tags and headings of a document.
pub(crate) struct Composed {
    pub(crate) canvas: Canvas,
    pub(crate) fonts: Fonts,
    pub(crate) headings: Vec<Placed>,
}

/// What the steps of a composition share.
struct Composition {
    canvas: Canvas,
    fonts: Fonts,
    shared: Shared,
    anchors: HashSet<String>,
    levels: Levels,
}

impl Composition {
    fn build(&mut self) -> Build<'_> {
        Build {
            fonts: &mut self.fonts,
            canvas: &mut self.canvas,
            shared: &mut self.shared,
            anchors: &self.anchors,
            levels: &mut self.levels,
            boxes: Vec::new(),
        }
    }

    fn blocks(&mut self, blocks: &[Block], page: usize, between: (f32, f32)) -> Vec<Placed> {
        let frame = Frame { left: LEFT, width: WIDTH, parent: Tags::DOCUMENT, backgrounds: Vec::new() };
        let mut flow = Flow::new(page, between);
        let mut boxes = Vec::new();
        for block in blocks {
            let mut build = Build { boxes, ..self.build() };
            build.blocks(std::slice::from_ref(block), &frame);
            boxes = build.boxes;
            // What is set is placed at once, so that no more than a block is held.
            // The end is kept back: what comes may belong to it.
            let before_last = boxes.len().saturating_sub(1);
            let ready = boxes[..before_last].iter().rposition(|layout_box| !layout_box.keep).map_or(0, |last| last + 1);
            let mut context = PageContext { canvas: &mut self.canvas, shared: &self.shared };
            flow.place(&mut context, &boxes[..ready]);
            boxes.drain(..ready);
        }
        flow.finish(&mut PageContext { canvas: &mut self.canvas, shared: &self.shared }, &boxes)
    }
}

/// Sets a document.
///
/// # Errors
/// When a font does not load.
pub(crate) fn compose(document: &Document, meta: &Meta) -> Result<Composed, PdfError> {
    let mut found = Vec::new();
    contents::headings(&document.blocks, &mut found);
    let mut work = Composition {
        canvas: Canvas::new(Theme::new(meta.colours)),
        fonts: Fonts::load()?,
        shared: Shared::default(),
        anchors: found.iter().map(|(_, anchor, _)| (*anchor).to_owned()).collect(),
        levels: Levels::default(),
    };
    let (cover, body) = cover::split(&document.blocks);
    let mut headings = Vec::new();
    if let Some((title, rest)) = cover.split_first() {
        let page = work.canvas.add_page();
        let (y, placed) = work.build().cover_band(title, meta, page);
        headings.extend(placed);
        headings.extend(work.blocks(rest, page, (y, cover::FACTS_TOP - 24.0)));
        work.build().cover_facts(meta, page);
    }
    let before_body = headings.len();
    let front = work.canvas.page_count();
    let contents = work.build().contents(body);
    for _ in 0..contents.as_ref().map_or(0, |contents| contents.pages.len()) {
        work.canvas.add_page();
    }
    if !body.is_empty() || work.canvas.page_count() == 0 {
        let page = work.canvas.add_page();
        headings.extend(work.blocks(body, page, (TOP, BOTTOM)));
    }
    let Composition { mut canvas, mut fonts, .. } = work;
    if let Some(contents) = contents {
        contents.draw(&mut canvas, &mut fonts, front, &headings[before_body..]);
    }
    furniture::draw(&mut canvas, &mut fonts, &document.title, meta, usize::from(!cover.is_empty()));
    Ok(Composed { canvas, fonts, headings })
}
