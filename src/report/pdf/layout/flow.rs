//! Boxes onto pages: what stays together stays together, tables repeat their header.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::canvas::{Canvas, Mark};
use super::layout_box::{Background, Content, Heading, LayoutBox, Row};

/// Top of the text on a page, in points from its edge.
pub(crate) const TOP: f32 = 74.0;
/// Bottom of the text on a page.
pub(crate) const BOTTOM: f32 = 770.0;

/// Where a heading stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) heading: Heading,
    pub(crate) page: usize,
    /// From the top of the page.
    pub(crate) y: f32,
}

/// What boxes refer to by index.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) backgrounds: Vec<Background>,
    /// Headers of tables, with the left edge of each.
    pub(crate) headers: Vec<(f32, Rc<Row>)>,
}

/// What the pen writes on, and what its boxes refer to.
pub(crate) struct PageContext<'a> {
    pub(crate) canvas: &'a mut Canvas,
    pub(crate) shared: &'a Shared,
}

/// The pen that goes down the pages.
pub(crate) struct Flow {
    page: usize,
    y: f32,
    bottom: f32,
    fresh: bool,
    /// Open stretches of backgrounds on this page: top and bottom.
    stretches: BTreeMap<usize, (f32, f32)>,
    placed: Vec<Placed>,
}

impl Flow {
    /// Starts on a page that exists, between two heights.
    pub(crate) fn new(page: usize, (y, bottom): (f32, f32)) -> Self {
        Self { page, y, bottom, fresh: true, stretches: BTreeMap::new(), placed: Vec::new() }
    }

    /// Places boxes; the last of them must not be kept with one still to come.
    pub(crate) fn place(&mut self, context: &mut PageContext<'_>, boxes: &[LayoutBox]) {
        let mut rest = boxes;
        while !rest.is_empty() {
            let count = (rest.iter().take_while(|layout_box| layout_box.keep).count() + 1).min(rest.len());
            let (group, after) = rest.split_at(count);
            rest = after;
            if !self.fresh && !self.fits(group) {
                self.next_page(context);
            }
            for layout_box in group {
                self.place_one(context, layout_box);
            }
        }
    }

    /// Places the last boxes and returns where the headings are.
    pub(crate) fn finish(mut self, context: &mut PageContext<'_>, boxes: &[LayoutBox]) -> Vec<Placed> {
        let ends = boxes.iter().rposition(|layout_box| layout_box.height > 0.0).map_or(0, |last| last + 1);
        self.place(context, &boxes[..ends]);
        self.close_backgrounds(context);
        self.placed
    }

    fn fits(&self, group: &[LayoutBox]) -> bool {
        let needed: f32 = group.iter().map(|layout_box| layout_box.before + layout_box.height).sum();
        self.y + needed <= self.bottom + 0.01
    }

    fn next_page(&mut self, context: &mut PageContext<'_>) {
        self.close_backgrounds(context);
        self.page = context.canvas.add_page();
        (self.y, self.bottom) = (TOP, BOTTOM);
        self.fresh = true;
    }

    fn place_one(&mut self, context: &mut PageContext<'_>, layout_box: &LayoutBox) {
        if layout_box.new_page && !self.fresh {
            self.next_page(context);
        }
        // Room between things is not carried over to the next page.
        let loose = matches!(layout_box.content, Content::Gap)
            && layout_box.backgrounds.is_empty()
            && layout_box.marker.is_none();
        if loose && (self.fresh || !self.fits(std::slice::from_ref(layout_box))) {
            return;
        }
        // A group longer than a page is parted where the page ends.
        if !self.fresh && !self.fits(std::slice::from_ref(layout_box)) {
            self.next_page(context);
        }
        if self.fresh {
            self.repeat_header(context, layout_box);
        } else {
            self.y += layout_box.before;
        }
        if let Some(heading) = &layout_box.heading {
            self.placed.push(Placed { heading: heading.clone(), page: self.page, y: self.y });
            context.canvas.anchors.entry(heading.anchor.clone()).or_insert((self.page, self.y));
        }
        for background in &layout_box.backgrounds {
            let bottom = self.y + layout_box.height;
            self.stretches.entry(*background).and_modify(|stretch| stretch.1 = bottom).or_insert((self.y, bottom));
        }
        layout_box.draw(context.canvas, self.page, self.y);
        self.y += layout_box.height;
        self.fresh = false;
    }

    fn repeat_header(&mut self, context: &mut PageContext<'_>, layout_box: &LayoutBox) {
        let header = layout_box.table.and_then(|table| context.shared.headers.get(table));
        if let Some((left, row)) = header {
            row.draw(context.canvas, self.page, (*left, self.y), Some(Mark::Pagination));
            self.y += row.height;
        }
    }

    fn close_backgrounds(&mut self, context: &mut PageContext<'_>) {
        for (index, (top, bottom)) in std::mem::take(&mut self.stretches) {
            let Background { left, width, color, bar } = context.shared.backgrounds[index];
            context.canvas.underlay(self.page, [left, top, width, bottom - top], color);
            if let Some(bar) = bar {
                context.canvas.underlay(self.page, [left, top, 3.0, bottom - top], bar);
            }
        }
    }
}
