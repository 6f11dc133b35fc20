//! The writer under the layout: pages, marked content, paths, glyphs, links.
//!
//! The layout speaks only to this; coordinates are points from the top left.

use std::collections::HashMap;

use super::content::Content;
use super::file::{File, Id};
use super::palette::{Rgb, Theme};
use super::shape::Shaped;
use super::tags::{ElementId, Kid, Tags};

/// A4 in points.
pub(crate) const PAGE_WIDTH: f32 = 595.276;
/// A4 in points.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;

/// What the next drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Decoration.
    Artifact,
    /// Running heads and feet, repeated table headers.
    Pagination,
    /// Content of an element.
    Element(ElementId),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An anchor of this document.
    Anchor(String),
    /// An address.
    Address(String),
}

/// A link: where it leads and what it says.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) target: Target,
    pub(crate) contents: String,
    pub(crate) element: ElementId,
}

/// A clickable place.
#[derive(Debug)]
pub(crate) struct Annotation {
    pub(crate) page: usize,
    /// Left, bottom, right, top from the bottom left corner.
    pub(crate) bounds: [f32; 4],
    pub(crate) link: usize,
}

/// One corner or curve of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Segment {
    /// A corner.
    To(f32, f32),
    /// A Bézier curve: two controls, then the end.
    Curve([f32; 6]),
}

#[derive(Default)]
struct Page {
    under: Content,
    over: Content,
    owners: Vec<ElementId>,
    written: Vec<Id>,
}

/// All pages with their tags.
pub(crate) struct Canvas {
    pages: Vec<Page>,
    theme: Theme,
    pub(crate) file: File,
    pub(crate) tags: Tags,
    pub(crate) links: Vec<Link>,
    pub(crate) annotations: Vec<Annotation>,
    /// Page and height from the top of every anchor.
    pub(crate) anchors: HashMap<String, (usize, f32)>,
}

/// An index as the tags keep it: no document has four thousand million pages.
fn short(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Canvas {
    pub(crate) fn new(theme: Theme) -> Self {
        Self {
            pages: Vec::new(),
            theme,
            file: File::new(),
            tags: Tags::new(),
            links: Vec::new(),
            annotations: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Adds an empty page and returns its index.
    pub(crate) fn add_page(&mut self) -> usize {
        self.pages.push(Page::default());
        self.pages.len() - 1
    }

    /// Writes what was drawn on a page so far. What is drawn on it later lies above.
    pub(crate) fn close_page(&mut self, page: usize) {
        let Page { under, over, written, .. } = &mut self.pages[page];
        let mut content = under.take();
        content.append(&mut over.take());
        if !content.is_empty() {
            written.push(self.file.operators("", content));
        }
    }

    /// The streams of a page, in their order.
    pub(crate) fn streams(&self, page: usize) -> &[Id] {
        &self.pages[page].written
    }

    /// Opens marked content; `actual` is its text where the glyphs do not say it.
    pub(crate) fn begin(&mut self, page: usize, mark: Mark, actual: Option<&str>) {
        let Page { over, owners, .. } = &mut self.pages[page];
        match mark {
            Mark::Artifact => over.begin_artifact(),
            Mark::Pagination => over.begin_pagination(),
            Mark::Element(element) => {
                let id = short(owners.len());
                owners.push(element);
                self.tags.hang(element, Kid::Content { page: short(page), id });
                over.begin_content(id, actual);
            }
        }
    }

    /// Closes marked content.
    pub(crate) fn end(&mut self, page: usize) {
        self.pages[page].over.end();
    }

    /// Fills a closed path.
    pub(crate) fn fill(&mut self, page: usize, path: &[Segment], color: Rgb) {
        self.pages[page].over.fill(path, self.theme.fill(color));
    }

    /// Fills a rectangle: left, top, width, height.
    pub(crate) fn rectangle(&mut self, page: usize, bounds: [f32; 4], color: Rgb) {
        self.pages[page].over.rectangle(bounds, self.theme.fill(color));
    }

    /// Fills a rectangle under all that is on the page, as decoration.
    pub(crate) fn underlay(&mut self, page: usize, bounds: [f32; 4], color: Rgb) {
        let color = self.theme.fill(color);
        let under = &mut self.pages[page].under;
        under.begin_artifact();
        under.rectangle(bounds, color);
        under.end();
    }

    /// Shows shaped words one after the other from a point of the baseline.
    pub(crate) fn text<'w>(
        &mut self,
        page: usize,
        at: (f32, f32),
        words: impl IntoIterator<Item = &'w Shaped>,
        size: f32,
        color: Rgb,
    ) {
        let color = self.theme.text(color);
        let runs = words.into_iter().flat_map(|word| &word.runs);
        self.pages[page].over.text(at, runs, size, color);
    }

    /// Shows a picture of the document's resources: left, top, width, height.
    pub(crate) fn picture(&mut self, page: usize, bounds: [f32; 4], name: &str) {
        self.pages[page].over.picture(bounds, name);
    }

    /// Makes a place of a page lead somewhere: left, top, width, height.
    pub(crate) fn annotate(&mut self, page: usize, [x, y, width, height]: [f32; 4], link: usize) {
        let bounds = [x, PAGE_HEIGHT - y - height, x + width, PAGE_HEIGHT - y];
        self.annotations.push(Annotation { page, bounds, link });
        let element = self.links[link].element;
        self.tags.hang(element, Kid::Annotation(short(self.annotations.len() - 1)));
    }

    /// The elements that own a page's marked content, by its id.
    pub(crate) fn owners(&self, page: usize) -> &[ElementId] {
        &self.pages[page].owners
    }
}

/// The path of a rectangle: left, top, width, height.
pub(crate) fn rectangle_path([x, y, width, height]: [f32; 4]) -> [Segment; 4] {
    [Segment::To(x, y), Segment::To(x + width, y), Segment::To(x + width, y + height), Segment::To(x, y + height)]
}

/// The path of a rectangle with round corners.
pub(crate) fn rounded_path([x, y, width, height]: [f32; 4], radius: f32) -> Vec<Segment> {
    let (right, bottom, k) = (x + width, y + height, radius * 0.448);
    vec![
        Segment::To(x + radius, y),
        Segment::To(right - radius, y),
        Segment::Curve([right - k, y, right, y + k, right, y + radius]),
        Segment::To(right, bottom - radius),
        Segment::Curve([right, bottom - k, right - k, bottom, right - radius, bottom]),
        Segment::To(x + radius, bottom),
        Segment::Curve([x + k, bottom, x, bottom - k, x, bottom - radius]),
        Segment::To(x, y + radius),
        Segment::Curve([x, y + k, x + k, y, x + radius, y]),
    ]
}
