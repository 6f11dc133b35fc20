//! Boxes: what the pages are stacked from. A box is never split.

use std::rc::Rc;

use super::super::canvas::PAGE_HEIGHT;
use super::super::canvas::{Canvas, Mark, Segment};
use super::super::line::{self, Line};
use super::super::palette::{HEADER, RULE, Rgb};
use super::super::tags::{Attribute, ElementId};

/// One box.
#[derive(Debug, Default)]
pub(crate) struct LayoutBox {
    /// Room above, left out at the top of a page.
    pub(crate) before: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    /// Not to be parted from the next box by the end of a page.
    pub(crate) keep: bool,
    pub(crate) new_page: bool,
    pub(crate) content: Content,
    /// A list mark: its line and where it stands.
    pub(crate) marker: Option<(f32, Line)>,
    pub(crate) heading: Option<Heading>,
    /// Backgrounds that this box lies on, by index.
    pub(crate) backgrounds: Vec<usize>,
    /// The table whose header is repeated when this box starts a page.
    pub(crate) table: Option<usize>,
}

/// What a box shows.
#[derive(Debug, Default)]
pub(crate) enum Content {
    /// Room.
    #[default]
    Gap,
    Line(Line),
    Row(Rc<Row>),
    Picture(Picture),
}

/// A heading, for the outline and the contents.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    /// 1 for the outermost, without gaps.
    pub(crate) level: usize,
    pub(crate) title: String,
    pub(crate) anchor: String,
}

/// A background of several boxes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Background {
    pub(crate) left: f32,
    pub(crate) width: f32,
    pub(crate) color: Rgb,
    /// A bar at the left edge.
    pub(crate) bar: Option<Rgb>,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) header: bool,
}

/// The lines of a cell, placed.
#[derive(Debug, Default)]
pub(crate) struct Cell {
    pub(crate) lines: Vec<(f32, Line)>,
}

/// Room inside a cell: at its sides, and above and below.
pub(crate) const CELL_PADDING: (f32, f32) = (5.0, 3.6);

/// A drawing with its words.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    pub(crate) shapes: Vec<Shape>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) element: ElementId,
}

/// A part of a drawing, from its top left corner.
#[derive(Debug)]
pub(crate) enum Shape {
    Path(Vec<Segment>, Rgb),
    /// Left, baseline, pieces.
    Text(f32, f32, Line),
}

impl LayoutBox {
    /// Draws the box with its top at `y`.
    pub(crate) fn draw(&self, canvas: &mut Canvas, page: usize, y: f32) {
        if let Some((x, mark)) = &self.marker {
            line::draw(canvas, page, mark, (*x, y), None);
        }
        match &self.content {
            Content::Gap => {}
            Content::Line(content) => line::draw(canvas, page, content, (self.left, y), None),
            Content::Row(row) => row.draw(canvas, page, (self.left, y), None),
            Content::Picture(picture) => picture.draw(canvas, page, (self.left, y)),
        }
    }
}

impl Row {
    /// Draws the row; a repeated header is drawn as pagination.
    pub(crate) fn draw(&self, canvas: &mut Canvas, page: usize, (x, y): (f32, f32), instead: Option<Mark>) {
        canvas.begin(page, instead.unwrap_or(Mark::Artifact), None);
        if self.header {
            canvas.rectangle(page, [x, y, self.width, self.height], HEADER);
        }
        canvas.rectangle(page, [x, y + self.height - 0.5, self.width, 0.5], RULE);
        canvas.end(page);
        for cell in &self.cells {
            let mut top = y + CELL_PADDING.1;
            for (left, content) in &cell.lines {
                line::draw(canvas, page, content, (x + left, top), instead);
                top += content.height;
            }
        }
    }
}

impl Picture {
    fn draw(&self, canvas: &mut Canvas, page: usize, (x, y): (f32, f32)) {
        let bounds = [x, PAGE_HEIGHT - y - self.height, x + self.width, PAGE_HEIGHT - y];
        canvas.tags.set(self.element, Attribute::Bounds(bounds));
        canvas.begin(page, Mark::Element(self.element), None);
        for shape in &self.shapes {
            match shape {
                Shape::Path(path, color) => {
                    let moved: Vec<Segment> = path.iter().map(|segment| shift(*segment, x, y)).collect();
                    canvas.fill(page, &moved, *color);
                }
                Shape::Text(left, baseline, content) => {
                    for (at, piece) in &content.pieces {
                        let span = &piece.span;
                        let start = (x + left + at, y + baseline);
                        canvas.text(page, start, &[&piece.shaped], span.size, span.color);
                    }
                }
            }
        }
        canvas.end(page);
    }
}

fn shift(segment: Segment, x: f32, y: f32) -> Segment {
    match segment {
        Segment::To(px, py) => Segment::To(px + x, py + y),
        Segment::Curve([ax, ay, bx, by, px, py]) => Segment::Curve([ax + x, ay + y, bx + x, by + y, px + x, py + y]),
    }
}
