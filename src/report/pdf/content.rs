//! The operators of a page (ISO 32000-1, 8 and 9), written as they come.

use super::canvas::{PAGE_HEIGHT, Segment};
use super::file::{decimal, integer, utf16_hex};
use super::fonts::{FaceId, resource};
use super::palette::Rgb;
use super::shape::{Glyph, GlyphRun};

/// Operators, and the font and the colour that they leave set.
#[derive(Debug, Default)]
pub(crate) struct Content {
    bytes: Vec<u8>,
    font: Option<(FaceId, f32)>,
    color: Option<Rgb>,
}

impl Content {
    /// The operators; what follows begins as a page does.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        (self.font, self.color) = (None, None);
        std::mem::take(&mut self.bytes)
    }

    fn raw(&mut self, operators: &str) {
        self.bytes.extend_from_slice(operators.as_bytes());
    }

    fn numbers(&mut self, values: &[f32], operator: &str) {
        for value in values {
            decimal(&mut self.bytes, *value, 100);
            self.bytes.push(b' ');
        }
        self.raw(operator);
        self.bytes.push(b'\n');
    }

    /// Opens decoration.
    pub(crate) fn begin_artifact(&mut self) {
        self.raw("/Artifact BMC\n");
    }

    /// Opens what is repeated on pages: heads, feet, header rows.
    pub(crate) fn begin_pagination(&mut self) {
        self.raw("/Artifact<</Type/Pagination>>BDC\n");
    }

    /// Opens content of an element; `actual` is its text where the glyphs do not say it.
    pub(crate) fn begin_content(&mut self, id: u32, actual: Option<&str>) {
        self.raw("/Span<</MCID ");
        integer(&mut self.bytes, i64::from(id));
        if let Some(text) = actual {
            self.raw("/ActualText");
            self.raw(&utf16_hex(text));
        }
        self.raw(">>BDC\n");
    }

    /// Closes what was opened last.
    pub(crate) fn end(&mut self) {
        self.raw("EMC\n");
    }

    fn color(&mut self, color: Rgb) {
        if self.color.replace(color) == Some(color) {
            return;
        }
        let Rgb(red, green, blue) = color;
        for channel in [red, green, blue] {
            decimal(&mut self.bytes, f32::from(channel) / 255.0, 1000);
            self.bytes.push(b' ');
        }
        self.raw("rg\n");
    }

    /// Fills a closed path; coordinates from the top left.
    pub(crate) fn fill(&mut self, path: &[Segment], color: Rgb) {
        self.color(color);
        for (index, segment) in path.iter().enumerate() {
            match *segment {
                Segment::To(x, y) => self.numbers(&[x, PAGE_HEIGHT - y], if index == 0 { "m" } else { "l" }),
                Segment::Curve([ax, ay, bx, by, x, y]) => {
                    let up = |y: f32| PAGE_HEIGHT - y;
                    self.numbers(&[ax, up(ay), bx, up(by), x, up(y)], "c");
                }
            }
        }
        self.raw("h f\n");
    }

    /// Fills a rectangle: left, top, width, height.
    pub(crate) fn rectangle(&mut self, [x, y, width, height]: [f32; 4], color: Rgb) {
        self.color(color);
        self.numbers(&[x, PAGE_HEIGHT - y - height, width, height], "re");
        self.raw("f\n");
    }

    /// Draws a picture of the document's resources: left, top, width, height.
    pub(crate) fn picture(&mut self, [x, y, width, height]: [f32; 4], name: &str) {
        self.raw("q ");
        self.numbers(&[width, 0.0, 0.0, height, x, PAGE_HEIGHT - y - height], "cm");
        self.raw(&format!("/{name} Do Q\n"));
    }

    /// Shows runs of glyphs one after the other from a point of the baseline.
    pub(crate) fn text<'g>(
        &mut self,
        (x, y): (f32, f32),
        runs: impl Iterator<Item = &'g GlyphRun>,
        size: f32,
        color: Rgb,
    ) {
        let mut pen = x;
        let mut runs = runs.filter(|run| !run.glyphs.is_empty()).peekable();
        while let Some(first) = runs.next() {
            self.raw("BT\n");
            self.color(color);
            self.font(first.face, size);
            self.numbers(&[pen, PAGE_HEIGHT - y], "Td");
            let mut shown = Shown::open(&mut self.bytes);
            let mut open = Some(first);
            while let Some(run) = open {
                for glyph in &run.glyphs {
                    shown.glyph(glyph);
                    pen += glyph.advance * size / 1000.0;
                }
                open = runs.next_if(|next| next.face == first.face);
            }
            shown.close();
            self.raw("ET\n");
        }
    }

    fn font(&mut self, face: FaceId, size: f32) {
        if self.font.replace((face, size)) == Some((face, size)) {
            return;
        }
        self.raw(&format!("/{} ", resource(face)));
        self.numbers(&[size], "Tf");
    }
}

/// The operand of `TJ`: strings of glyphs, and how far the pen goes back between
/// them, in tenths of a thousandth of the font size.
struct Shown<'b> {
    bytes: &'b mut Vec<u8>,
    in_string: bool,
    back: i64,
}

impl<'b> Shown<'b> {
    fn open(bytes: &'b mut Vec<u8>) -> Self {
        bytes.push(b'[');
        Self { bytes, in_string: false, back: 0 }
    }

    fn glyph(&mut self, glyph: &Glyph) {
        let tenths = |value: f32| (value * 10.0).round() as i64;
        self.back -= tenths(glyph.shift);
        if self.back != 0 {
            self.end_string();
            decimal(self.bytes, self.back as f32 / 10.0, 10);
        }
        if !self.in_string {
            self.bytes.push(b'(');
            self.in_string = true;
        }
        for byte in glyph.id.to_be_bytes() {
            match byte {
                b'(' | b')' | b'\\' => self.bytes.extend([b'\\', byte]),
                // A bare line end would be read as a line feed.
                b'\r' => self.bytes.extend(*b"\\r"),
                _ => self.bytes.push(byte),
            }
        }
        self.back = tenths(glyph.nominal - glyph.advance + glyph.shift);
    }

    fn end_string(&mut self) {
        if std::mem::take(&mut self.in_string) {
            self.bytes.push(b')');
        }
    }

    fn close(mut self) {
        self.end_string();
        self.bytes.extend_from_slice(b"]TJ\n");
    }
}
