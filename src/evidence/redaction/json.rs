//! Redaction of JSON bodies.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::marker::is_marker;
use super::nested::Strict;
use super::{Format, Keep, Kept, Part, Redactor, Unreadable, kind_of, replies};

pub(super) fn redact(redactor: &mut Redactor<'_>, body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unreadable = |position| Unreadable { format: Format::Json, position };
    let strict: Strict = serde_json::from_slice(body)
        .map_err(|error| unreadable(format!("line {} column {}", error.line(), error.column())))?;
    // Of two members of one name a parser sees one: what the other holds must not be stored unseen.
    if strict.repeated {
        return Err(unreadable("a member stands twice".to_owned()));
    }
    let mut value = strict.value;
    let kept = replies::of(redactor.request);
    walk(redactor, &kept, "", None, &mut value);
    // An untouched body stays as the service wrote it.
    if redactor.redactions.is_empty() { Ok(body.to_vec()) } else { Ok(value.to_string().into_bytes()) }
}

/// The nesting is bounded by the parser.
fn walk(redactor: &mut Redactor<'_>, kept: &Kept, name: &str, key: Option<&str>, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(replaced) = redactor.text(kept, name, key, text) {
                *text = replaced;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(redactor, &kept.item(), name, None, item)),
        Value::Object(members) => object(redactor, kept, members),
        // Numbers and booleans are AWS's: what others write is text.
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => {
            if number.to_string().len() > 20 {
                *value = Value::String(redactor.marker("number"));
            }
        }
    }
}

fn object(redactor: &mut Redactor<'_>, kept: &Kept, members: &mut Map<String, Value>) {
    let sibling = ["key", "Key"].iter().find_map(|name| members.get(*name)?.as_str().map(str::to_owned));
    let declared = matches!(kept, Kept::Members(_) | Kept::Folded(_));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut result = Map::new();
    for (name, mut value) in std::mem::take(members) {
        let key = if matches!(kept, Kept::Map(_)) { Some(name.clone()) } else { sibling.clone() };
        match (kept, &mut value) {
            // A key and a value of a map are both written by others, the value always as text.
            (Kept::Map(_), Value::Number(_)) => value = Value::String(redactor.marker("tag-value")),
            (Kept::Folded(_), value) if !kept.member(&name).is_declared() => undeclared(redactor, &name, value),
            _ => walk(redactor, &kept.member(&name), &name, key.as_deref(), &mut value),
        }
        let plain = declared && kept.member(&name).is_declared() || is_member_name(kept, &name);
        let name = if plain { name } else { renamed(redactor, &name, &mut taken) };
        result.insert(name, value);
    }
    *members = result;
}

/// What is not declared of a declared operation is not stored, whatever it is.
fn undeclared(redactor: &mut Redactor<'_>, name: &str, value: &mut Value) {
    let stored = match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || is_marker(text),
        _ => false,
    };
    if !stored {
        *value = Value::String(redactor.marker(kind_of(name)));
    }
}

/// Names of members are AWS's, of at most forty letters; keys of a map are others'.
fn is_member_name(kept: &Kept, name: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic();
    !matches!(kept, Kept::Map(_)) && name.len() <= 40 && name.trim_start_matches("__").chars().all(letters)
}

/// The key, or a marker that no other key of the object reads like.
fn renamed(redactor: &mut Redactor<'_>, key: &str, taken: &mut BTreeSet<String>) -> String {
    let Some(marker) = redactor.key_unless_marker(key) else { return key.to_owned() };
    let mut name = marker.clone();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        // Two digits: so many keys that are not names do not stand in one map.
        name = format!("{}; {})", marker.trim_end_matches(')'), number.min(99));
        if number > 99 {
            break;
        }
    }
    name
}

impl Redactor<'_> {
    fn key_unless_marker(&mut self, key: &str) -> Option<String> {
        self.text(&Kept::Text(Keep::Part(Part::Key)), "key", None, key)
    }
}
