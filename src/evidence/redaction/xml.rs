//! Redaction of XML bodies. Only the text of elements is replaced, so that the
//! rest stays byte for byte what the service wrote.

use std::borrow::Cow;
use std::ops::Range;

use roxmltree::Node;

use super::marker::is_marker;
use super::typed::is_typed;
use super::{Format, Kept, Redactor, Unreadable, kind_of, replies};
use crate::evidence::xml::{self, XmlError};

/// Replies nest about twelve deep.
const DEPTH: usize = 64;

type Edit = (Range<usize>, String);

pub(super) fn redact(redactor: &mut Redactor<'_>, body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |position: String| Unreadable { format: Format::Xml, position };
    let text = std::str::from_utf8(body).map_err(|error| unreadable(format!("byte {}", error.valid_up_to())))?;
    let document = xml::parse(text).map_err(|error| match error {
        XmlError::Syntax(error) => unreadable(format!("at {}", error.pos())),
        other => unreadable(other.to_string()),
    })?;
    let mut edits = Vec::new();
    for node in document.descendants().filter(|node| node.is_comment() || node.is_pi()) {
        if !node.text().is_some_and(is_marker) {
            // No AWS reply has them; what they hold is unknown.
            edits.push((node.range(), format!("<!--{}-->", redactor.marker("comment"))));
        }
    }
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        if !is_marker(attribute.value()) && !attribute.value().is_empty() {
            edits.push((attribute.range_value(), redactor.marker("attribute")));
        }
    }
    let kept = replies::of(redactor.request);
    let mut walk = Walk { redactor, edits };
    walk.element(document.root_element(), &kept, None, 0).map_err(unreadable)?;
    Ok(splice(text, walk.edits).into_bytes())
}

fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut result = String::with_capacity(text.len());
    let mut position = 0;
    for (range, replacement) in edits {
        // What stands in something that is replaced as a whole is gone with it.
        if range.start < position {
            continue;
        }
        result.push_str(&text[position..range.start]);
        result.push_str(&replacement);
        position = range.end;
    }
    result.push_str(&text[position..]);
    result
}

struct Walk<'r, 'a> {
    redactor: &'r mut Redactor<'a>,
    edits: Vec<Edit>,
}

impl Walk<'_, '_> {
    /// `key` is the text beside this element that names its value.
    fn element(&mut self, node: Node<'_, '_>, kept: &Kept, key: Option<&str>, depth: usize) -> Result<(), String> {
        if depth > DEPTH {
            return Err("nested too deeply".to_owned());
        }
        let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
        if children.is_empty() {
            self.leaf(node, kept, key);
            return Ok(());
        }
        // Text between elements belongs to no member.
        for text in
            node.children().filter(Node::is_text).filter(|text| text.text().is_some_and(|t| !t.trim().is_empty()))
        {
            if !text.text().is_some_and(|text| is_marker(text.trim())) {
                self.edits.push((text.range(), self.redactor.marker("text")));
            }
        }
        let key = ["key", "attributeName"].iter().find_map(|name| named(&children, name));
        for child in &children {
            let below = below(node, kept, *child);
            if matches!(kept, Kept::Folded(_)) && !below.is_declared() {
                self.undeclared(*child);
                continue;
            }
            self.element(*child, &below, key, depth + 1)?;
        }
        Ok(())
    }

    /// What is not declared of a declared operation is not stored, whatever it is.
    fn undeclared(&mut self, node: Node<'_, '_>) {
        let (Some(first), Some(last)) = (node.first_child(), node.last_child()) else { return };
        let text: String = node.children().filter_map(|child| child.text()).collect();
        let bare = node.children().all(|child| child.is_text());
        if !(bare && (text.is_empty() || is_marker(&text))) {
            let marker = self.redactor.marker(kind_of(node.tag_name().name()));
            self.edits.push((first.range().start..last.range().end, marker));
        }
    }

    fn leaf(&mut self, node: Node<'_, '_>, kept: &Kept, key: Option<&str>) {
        let texts: Vec<Node<'_, '_>> = node.children().filter(Node::is_text).collect();
        let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return };
        let value: String = texts.iter().filter_map(Node::text).collect();
        let name = node.tag_name().name();
        let parent = node.parent_element().map_or("", |parent| parent.tag_name().name());
        if !kept.is_declared() && is_typed(parent, name, &value) {
            return;
        }
        // `<userData><value>…` and the items of a list are called like what they stand in.
        let named = if matches!(name, "item" | "member") || parent == "userData" { parent } else { name };
        let replaced = match kept {
            Kept::List(_) | Kept::Map(_) | Kept::Members(_) | Kept::Folded(_) | Kept::Nothing
                if !value.trim().is_empty() && !is_marker(&value) =>
            {
                Some(self.redactor.dropped(kind_of(named), &value))
            }
            kept => self.redactor.text(kept, named, key, &value),
        };
        if let Some(replaced) = replaced {
            self.edits.push((first.range().start..last.range().end, escape(&replaced).into_owned()));
        }
    }
}

/// What of `child`, which stands in `node`, may be kept.
fn below(node: Node<'_, '_>, kept: &Kept, child: Node<'_, '_>) -> Kept {
    let name = child.tag_name().name();
    match kept {
        Kept::List(item) => item.as_ref().clone(),
        // `<entry><key>…</key><value>…</value></entry>` of an IAM map.
        Kept::Map(value) => Kept::object([("key", Kept::text(super::Part::Key)), ("value", value.as_ref().clone())]),
        Kept::Members(_) | Kept::Folded(_) => {
            let found = kept.member(&lower_first(name));
            // A result stands in an element of its own.
            let result = !found.is_declared() && node.parent_element().is_none() && name.ends_with("Result");
            if result { kept.clone() } else { found }
        }
        // `<userData><value>…</value></userData>`.
        Kept::Text(_) if name == "value" => kept.clone(),
        Kept::Text(_) | Kept::Nothing => Kept::Nothing,
    }
}

fn named<'t>(children: &[Node<'t, '_>], name: &str) -> Option<&'t str> {
    children.iter().find(|child| child.tag_name().name().eq_ignore_ascii_case(name))?.text()
}

/// Member names start in lower case.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}
