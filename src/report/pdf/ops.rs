//! What is drawn on a page, as operators of printpdf.

use std::collections::BTreeMap;
use std::rc::Rc;

use printpdf::{
    Codepoint, Color, DictItem, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point, Polygon, PolygonRing, Pt,
    TextItem, WindingOrder, XObjectId, XObjectTransform,
};

use super::canvas::{Drawing, PAGE_HEIGHT, Page, Picture, Segment, rectangle_path};
use super::fonts::resource;
use super::palette::Rgb;
use super::shape::{Glyph, Shaped};

/// An empty page.
pub(crate) fn empty_page() -> PdfPage {
    PdfPage::new(Mm(210.0), Mm(297.0), Vec::new())
}

/// The page for the writer.
pub(crate) fn page(page: Page) -> PdfPage {
    let mut pen = Pen { ops: Vec::new(), words: &page.words, contents: 0 };
    for drawing in page.under.iter().chain(&page.drawings) {
        pen.draw(drawing);
    }
    PdfPage { ops: pen.ops, ..empty_page() }
}

fn point(x: f32, y: f32) -> Point {
    let round = |value: f32| Pt((value * 100.0).round() / 100.0);
    Point { x: round(x), y: round(PAGE_HEIGHT - y) }
}

fn colour(Rgb(r, g, b): Rgb) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(printpdf::Rgb { r: part(r), g: part(g), b: part(b), icc_profile: None })
}

struct Pen<'p> {
    ops: Vec<Op>,
    /// Words still to be shown.
    words: &'p [Rc<Shaped>],
    /// Contents of elements begun so far: the id of the next.
    contents: i64,
}

impl Pen<'_> {
    fn draw(&mut self, drawing: &Drawing) {
        match drawing {
            Drawing::Artifact => self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() }),
            Drawing::Pagination => {
                let kind = [("Type".to_owned(), DictItem::Name(b"Pagination".to_vec()))];
                self.begin("Artifact", kind.into());
            }
            Drawing::Content(actual) => self.content(actual.as_deref()),
            Drawing::End => self.ops.push(Op::EndMarkedContent),
            Drawing::Rectangle(bounds, color) => self.fill(&rectangle_path(*bounds), *color),
            Drawing::Path(path, color) => self.fill(path, *color),
            Drawing::Text { x, y, size, color, words } => {
                let (words, rest) = self.words.split_at(*words as usize);
                self.words = rest;
                self.text((*x, *y), words, *size, *color);
            }
            Drawing::Picture(picture) => self.picture(picture),
        }
    }

    fn begin(&mut self, tag: &str, map: BTreeMap<String, DictItem>) {
        let properties = DictItem::Dict { map };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties });
    }

    fn content(&mut self, actual: Option<&str>) {
        let mut map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(self.contents))]);
        self.contents += 1;
        if let Some(text) = actual {
            let data = utf16(text);
            map.insert("ActualText".to_owned(), DictItem::String { data, literal: false });
        }
        self.begin("Span", map);
    }

    fn text(&mut self, (x, y): (f32, f32), words: &[Rc<Shaped>], size: f32, color: Rgb) {
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
            self.ops.extend([
                Op::StartTextSection,
                Op::SetFillColor { col: colour(color) },
                Op::SetFont { font: PdfFontHandle::External(resource(face)), size: Pt(size) },
                Op::SetTextCursor { pos: point(start, y) },
                Op::ShowText { items: items.finish() },
                Op::EndTextSection,
            ]);
        }
    }

    fn fill(&mut self, path: &[Segment], color: Rgb) {
        let mut points = Vec::with_capacity(path.len());
        for segment in path {
            match *segment {
                Segment::To(x, y) => points.push(LinePoint { p: point(x, y), bezier: false }),
                Segment::Curve([ax, ay, bx, by, x, y]) => points.extend([
                    LinePoint { p: point(ax, ay), bezier: true },
                    LinePoint { p: point(bx, by), bezier: true },
                    LinePoint { p: point(x, y), bezier: false },
                ]),
            }
        }
        let rings = vec![PolygonRing { points }];
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.ops.extend([Op::SetFillColor { col: colour(color) }, Op::DrawPolygon { polygon }]);
    }

    fn picture(&mut self, picture: &Picture) {
        let [x, y, width, height] = picture.bounds;
        let corner = point(x, y + height);
        self.ops.push(Op::UseXobject {
            id: XObjectId(picture.name.clone()),
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
}

#[derive(Default)]
struct Items {
    items: Vec<TextItem>,
    glyphs: Vec<Codepoint>,
}

impl Items {
    fn push(&mut self, glyph: &Glyph) {
        let round = |value: f32| (value * 10.0).round() / 10.0;
        if glyph.shift != 0.0 {
            match self.glyphs.last_mut() {
                Some(last) => last.offset -= round(glyph.shift),
                None => self.items.push(TextItem::Offset(-round(glyph.shift))),
            }
        }
        let offset = round(f32::from(glyph.nominal) - glyph.advance + glyph.shift);
        // What the glyph says stands once with its font.
        self.glyphs.push(Codepoint { gid: glyph.id, offset, cid: None });
    }

    fn finish(mut self) -> Vec<TextItem> {
        self.items.push(TextItem::GlyphIds(self.glyphs));
        self.items
    }
}

/// A text string: UTF-16 with a byte order mark (ISO 32000-1, 7.9.2.2).
pub(crate) fn utf16(value: &str) -> Vec<u8> {
    [0xFE, 0xFF].into_iter().chain(value.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}
