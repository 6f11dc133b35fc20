//! The writer under the layout: pages, marked content, paths, glyphs, links.
//!
//! The layout speaks only to this; coordinates are points from the top left.

use std::collections::HashMap;

use printpdf::{
    Codepoint, Color, DictItem, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point, Polygon, PolygonRing, Pt,
    TextItem, WindingOrder, XObjectId, XObjectTransform,
};

use super::fonts::resource;
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
    under: Vec<Op>,
    ops: Vec<Op>,
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
}

fn point(x: f32, y: f32) -> Point {
    let round = |value: f32| Pt((value * 100.0).round() / 100.0);
    Point { x: round(x), y: round(PAGE_HEIGHT - y) }
}

fn colour(Rgb(r, g, b): Rgb) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(printpdf::Rgb { r: part(r), g: part(g), b: part(b), icc_profile: None })
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
        let op = match mark {
            Mark::Artifact => Op::BeginMarkedContent { tag: "Artifact".to_owned() },
            Mark::Pagination => Op::BeginMarkedContentWithProperties {
                tag: "Artifact".to_owned(),
                properties: DictItem::Dict {
                    map: [("Type".to_owned(), DictItem::Name(b"Pagination".to_vec()))].into(),
                },
            },
            Mark::Element(element) => {
                let id = self.pages[page].owners.len();
                self.pages[page].owners.push(element);
                self.tags.hang(element, Kid::Content { page, id });
                let number = i64::try_from(id).unwrap_or(i64::MAX);
                let mut map = std::collections::BTreeMap::from([("MCID".to_owned(), DictItem::Int(number))]);
                if let Some(text) = actual {
                    let data = super::finish::utf16(text);
                    map.insert("ActualText".to_owned(), DictItem::String { data, literal: false });
                }
                Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties: DictItem::Dict { map } }
            }
        };
        self.pages[page].ops.push(op);
    }

    /// Closes marked content.
    pub(crate) fn end(&mut self, page: usize) {
        self.pages[page].ops.push(Op::EndMarkedContent);
    }

    /// Fills a closed path.
    pub(crate) fn fill(&mut self, page: usize, path: &[Segment], color: Rgb) {
        let ops = fill_ops(&[path], self.theme.fill(color));
        self.pages[page].ops.extend(ops);
    }

    /// Fills a rectangle.
    pub(crate) fn rectangle(&mut self, page: usize, [x, y, width, height]: [f32; 4], color: Rgb) {
        self.fill(page, &rectangle_path([x, y, width, height]), color);
    }

    /// Fills a rectangle under all that is on the page, as decoration.
    pub(crate) fn underlay(&mut self, page: usize, bounds: [f32; 4], color: Rgb) {
        let color = self.theme.fill(color);
        let under = &mut self.pages[page].under;
        under.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
        under.extend(fill_ops(&[&rectangle_path(bounds)], color));
        under.push(Op::EndMarkedContent);
    }

    /// Shows shaped words one after the other from a point of the baseline.
    pub(crate) fn text(&mut self, page: usize, (x, y): (f32, f32), words: &[&Shaped], size: f32, color: Rgb) {
        let color = self.theme.text(color);
        let mut pen = x;
        let mut runs = words.iter().flat_map(|word| &word.runs).peekable();
        while let Some(first) = runs.next() {
            let (start, face) = (pen, first.face);
            let mut items = Items::default();
            let mut open = Some(first);
            while let Some(run) = open {
                for glyph in &run.glyphs {
                    items.push(glyph);
                    pen += glyph.advance * size / 1000.0;
                }
                open = runs.next_if(|next| next.face == face);
            }
            self.pages[page].ops.extend([
                Op::StartTextSection,
                Op::SetFillColor { col: colour(color) },
                Op::SetFont { font: PdfFontHandle::External(resource(face)), size: Pt(size) },
                Op::SetTextCursor { pos: point(start, y) },
                Op::ShowText { items: items.finish() },
                Op::EndTextSection,
            ]);
        }
    }

    /// Shows a picture of the document's resources: left, top, width, height.
    pub(crate) fn picture(&mut self, page: usize, [x, y, width, height]: [f32; 4], name: &str) {
        let corner = point(x, y + height);
        self.pages[page].ops.push(Op::UseXobject {
            id: XObjectId(name.to_owned()),
            transform: XObjectTransform {
                translate_x: Some(corner.x),
                translate_y: Some(corner.y),
                scale_x: Some(width),
                scale_y: Some(height),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
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

    /// The pages for the writer.
    pub(crate) fn take_pages(&mut self) -> Vec<PdfPage> {
        let pages = self.pages.iter_mut().map(|page| {
            let mut ops = std::mem::take(&mut page.under);
            ops.append(&mut page.ops);
            PdfPage::new(Mm(210.0), Mm(297.0), ops)
        });
        pages.collect()
    }
}

#[derive(Default)]
struct Items {
    items: Vec<TextItem>,
    glyphs: Vec<Codepoint>,
}

impl Items {
    fn push(&mut self, glyph: &super::shape::Glyph) {
        let round = |value: f32| (value * 10.0).round() / 10.0;
        if glyph.shift != 0.0 {
            match self.glyphs.last_mut() {
                Some(last) => last.offset -= round(glyph.shift),
                None => self.items.push(TextItem::Offset(-round(glyph.shift))),
            }
        }
        self.glyphs.push(Codepoint {
            gid: glyph.id,
            offset: round(glyph.nominal - glyph.advance + glyph.shift),
            cid: Some(glyph.text.clone()),
        });
    }

    fn finish(mut self) -> Vec<TextItem> {
        self.items.push(TextItem::GlyphIds(self.glyphs));
        self.items
    }
}

/// The path of a rectangle: left, top, width, height.
pub(crate) fn rectangle_path([x, y, width, height]: [f32; 4]) -> [Segment; 4] {
    [Segment::To(x, y), Segment::To(x + width, y), Segment::To(x + width, y + height), Segment::To(x, y + height)]
}

fn fill_ops(paths: &[&[Segment]], color: Rgb) -> [Op; 2] {
    let rings = paths.iter().map(|path| {
        let mut points = Vec::with_capacity(path.len());
        for segment in *path {
            match *segment {
                Segment::To(x, y) => points.push(LinePoint { p: point(x, y), bezier: false }),
                Segment::Curve([ax, ay, bx, by, x, y]) => points.extend([
                    LinePoint { p: point(ax, ay), bezier: true },
                    LinePoint { p: point(bx, by), bezier: true },
                    LinePoint { p: point(x, y), bezier: false },
                ]),
            }
        }
        PolygonRing { points }
    });
    let polygon = Polygon { rings: rings.collect(), mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
    [Op::SetFillColor { col: colour(color) }, Op::DrawPolygon { polygon }]
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
