//! Charts as paths: a ring, or stacked bars, each with its numbers in words.

use std::f32::consts::{FRAC_PI_2, TAU};

use super::super::canvas::{Segment, rectangle_path, rounded_path};
use super::super::fonts::FaceId;
use super::super::inline::Style;
use super::super::line::Line;
use super::super::palette::{INK, MUTED, RULE, TINT, WHITE, look_of};
use super::super::tags::ElementId;
use super::build::{Build, Frame};
use super::layout_box::{Content, LayoutBox, Picture, Shape};
use crate::report::block::{Chart, ChartEntry, ChartKind, Inline};

const LABEL: Style = Style { face: FaceId::Regular, size: 9.4, leading: 16.0, color: INK };
const TITLE: Style = Style { face: FaceId::SemiBold, size: 10.4, leading: 14.0, color: INK };
const INSIDE: f32 = 12.0;
/// Most bars of one drawing.
const MOST_BARS: usize = 24;
/// A ring of more slices is drawn as bars.
const MOST_SLICES: usize = 30;

impl Build<'_> {
    /// A chart; one of more bars than a page holds becomes several of one scale.
    pub(crate) fn chart(&mut self, chart: &Chart, frame: &Frame) {
        let labels = labels(&chart.series);
        if chart.kind == ChartKind::Donut && labels.len() <= MOST_SLICES {
            return self.figure(chart, 0, frame);
        }
        let longest = labels.iter().map(|label| sum(&chart.series, label)).max().unwrap_or(0);
        for part in labels.chunks(MOST_BARS) {
            let series = chart.series.iter().filter(|entry| part.contains(&entry.label.as_str())).cloned();
            let part = Chart { kind: ChartKind::StackedBars, series: series.collect(), ..chart.clone() };
            self.figure(&part, longest, frame);
        }
    }

    /// `longest`: the sum that fills the width, of bars.
    fn figure(&mut self, chart: &Chart, longest: u64, frame: &Frame) {
        let figure = self.canvas.tags.add("Figure", frame.parent);
        self.canvas.tags.elements[figure].alternative = Some(alternative(chart));
        let mut drawing = Drawing { build: self, shapes: Vec::new(), element: figure };
        drawing.shapes.push(Shape::Path(Vec::new(), TINT));
        drawing.text(&chart.title, TITLE, (INSIDE, 22.0));
        let height = match chart.kind {
            ChartKind::Donut => drawing.donut(&chart.series, 34.0, frame.width),
            ChartKind::StackedBars => drawing.bars(&chart.series, longest.max(1), 34.0, frame.width),
        };
        let mut shapes = drawing.shapes;
        shapes[0] = Shape::Path(rounded_path([0.0, 0.0, frame.width, height], 4.0), TINT);
        let picture = Picture { shapes, width: frame.width, height, element: figure };
        self.boxes.push(LayoutBox {
            before: 10.0,
            height,
            left: frame.left,
            content: Content::Picture(picture),
            backgrounds: frame.backgrounds.clone(),
            ..LayoutBox::default()
        });
        self.boxes.push(LayoutBox { height: 6.0, ..LayoutBox::default() });
    }
}

/// The bars, in order of their first entry.
fn labels(series: &[ChartEntry]) -> Vec<&str> {
    let mut labels: Vec<&str> = Vec::new();
    for entry in series {
        if !labels.contains(&entry.label.as_str()) {
            labels.push(&entry.label);
        }
    }
    labels
}

fn sum(series: &[ChartEntry], label: &str) -> u64 {
    series.iter().filter(|entry| entry.label == label).map(|entry| entry.value).sum()
}

/// What the chart says in words; its numbers where its author gave none.
fn alternative(chart: &Chart) -> String {
    if !chart.alternative.trim().is_empty() {
        return chart.alternative.clone();
    }
    let numbers =
        chart.series.iter().map(|entry| format!("{}, {}: {}", entry.label, in_words(&entry.kind), entry.value));
    let title = if chart.title.trim().is_empty() { "Chart" } else { &chart.title };
    [title.to_owned()].into_iter().chain(numbers).collect::<Vec<_>>().join("; ")
}

struct Drawing<'b, 'a> {
    build: &'b mut Build<'a>,
    shapes: Vec<Shape>,
    element: ElementId,
}

impl Drawing<'_, '_> {
    fn line(&mut self, text: &str, style: Style) -> Line {
        let content = [Inline::Text(text.to_owned())];
        self.build.lines(&content, style, self.element, f32::MAX).into_iter().next().unwrap_or_default()
    }

    /// Text from a point of its baseline; returns its width.
    fn text(&mut self, text: &str, style: Style, (x, y): (f32, f32)) -> f32 {
        let line = self.line(text, style);
        let width = line.width;
        self.shapes.push(Shape::Text(x, y, line));
        width
    }

    fn text_right(&mut self, text: &str, style: Style, (x, y): (f32, f32)) {
        let line = self.line(text, style);
        self.shapes.push(Shape::Text(x - line.width, y, line));
    }

    fn text_middle(&mut self, text: &str, style: Style, (x, y): (f32, f32)) {
        let line = self.line(text, style);
        self.shapes.push(Shape::Text(x - line.width / 2.0, y, line));
    }

    fn donut(&mut self, series: &[ChartEntry], top: f32, width: f32) -> f32 {
        let total: u64 = series.iter().map(|entry| entry.value).sum();
        let shown: Vec<&ChartEntry> = series.iter().collect();
        let legend = shown.len() as f32 * LABEL.leading + 22.0;
        let diameter = legend.clamp(128.0, 150.0);
        let (outer, inner) = (diameter / 2.0, diameter / 2.0 * 0.6);
        let (x, y) = (INSIDE + 8.0 + outer, top + outer);
        if total == 0 {
            self.shapes.push(Shape::Path(slice((x, y), (outer, inner), (0.0, TAU * 0.9999)), RULE));
        }
        let mut angle = -FRAC_PI_2;
        for entry in shown.iter().filter(|entry| entry.value > 0) {
            let part = entry.value as f32 / total as f32;
            let (end, look) = (angle + part * TAU, look_of(&entry.kind));
            // A thin gap, so that neighbours are told apart without colour.
            let gap = if part < 0.999 { (0.012f32).min(part * TAU / 4.0) } else { 0.0005 };
            self.shapes.push(Shape::Path(slice((x, y), (outer, inner), (angle + gap, end - gap)), look.solid));
            if part >= 0.045 {
                let (middle, radius) = ((angle + end) / 2.0, (outer + inner) / 2.0);
                let style = Style { face: FaceId::SemiBold, size: 9.5, color: WHITE, ..LABEL };
                let at = (x + radius * middle.cos(), y + radius * middle.sin() + 3.2);
                self.text_middle(look.sign, style, at);
            }
            angle = end;
        }
        self.text_middle(&total.to_string(), Style { face: FaceId::SemiBold, size: 22.0, ..LABEL }, (x, y + 5.0));
        self.text_middle("total", Style { size: 8.5, color: MUTED, ..LABEL }, (x, y + 17.0));
        let left = INSIDE + diameter + 40.0;
        let first = top + ((diameter - shown.len() as f32 * LABEL.leading) / 2.0).max(0.0);
        self.legend(&shown, total, (left, first), (width - INSIDE - 8.0).min(left + 260.0));
        top + diameter.max(legend - 22.0) + INSIDE + 4.0
    }

    /// One line an entry: swatch with its sign, words, number, share.
    fn legend(&mut self, series: &[&ChartEntry], total: u64, (left, top): (f32, f32), right: f32) {
        for (row, entry) in (0u16..).zip(series) {
            let baseline = top + f32::from(row) * LABEL.leading + 11.0;
            self.swatch(&entry.kind, (left, baseline));
            self.text(&entry.label, LABEL, (left + 18.0, baseline));
            let strong = Style { face: FaceId::SemiBold, ..LABEL };
            self.text_right(&entry.value.to_string(), strong, (right - 44.0, baseline));
            let share = if total == 0 { 0.0 } else { entry.value as f64 * 100.0 / total as f64 };
            self.text_right(&format!("{share:.1} %"), Style { color: MUTED, ..LABEL }, (right, baseline));
        }
    }

    fn swatch(&mut self, kind: &str, (x, baseline): (f32, f32)) {
        let look = look_of(kind);
        self.shapes.push(Shape::Path(rounded_path([x, baseline - 9.0, 12.0, 12.0], 2.5), look.solid));
        let style = Style { face: FaceId::SemiBold, size: 8.2, color: WHITE, ..LABEL };
        self.text_middle(look.sign, style, (x + 6.0, baseline));
    }

    fn bars(&mut self, series: &[ChartEntry], longest: u64, top: f32, width: f32) -> f32 {
        let labels = labels(series);
        let mut kinds: Vec<&str> = Vec::new();
        for entry in series {
            if !kinds.contains(&entry.kind.as_str()) {
                kinds.push(&entry.kind);
            }
        }
        let widest = labels.iter().map(|label| self.build.fonts.width(LABEL.face, LABEL.size, label));
        let labels_width = widest.fold(0.0, f32::max).min(width * 0.34);
        let (left, right) = (INSIDE + labels_width + 12.0, width - INSIDE - 30.0);
        let mut y = top;
        for label in &labels {
            let fitted = self.fitted(label, labels_width);
            self.text_right(&fitted, LABEL, (left - 10.0, y + 12.2));
            let mut x = left;
            for entry in series.iter().filter(|entry| entry.label == **label && entry.value > 0) {
                let length = (right - left) * entry.value as f32 / longest as f32;
                self.bar(entry, [x, y, length, 17.0]);
                x += length;
            }
            let strong = Style { face: FaceId::SemiBold, ..LABEL };
            self.text(&sum(series, label).to_string(), strong, (x + 6.0, y + 12.2));
            y += 23.0;
        }
        self.key(&kinds, (INSIDE, y + 14.0), width - INSIDE) + INSIDE
    }

    fn bar(&mut self, entry: &ChartEntry, [x, y, length, height]: [f32; 4]) {
        let look = look_of(&entry.kind);
        let shown = (length - 0.8).max(0.4);
        self.shapes.push(Shape::Path(rectangle_path([x, y, shown, height]).to_vec(), look.solid));
        let style = Style { face: FaceId::SemiBold, size: 8.6, color: WHITE, ..LABEL };
        let full = format!("{}\u{A0} {}", look.sign, entry.value);
        for text in [full.as_str(), look.sign] {
            if self.build.fonts.width(style.face, style.size, text) + 4.0 <= shown {
                self.text_middle(text, style, (x + shown / 2.0, y + 11.8));
                break;
            }
        }
    }

    /// The legend of kinds, side by side; returns its bottom.
    fn key(&mut self, kinds: &[&str], (left, top): (f32, f32), right: f32) -> f32 {
        let (mut x, mut y) = (left, top);
        for kind in kinds {
            let words = in_words(kind);
            let width = self.build.fonts.width(LABEL.face, LABEL.size, &words) + 36.0;
            if x > left && x + width > right {
                x = left;
                y += LABEL.leading;
            }
            self.swatch(kind, (x, y));
            self.text(&words, LABEL, (x + 17.0, y));
            x += width;
        }
        y + 4.0
    }

    fn fitted(&mut self, text: &str, width: f32) -> String {
        super::furniture::fitted(self.build.fonts, LABEL.face, LABEL.size, text, width)
    }
}

/// A machine word as words: `not-satisfied` is "Not satisfied".
fn in_words(kind: &str) -> String {
    let words = kind.replace('-', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) if kind == "aws" => format!("{}WS", first.to_ascii_uppercase()),
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}

/// A part of a ring between two angles, its arcs in steps of at most a sixth of a turn.
fn slice((x, y): (f32, f32), (outer, inner): (f32, f32), (from, to): (f32, f32)) -> Vec<Segment> {
    let mut path = vec![Segment::To(x + outer * from.cos(), y + outer * from.sin())];
    arc(&mut path, (x, y), outer, (from, to));
    path.push(Segment::To(x + inner * to.cos(), y + inner * to.sin()));
    arc(&mut path, (x, y), inner, (to, from));
    path
}

fn arc(path: &mut Vec<Segment>, (x, y): (f32, f32), radius: f32, (from, to): (f32, f32)) {
    let steps = ((to - from).abs() / (TAU / 6.0)).ceil().max(1.0) as u16;
    let step = (to - from) / f32::from(steps);
    let k = 4.0 / 3.0 * (step / 4.0).tan() * radius;
    for index in 0..steps {
        let (a, b) = (from + step * f32::from(index), from + step * f32::from(index + 1));
        let (start, end) = ((x + radius * a.cos(), y + radius * a.sin()), (x + radius * b.cos(), y + radius * b.sin()));
        path.push(Segment::Curve([
            start.0 - k * a.sin(),
            start.1 + k * a.cos(),
            end.0 + k * b.sin(),
            end.1 - k * b.cos(),
            end.0,
            end.1,
        ]));
    }
}
