//! The documents of a file, one after the other, as `kubectl` separates them.

use serde_json::Value;

use super::json::Document;
use super::problem::{Fault, Place, Problems};
use super::reason;
use super::tree::{Found, Written};
use crate::evidence::strict::Once;
use crate::file::codes::collect as code;

/// Maps are what a tree costs most for, in units of a scalar.
const MAP: usize = 16;

/// Hands every document of `text` to `take`. What does not parse becomes a problem; the documents after it are read all
/// the same. Returns the number of documents.
pub(super) fn each(
    found: &Found,
    text: &str,
    problems: &mut Problems,
    take: &mut dyn FnMut(Document<'_>, Place, &mut Problems),
) -> usize {
    let place = &found.place;
    if text.trim().is_empty() {
        let fault = Fault::new(code::EMPTY_FILE, "it is empty: what should have written it failed");
        problems.add(place, fault.help("write it again, or delete it"));
        return 1;
    }
    if let Some((line, fault)) = reason::of_text(text) {
        problems.add(&place.line(line), fault);
        return 1;
    }
    if found.written == Written::Json {
        return json(place, text, problems, take);
    }
    if text.trim_start().starts_with(['{', '['])
        && serde_json::Deserializer::from_str(text).into_iter::<Once>().all(|value| value.is_ok())
    {
        return json(place, text, problems, take);
    }
    yaml(place, text, problems, take)
}

fn json(
    place: &Place,
    text: &str,
    problems: &mut Problems,
    take: &mut dyn FnMut(Document<'_>, Place, &mut Problems),
) -> usize {
    // A tree takes many times the memory of its text when it is made of next to nothing but brackets.
    let weight: usize = text
        .bytes()
        .map(|byte| match byte {
            b'{' => MAP,
            b'[' | b',' => 1,
            _ => 0,
        })
        .sum();
    if weight > 4_000_000 + text.len() / 2 {
        problems
            .add(place, Fault::new(code::TOO_MANY_VALUES, "it holds more objects and values than its size can be for"));
        return 1;
    }
    // Each is looked through first, so that what is wrong with it is told before any of it is taken.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Once>();
    let (mut number, mut line, mut counted) = (0, 1, 0);
    loop {
        let from = values.byte_offset();
        let start = from + text[from..].len() - text[from..].trim_start().len();
        line += text[counted..start].matches('\n').count();
        counted = start;
        let looked_through = match values.next() {
            None => return number,
            Some(looked_through) => looked_through,
        };
        let end = values.byte_offset();
        match looked_through.and_then(|Once| Document::of(&text[start..end])) {
            Ok(document) => take(document, place.line(line), problems),
            Err(error) => {
                let at = place.line(error.line());
                problems.add(&at, reason::of_json(text, &error));
                return number + 1;
            }
        }
        number += 1;
    }
}

fn yaml(
    place: &Place,
    text: &str,
    problems: &mut Problems,
    take: &mut dyn FnMut(Document<'_>, Place, &mut Problems),
) -> usize {
    let (mut number, mut told) = (0, Vec::new());
    for (first, part) in parts(text) {
        if !part.lines().any(says_something) {
            continue;
        }
        number += 1;
        let options = serde_saphyr::options! {
            budget: budget(part.len()),
            legacy_octal_numbers: true,
            with_snippet: false,
        };
        match serde_saphyr::from_str_with_options::<Value>(part, options) {
            Ok(Value::Null) => number -= 1,
            Ok(value) => {
                let skipped = part.lines().take_while(|line| !says_something(line)).count();
                take(Document::Whole(value), place.line(first + skipped), problems);
            }
            Err(error) => {
                let location = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
                let (line, fault) = reason::of_yaml(part, location.max(1), &error);
                // A template fails in every document for the one reason.
                if fault.code == code::NOT_YAML || !told.contains(&fault.code) {
                    told.push(fault.code);
                    problems.add(&place.line(first + line - 1), fault);
                }
            }
        }
    }
    number
}

fn budget(length: usize) -> Option<serde_saphyr::Budget> {
    serde_saphyr::budget! {
        max_events: usize::MAX,
        max_nodes: 200_000 + length / 6,
        max_depth: 128,
        flow_nesting_limit: 128,
        max_total_scalar_bytes: 4_000_000 + 2 * length,
        max_total_comment_bytes: usize::MAX,
        max_documents: 2,
        max_anchors: 10_000,
        max_aliases: 10_000,
        max_recorded_anchor_events: 400_000,
    }
}

fn says_something(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#') && !line.starts_with("---") && line != "..." && !line.starts_with('%')
}

/// The parts between lines `---`, each with the number of its first line.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut first, mut at) = (0, 1, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let rest = line.trim_end().strip_prefix("---");
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
            parts.push((first, &text[start..at]));
            let content = !rest.trim_start().is_empty() && !rest.trim_start().starts_with('#');
            (start, first) = if content { (at, number + 1) } else { (at + line.len(), number + 2) };
        }
        at += line.len();
    }
    parts.push((first, &text[start..]));
    parts
}
