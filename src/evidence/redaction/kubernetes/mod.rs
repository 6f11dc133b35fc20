//! Redaction of Kubernetes replies: what is not declared as kept is dropped, or leaves a marker where a rule needs to
//! know that something stood there. The declarations are in `declared`, one file a group of kinds.

mod annotations;
mod arguments;
mod credential;
mod credential_name;
mod declared;
mod labels;
mod lists;
mod marker;
mod message;
mod names;
mod rule;
mod text;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Form, Format, PREFIX, Unreadable, generated};
use crate::evidence::exchange::Request;

pub use names::Names;
pub(super) use text::is_token as is_credential;

pub(super) fn redact(
    request: &Request,
    names: &Names,
    body: &[u8],
) -> Result<(Vec<u8>, BTreeMap<String, u64>), Unreadable> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| Unreadable {
        format: Format::Json,
        position: format!("line {} column {}", error.line(), error.column()),
    })?;
    let redactions = redact_object(request, names, &mut value);
    let written = value.to_string().into_bytes();
    Ok((written, redactions))
}

/// Redacts the reply to `request`. Returns the redactions made, by kind.
pub(super) fn redact_object(request: &Request, names: &Names, value: &mut Value) -> BTreeMap<String, u64> {
    let mut walker = Walker { names, redactions: BTreeMap::new() };
    let rule = declared::of(&request.operation, value);
    rule.keep(&mut walker, value);
    walker.redactions.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect()
}

/// True when it is declared what is kept of the objects that `operation` lists.
#[must_use]
pub fn is_declared(operation: &str) -> bool {
    declared::is_declared(operation)
}

/// True for what somebody's generator wrote where a name or a tag of an image may stand.
fn is_generated(form: Form, text: &str) -> bool {
    let text = match form {
        Form::Name | Form::Path | Form::Version | Form::Word => text,
        Form::Image => text.split('@').next().unwrap_or_default(),
        _ => return false,
    };
    generated::is_generated(text)
}

/// One pass over a reply.
#[derive(Debug)]
struct Walker<'n> {
    names: &'n Names,
    redactions: BTreeMap<&'static str, u64>,
}

impl Walker<'_> {
    fn count(&mut self, kind: &'static str) {
        *self.redactions.entry(kind).or_default() += 1;
    }

    /// A marker that says what the text, which `name` names, looked like.
    fn whole(&mut self, kind: &'static str, name: &str, text: &mut String) {
        if !text.is_empty() && !marker::is_marker(text) {
            self.count(kind);
            *text = format!("{PREFIX}{kind}; {})", credential::described(name, text));
        }
    }

    /// A marker that is the same for the same text.
    fn numbered(&mut self, kind: &'static str, text: &mut String) {
        if !text.is_empty() && !marker::is_marker(text) {
            self.count(kind);
            *text = format!("{PREFIX}{kind}-{})", self.names.number(text));
        }
    }

    fn form(&mut self, form: Form, text: &mut String) {
        let one_of = matches!(form, Form::Enum(_));
        let credential = !one_of && text.len() >= 16 && text::is_token(text);
        if !form.holds(text) || credential || is_generated(form, text) {
            self.whole(if form == Form::Image { "image" } else { "text" }, "", text);
        }
    }

    fn name(&mut self, text: &mut String) {
        if !text::is_name(text) {
            self.numbered("name", text);
        }
    }

    fn label(&mut self, text: &mut String) {
        if !text::is_label(text) {
            self.numbered("name", text);
        }
    }

    fn host(&mut self, text: &mut String) {
        if !text::is_host(text) {
            self.numbered("name", text);
        }
    }

    /// What an API or a program is called by.
    fn given(&mut self, text: &mut String) {
        if !text::is_name(text) || generated::is_generated(text) {
            self.numbered("name", text);
        }
    }

    /// Part by part: that a file lies below `/etc` decides, whatever its own name is.
    fn path(&mut self, text: &mut String) {
        let is_kept = |part: &str| (text::is_part(part) && !part.ends_with(':')) || marker::is_marker(part);
        if text.split('/').all(is_kept) {
            return;
        }
        // An address is not a path: what follows its host is anything.
        if text.contains("://") {
            return self.whole("path", "", text);
        }
        let marker = format!("{PREFIX}path)");
        let parts: Vec<&str> = text.split('/').map(|part| if is_kept(part) { part } else { marker.as_str() }).collect();
        *text = parts.join("/");
        self.count("path");
    }

    /// Keys of a map that are not names.
    fn keys(&mut self, members: &mut Map<String, Value>) {
        self.keys_that(text::is_key, members);
    }

    /// As [`Self::keys`], where keys are names of several words.
    fn phrases(&mut self, members: &mut Map<String, Value>) {
        let around = |c: char| " '`\"(),".contains(c);
        self.keys_that(
            |key| key.split(around).all(|word| word.is_empty() || text::is_part(word) || text::is_key(word)),
            members,
        );
    }

    fn keys_that(&mut self, is_kept: impl Fn(&str) -> bool, members: &mut Map<String, Value>) {
        let is_kept = |key: &str| is_kept(key) || marker::is_marker(key);
        if members.keys().all(|key| is_kept(key)) {
            return;
        }
        for (mut key, value) in std::mem::take(members) {
            if !is_kept(&key) {
                self.numbered("name", &mut key);
            }
            members.insert(key, value);
        }
    }

    /// What is of another type than declared keeps its type, so that it is found to be malformed, and nothing else.
    fn drop_value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => self.whole("text", "", text),
            Value::Number(number) if number.as_i64() != Some(0) => *value = Value::from(0),
            Value::Array(items) => items.clear(),
            Value::Object(members) => members.clear(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod canaries;
#[cfg(test)]
pub(super) use canaries::planted;
#[cfg(test)]
mod tests;
