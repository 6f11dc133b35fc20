//! Tables, each in a box of its own, which scrolls when the table is wider.

use super::super::block::{Inline, Table};
use super::inlines;
use super::write::Html;

/// Columns from which on a table is set smaller.
const MANY: usize = 6;
/// Characters up to which a cell stays on one line: dates, versions, words.
const SHORT: usize = 14;

/// Writes a table, named after the heading above it.
pub(super) fn write(out: &mut Html, table: &Table, name: &str) {
    let class = if table.header.len() >= MANY { "table wide" } else { "table" };
    let label = format!("Table: {name}");
    out.open("div", &[("class", class), ("role", "region"), ("aria-label", &label), ("tabindex", "0")]);
    out.open("table", &[]).line().open("thead", &[]).open("tr", &[]);
    let numeric = numeric_columns(table);
    for (cell, numeric) in table.header.iter().zip(&numeric) {
        let attributes: &[_] = if *numeric { &[("scope", "col"), ("class", "num")] } else { &[("scope", "col")] };
        element(out, "th", attributes, cell);
    }
    out.close("tr").close("thead").line().open("tbody", &[]).line();
    for cells in &table.rows {
        row(out, cells, &numeric);
    }
    out.close("tbody").close("table").close("div");
}

/// The first cell of a row is its header; one in bold marks a total.
fn row(out: &mut Html, cells: &[Vec<Inline>], numeric: &[bool]) {
    let total = matches!(cells.first().map(Vec::as_slice), Some([Inline::Strong(_)]));
    out.open("tr", if total { &[("class", "total")] } else { &[] });
    for (column, (cell, numeric)) in cells.iter().zip(numeric).enumerate() {
        let class: &[_] = match (numeric, is_short(cell)) {
            (true, _) => &[("class", "num")],
            (false, true) => &[("class", "short")],
            (false, false) => &[],
        };
        match column {
            0 => element(out, "th", &[&[("scope", "row")], class].concat(), cell),
            _ => element(out, "td", class, cell),
        }
    }
    out.close("tr").line();
}

fn element(out: &mut Html, tag: &str, attributes: &[(&str, &str)], cell: &[Inline]) {
    out.open(tag, attributes);
    inlines::write(out, cell);
    out.close(tag);
}

fn is_short(cell: &[Inline]) -> bool {
    matches!(cell, [Inline::Text(text)] if text.chars().count() <= SHORT)
}

/// Columns that hold numbers and dashes only are set flush right.
fn numeric_columns(table: &Table) -> Vec<bool> {
    let is_number = |cell: &[Inline]| matches!(cell, [Inline::Text(text)] if text.parse::<u64>().is_ok());
    let is_dash = |cell: &[Inline]| matches!(cell, [Inline::Text(text)] if text == "–" || text == "derived");
    (0..table.header.len())
        .map(|column| {
            let cells = || table.rows.iter().map(|row| row[column].as_slice());
            cells().any(is_number) && cells().all(|cell| is_number(cell) || is_dash(cell))
        })
        .collect()
}
