//! Runs of text: emphasis, code, links, chips.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::block::Inline;
use super::super::escape::visible;
use super::events::Events;

/// The run up to the end of what encloses it, which is consumed.
pub(super) fn until_end(events: &mut Events<'_>) -> Vec<Inline> {
    let mut content = Vec::new();
    while let Some(event) = events.next() {
        if ends_run(&event) {
            break;
        }
        content.extend(one(event, events));
    }
    merged(content)
}

/// What one event starts.
pub(super) fn one(event: Event<'_>, events: &mut Events<'_>) -> Vec<Inline> {
    match event {
        Event::Text(text) => match events.shown(&text) {
            Some((number, start)) => {
                let end = start + number.to_string().len();
                [shown(&text[..start]), vec![Inline::Shown(number)], shown(&text[end..])].concat()
            }
            None => shown(&text),
        },
        Event::Html(text) | Event::InlineHtml(text) => shown(&text),
        Event::Code(code) => vec![Inline::Code(visible(&code))],
        Event::SoftBreak => vec![Inline::Text(" ".to_owned())],
        Event::HardBreak => vec![Inline::Break],
        Event::Start(Tag::Emphasis) => vec![Inline::Emphasis(until_end(events))],
        Event::Start(Tag::Strong) => {
            let chip = events.chip();
            vec![strong(until_end(events), chip)]
        }
        Event::Start(Tag::Link { dest_url, .. }) => link(&dest_url, until_end(events)),
        Event::Start(_) => until_end(events),
        _ => Vec::new(),
    }
}

/// Raw HTML comes with its line ends.
fn shown(text: &str) -> Vec<Inline> {
    if text.is_empty() { Vec::new() } else { vec![Inline::Text(visible(&text.replace(['\n', '\r'], " ")))] }
}

/// Bold words; a chip where a mark says so.
fn strong(content: Vec<Inline>, chip: Option<&'static str>) -> Inline {
    match chip {
        Some(kind) => Inline::Chip { kind: kind.to_owned(), label: plain(&content) },
        None => Inline::Strong(content),
    }
}

/// A link to a heading or to an `https:` address; anything else is shown, with
/// its target, as text.
fn link(target: &str, content: Vec<Inline>) -> Vec<Inline> {
    let clean = visible(target) == target && !target.contains(char::is_whitespace);
    if clean && (target.len() > 1 && target.starts_with('#') || target.starts_with("https://")) {
        return vec![Inline::Link { target: target.to_owned(), content }];
    }
    let mut shown = content;
    shown.push(Inline::Text(format!(" ({})", visible(target))));
    shown
}

/// Neighbouring texts joined, so that a label split by the parser is still one.
pub(super) fn merged(content: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in content {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => out.push(inline),
        }
    }
    // A report has tens of thousands of runs, most of one piece.
    out.shrink_to_fit();
    out
}

/// Without space at the ends.
pub(super) fn trimmed(mut content: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(text)) = content.last_mut() {
        text.truncate(text.trim_end().len());
    }
    content
}

/// The words alone.
pub(crate) fn plain(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { content: inner, .. } => plain(inner),
            Inline::Chip { label, .. } => label.clone(),
            Inline::Shown(number) => number.to_string(),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

/// The end of a run of text: the same rule at both levels.
fn ends_run(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(
            TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::TableCell
                | TagEnd::HtmlBlock
                | TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        )
    )
}
