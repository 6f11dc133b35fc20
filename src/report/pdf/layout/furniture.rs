//! Running heads and feet.

use super::super::Meta;
use super::super::canvas::{Canvas, Mark};
use super::super::fonts::{FaceId, Fonts};
use super::super::palette::{INK, MUTED, RULE, Rgb};
use super::{LEFT, WIDTH};

const HEAD: f32 = 46.0;
const FOOT: f32 = 800.0;
const SIZE: f32 = 8.4;

/// Draws head and foot of every page from `first` on.
pub(crate) fn draw(canvas: &mut Canvas, fonts: &mut Fonts, title: &str, meta: &Meta, first: usize) {
    let count = canvas.page_count();
    let author = fitted(fonts, FaceId::Regular, SIZE, &meta.author, WIDTH * 0.35);
    let room = WIDTH - fonts.width(FaceId::Regular, SIZE, &author) - 24.0;
    let title = fitted(fonts, FaceId::SemiBold, SIZE, title, room);
    let classification = meta.classification.clone().unwrap_or_default();
    let classification = fitted(fonts, FaceId::SemiBold, SIZE, &classification, WIDTH * 0.6);
    let identifier = fitted(fonts, FaceId::Mono, 7.0, &meta.identifier, WIDTH - 90.0);
    for page in first..count {
        let mut pen = Pen { canvas, fonts, page };
        pen.canvas.begin(page, Mark::Pagination, None);
        pen.canvas.rectangle(page, [LEFT, HEAD + 6.5, WIDTH, 0.5], RULE);
        pen.canvas.rectangle(page, [LEFT, FOOT - 15.0, WIDTH, 0.5], RULE);
        pen.text(&title, FaceId::SemiBold, SIZE, (LEFT, HEAD), INK);
        pen.right(&author, (LEFT + WIDTH, HEAD));
        pen.right(&format!("Page {} of {count}", page + 1), (LEFT + WIDTH, FOOT));
        if classification.is_empty() {
            pen.text(&identifier, FaceId::Mono, 7.0, (LEFT, FOOT), MUTED);
        } else {
            pen.text(&classification, FaceId::SemiBold, SIZE, (LEFT, FOOT), INK);
            pen.text(&identifier, FaceId::Mono, 7.0, (LEFT, FOOT + 12.0), MUTED);
        }
        pen.canvas.end(page);
    }
}

struct Pen<'a> {
    canvas: &'a mut Canvas,
    fonts: &'a mut Fonts,
    page: usize,
}

impl Pen<'_> {
    fn text(&mut self, text: &str, face: FaceId, size: f32, at: (f32, f32), color: Rgb) {
        let shaped = self.fonts.shape(face, text);
        self.canvas.text(self.page, at, &[&shaped], size, color);
    }

    fn right(&mut self, text: &str, (x, y): (f32, f32)) {
        let width = self.fonts.width(FaceId::Regular, SIZE, text);
        self.text(text, FaceId::Regular, SIZE, (x - width, y), MUTED);
    }
}

/// A text on one line, cut with an ellipsis where it is too wide.
pub(crate) fn fitted(fonts: &mut Fonts, face: FaceId, size: f32, text: &str, width: f32) -> String {
    let text = fonts.printable(face, text).into_owned();
    if fonts.width(face, size, &text) <= width {
        return text;
    }
    let mut kept = text;
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.trim_end());
        if fonts.width(face, size, &cut) <= width {
            return cut;
        }
    }
    kept
}
