//! Charts as SVG: colours by class, numbers in words beside them.
//!
//! Coordinates are whole or have two decimals, so that the drawing is the same
//! on every machine.

use super::super::block::{Chart, ChartEntry, ChartKind};
use super::super::labels;
use super::inlines::class;
use super::write::Html;

/// Units that a full bar is wide.
const BAR: u64 = 720;
/// Height of a bar with the space below it.
const STEP: u64 = 30;
/// Units left of the bars for their labels.
const LABELS: u64 = 190;

/// Writes chart `number` of the page.
pub(super) fn write(out: &mut Html, chart: &Chart, number: usize) {
    // Bars scroll on a narrow screen, so that the keyboard must be able to reach them.
    let mut attributes = vec![("class", kind_class(chart.kind))];
    attributes.extend((chart.kind == ChartKind::StackedBars).then_some(("tabindex", "0")));
    out.open("figure", &attributes).line();
    out.element("figcaption", &[], &chart.title).line();
    let (width, height) = size(chart);
    let (title, description) = (format!("chart-{number}-title"), format!("chart-{number}-description"));
    out.open(
        "svg",
        &[
            ("role", "img"),
            ("viewBox", &format!("0 0 {width} {height}")),
            ("aria-labelledby", &format!("{title} {description}")),
        ],
    );
    out.element("title", &[("id", &title)], &chart.title);
    out.element("desc", &[("id", &description)], &chart.alternative).line();
    match chart.kind {
        ChartKind::Donut => donut(out, chart),
        ChartKind::StackedBars => bars(out, chart),
    }
    out.close("svg").line();
    legend(out, chart);
    out.close("figure");
}

fn kind_class(kind: ChartKind) -> &'static str {
    match kind {
        ChartKind::Donut => "chart donut",
        ChartKind::StackedBars => "chart bars",
    }
}

fn size(chart: &Chart) -> (u64, u64) {
    match chart.kind {
        ChartKind::Donut => (200, 200),
        ChartKind::StackedBars => (LABELS + BAR + 60, STEP * labels(chart).len() as u64),
    }
}

fn donut(out: &mut Html, chart: &Chart) {
    let total: u64 = chart.series.iter().map(|entry| entry.value).sum();
    let mut start = 0;
    for entry in chart.series.iter().filter(|entry| entry.value > 0) {
        let (path, kind) = (arc(start, start + entry.value, total), class("stroke", &entry.kind));
        out.open("path", &[("class", &kind), ("d", &path), ("fill", "none"), ("stroke-width", "36")])
            .close("path")
            .line();
        start += entry.value;
    }
    out.element("text", &[("x", "100"), ("y", "104"), ("class", "total")], &total.to_string());
    out.element("text", &[("x", "100"), ("y", "124"), ("class", "unit")], "results");
}

/// The part of a ring around (100, 100) between two numbers of `total`,
/// clockwise from the top, in two halves: one arc cannot close a circle.
fn arc(from: u64, to: u64, total: u64) -> String {
    const RADIUS: f64 = 78.0;
    #[expect(clippy::cast_precision_loss, reason = "a drawing needs two decimals")]
    let point = |number: f64| {
        let angle = std::f64::consts::TAU * number / total.max(1) as f64;
        format!("{:.2} {:.2}", 100.0 + RADIUS * angle.sin(), 100.0 - RADIUS * angle.cos())
    };
    #[expect(clippy::cast_precision_loss, reason = "a drawing needs two decimals")]
    let (from, to) = (from as f64, to as f64);
    let step = format!("A {RADIUS} {RADIUS} 0 0 1");
    format!("M {} {step} {} {step} {}", point(from), point(f64::midpoint(from, to)), point(to))
}

/// The bars' labels in order of appearance.
fn labels(chart: &Chart) -> Vec<&str> {
    let mut labels: Vec<&str> = Vec::new();
    for entry in &chart.series {
        if !labels.contains(&entry.label.as_str()) {
            labels.push(&entry.label);
        }
    }
    labels
}

fn bars(out: &mut Html, chart: &Chart) {
    let labels = labels(chart);
    let entries = |label: &str| chart.series.iter().filter(|entry| entry.label == label).collect::<Vec<&ChartEntry>>();
    let sum = |label: &str| entries(label).iter().map(|entry| entry.value).sum::<u64>();
    let longest = labels.iter().map(|label| sum(label)).max().unwrap_or(1).max(1);
    for (row, label) in labels.iter().enumerate() {
        let top = row as u64 * STEP;
        let (label_x, baseline) = ((LABELS - 12).to_string(), (top + 19).to_string());
        out.element("text", &[("x", &label_x), ("y", &baseline), ("class", "label")], label);
        let mut start = 0;
        for entry in entries(label) {
            // Both edges are rounded from the running sum, so that bars never drift apart.
            let (from, to) = (start * BAR / longest, (start + entry.value) * BAR / longest);
            segment(out, &entry.kind, LABELS + from, top, to - from);
            start += entry.value;
        }
        let after = (LABELS + start * BAR / longest + 8).to_string();
        out.element("text", &[("x", &after), ("y", &baseline), ("class", "value")], &start.to_string()).line();
    }
}

fn segment(out: &mut Html, kind: &str, x: u64, top: u64, width: u64) {
    let (x, y, width) = (x.to_string(), (top + 4).to_string(), width.to_string());
    let fill = class("fill", kind);
    out.open("rect", &[("class", &fill), ("x", &x), ("y", &y), ("width", &width), ("height", "22")]).close("rect");
}

/// One entry a kind, with its number: what the colours mean, in words.
fn legend(out: &mut Html, chart: &Chart) {
    let mut kinds: Vec<(&str, u64)> = Vec::new();
    for entry in &chart.series {
        match kinds.iter_mut().find(|(kind, _)| *kind == entry.kind) {
            Some((_, sum)) => *sum += entry.value,
            None => kinds.push((&entry.kind, entry.value)),
        }
    }
    let order = |kind: &str| labels::OUTCOMES.iter().position(|outcome| labels::outcome(*outcome).0 == kind);
    kinds.sort_by_key(|(kind, _)| order(kind).unwrap_or(usize::MAX));
    out.open("ul", &[("class", "legend")]).line();
    for (kind, sum) in kinds {
        out.open("li", &[]);
        out.element("span", &[("class", &format!("key {}", class("back", kind))), ("aria-hidden", "true")], "");
        out.text(&kind.replace('-', " ")).text(" ").element("b", &[], &sum.to_string()).close("li").line();
    }
    out.close("ul").line();
}
