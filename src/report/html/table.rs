//! Tables, each in a box of its own, which scrolls when the table is wider.

use super::super::block::{Inline, Row, Table};
use super::super::facets::{Facets, List};
use super::super::parse::plain;
use super::bound;
use super::inlines;
use super::rows::Rows;
use super::write::Html;

/// Columns from which on a table is set smaller.
const MANY: usize = 6;
/// Characters up to which a cell stays on one line: dates, versions, words.
const SHORT: usize = 14;

/// What a table's place in the page decides.
pub(super) struct Place<'w> {
    /// The heading above it.
    pub(super) name: &'w str,
    /// The rows written so far.
    pub(super) rows: &'w mut Rows,
    /// Rows printed at most.
    pub(super) limit: usize,
    /// The notice below it in the Markdown.
    pub(super) notice: Option<&'w [Inline]>,
}

/// Writes a table, named after the heading above it.
pub(super) fn write(out: &mut Html, table: &Table, place: Place<'_>) {
    let Place { name, rows, limit, notice } = place;
    let class = if table.header.len() >= MANY { "table wide" } else { "table" };
    let label = format!("Table: {name}");
    out.open("div", &[("class", class), ("role", "group"), ("aria-label", &label), ("tabindex", "0")]);
    out.open("table", &[]).line();
    let numeric = numeric_columns(table);
    header(out, table, &numeric);
    out.open("tbody", &[]).line();
    for of_table in table.rows.iter().take(limit) {
        row(out, of_table, &numeric, rows);
    }
    out.close("tbody").close("table").close("div");
    if notice.is_some() || table.rows.len() > limit {
        bound::write(out.line(), table.rows.len().min(limit), table.rows.len(), notice);
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
fn row(out: &mut Html, Row { cells, facets }: &Row, numeric: &[bool], rows: &mut Rows) {
    let attributes = facets.as_deref().map(|facets| rows.attributes(facets)).unwrap_or_default();
    let total = matches!(cells.first().map(Vec::as_slice), Some([Inline::Strong(_)]));
    let mut of_row: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    of_row.extend(total.then_some(("class", "total")));
    let anchor = attributes.iter().find(|(name, _)| *name == "id").map(|(_, value)| format!("#{value}"));
    let own = facets.as_deref().and_then(|facets| column_of_id(facets, cells));
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
                if let (Some(anchor), None, Some(facets)) = (&anchor, own, facets) {
                    itself(out, anchor, facets.list);
                }
                out.close("th");
            }
            // A finding's id leads to its own row: the address to send to someone.
            (_, Some(anchor)) if own == Some(column) => {
                let itself = Inline::Link { target: anchor.clone(), content: cell.clone() };
                element(out, "td", class, &[itself]);
            }
            _ => element(out, "td", class, cell),
        }
    }
    out.close("tr").line();
}

/// The column, after the first, that shows a finding's id and nothing else.
fn column_of_id(facets: &Facets, cells: &[Vec<Inline>]) -> Option<usize> {
    let links = |cell: &[Inline]| cell.iter().any(|inline| matches!(inline, Inline::Link { .. }));
    let shows = |cell: &Vec<Inline>| !links(cell) && plain(cell) == facets.id;
    cells.iter().skip(1).rposition(shows).filter(|_| !facets.id.is_empty()).map(|column| column + 1)
}

/// A row's link to itself.
fn itself(out: &mut Html, anchor: &str, list: List) {
    let label = format!("Link to this {}", list.word());
    out.text(" ").element("a", &[("class", "anchor"), ("href", anchor), ("aria-label", &label)], "§");
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
            let cells = || table.rows.iter().map(|row| row.cells[column].as_slice());
            cells().any(is_number) && cells().all(|cell| is_number(cell) || is_dash(cell))
        })
        .collect()
}
