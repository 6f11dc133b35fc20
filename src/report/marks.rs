//! Marks: what templates say to the program between the words for people.
//!
//! A mark stands between two control characters. Text from outside cannot hold
//! one: every escape writes control characters out. The finished Markdown holds
//! none either; what the marks said is kept beside it, by place.

use std::ops::Range;

use super::escape::visible;
use super::labels;

/// Begins a mark.
const OPEN: char = '\u{2}';
/// Ends a mark.
const CLOSE: char = '\u{3}';

/// What stands at a place of the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A row of a table: the number of what it is filtered by.
    Row(usize),
    /// Bold words that are a chip of this kind.
    Chip(&'static str),
    /// The number of rows shown.
    Shown(usize),
}

/// The number of the section with this id, which is known when the document is whole.
pub(super) fn number(id: &str) -> String {
    format!("{OPEN}number {}{CLOSE}", visible(id))
}

/// The row that this cell is in.
pub(super) fn row(number: usize) -> String {
    format!("{OPEN}row {number}{CLOSE}")
}

/// The bold words after this are a chip.
pub(super) fn chip(kind: &str) -> String {
    format!("{OPEN}chip {kind}{CLOSE}")
}

/// The number after this is that of the rows shown.
pub(super) fn shown(number: usize) -> String {
    format!("{OPEN}shown {number}{CLOSE}")
}

impl Mark {
    fn read(mark: &str) -> Option<Self> {
        let (word, rest) = mark.split_once(' ')?;
        match word {
            "row" => rest.parse().ok().map(Self::Row),
            "chip" => labels::kind(rest).map(Self::Chip),
            "shown" => rest.parse().ok().map(Self::Shown),
            _ => None,
        }
    }
}

/// The marks of a document, by byte of the Markdown that they stood before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks(Vec<(usize, Mark)>);

impl Marks {
    /// Those in a range, each with its place.
    pub(super) fn within(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Mark)> + '_ {
        let first = self.0.partition_point(|(at, _)| *at < range.start);
        self.0[first..].iter().copied().take_while(move |(at, _)| *at < range.end)
    }
}

/// `text` without marks, and what they said. `number` gives the number of the section that an id names.
///
/// # Errors
/// The first that `number` gives.
pub(super) fn settled<E>(text: &str, number: impl Fn(&str) -> Result<usize, E>) -> Result<(String, Marks), E> {
    let mut out = String::with_capacity(text.len());
    let mut marks = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let (mark, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        match mark.strip_prefix("number ") {
            Some(id) => out.push_str(&number(id)?.to_string()),
            None => marks.extend(Mark::read(mark).map(|mark| (out.len(), mark))),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok((out, Marks(marks)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<(usize, Mark)>) {
        let (text, marks) = settled::<()>(text, |id| Ok(id.len())).unwrap();
        (text, marks.0)
    }

    #[test]
    fn marks_go_and_their_places_are_kept() {
        let text = format!("a {}**b** {}3 of 9, {}é {}", chip("high"), shown(3), number("four"), row(7));
        let expected = [(2, Mark::Chip("high")), (8, Mark::Shown(3)), (20, Mark::Row(7))];
        assert_eq!(read(&text), ("a **b** 3 of 9, 4é ".to_owned(), expected.to_vec()));
    }

    #[test]
    fn what_is_no_mark_of_ours_goes_too() {
        for text in ["a\u{2}row x\u{3}b", "a\u{2}chip purple\u{3}b", "a\u{2}\u{3}b", "a\u{2}other 1\u{3}b"] {
            assert_eq!(read(text), ("ab".to_owned(), Vec::new()), "{text:?}");
        }
        assert_eq!(read("ab\u{2}row 1").0, "ab", "one without an end takes nothing into the document");
    }
}
