//! How many rows of a table the page holds.
//!
//! A browser lays out every cell before it shows the first: the page stays
//! quick because no table is long, whatever the estate. Markdown and PDF hold
//! what the views give; the data files hold everything.

use super::super::block::{Block, Inline};
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
        let noticed = blocks.windows(2).any(|pair| notice_after(pair).is_some());
        Self { rows, cut: noticed || lengths().any(|length| length > rows), large }
    }
}

/// The words of a notice "First N of M …": M and what follows it.
pub(super) struct Notice {
    total: String,
    rest: String,
}

/// The notice that stands right after a table of as many rows, when one does.
pub(super) fn notice_after(blocks: &[Block]) -> Option<Notice> {
    let [Block::Table(table), Block::Paragraph(content), ..] = blocks else { return None };
    let [Inline::Emphasis(words)] = content.as_slice() else { return None };
    let words = plain(words);
    let (shown, rest) = words.strip_prefix("First ")?.split_once(" of ")?;
    let (total, rest) = rest.split_once(' ')?;
    let numbers = shown.parse() == Ok(table.rows.len()) && total.parse::<usize>().is_ok();
    numbers.then(|| Notice { total: total.to_owned(), rest: rest.to_owned() })
}

/// Says what the page leaves out of a table.
pub(super) fn write(out: &mut Html, shown: usize, rows: usize, notice: Option<&Notice>) {
    let (total, rest) = match notice {
        Some(notice) => (notice.total.clone(), notice.rest.clone()),
        None => {
            (rows.to_string(), "rows of this table. data/assessment.json in the bundle holds all of them.".to_owned())
        }
    };
    out.open("p", &[("class", "first-of")]).text(&format!("First {shown} of {total} {rest}")).close("p");
}
