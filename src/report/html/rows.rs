//! What a row is filtered and linked by, read from its cells.
//!
//! A table whose header has the columns `Cluster` and `Outcome` lists results,
//! or findings where it has a column `Finding` too. A row's control is the one
//! that it links to (`#control-…`), or else the one that the paragraph under
//! the heading links to.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::super::block::{Inline, Table};
use super::super::parse::{plain, slug};
use super::super::words;
use super::facets::Facets;

/// Attributes of a row.
pub(super) type Attributes = Vec<(&'static str, String)>;

/// The state of the walk that rows need.
pub(super) struct Rows<'a> {
    facets: &'a Facets,
    /// Anchor of the control that the current heading's paragraph links to.
    control: Option<String>,
    taken: BTreeSet<String>,
}

/// Where a table of results or findings holds what.
pub(super) struct Columns {
    outcome: usize,
    cluster: usize,
    compute: Option<usize>,
    team: Option<usize>,
    /// Column of the finding's id; none where the rows are results.
    pub(super) finding: Option<usize>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Option<Self> {
        let at = |name: &str| table.header.iter().position(|cell| plain(cell) == name);
        Some(Self {
            outcome: at("Outcome")?,
            cluster: at("Cluster")?,
            compute: at("Compute"),
            team: at("Owned by"),
            finding: at("Finding"),
        })
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(facets: &'a Facets) -> Self {
        Self { facets, control: None, taken: BTreeSet::new() }
    }

    /// A heading ends what the one before it said.
    pub(super) fn heading(&mut self) {
        self.control = None;
    }

    /// The first paragraph that links to a control names that of the rows below.
    pub(super) fn paragraph(&mut self, content: &[Inline]) {
        if self.control.is_none() {
            self.control = self.linked(content);
        }
    }

    /// The attributes of a row; none where it names no outcome or no control.
    pub(super) fn attributes(&mut self, columns: &Columns, cells: &[Vec<Inline>]) -> Attributes {
        let named = cells.iter().find_map(|cell| self.linked(cell)).or_else(|| self.control.clone());
        let (Some(anchor), Some(outcome)) = (named, outcome(&cells[columns.outcome])) else { return Vec::new() };
        let Some(control) = self.facets.control(&anchor) else { return Vec::new() };
        let cluster = plain(&cells[columns.cluster]);
        let compute = columns.compute.map(|column| plain(&cells[column])).unwrap_or_default();
        let frameworks: Vec<&str> = control.frameworks.iter().map(String::as_str).collect();
        let list = if columns.finding.is_some() { "finding" } else { "result" };
        let mut attributes = vec![
            ("data-list", list.to_owned()),
            ("data-control", control.id.clone()),
            ("data-outcome", outcome.to_owned()),
            ("data-severity", control.severity.to_owned()),
            ("data-domain", control.domain.to_owned()),
            ("data-framework", frameworks.join(" ")),
            ("data-owner", self.facets.owner(&anchor, &cluster, &compute).unwrap_or_default().to_owned()),
            ("data-team", self.team(columns, cells, &cluster)),
            ("data-cluster", cluster),
        ];
        let anchor = match columns.finding {
            Some(column) => finding_anchor(&cells[column]),
            None => Some(result_anchor(&control.id, &plain(&cells[columns.cluster]), &compute)),
        };
        attributes.extend(anchor.filter(|anchor| self.taken.insert(anchor.clone())).map(|anchor| ("id", anchor)));
        attributes
    }

    /// Who in the organisation owns the row's subject: as its own cell says, else its cluster's owner.
    fn team(&self, columns: &Columns, cells: &[Vec<Inline>], cluster: &str) -> String {
        match columns.team {
            Some(column) => plain(&cells[column]),
            None => self.facets.team(cluster).unwrap_or_default().to_owned(),
        }
    }

    fn linked(&self, content: &[Inline]) -> Option<String> {
        content.iter().find_map(|inline| match inline {
            Inline::Link { target, .. } => {
                target.strip_prefix('#').filter(|anchor| self.facets.control(anchor).is_some()).map(str::to_owned)
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) => self.linked(inner),
            _ => None,
        })
    }
}

/// `F-a8eb8fc3ecdc`. Headings' anchors hold no capitals, so none is equal.
fn finding_anchor(cell: &[Inline]) -> Option<String> {
    // An id that no code span can hold is set as text; a dash stands for none.
    let [Inline::Code(id) | Inline::Text(id)] = cell else { return None };
    (id != "–").then(|| format!("F-{}", part(id)))
}

/// `R-nodes-have-no-public-address--payments--fargate`: a result keeps its address from one period to the next.
fn result_anchor(control: &str, cluster: &str, compute: &str) -> String {
    format!("R-{}--{}--{}", part(control), part(cluster), slug(compute))
}

/// A name as part of an address. One that a slug would change is followed by digits of its digest, so that no two
/// rows share an address.
fn part(name: &str) -> String {
    let short = slug(name);
    if short == name {
        return short;
    }
    let digest = Sha256::digest(name.as_bytes());
    format!("{}-{:02x}{:02x}{:02x}", &short[..short.len().min(40)], digest[0], digest[1], digest[2])
}

/// The outcome that the cell's first chip says.
fn outcome(cell: &[Inline]) -> Option<&'static str> {
    cell.iter().find_map(|inline| match inline {
        Inline::Chip { kind, .. } => words::OUTCOMES.map(|o| words::outcome(o).0).into_iter().find(|word| word == kind),
        _ => None,
    })
}
