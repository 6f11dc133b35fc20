//! The exchanges behind findings: request and stored reply, folded away.
//!
//! The page holds every one that findings and gaps cite, up to a number, and
//! as much of their replies as [`body`](super::body) has room for, those behind
//! the most severe findings first; the bundle holds all. An evidence reference
//! leads to its exchange where the page holds it, and to the evidence index
//! where not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::block::{Block, Inline};
use super::super::context::ReportContext;
use super::super::labels;
use super::super::view::cited_exchanges;
use super::body::{Body, Room};
use super::write::Html;
use crate::assess::model::Assessment;
use crate::control::model::Severity;
use crate::evidence::exchange::Exchange;

/// Exchanges that the page holds.
const EXCHANGES: usize = 1_000;
/// Anchor of the section. Headings' anchors hold no capitals, so none is equal.
pub(super) const ANCHOR: &str = "Exchanges";
/// Its heading.
pub(super) const TITLE: &str = "Raw exchanges";

/// The exchanges that the page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RawExchanges {
    shown: Vec<Raw>,
    total: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Raw {
    /// `E12`: its number in the evidence index, and its anchor.
    label: String,
    exchange: Exchange,
    body: Body,
}

/// Who cites an exchange.
#[derive(Default)]
struct Citation<'a> {
    /// The worst severity of the controls; gaps, which name no control, come first.
    severity: Option<Severity>,
    subjects: Vec<&'a str>,
}

impl RawExchanges {
    pub(super) fn new(assessment: &Assessment, run: &ReportContext) -> Self {
        let cited = cited_exchanges(assessment, run);
        let total = cited.len();
        let citations = citations(assessment);
        let none = Citation::default();
        let citation = |exchange: &Exchange| citations.get(exchange.id.as_str()).unwrap_or(&none);
        let mut kept: Vec<(String, &Exchange)> = cited.into_iter().take(EXCHANGES).collect();
        // Stable: exchanges of equal severity stay in the order of the index.
        kept.sort_by_key(|(_, exchange)| citation(exchange).severity);
        let mut room = Room::default();
        let mut shown: Vec<(&str, Raw)> = Vec::new();
        for (label, exchange) in kept {
            let body = room.body(exchange, run.replies.get(&exchange.id), &citation(exchange).subjects);
            shown.push((&exchange.id, Raw { label, exchange: exchange.clone(), body }));
        }
        shown.sort_by_key(|(id, _)| *id);
        Self { shown: shown.into_iter().map(|(_, raw)| raw).collect(), total }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Labels of the exchanges that the page holds.
    pub(super) fn held(&self) -> BTreeSet<&str> {
        self.shown.iter().map(|raw| raw.label.as_str()).collect()
    }

    /// The section; empty where nothing is cited.
    pub(super) fn section(&self) -> String {
        let mut out = Html::default();
        if self.is_empty() {
            return out.finish();
        }
        out.line().open("section", &[("aria-labelledby", ANCHOR)]).line();
        out.element("h2", &[("id", ANCHOR)], TITLE).line();
        out.element("p", &[], INTRODUCTION).line();
        if self.shown.len() < self.total {
            let notice = format!(
                "First {} of {} exchanges that findings and gaps cite. data/evidence/ of the bundle holds all of them.",
                self.shown.len(),
                self.total
            );
            out.element("p", &[("class", "first-of")], &notice).line();
        }
        let without = self.shown.iter().filter(|raw| matches!(raw.body, Body::TooLarge | Body::NoRoom)).count();
        if without > 0 {
            let notice = format!(
                "Replies of {} of {} exchanges are shown; the others name their file in the bundle.",
                self.shown.len() - without,
                self.shown.len()
            );
            out.element("p", &[("class", "first-of")], &notice).line();
        }
        self.shown.iter().for_each(|raw| write(&mut out, raw));
        out.close("section");
        out.finish()
    }
}

const INTRODUCTION: &str = "The API calls that findings and gaps cite: what was asked, and the reply as stored, after \
     redaction. Replies are set out for reading; the bytes that the SHA-256 is of are in data/evidence/ of the bundle.";

/// Who cites each exchange, by its id.
fn citations(assessment: &Assessment) -> BTreeMap<&str, Citation<'_>> {
    let mut citations: BTreeMap<&str, Citation<'_>> = BTreeMap::new();
    for result in &assessment.results {
        let severity = assessment.controls.get(&result.control).map(|text| text.severity);
        for finding in &result.findings {
            for id in &finding.exchanges {
                let citation = citations.entry(id).or_insert(Citation { severity, subjects: Vec::new() });
                citation.severity = citation.severity.min(severity);
                citation.subjects.push(&finding.subject);
            }
        }
    }
    citations
}

/// The block with references that lead to the exchanges that the page holds. One block at a time: a second tree of a large
/// report would take more memory than its page.
pub(super) fn linked<'b>(block: &'b Block, held: &BTreeSet<&str>) -> Cow<'b, Block> {
    let mut block = Cow::Borrowed(block);
    if matches!(*block, Block::Paragraph(_) | Block::Table(_)) {
        match block.to_mut() {
            Block::Paragraph(content) => redirect(content, held),
            Block::Table(table) => {
                table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| redirect(cell, held));
            }
            _ => {}
        }
    }
    block
}

fn redirect(content: &mut [Inline], held: &BTreeSet<&str>) {
    for inline in content {
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) => redirect(inner, held),
            Inline::Link { target, content } if target.starts_with("#evidence-") => {
                if let [Inline::Text(label)] = content.as_slice()
                    && held.contains(label.as_str())
                {
                    *target = format!("#{label}");
                }
            }
            _ => {}
        }
    }
}

/// The anchor is inside, so that a browser opens the details that a link leads into.
fn write(out: &mut Html, raw: &Raw) {
    let Raw { label, exchange, body } = raw;
    let request = &exchange.request;
    out.open("details", &[("class", "raw")]).open("summary", &[]).element("b", &[], label);
    out.text(&format!(" {}:{} ", request.service, request.operation));
    out.element("span", &[("class", "status")], &labels::exchange_status(exchange)).close("summary").line();
    out.open("div", &[("id", label)]).open("dl", &[]).line();
    let item = |out: &mut Html, name: &str, value: &str| {
        out.open("div", &[]).element("dt", &[], name).element("dd", &[], value).close("div").line();
    };
    item(out, "Exchange", &exchange.id);
    item(out, "Time", &exchange.time.format("%Y-%m-%d %H:%M:%S%.3f UTC").to_string());
    item(out, "Region", &request.region);
    item(out, "Caller", &exchange.principal);
    for (name, value) in &request.parameters {
        item(out, &format!("Parameter {name}"), value);
    }
    if let Some(reply) = &exchange.reply {
        item(out, "Reply", &format!("{} bytes, SHA-256 {}", reply.bytes, reply.sha256));
        let kinds: Vec<String> = reply.redactions.iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
        if !kinds.is_empty() {
            item(out, "Redacted", &kinds.join(", "));
        }
    }
    out.close("dl").line();
    reply(out, raw, body);
    out.close("div").close("details").line();
}

fn reply(out: &mut Html, raw: &Raw, body: &Body) {
    let path = raw.exchange.reply_path().map(|path| format!("data/evidence/{path}"));
    let notice = match (body, path) {
        (Body::Whole(text), _) => return text_of(out, &raw.label, text),
        (Body::Items(text, shown, all), path) => {
            let file = path.map_or_else(String::new, |path| format!(" {path} in the bundle holds all of them."));
            let notice = format!("First {shown} of {all} items of the reply: those that findings name.{file}");
            out.element("p", &[("class", "first-of")], &notice).line();
            return text_of(out, &raw.label, text);
        }
        (Body::TooLarge, Some(path)) => format!("The reply is too large for this page: see {path} in the bundle."),
        (Body::NoRoom, Some(path)) => format!("This page has no room for the reply: see {path} in the bundle."),
        (Body::Absent, Some(path)) => format!("The reply is not held by this page: see {path} in the bundle."),
        (_, None) => "No reply came.".to_owned(),
    };
    out.element("p", &[], &notice).line();
}

fn text_of(out: &mut Html, label: &str, text: &str) {
    let label = format!("Reply {label}");
    out.open("div", &[("class", "reply"), ("role", "group"), ("aria-label", &label), ("tabindex", "0")]);
    out.open("pre", &[]).element("code", &[], text).close("pre").close("div").line();
}
