//! Blocks: headings, paragraphs, lists, tables, code, charts.

use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use super::super::block::{Block, Inline, Row, Table};
use super::super::error::ReportError;
use super::super::facets::Facets;
use super::events::Events;
use super::{chart, inlines};

/// A reader over the events of one document.
pub(super) struct Reader<'a> {
    events: Events<'a>,
    facets: &'a [Arc<Facets>],
    charts: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(events: Events<'a>, facets: &'a [Arc<Facets>]) -> Self {
        Self { events, facets, charts: 0 }
    }

    /// Blocks up to the end of what encloses them, which is consumed.
    pub(super) fn blocks(&mut self) -> Result<Vec<Block>, ReportError> {
        let mut blocks = Vec::new();
        while let Some(event) = self.events.peek() {
            match event {
                Event::Start(tag) if is_block(tag) => {
                    if let Some(Event::Start(tag)) = self.events.next() {
                        blocks.extend(self.block(tag)?);
                    }
                }
                Event::Rule => {
                    self.events.next();
                    blocks.push(Block::PageBreak);
                }
                Event::End(_) => {
                    self.events.next();
                    break;
                }
                // The items of a tight list hold text without a paragraph.
                _ => blocks.push(Block::Paragraph(self.loose_inlines())),
            }
        }
        Ok(blocks)
    }

    fn block(&mut self, tag: Tag<'a>) -> Result<Option<Block>, ReportError> {
        Ok(Some(match tag {
            Tag::Heading { level, id, .. } => Block::Heading {
                level: depth(level),
                anchor: id.map(|id| id.to_string()).unwrap_or_default(),
                content: inlines::until_end(&mut self.events),
            },
            Tag::Paragraph => Block::Paragraph(inlines::until_end(&mut self.events)),
            Tag::HtmlBlock => Block::Paragraph(inlines::trimmed(inlines::until_end(&mut self.events))),
            Tag::BlockQuote(_) => Block::Quote(self.blocks()?),
            Tag::List(start) => Block::List { start, items: self.items()? },
            Tag::CodeBlock(kind) => self.code(&kind)?,
            Tag::Table(_) => Block::Table(self.table()),
            _ => {
                let inner = self.blocks()?;
                return Ok((!inner.is_empty()).then_some(Block::Quote(inner)));
            }
        }))
    }

    fn items(&mut self) -> Result<Vec<Vec<Block>>, ReportError> {
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.events.next() {
            items.push(self.blocks()?);
        }
        Ok(items)
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Result<Block, ReportError> {
        let mut text = String::new();
        while let Some(Event::Text(part)) = self.events.next() {
            text.push_str(&part);
        }
        if matches!(kind, CodeBlockKind::Fenced(info) if &**info == "chart") {
            self.charts += 1;
            return chart::read(&text, self.charts).map(Block::Chart);
        }
        let lines: Vec<String> = text.trim_end_matches('\n').split('\n').map(super::super::escape::visible).collect();
        Ok(Block::CodeBlock(lines.join("\n")))
    }

    fn table(&mut self) -> Table {
        let mut table = Table { header: Vec::new(), rows: Vec::new() };
        while let Some(Event::Start(tag)) = self.events.next() {
            let facets = self.events.row().and_then(|number| self.facets.get(number).cloned());
            let cells = self.cells();
            match tag {
                Tag::TableHead => table.header = cells,
                _ => table.rows.push(Row { cells, facets }),
            }
        }
        for row in &mut table.rows {
            row.cells.resize(table.header.len(), Vec::new());
        }
        table
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            cells.push(inlines::until_end(&mut self.events));
        }
        cells
    }

    fn loose_inlines(&mut self) -> Vec<Inline> {
        let mut content = Vec::new();
        while let Some(event) =
            self.events.next_if(|event| !matches!(event, Event::End(_) | Event::Rule) && !starts_block(event))
        {
            content.extend(inlines::one(event, &mut self.events));
        }
        inlines::merged(content)
    }
}

fn starts_block(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(tag) if is_block(tag))
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
