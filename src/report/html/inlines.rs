//! Runs of text.

use super::super::block::Inline;
use super::write::Html;

/// Writes a run.
pub(super) fn write(out: &mut Html, content: &[Inline]) {
    for inline in content {
        match inline {
            Inline::Text(text) => drop(out.text(text)),
            Inline::Code(text) => code(out, text),
            Inline::Emphasis(inner) => wrapped(out, "em", inner),
            Inline::Strong(inner) => wrapped(out, "strong", inner),
            Inline::Link { target, content } => link(out, target, content),
            Inline::Chip { kind, label } => {
                out.element("span", &[("class", &format!("chip {}", class("chip", kind)))], label);
            }
            Inline::Shown(number) => drop(out.text(&number.to_string())),
            Inline::Break => drop(out.open("br", &[])),
        }
    }
}

/// Short identifiers stay on one line; long ones may break anywhere.
fn code(out: &mut Html, text: &str) {
    const LONG: usize = 30;
    let class: &[(&str, &str)] = if text.chars().count() > LONG { &[("class", "long")] } else { &[] };
    out.element("code", class, text);
}

fn wrapped(out: &mut Html, tag: &str, inner: &[Inline]) {
    out.open(tag, &[]);
    write(out, inner);
    out.close(tag);
}

/// The tree holds checked targets only; a renderer checks again all the same.
fn link(out: &mut Html, target: &str, content: &[Inline]) {
    if target.starts_with('#') {
        out.open("a", &[("href", target)]);
    } else if target.starts_with("https://") {
        out.open("a", &[("href", target), ("rel", "noopener noreferrer")]);
    } else {
        return write(out, content);
    }
    write(out, content);
    out.close("a");
}

/// `prefix-kind`, with `kind` reduced to what a class name may hold.
pub(super) fn class(prefix: &str, kind: &str) -> String {
    format!("{prefix}-{}", super::super::slug::slug(kind))
}
