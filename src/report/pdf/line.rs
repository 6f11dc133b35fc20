//! Lines: broken from prepared content, and drawn.

use std::rc::Rc;

use super::canvas::{Canvas, Mark, rounded_path};
use super::fonts::{FaceId, Fonts};
use super::inline::{CHIP_PADDING, Piece, Prepared, Span, Unit};
use super::shape::Shaped;

/// One line, its pieces placed from its left end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<(f32, Piece)>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// From the top of the line to its baseline.
    pub(crate) ascent: f32,
}

/// Breaks content into lines of a width.
///
/// A unit goes whole to the next line if it fits there. One that fits on no
/// line is an identifier: it breaks after its separators, and between any two
/// characters only where even such a part is too long.
pub(crate) fn lines(fonts: &mut Fonts, prepared: &Prepared, width: f32) -> Vec<Line> {
    let mut breaker = Breaker { lines: Vec::new(), open: Vec::new(), used: 0.0, width, prepared };
    for unit in &prepared.units {
        if breaker.used + unit.width <= width + 0.01 {
            breaker.put(&unit.pieces);
        } else if unit.width <= width {
            breaker.wrap();
            breaker.put(&unit.pieces);
        } else {
            breaker.put_parts(fonts, unit);
        }
        if let Some(space) = &unit.space {
            breaker.put(std::slice::from_ref(space));
        }
        if unit.ends_line {
            breaker.close();
        }
    }
    breaker.finish()
}

struct Breaker<'p> {
    lines: Vec<Line>,
    open: Vec<(f32, Piece)>,
    used: f32,
    width: f32,
    prepared: &'p Prepared,
}

impl Breaker<'_> {
    fn put(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.open.push((self.used, piece.clone()));
            self.used += piece.width;
        }
    }

    /// Ends a full line. Inside an identifier, a break after `:` or `/` is
    /// taken rather than a later one after `-` or `_`, if the line stays half full.
    fn wrap(&mut self) {
        let in_identifier = |piece: &Piece| piece.span.face == FaceId::Mono;
        let minor = self
            .open
            .last()
            .is_some_and(|(_, last)| in_identifier(last) && last.shaped.text.ends_with(['-', '_', '.']));
        let major = self.open.iter().rposition(|(at, piece)| {
            piece.shaped.text.ends_with([':', '/', ' ']) && at + piece.width >= self.width / 2.0
        });
        let carried = match major {
            Some(major) if minor => self.open.split_off(major + 1),
            _ => Vec::new(),
        };
        self.close();
        for (_, piece) in carried {
            self.put(&[piece]);
        }
    }

    fn close(&mut self) {
        let pieces = std::mem::take(&mut self.open);
        let trailing: f32 = pieces
            .iter()
            .rev()
            .take_while(|(_, piece)| piece.shaped.text.trim().is_empty())
            .map(|(_, piece)| piece.width)
            .sum();
        let (leading, size) = (self.prepared.leading, self.prepared.size);
        // Source Sans rises 0.75 and falls 0.25 of its size around the middle of a line.
        let ascent = (leading - size) / 2.0 + size * 0.77;
        let used = pieces.last().map_or(0.0, |(at, piece)| at + piece.width);
        self.lines.push(Line { pieces, width: used - trailing, height: leading, ascent });
        self.used = 0.0;
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.open.is_empty() {
            self.close();
        }
        self.lines
    }

    fn put_parts(&mut self, fonts: &mut Fonts, unit: &Unit) {
        for piece in &unit.pieces {
            if self.used + piece.width <= self.width {
                self.put(std::slice::from_ref(piece));
                continue;
            }
            // A chip that no line can hold is set as words.
            let span = Rc::new(Span { chip: None, ..piece.span.as_ref().clone() });
            let piece = &Piece { span, ..piece.clone() };
            for part in parts(&piece.shaped.text) {
                let part_piece = reshape(fonts, piece, part);
                if self.used + part_piece.width > self.width && self.used > 0.0 && part_piece.width <= self.width {
                    self.wrap();
                }
                if part_piece.width <= self.width {
                    self.put(&[part_piece]);
                } else {
                    self.put_characters(fonts, piece, part);
                }
            }
        }
    }

    fn put_characters(&mut self, fonts: &mut Fonts, piece: &Piece, part: &str) {
        let mut start = 0;
        let ends = part.char_indices().skip(1).filter(|(_, c)| !unicode_normalization::char::is_combining_mark(*c));
        let ends: Vec<usize> = ends.map(|(index, _)| index).chain([part.len()]).collect();
        for end in ends {
            let character = reshape(fonts, piece, &part[start..end]);
            if self.used + character.width > self.width && self.used > 0.0 {
                self.close();
            }
            self.put(&[character]);
            start = end;
        }
    }
}

fn reshape(fonts: &mut Fonts, piece: &Piece, text: &str) -> Piece {
    let shaped = fonts.shape(piece.span.face, text);
    Piece { span: piece.span.clone(), width: shaped.width * piece.span.size / 1000.0, shaped }
}

/// Parts of an identifier, each with the separator that ends it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([':', '/', '-', '.', '_', '@', '=', ',', '|', '&', '?', '+', ';'])
}

/// Draws a line with its top left corner at `(x, y)`.
pub(crate) fn draw(canvas: &mut Canvas, page: usize, line: &Line, (x, y): (f32, f32), instead: Option<Mark>) {
    let baseline = y + line.ascent;
    draw_chips(canvas, page, line, (x, baseline));
    let mark_of = |piece: &Piece| instead.unwrap_or(Mark::Element(piece.span.element));
    let mut rest = line.pieces.as_slice();
    while let Some((_, first)) = rest.first() {
        let count = rest.iter().take_while(|(_, piece)| mark_of(piece) == mark_of(first)).count();
        let (group, after) = rest.split_at(count);
        rest = after;
        draw_group(canvas, page, group, (x, baseline), mark_of(first));
        if let Some(link) = first.span.link.filter(|_| instead.is_none()) {
            let left = x + group[0].0;
            let right = group.last().map_or(left, |(at, piece)| x + at + piece.width);
            canvas.annotate(page, [left, y, right - left, line.height], link);
        }
    }
}

fn draw_chips(canvas: &mut Canvas, page: usize, line: &Line, (x, baseline): (f32, f32)) {
    for (at, piece) in &line.pieces {
        if let Some(look) = piece.span.chip {
            let size = piece.span.size;
            let bounds = [x + at, baseline - size * 0.94, piece.width, size * 1.32];
            canvas.begin(page, Mark::Artifact, None);
            canvas.fill(page, &rounded_path(bounds, size * 0.3), look.back);
            canvas.end(page);
        }
    }
}

fn draw_group(canvas: &mut Canvas, page: usize, group: &[(f32, Piece)], (x, baseline): (f32, f32), mark: Mark) {
    let ambiguous = group.iter().flat_map(|(_, piece)| &piece.shaped.runs).any(|run| run.ambiguous);
    let actual: Option<String> = ambiguous.then(|| group.iter().map(|(_, piece)| &*piece.shaped.text).collect());
    canvas.begin(page, mark, actual.as_deref());
    let mut rest = group;
    while let Some((at, first)) = rest.first() {
        let same = |piece: &Piece| {
            first.span.chip.is_none()
                && piece.span.chip.is_none()
                && piece.span.size == first.span.size
                && piece.span.color == first.span.color
        };
        let count = rest.iter().take_while(|(_, piece)| same(piece)).count().max(1);
        let (run, after) = rest.split_at(count);
        rest = after;
        let words: Vec<&Rc<Shaped>> = run.iter().map(|(_, piece)| &piece.shaped).collect();
        let inset = if first.span.chip.is_some() { CHIP_PADDING } else { 0.0 };
        canvas.text(page, (x + at + inset, baseline), &words, first.span.size, first.span.color);
    }
    canvas.end(page);
}
