//! Redaction of XML bodies. Only the text of elements is replaced, so that the
//! rest stays byte for byte what the service wrote.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use roxmltree::Node;

use super::{Format, Redactor, Unreadable, names};
use crate::evidence::xml::{self, XmlError};

/// What IAM leaves as it is when it encodes a policy document (RFC 3986 §2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn redact(redactor: &mut Redactor<'_>, body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |position: String| Unreadable { format: Format::Xml, position };
    let text = std::str::from_utf8(body).map_err(|error| unreadable(format!("byte {}", error.valid_up_to())))?;
    let document = xml::parse(text).map_err(|error| match error {
        XmlError::Syntax(error) => unreadable(format!("at {}", error.pos())),
        other => unreadable(other.to_string()),
    })?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for node in document.descendants() {
        if node.is_element() {
            edits.extend(element(redactor, node));
        } else if (node.is_comment() || node.is_pi()) && node.text() != Some("redacted(comment)") {
            // No AWS reply has them; what they hold is unknown.
            let marker = redactor.marker("comment");
            edits.push((node.range(), format!("<!--{marker}-->")));
        }
    }
    Ok(splice(text, edits).into_bytes())
}

fn splice(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut result = String::with_capacity(text.len());
    let mut position = 0;
    for (range, replacement) in edits {
        result.push_str(&text[position..range.start]);
        result.push_str(&replacement);
        position = range.end;
    }
    result.push_str(&text[position..]);
    result
}

/// The edit that this element's text needs, when it has text and needs one.
fn element(redactor: &mut Redactor<'_>, node: Node<'_, '_>) -> Option<(Range<usize>, String)> {
    let texts: Vec<Node<'_, '_>> = node.children().filter(Node::is_text).collect();
    let (first, last) = (texts.first()?, texts.last()?);
    let value: String = texts.iter().filter_map(Node::text).collect();
    if value.trim().is_empty() || node.children().any(|child| child.is_element()) {
        return None;
    }
    let replacement = replacement(redactor, node, &value)?;
    Some((first.range().start..last.range().end, escape(&replacement).into_owned()))
}

fn replacement(redactor: &mut Redactor<'_>, node: Node<'_, '_>, value: &str) -> Option<String> {
    let name = node.tag_name().name();
    if name.eq_ignore_ascii_case("value") {
        if let Some(kind) = kind_of_value(redactor, node) {
            return redactor.whole(kind, value);
        }
        if node.parent_element().is_some_and(|parent| parent.tag_name().name().eq_ignore_ascii_case("userData")) {
            return redactor.scalar("userData", value);
        }
    }
    if value.starts_with("%7B") || value.starts_with("%7b") {
        return encoded_document(redactor, name, value);
    }
    redactor.scalar(name, value)
}

/// IAM writes policy documents percent-encoded.
fn encoded_document(redactor: &mut Redactor<'_>, name: &str, value: &str) -> Option<String> {
    let Ok(decoded) = percent_decode_str(value).decode_utf8() else {
        return redactor.whole("unreadable-document", value);
    };
    let replaced = redactor.scalar(name, &decoded)?;
    Some(utf8_percent_encode(&replaced, ENCODED).to_string())
}

/// Why the text of this `value` element is secret, by what stands next to it.
fn kind_of_value(redactor: &Redactor<'_>, node: Node<'_, '_>) -> Option<&'static str> {
    let sibling = |wanted: &str| {
        let mut elements = node.parent_element()?.children().filter(Node::is_element);
        elements.find(|element| element.tag_name().name().eq_ignore_ascii_case(wanted))?.text()
    };
    // The counts of GetAccountSummary are pairs of the same form, but no tags.
    let counted = node.ancestors().any(|ancestor| ancestor.tag_name().name() == "SummaryMap");
    if !counted && sibling("key").is_some_and(names::is_secret_tag) {
        return Some("secret-named-tag");
    }
    let own = sibling("name").is_none_or(|name| !name.starts_with("/aws/service/"));
    (redactor.reads_parameters() && own).then_some("parameter-value")
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}
