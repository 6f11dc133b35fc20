//! Redaction markers: what stands in place of something secret.
//!
//! Every reply body passes through [`redact`] before it is stored, hashed or
//! handed on, so that nothing downstream can hold a secret. A marker names the
//! kind of what stood there and, for user data, the facts that rules need; no
//! length and no hash of the original is kept.

mod configuration;
mod form;
mod json;
mod kubernetes;
mod names;
mod patterns;
mod user_data;
mod xml;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::exchange::Request;

pub use form::Form;
pub use patterns::redact_text;

/// How a reply body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// REST JSON services: Amazon EKS.
    Json,
    /// Query-protocol services: EC2, IAM, Auto Scaling, Elastic Load Balancing, STS.
    Xml,
}

impl Format {
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
    /// The body with markers in place of secrets; byte-identical to the
    /// original when there was none.
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

/// Replaces everything secret in `body`, the reply to `request`, with markers.
/// Redacting twice gives the same as redacting once.
///
/// # Errors
/// When the body is not well-formed: truncated, empty or of another format.
pub fn redact(request: &Request, format: Format, body: &[u8]) -> Result<Redacted, Unreadable> {
    let mut redactor = Redactor { request, redactions: BTreeMap::new() };
    let body = match format {
        Format::Json if request.service == "kubernetes" => kubernetes::redact(&mut redactor, body)?,
        Format::Json => json::redact(&mut redactor, body)?,
        Format::Xml => xml::redact(&mut redactor, body)?,
    };
    Ok(Redacted { body, redactions: redactor.redactions })
}

/// As [`redact`], for a Kubernetes reply that is parsed already. Returns the
/// redactions made, by kind.
pub fn redact_object(request: &Request, value: &mut Value) -> BTreeMap<String, u64> {
    let mut redactor = Redactor { request, redactions: BTreeMap::new() };
    kubernetes::walk(&mut redactor, value);
    redactor.redactions
}

/// The state of one redaction: whose reply it is, and what was replaced.
struct Redactor<'a> {
    request: &'a Request,
    redactions: BTreeMap<String, u64>,
}

impl Redactor<'_> {
    /// Counts one redaction of `kind` and returns its marker.
    fn marker(&mut self, kind: &str) -> String {
        *self.redactions.entry(kind.to_owned()).or_default() += 1;
        format!("{PREFIX}{kind})")
    }

    /// The value with a marker in place of all of it, unless one is there already.
    fn whole(&mut self, kind: &str, value: &str) -> Option<String> {
        (!value.is_empty() && !is_marker(value)).then(|| self.marker(kind))
    }

    /// The value of the member or element `name`, redacted by that name and by
    /// what it looks like; `None` when it may stay as it is.
    fn scalar(&mut self, name: &str, value: &str) -> Option<String> {
        if names::is_page_token(name) || is_marker(value) {
            return None;
        }
        if name.eq_ignore_ascii_case("userData") {
            let facts = user_data::facts(value)?;
            *self.redactions.entry("user-data".to_owned()).or_default() += 1;
            return Some(format!("{PREFIX}user-data; {facts})"));
        }
        if names::is_credential(name) {
            return self.whole("credential", value);
        }
        if name == "configurationValues" {
            return configuration::redact(self, value);
        }
        patterns::replace(value, &mut |kind| self.marker(kind))
    }

    /// True when `Value` members of the reply are values of SSM parameters.
    fn reads_parameters(&self) -> bool {
        self.request.service == "ssm" && self.request.operation.starts_with("GetParameter")
    }
}

/// How every marker starts.
const PREFIX: &str = "redacted(";

/// Exactly the form that this module writes, so that a secret cannot hide
/// behind words that only start like a marker.
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^redacted\([a-z0-9-]+(?:; (?:[a-z-]+: )?[a-z0-9,-]+)*\)$").expect("a constant pattern is valid")
});

fn is_marker(value: &str) -> bool {
    MARKER.is_match(value)
}

#[cfg(test)]
mod tests;
