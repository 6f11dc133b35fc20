//! A table whose rows are made as they are written: all the findings of a large cluster, as cells, take several times
//! the memory of its assessment.

use super::table::{Cell, Column, Table};

/// One sheet, and one file where `file` names it, with its rows still to be made.
pub(super) struct Rows<'a> {
    pub(super) sheet: &'static str,
    pub(super) file: Option<&'static str>,
    pub(super) columns: &'static [Column],
    /// How many there are.
    pub(super) total: usize,
    pub(super) rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

impl From<Table> for Rows<'_> {
    fn from(table: Table) -> Self {
        let Table { sheet, file, columns, rows } = table;
        Self { sheet, file, columns, total: rows.len(), rows: Box::new(rows.into_iter()) }
    }
}
