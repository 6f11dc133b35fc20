//! The events of the Markdown parser, with the marks that stand where they are.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Parser};

use super::super::marks::{Mark, Marks};

/// Events in their order, and the place of the one taken last.
pub(super) struct Events<'a> {
    events: Peekable<OffsetIter<'a>>,
    marks: &'a Marks,
    at: Range<usize>,
}

impl<'a> Events<'a> {
    pub(super) fn new(parser: Parser<'a>, marks: &'a Marks) -> Self {
        Self { events: parser.into_offset_iter().peekable(), marks, at: 0..0 }
    }

    pub(super) fn peek(&mut self) -> Option<&Event<'a>> {
        self.events.peek().map(|(event, _)| event)
    }

    /// The next event if it is one of those.
    pub(super) fn next_if(&mut self, wanted: impl Fn(&Event<'a>) -> bool) -> Option<Event<'a>> {
        let (event, at) = self.events.next_if(|(event, _)| wanted(event))?;
        self.at = at;
        Some(event)
    }

    /// The number of the row that has begun, where a mark says it.
    pub(super) fn row(&self) -> Option<usize> {
        self.marks.within(self.at.clone()).find_map(|(_, mark)| match mark {
            Mark::Row(number) => Some(number),
            _ => None,
        })
    }

    /// The kind of the chip that begins here.
    pub(super) fn chip(&self) -> Option<&'static str> {
        self.marks.within(self.at.start..self.at.start + 1).find_map(|(_, mark)| match mark {
            Mark::Chip(kind) => Some(kind),
            _ => None,
        })
    }

    /// The number of rows shown, where the text just taken says it, and the place in the text.
    pub(super) fn shown(&self, text: &str) -> Option<(usize, usize)> {
        // With an entity or an escape in it, places in the text would not be those in the source.
        let as_written = text.len() == self.at.len();
        let found = self.marks.within(self.at.clone()).find_map(|(place, mark)| match mark {
            Mark::Shown(number) => Some((number, place - self.at.start)),
            _ => None,
        });
        found.filter(|(number, start)| as_written && text[*start..].starts_with(&number.to_string()))
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let (event, at) = self.events.next()?;
        self.at = at;
        Some(event)
    }
}
