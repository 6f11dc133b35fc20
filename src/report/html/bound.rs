//! How many rows of a table the page holds.
//!
//! A browser lays out every cell before it shows the first: the page stays
//! quick because no table is long, whatever the estate. Markdown and PDF hold
//! what the views give; the data files hold everything.

use super::super::block::{Block, Inline};
use super::super::notice;
use super::super::parse::plain;
use super::write::Html;

/// Rows of one table.
const ROWS: usize = 500;
/// Rows of one table where the page would have more than [`MANY`] in all: the first of these that keeps the page
/// within [`MOST`], or else the last.
const ROWS_OF_MANY: [usize; 3] = [100, 50, 25];
/// Rows of a page that needs no care.
const MANY: usize = 5_000;
/// Rows of a page that still opens in a second.
const MOST: usize = 12_000;

/// The limits of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    /// Rows printed of one table.
    pub(super) rows: usize,
    /// True where at least one table is cut, here or in the Markdown.
    pub(super) cut: bool,
    /// True where the browser should lay out only what is in view.
    pub(super) large: bool,
}

impl Bound {
    pub(super) fn of(blocks: &[Block]) -> Self {
        let lengths = || {
            blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table.rows.len()),
                _ => None,
            })
        };
        let sum = |limit: usize| lengths().map(|rows| rows.min(limit)).sum::<usize>();
        let large = sum(ROWS) > MANY;
        let of_many = || ROWS_OF_MANY.into_iter().find(|limit| sum(*limit) <= MOST);
        let rows = if large { of_many().unwrap_or(ROWS_OF_MANY[2]) } else { ROWS };
        let noticed = blocks.windows(2).any(|pair| notice::below(pair).is_some());
        Self { rows, cut: noticed || lengths().any(|length| length > rows), large }
    }
}

/// Says what the page leaves out of a table, in the words of the Markdown's own notice where it has one.
pub(super) fn write(out: &mut Html, shown: usize, rows: usize, notice: Option<&[Inline]>) {
    let words = match notice {
        Some(notice) => plain(&notice::saying(notice, shown)),
        None => {
            format!("First {shown} of {rows} rows of this table. data/assessment.json in the bundle holds all of them.")
        }
    };
    out.open("p", &[("class", "first-of")]).text(&words).close("p");
}
