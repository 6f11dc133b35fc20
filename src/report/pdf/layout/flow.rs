//! Slabs onto pages: what stays together stays together, tables repeat their header.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::canvas::{Canvas, Mark};
use super::slab::{Background, Content, Heading, Row, Slab};

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

/// What slabs refer to by index.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) backgrounds: Vec<Background>,
    /// Headers of tables, with the left edge of each.
    pub(crate) headers: Vec<(f32, Rc<Row>)>,
}

/// What the pen writes on, and what its slabs refer to.
pub(crate) struct Ground<'a> {
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

    /// Places slabs; the last of them must not be kept with one still to come.
    pub(crate) fn place(&mut self, ground: &mut Ground<'_>, slabs: &[Slab]) {
        let mut rest = slabs;
        while !rest.is_empty() {
            let count = (rest.iter().take_while(|slab| slab.keep).count() + 1).min(rest.len());
            let (group, after) = rest.split_at(count);
            rest = after;
            if !self.fresh && !self.fits(group) {
                self.next_page(ground);
            }
            for slab in group {
                self.place_one(ground, slab);
            }
        }
    }

    /// Places the last slabs and returns where the headings are.
    pub(crate) fn finish(mut self, ground: &mut Ground<'_>, slabs: &[Slab]) -> Vec<Placed> {
        let ends = slabs.iter().rposition(|slab| slab.height > 0.0).map_or(0, |last| last + 1);
        self.place(ground, &slabs[..ends]);
        self.close_backgrounds(ground);
        self.placed
    }

    fn fits(&self, group: &[Slab]) -> bool {
        let needed: f32 = group.iter().map(|slab| slab.before + slab.height).sum();
        self.y + needed <= self.bottom + 0.01
    }

    fn next_page(&mut self, ground: &mut Ground<'_>) {
        self.close_backgrounds(ground);
        self.page = ground.canvas.add_page();
        (self.y, self.bottom) = (TOP, BOTTOM);
        self.fresh = true;
    }

    fn place_one(&mut self, ground: &mut Ground<'_>, slab: &Slab) {
        if slab.new_page && !self.fresh {
            self.next_page(ground);
        }
        // Room between things is not carried over to the next page.
        let loose = matches!(slab.content, Content::Gap) && slab.backgrounds.is_empty() && slab.marker.is_none();
        if loose && (self.fresh || !self.fits(std::slice::from_ref(slab))) {
            return;
        }
        // A group longer than a page is parted where the page ends.
        if !self.fresh && !self.fits(std::slice::from_ref(slab)) {
            self.next_page(ground);
        }
        if self.fresh {
            self.repeat_header(ground, slab);
        } else {
            self.y += slab.before;
        }
        if let Some(heading) = &slab.heading {
            self.placed.push(Placed { heading: heading.clone(), page: self.page, y: self.y });
            ground.canvas.anchors.entry(heading.anchor.clone()).or_insert((self.page, self.y));
        }
        for background in &slab.backgrounds {
            let bottom = self.y + slab.height;
            self.stretches.entry(*background).and_modify(|stretch| stretch.1 = bottom).or_insert((self.y, bottom));
        }
        slab.draw(ground.canvas, self.page, self.y);
        self.y += slab.height;
        self.fresh = false;
    }

    fn repeat_header(&mut self, ground: &mut Ground<'_>, slab: &Slab) {
        let header = slab.table.and_then(|table| ground.shared.headers.get(table));
        if let Some((left, row)) = header {
            row.draw(ground.canvas, self.page, (*left, self.y), Some(Mark::Pagination));
            self.y += row.height;
        }
    }

    fn close_backgrounds(&mut self, ground: &mut Ground<'_>) {
        for (index, (top, bottom)) in std::mem::take(&mut self.stretches) {
            let Background { left, width, color, bar } = ground.shared.backgrounds[index];
            ground.canvas.underlay(self.page, [left, top, width, bottom - top], color);
            if let Some(bar) = bar {
                ground.canvas.underlay(self.page, [left, top, 3.0, bottom - top], bar);
            }
        }
    }
}
