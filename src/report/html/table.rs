//! Tables, each in a box of its own, which scrolls when the table is wider.

use super::super::block::{Inline, Table};
use super::bound::{self, Notice};
use super::inlines;
use super::rows::{Columns, Rows};
use super::write::Html;

/// Columns from which on a table is set smaller.
const MANY: usize = 6;
/// Characters up to which a cell stays on one line: dates, versions, words.
const SHORT: usize = 14;

/// What a table's place in the page decides.
pub(super) struct Place<'w, 'f> {
    /// The heading above it.
    pub(super) name: &'w str,
    /// What its rows are filtered by.
    pub(super) rows: &'w mut Rows<'f>,
    /// Rows printed at most.
    pub(super) limit: usize,
    /// The notice below it in the Markdown.
    pub(super) notice: Option<Notice>,
}

/// Writes a table, named after the heading above it.
pub(super) fn write(out: &mut Html, table: &Table, place: Place<'_, '_>) {
    let Place { name, rows, limit, notice } = place;
    let class = if table.header.len() >= MANY { "table wide" } else { "table" };
    let label = format!("Table: {name}");
    out.open("div", &[("class", class), ("role", "group"), ("aria-label", &label), ("tabindex", "0")]);
    out.open("table", &[]).line();
    let numeric = numeric_columns(table);
    header(out, table, &numeric);
    out.open("tbody", &[]).line();
    let columns = Columns::of(table);
    for cells in table.rows.iter().take(limit) {
        let attributes = columns.as_ref().map(|columns| rows.attributes(columns, cells)).unwrap_or_default();
        row(out, cells, &numeric, &attributes, columns.as_ref().and_then(|columns| columns.finding));
    }
    out.close("tbody").close("table").close("div");
    if notice.is_some() || table.rows.len() > limit {
        bound::write(out.line(), table.rows.len().min(limit), table.rows.len(), notice.as_ref());
    }
}

/// Markdown has no table without a header row: one of empty cells stands for none.
fn header(out: &mut Html, table: &Table, numeric: &[bool]) {
    if table.header.iter().all(Vec::is_empty) {
        return;
    }
    out.open("thead", &[]).open("tr", &[]);
    for (cell, numeric) in table.header.iter().zip(numeric) {
        let attributes: &[_] = if *numeric { &[("scope", "col"), ("class", "num")] } else { &[("scope", "col")] };
        element(out, "th", attributes, cell);
    }
    out.close("tr").close("thead").line();
}

/// The first cell of a row is its header; one in bold marks a total.
fn row(
    out: &mut Html,
    cells: &[Vec<Inline>],
    numeric: &[bool],
    attributes: &[(&'static str, String)],
    finding: Option<usize>,
) {
    let total = matches!(cells.first().map(Vec::as_slice), Some([Inline::Strong(_)]));
    let mut of_row: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    of_row.extend(total.then_some(("class", "total")));
    let anchor = attributes.iter().find(|(name, _)| *name == "id").map(|(_, value)| format!("#{value}"));
    out.open("tr", &of_row);
    for (column, (cell, numeric)) in cells.iter().zip(numeric).enumerate() {
        let class: &[_] = match (numeric, is_short(cell)) {
            (true, _) => &[("class", "num")],
            (false, true) => &[("class", "short")],
            (false, false) => &[],
        };
        match (column, &anchor) {
            (0, _) => {
                out.open("th", &[&[("scope", "row")], class].concat());
                inlines::write(out, cell);
                if let (Some(anchor), None) = (&anchor, finding) {
                    itself(out, anchor);
                }
                out.close("th");
            }
            // A finding's id leads to its own row: the address to send to someone.
            (_, Some(anchor)) if finding == Some(column) => {
                let itself = Inline::Link { target: anchor.clone(), content: cell.clone() };
                element(out, "td", class, &[itself]);
            }
            _ => element(out, "td", class, cell),
        }
    }
    out.close("tr").line();
}

/// A result's link to its own row.
fn itself(out: &mut Html, anchor: &str) {
    out.text(" ").element("a", &[("class", "anchor"), ("href", anchor), ("aria-label", "Link to this result")], "§");
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
