//! Redaction: what of a reply may be stored.
//!
//! Every reply body passes through [`redact`] before it is stored, hashed or
//! handed on, so that nothing downstream can hold a secret. Free text is
//! dropped unless the shape of its topic declares it as kept, with the form
//! that it must have ([`Form`], [`Part`]); a marker in place names the kind of
//! what stood there. No length and no hash of the original is kept.

mod configuration;
mod credential_kinds;
mod generated;
mod json;
mod kubernetes;
mod marker;
mod message;
mod names;
mod nested;
mod patterns;
mod policy;
mod replies;
mod tags;
mod typed;
mod unpack;
mod user_data;
mod vendors;
mod xml;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::exchange::Request;
use super::topic::declaration;
use marker::PREFIX;
pub(crate) use marker::is_marker;

pub use super::kept::{Declared, Form, Keep, Kept, Member, Part};
pub use kubernetes::{Names, is_declared};
pub use message::{redact_error, redact_text};
pub use tags::{OwnerKeys, is_kept_tag};

/// True for an operation that is read without being declared as data.
#[must_use]
pub fn is_built_in(service: &str, operation: &str) -> bool {
    replies::is_built_in(service, operation)
}

/// How a reply body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Services that answer in JSON: Amazon EKS.
    Json,
    /// Query-protocol services: EC2, IAM, Auto Scaling, Elastic Load Balancing, STS.
    Xml,
}

impl Format {
    /// How the reply to `request` is written.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let declared = declaration::operation(&request.service, &request.operation);
        let json = match declared {
            Some(declared) => declared.answers_in_json(),
            None => ["eks", "kubernetes"].contains(&request.service.as_str()),
        };
        if json { Self::Json } else { Self::Xml }
    }

    /// `json` or `xml`, as [`super::exchange::Reply::format`] holds it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// A body that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The body with markers in place of what is not kept; byte-identical to the
    /// original when all of it is kept.
    pub body: Vec<u8>,
    /// Redactions made, by kind.
    pub redactions: BTreeMap<String, u64>,
}

/// The body does not parse, so what it holds cannot be known: it must not be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the reply is not well-formed {} ({position})", .format.as_str())]
pub struct Unreadable {
    /// The format that was expected.
    pub format: Format,
    /// Where parsing stopped; never any of the content.
    pub position: String,
}

static NO_OWNERS: LazyLock<OwnerKeys> = LazyLock::new(OwnerKeys::default);

/// As [`redact_keeping`], with no keys of owners besides those in common use.
///
/// # Errors
/// As [`redact_keeping`].
pub fn redact(request: &Request, format: Format, body: &[u8]) -> Result<Redacted, Unreadable> {
    redact_keeping(&NO_OWNERS, request, format, body)
}

/// Replaces all text in `body`, the reply to `request`, that is not declared as kept with markers; `owners` are the
/// keys of tags whose values name owners. Redacting twice gives the same as redacting once.
///
/// # Errors
/// When the body is not well-formed: truncated, empty, of another format or nested too deeply.
pub fn redact_keeping(
    owners: &OwnerKeys,
    request: &Request,
    format: Format,
    body: &[u8],
) -> Result<Redacted, Unreadable> {
    if request.service == "kubernetes" {
        let (body, redactions) = kubernetes::redact(request, &Names::new(owners.clone()), body)?;
        return Ok(Redacted { body, redactions });
    }
    let mut redactor = Redactor { owners, request, redactions: BTreeMap::new() };
    let body = match format {
        Format::Json => json::redact(&mut redactor, body)?,
        Format::Xml => xml::redact(&mut redactor, body)?,
    };
    Ok(Redacted { body, redactions: redactor.redactions })
}

/// As [`redact`], for a Kubernetes reply that is parsed already; `names` are those of the run. Returns the redactions
/// made, by kind.
pub fn redact_object(request: &Request, names: &Names, value: &mut Value) -> BTreeMap<String, u64> {
    kubernetes::redact_object(request, names, value)
}

/// The state of one redaction: whose reply it is, and what was replaced.
struct Redactor<'a> {
    owners: &'a OwnerKeys,
    request: &'a Request,
    redactions: BTreeMap<String, u64>,
}

impl Redactor<'_> {
    /// Counts one redaction of `kind` and returns its marker.
    fn marker(&mut self, kind: &str) -> String {
        *self.redactions.entry(kind.to_owned()).or_default() += 1;
        marker::marker(kind, None)
    }

    /// The marker in place of `text`, which says what credentials it looked like.
    fn dropped(&mut self, kind: &str, text: &str) -> String {
        *self.redactions.entry(kind.to_owned()).or_default() += 1;
        marker::marker(kind, patterns::kinds(text))
    }

    /// As [`Self::dropped`]; nothing and a marker stay as they are.
    fn dropped_unless_empty(&mut self, kind: &str, text: &str) -> Option<String> {
        (!text.trim().is_empty() && !is_marker(text)).then(|| self.dropped(kind, text))
    }

    /// What stands in place of `text` unless it has the form.
    fn form(&mut self, form: Form, kind: &str, text: &str) -> Option<String> {
        if text.trim().is_empty() || is_marker(text) {
            return None;
        }
        // What AWS calls its states and versions by is not a long run of letters and digits.
        let words = matches!(form, Form::Word | Form::Title | Form::Version | Form::Pattern);
        let kept = form.holds(text) && !(words && generated::is_generated(text));
        if kept { self.fenced(kind, text) } else { Some(self.dropped(kind, text)) }
    }

    /// What stands in place of `text` of a kept form when it looks like a credential all the same. Kubernetes' detectors
    /// are asked as well: a name that is kept on one side only would not be found again on the other.
    fn fenced(&mut self, kind: &str, text: &str) -> Option<String> {
        (!patterns::kinds(text).is_empty() || kubernetes::is_credential(text)).then(|| self.dropped(kind, text))
    }

    /// What stands in place of the text of the member or element `name`, of which this may be kept; `key` is the text
    /// that names a value beside it, in a list of keys and values.
    fn text(&mut self, kept: &Kept, name: &str, key: Option<&str>, text: &str) -> Option<String> {
        if text.trim().is_empty() || is_marker(text) {
            return None;
        }
        let Kept::Text(keep) = kept else { return Some(self.dropped(kind_of(name), text)) };
        match keep {
            Keep::Form(form) => self.form(*form, kind_of(name), text),
            Keep::Part(Part::Key) => self.key("tag-key", text),
            Keep::Part(Part::Tag) => self.tag(key.unwrap_or(name), text),
            Keep::Part(Part::Attribute) => self.attribute(key.unwrap_or(name), text),
            Keep::Part(Part::Policy) => policy::redact(self, text),
            Keep::Part(Part::Configuration) => configuration::redact(self, text),
            Keep::Part(Part::UserData) => {
                let facts = user_data::facts(text)?;
                *self.redactions.entry("user-data".to_owned()).or_default() += 1;
                Some(format!("{PREFIX}user-data; {facts})"))
            }
            Keep::Part(Part::Message) => {
                let reduced = message::reduced(text)?;
                *self.redactions.entry("message".to_owned()).or_default() += 1;
                Some(reduced)
            }
            Keep::Part(Part::Closed) => {
                if policy::is_closed(text) {
                    None
                } else {
                    Some(self.dropped(kind_of(name), text))
                }
            }
        }
    }
}

/// The kind of undeclared text, by the name of its member or element.
fn kind_of(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "message" | "reason" => "message",
        "value" => "tag-value",
        "key" => "tag-key",
        "userdata" => "user-data",
        _ if names::is_credential(name) || lower.contains("secret") => "credential",
        _ if lower.contains("description") => "description",
        _ if lower.ends_with("name") => "name",
        _ => "text",
    }
}

#[cfg(test)]
mod canaries;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod tests;
