//! Charts as SVG: colours by class, numbers in words beside them.
//!
//! Whole numbers only: the ring counts its circumference in results
//! (`pathLength`), so the drawing is exact and the same on every machine.

use super::super::block::{Chart, ChartEntry, ChartKind};
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
    out.open("figure", &[("class", kind_class(chart.kind))]).line();
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
    let length = total.max(1).to_string();
    let ring = [("cx", "100"), ("cy", "100"), ("r", "78"), ("fill", "none"), ("stroke-width", "36")];
    out.open("circle", &[&ring[..], &[("class", "ring-base")]].concat()).close("circle").line();
    out.open("g", &[("transform", "rotate(-90 100 100)")]).line();
    let mut start = 0;
    for entry in chart.series.iter().filter(|entry| entry.value > 0) {
        let own = [
            ("class", class("stroke", &entry.kind)),
            ("pathLength", length.clone()),
            ("stroke-dasharray", format!("{} {}", entry.value, total - entry.value)),
            ("stroke-dashoffset", format!("-{start}")),
        ];
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        out.open("circle", &[&ring[..], &own].concat()).close("circle").line();
        start += entry.value;
    }
    out.close("g").line();
    out.element("text", &[("x", "100"), ("y", "102"), ("class", "total")], &total.to_string());
    out.element("text", &[("x", "100"), ("y", "124"), ("class", "unit")], "results");
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
    out.open("ul", &[("class", "legend")]).line();
    for (kind, sum) in kinds {
        out.open("li", &[]);
        out.element("span", &[("class", &format!("key {}", class("back", kind))), ("aria-hidden", "true")], "");
        out.text(&kind.replace('-', " ")).text(" ").element("b", &[], &sum.to_string()).close("li").line();
    }
    out.close("ul").line();
}
