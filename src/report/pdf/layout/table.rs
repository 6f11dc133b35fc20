//! Tables: column widths from their content, rows that are never split, a
//! header on every page.

use std::rc::Rc;

use super::super::fonts::FaceId;
use super::super::inline::{Prepared, Style, is_blank, plain_text};
use super::super::line::{self, Line};
use super::super::palette::{INK, NAVY};
use super::super::tags::{Attribute, ElementId};
use super::build::{Build, Frame};
use super::columns::{column_widths, refit};
use super::flow::{BOTTOM, TOP};
use super::layout_box::{CELL_PADDING, Cell, Content, LayoutBox, Row};
use crate::report::block::{Inline, Table};

const CELL: Style = Style { face: FaceId::Regular, size: 8.8, leading: 11.8, color: INK };
const HEAD: Style = Style { face: FaceId::SemiBold, size: 8.8, leading: 11.8, color: NAVY };
/// Height of a row in which a person writes: name, date, signature.
const SIGNATURE: f32 = 34.0;
/// A longer table is not one of signatures.
const MOST_SIGNATORIES: usize = 12;
/// With this many columns the letters are smaller.
const MANY_COLUMNS: usize = 8;

impl Build<'_> {
    pub(crate) fn table(&mut self, table: &Table, frame: &Frame) {
        if table.header.is_empty() {
            return;
        }
        let crowded = table.header.len() >= MANY_COLUMNS;
        let fit = |style: Style| if crowded { Style { size: 7.4, leading: 10.0, ..style } } else { style };
        let element = self.canvas.tags.add("Table", frame.parent);
        // Markdown has no table without a header row: one of blank cells stands
        // for none, and the first cell of each row says what the row is.
        let headless = table.header.iter().all(|cell| is_blank(cell)) && !table.rows.is_empty();
        let columns = table.header.len();
        let mut header = Vec::new();
        if !headless {
            let head = self.canvas.tags.add("THead", element);
            let cell = (fit(HEAD), Some(Attribute::ColumnScope));
            header = self.prepare_row(&table.header, head, columns, [cell, cell]);
        }
        let mut rows = Vec::with_capacity(table.rows.len());
        if !table.rows.is_empty() {
            let body = self.canvas.tags.add("TBody", element);
            let cell = (fit(CELL), None);
            let first = if headless { (fit(HEAD), Some(Attribute::RowScope)) } else { cell };
            for row in &table.rows {
                rows.push(self.prepare_row(&row.cells, body, columns, [first, cell]));
            }
        }
        let mut widths = column_widths(columns, &header, &rows, frame.width);
        refit(self.fonts, &header, &rows, &mut widths);
        let right: Vec<bool> = (0..widths.len()).map(|column| is_numeric(table, column)).collect();
        let mut index = None;
        if !headless {
            let header = Rc::new(self.row(&header, &widths, &right, true));
            self.shared.headers.push((frame.left, Rc::clone(&header)));
            index = Some(self.shared.headers.len() - 1);
            self.push_row(header, frame, 9.0, !rows.is_empty(), None);
        }
        let (count, signed) = (rows.len(), is_signed(table));
        for (number, prepared) in rows.into_iter().enumerate() {
            let mut row = self.row(&prepared, &widths, &right, false);
            row.height = if signed { row.height.max(SIGNATURE) } else { row.height };
            // A last row does not stand alone on a page, nor does a signature.
            let keep = number + 2 == count || (signed && number + 1 < count);
            let before = if headless && number == 0 { 9.0 } else { 0.0 };
            for part in split_tall(row) {
                self.push_row(Rc::new(part), frame, before, keep, index);
            }
        }
        self.boxes.push(LayoutBox { height: 6.0, ..LayoutBox::default() });
    }

    fn push_row(&mut self, row: Rc<Row>, frame: &Frame, before: f32, keep: bool, table: Option<usize>) {
        self.boxes.push(LayoutBox {
            before,
            height: row.height,
            left: frame.left,
            keep,
            content: Content::Row(row),
            backgrounds: frame.backgrounds.clone(),
            table,
            ..LayoutBox::default()
        });
    }

    /// `kinds`: style and scope of the first cell, and of the others.
    fn prepare_row(
        &mut self,
        cells: &[Vec<Inline>],
        parent: ElementId,
        columns: usize,
        kinds: [(Style, Option<Attribute>); 2],
    ) -> Vec<Prepared> {
        let row = self.canvas.tags.add("TR", parent);
        let prepare = |column: usize| {
            let (style, scope) = kinds[column.min(1)];
            let cell = self.canvas.tags.add(if scope.is_some() { "TH" } else { "TD" }, row);
            if let Some(scope) = scope {
                self.canvas.tags.set(cell, scope);
            }
            self.prepare(cells.get(column).map_or(&[][..], Vec::as_slice), style, cell)
        };
        (0..columns).map(prepare).collect()
    }

    fn row(&mut self, prepared: &[Prepared], widths: &[f32], right: &[bool], header: bool) -> Row {
        let mut cells = Vec::with_capacity(prepared.len());
        let mut left = 0.0;
        for ((content, width), right) in prepared.iter().zip(widths).zip(right) {
            let inner = width - 2.0 * CELL_PADDING.0;
            let lines = line::lines(self.fonts, content, inner);
            let place = |content: Line| {
                let slack = if *right { inner - content.width } else { 0.0 };
                (left + CELL_PADDING.0 + slack, content)
            };
            cells.push(Cell { lines: lines.into_iter().map(place).collect() });
            left += width;
        }
        let height = row_height(&cells);
        Row { cells, width: left, height, header }
    }
}

fn row_height(cells: &[Cell]) -> f32 {
    let tallest = |cell: &Cell| cell.lines.iter().map(|(_, line)| line.height).sum::<f32>();
    cells.iter().map(tallest).fold(CELL.leading, f32::max) + 2.0 * CELL_PADDING.1
}

/// A row is split only if no page can hold it whole.
fn split_tall(row: Row) -> Vec<Row> {
    let most = BOTTOM - TOP - 60.0;
    if row.height <= most {
        return vec![row];
    }
    let count = ((most / CELL.leading) as usize).max(1);
    let mut parts = Vec::new();
    let mut cells: Vec<_> = row.cells.into_iter().map(|cell| cell.lines.into_iter()).collect();
    while cells.iter().any(|lines| lines.len() > 0) {
        let part: Vec<Cell> = cells.iter_mut().map(|lines| Cell { lines: lines.take(count).collect() }).collect();
        let height = row_height(&part);
        parts.push(Row { cells: part, width: row.width, height, header: false });
    }
    parts
}

/// Whether a column is left free for people to write in.
fn is_signed(table: &Table) -> bool {
    let free = |column: usize| table.rows.iter().all(|row| row.cells.get(column).is_none_or(|cell| is_blank(cell)));
    let few = !table.rows.is_empty() && table.rows.len() <= MOST_SIGNATORIES;
    few && table.header.iter().enumerate().any(|(column, title)| !is_blank(title) && free(column))
}

/// Whether all cells of a column are numbers, to be set flush right.
fn is_numeric(table: &Table, column: usize) -> bool {
    let number = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_digit() || ".,% ".contains(c))
            && text.contains(char::is_numeric)
    };
    let mut cells = table.rows.iter().filter_map(|row| row.cells.get(column)).peekable();
    cells.peek().is_some() && cells.all(|cell| number(plain_text(cell).trim()))
}
