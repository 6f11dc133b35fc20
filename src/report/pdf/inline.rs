//! Inline content made ready for lines: styled spans, cut at the places where
//! a line may break, every piece shaped.

use std::rc::Rc;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::canvas::{Canvas, Link, Target};
use super::fonts::{FaceId, Fonts};
use super::palette::{ACCENT, Look, Rgb, look_of};
use super::shape::Shaped;
use super::tags::ElementId;
use crate::report::block::Inline;

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: FaceId,
    pub(crate) size: f32,
    pub(crate) leading: f32,
    pub(crate) color: Rgb,
}

/// What surrounds a piece of text.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) face: FaceId,
    pub(crate) size: f32,
    pub(crate) color: Rgb,
    pub(crate) element: ElementId,
    pub(crate) link: Option<usize>,
    pub(crate) chip: Option<Look>,
}

/// Room at each side of the words of a chip, in points.
pub(crate) const CHIP_PADDING: f32 = 4.0;

/// Room added between the sign and the words of a chip, in thousandths of its size.
const CHIP_SPACE: f32 = 130.0;

/// A piece of a unit: shaped text of one span.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) span: Rc<Span>,
    pub(crate) shaped: Rc<Shaped>,
    pub(crate) width: f32,
}

/// What stays together on a line if it fits on one, and the space after it.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) width: f32,
    pub(crate) space: Option<Piece>,
    /// The line ends here.
    pub(crate) ends_line: bool,
}

/// Inline content ready to be broken into lines.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(crate) units: Vec<Unit>,
    pub(crate) leading: f32,
    pub(crate) size: f32,
}

impl Prepared {
    /// Width of the longest line if nothing is broken but where it must.
    pub(crate) fn natural_width(&self) -> f32 {
        let (mut widest, mut line) = (0.0f32, 0.0);
        for unit in &self.units {
            widest = widest.max(line + unit.width);
            let space = unit.space.as_ref().map_or(0.0, |piece| piece.width);
            line = if unit.ends_line { 0.0 } else { line + unit.width + space };
        }
        widest
    }

    /// Lines at a width, by the widths of the units alone.
    pub(crate) fn estimated_lines(&self, width: f32) -> u32 {
        let (mut count, mut used) = (1, 0.0);
        for unit in &self.units {
            if used + unit.width > width {
                if used > 0.0 && unit.width <= width {
                    count += 1;
                    used = 0.0;
                } else {
                    // An identifier fills the line and goes on over the next ones.
                    let whole = ((used + unit.width) / (width * 0.9).max(1.0)).floor();
                    count += whole as u32;
                    used = (used + unit.width - whole * width).max(0.0);
                    continue;
                }
            }
            used += unit.width + unit.space.as_ref().map_or(0.0, |space| space.width);
            if unit.ends_line {
                count += 1;
                used = 0.0;
            }
        }
        count
    }
}

/// What `prepare` writes to: the fonts, and the canvas for links.
pub(crate) struct InlineShaper<'a> {
    pub(crate) fonts: &'a mut Fonts,
    pub(crate) canvas: &'a mut Canvas,
    /// Tells whether an anchor exists.
    pub(crate) resolves: &'a dyn Fn(&str) -> bool,
}

impl InlineShaper<'_> {
    /// Shapes inline content that belongs to `element`.
    pub(crate) fn prepare(&mut self, content: &[Inline], style: Style, element: ElementId) -> Prepared {
        let base = Span { face: style.face, size: style.size, color: style.color, element, link: None, chip: None };
        let mut spans = Vec::new();
        self.flatten(content, &base, &mut spans);
        let units = self.cut(&spans);
        Prepared { units, leading: style.leading, size: style.size }
    }

    fn flatten(&mut self, content: &[Inline], base: &Span, spans: &mut Vec<(String, Rc<Span>)>) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.push(text, base.clone(), spans),
                Inline::Code(text) => {
                    let span = Span { face: FaceId::Mono, size: base.size * 0.89, ..base.clone() };
                    self.push(text, span, spans);
                }
                Inline::Emphasis(inner) => {
                    let face = if base.face == FaceId::Regular { FaceId::Italic } else { base.face };
                    self.flatten(inner, &Span { face, ..base.clone() }, spans);
                }
                Inline::Strong(inner) => {
                    self.flatten(inner, &Span { face: FaceId::SemiBold, ..base.clone() }, spans);
                }
                Inline::Link { target, content } => {
                    let span = self.link(target, content, base);
                    self.flatten(content, &span, spans);
                }
                Inline::Chip { kind, label } => {
                    let look = look_of(kind);
                    let word = label.trim().trim_start_matches(look.sign).trim_start();
                    let span = Span {
                        face: FaceId::SemiBold,
                        size: base.size * 0.9,
                        color: look.text,
                        chip: Some(look),
                        ..base.clone()
                    };
                    self.push(&format!("{}\u{A0}{}", look.sign, word.replace(' ', "\u{A0}")), span, spans);
                }
                Inline::Shown(number) => self.push(&number.to_string(), base.clone(), spans),
                Inline::Break => spans.push(("\n".to_owned(), Rc::new(base.clone()))),
            }
        }
    }

    fn push(&mut self, text: &str, span: Span, spans: &mut Vec<(String, Rc<Span>)>) {
        if !text.is_empty() {
            spans.push((self.fonts.printable(span.face, text).into_owned(), Rc::new(span)));
        }
    }

    /// A link that leads nowhere, or anywhere but a page or a mail box, stays text.
    fn link(&mut self, target: &str, content: &[Inline], base: &Span) -> Span {
        let target = match target.strip_prefix('#') {
            Some(anchor) if (self.resolves)(anchor) => Target::Anchor(anchor.to_owned()),
            None if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) => {
                Target::Address(address(target))
            }
            _ => return base.clone(),
        };
        if base.link.is_some() {
            return base.clone();
        }
        let contents = match &target {
            Target::Anchor(_) => plain_text(content),
            Target::Address(address) => address.clone(),
        };
        let element = self.canvas.tags.add_inline("Link", base.element);
        self.canvas.links.push(Link { target, contents, element });
        Span { element, link: Some(self.canvas.links.len() - 1), color: ACCENT, ..base.clone() }
    }

    /// Cuts the spans where a line may break (Unicode Annex 14). A chip takes
    /// the place of one object that cannot be cut.
    fn cut(&mut self, spans: &[(String, Rc<Span>)]) -> Vec<Unit> {
        let mut whole = String::new();
        let mut bounds = Vec::with_capacity(spans.len());
        for (text, span) in spans {
            let start = whole.len();
            if span.chip.is_some() {
                whole.push('\u{FFFC}')
            } else {
                whole.push_str(text)
            }
            bounds.push((start, whole.len()));
        }
        let mut units = Vec::new();
        let (mut start, mut first) = (0, 0);
        for (end, kind) in linebreaks(&whole) {
            let mut unit = Unit {
                ends_line: kind == BreakOpportunity::Mandatory && whole[start..end].ends_with('\n'),
                ..Unit::default()
            };
            while first < spans.len() && bounds[first].1 <= start {
                first += 1;
            }
            for ((text, span), (from, to)) in spans.iter().zip(&bounds).skip(first) {
                if *from >= end {
                    break;
                }
                let part = &whole[start.max(*from)..end.min(*to)];
                self.add(&mut unit, if span.chip.is_some() { text } else { part }, span);
            }
            units.push(unit);
            start = end;
        }
        units
    }

    fn add(&mut self, unit: &mut Unit, text: &str, span: &Rc<Span>) {
        if let Some(space) = unit.space.take() {
            unit.width += space.width;
            unit.pieces.push(space);
        }
        let text = text.trim_end_matches('\n');
        let word = if span.chip.is_some() { text } else { text.trim_end_matches(' ') };
        if !word.is_empty() {
            let piece = self.piece(word, span);
            unit.width += piece.width;
            unit.pieces.push(piece);
        }
        if word.len() < text.len() {
            unit.space = Some(self.piece(&text[word.len()..], span));
        }
    }

    pub(crate) fn piece(&mut self, text: &str, span: &Rc<Span>) -> Piece {
        let (shaped, padding) = match span.chip {
            Some(_) => (self.fonts.shape_chip(span.face, text, CHIP_SPACE), 2.0 * CHIP_PADDING),
            None => (self.fonts.shape(span.face, text), 0.0),
        };
        Piece { span: Rc::clone(span), width: shaped.width * span.size / 1000.0 + padding, shaped }
    }
}

/// An address in the characters that an address has (RFC 3986).
fn address(target: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const OUTSIDE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`');
    utf8_percent_encode(target, OUTSIDE).to_string()
}

/// The words of inline content.
pub(crate) fn plain_text(content: &[Inline]) -> String {
    let parts = content.iter().map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { content: inner, .. } => plain_text(inner),
        Inline::Chip { label, .. } => label.clone(),
        Inline::Shown(number) => number.to_string(),
        Inline::Break => " ".to_owned(),
    });
    parts.collect()
}

/// Whether inline content shows nothing.
pub(crate) fn is_blank(content: &[Inline]) -> bool {
    plain_text(content).trim().is_empty()
}
