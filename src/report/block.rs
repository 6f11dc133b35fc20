//! The block tree: the content of a report between Markdown and its pages.
//!
//! Markdown is parsed once into this tree; HTML and PDF are laid out from it.
//! Headings nest by level, tables know their header row, and every block says
//! what it is, so that a tagged PDF can be written from it.

use std::sync::Arc;

use super::facets::Facets;

/// A run of text with its style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Code, identifiers, ARNs.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// A link: `#anchor` inside the document, or an `https:` address.
    Link {
        /// Target.
        target: String,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// An outcome or severity, drawn as a labelled chip.
    Chip {
        /// The machine word: `not-satisfied`, `high`, `aws`.
        kind: String,
        /// The words shown.
        label: String,
    },
    /// The number of rows that the table above shows: a format that shows fewer puts its own here.
    Shown(usize),
    /// A forced line break.
    Break,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Anchor, unique in the document.
        anchor: String,
        /// Content.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// First number of an ordered list; `None` for bullets.
        start: Option<u64>,
        /// Items, each a run of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A code block.
    CodeBlock(String),
    /// A quotation, set apart as a notice.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// A chart drawn from numbers.
    Chart(Chart),
    /// A thematic break; in print, a page break.
    PageBreak,
}

/// A table with one header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Header cells.
    pub header: Vec<Vec<Inline>>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells, as many as the header has.
    pub cells: Vec<Vec<Inline>>,
    /// What it is filtered by, where it is a result or a finding.
    pub facets: Option<Arc<Facets>>,
}

impl From<Vec<Vec<Inline>>> for Row {
    fn from(cells: Vec<Vec<Inline>>) -> Self {
        Self { cells, facets: None }
    }
}

/// A chart: its numbers and its words, drawn by each format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// Title, shown above.
    pub title: String,
    /// What it says in words, for those who cannot see it.
    pub alternative: String,
    /// One entry a slice or bar: machine word (colour), label, number.
    pub series: Vec<ChartEntry>,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// A ring with a legend.
    Donut,
    /// Horizontal bars; entries of equal label are stacked in one bar.
    StackedBars,
}

/// One number of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartEntry {
    /// Machine word that decides the colour: an outcome.
    pub kind: String,
    /// Bar that it belongs to; the legend's words in a donut.
    pub label: String,
    /// The number.
    pub value: u64,
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Language tag: `en`.
    pub language: String,
    /// Content.
    pub blocks: Vec<Block>,
}
