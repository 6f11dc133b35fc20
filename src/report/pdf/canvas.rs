//! The writer under the layout: pages, marked content, paths, glyphs, links.
//!
//! The layout speaks only to this; coordinates are points from the top left.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::fonts::FaceId;
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

/// What is drawn on a page. A report has hundreds of thousands of these until its pages are written, so they are small.
#[derive(Debug)]
pub(crate) enum Drawing {
    /// Decoration begins.
    Artifact,
    /// A running head, foot or header begins.
    Pagination,
    /// The next content of an element begins; its text where the glyphs do not say it.
    Content(Option<Box<str>>),
    /// What began ends.
    End,
    /// A filled rectangle: left, top, width, height.
    Rectangle([f32; 4], Rgb),
    /// A filled path.
    Path(Box<[Segment]>, Rgb),
    /// The next words of the page, from a point of the baseline.
    Text { x: f32, y: f32, size: f32, color: Rgb, words: u32 },
    /// A picture of the document's resources.
    Picture(Box<Picture>),
}

/// A picture: left, top, width, height, and its name among the resources.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bounds: [f32; 4],
    pub(crate) name: String,
}

/// One page, until it is written.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What lies under the rest.
    pub(crate) under: Vec<Drawing>,
    pub(crate) drawings: Vec<Drawing>,
    /// The words of its texts, one after the other.
    pub(crate) words: Vec<Rc<Shaped>>,
    owners: Vec<ElementId>,
}

/// All pages with their tags.
pub(crate) struct Canvas {
    pages: Vec<Page>,
    theme: Theme,
    pub(crate) tags: Tags,
    pub(crate) links: Vec<Link>,
    pub(crate) annotations: Vec<Annotation>,
    /// Page and height from the top of every anchor.
    pub(crate) anchors: HashMap<String, (usize, f32)>,
    /// The glyphs of each face that are shown.
    pub(crate) glyphs: [BTreeSet<u16>; FaceId::COUNT],
}

impl Canvas {
    pub(crate) fn new(theme: Theme) -> Self {
        Self {
            pages: Vec::new(),
            theme,
            tags: Tags::new(),
            links: Vec::new(),
            annotations: Vec::new(),
            anchors: HashMap::new(),
            glyphs: Default::default(),
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

    /// Opens marked content; `actual` is its text where the glyphs do not say it.
    pub(crate) fn begin(&mut self, page: usize, mark: Mark, actual: Option<&str>) {
        let drawing = match mark {
            Mark::Artifact => Drawing::Artifact,
            Mark::Pagination => Drawing::Pagination,
            Mark::Element(element) => {
                let id = self.pages[page].owners.len();
                self.pages[page].owners.push(element);
                self.tags.hang(element, Kid::Content { page, id });
                Drawing::Content(actual.map(Into::into))
            }
        };
        self.pages[page].drawings.push(drawing);
    }

    /// Closes marked content.
    pub(crate) fn end(&mut self, page: usize) {
        self.pages[page].drawings.push(Drawing::End);
    }

    /// Fills a closed path.
    pub(crate) fn fill(&mut self, page: usize, path: &[Segment], color: Rgb) {
        self.pages[page].drawings.push(Drawing::Path(path.into(), self.theme.fill(color)));
    }

    /// Fills a rectangle.
    pub(crate) fn rectangle(&mut self, page: usize, bounds: [f32; 4], color: Rgb) {
        self.pages[page].drawings.push(Drawing::Rectangle(bounds, self.theme.fill(color)));
    }

    /// Fills a rectangle under all that is on the page, as decoration.
    pub(crate) fn underlay(&mut self, page: usize, bounds: [f32; 4], color: Rgb) {
        let rectangle = Drawing::Rectangle(bounds, self.theme.fill(color));
        self.pages[page].under.extend([Drawing::Artifact, rectangle, Drawing::End]);
    }

    /// Shows shaped words one after the other from a point of the baseline.
    pub(crate) fn text(&mut self, page: usize, (x, y): (f32, f32), words: &[&Rc<Shaped>], size: f32, color: Rgb) {
        let color = self.theme.text(color);
        for word in words.iter().filter(|word| !word.drawn.replace(true)) {
            for run in &word.runs {
                self.glyphs[run.face as usize].extend(run.glyphs.iter().map(|glyph| glyph.id));
            }
        }
        let page = &mut self.pages[page];
        page.words.extend(words.iter().map(|word| Rc::clone(word)));
        let words = u32::try_from(words.len()).unwrap_or(u32::MAX);
        page.drawings.push(Drawing::Text { x, y, size, color, words });
    }

    /// Shows a picture of the document's resources: left, top, width, height.
    pub(crate) fn picture(&mut self, page: usize, bounds: [f32; 4], name: &str) {
        let picture = Picture { bounds, name: name.to_owned() };
        self.pages[page].drawings.push(Drawing::Picture(Box::new(picture)));
    }

    /// Makes a place of a page lead somewhere: left, top, width, height.
    pub(crate) fn annotate(&mut self, page: usize, [x, y, width, height]: [f32; 4], link: usize) {
        let round = |value: f32| (value * 100.0).round() / 100.0;
        let bounds = [round(x), round(PAGE_HEIGHT - y - height), round(x + width), round(PAGE_HEIGHT - y)];
        self.annotations.push(Annotation { page, bounds, link });
        let element = self.links[link].element;
        self.tags.hang(element, Kid::Annotation(self.annotations.len() - 1));
    }

    /// The elements that own a page's marked content, by its id.
    pub(crate) fn owners(&self, page: usize) -> &[ElementId] {
        &self.pages[page].owners
    }

    /// What is drawn on a page, given up to the writer.
    pub(crate) fn take(&mut self, page: usize) -> Page {
        let owners = std::mem::take(&mut self.pages[page].owners);
        let taken = std::mem::take(&mut self.pages[page]);
        self.pages[page].owners = owners;
        taken
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
