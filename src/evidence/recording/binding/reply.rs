//! A stored body is in the form in which bodies are stored: redacted, and described by its size, digest and markers.

use super::markers;
use crate::evidence::canonical;
use crate::evidence::exchange::Exchange;
use crate::evidence::redaction::{Format, OwnerKeys, redact_keeping};
use crate::evidence::strict;

pub(super) fn misfits(owners: &OwnerKeys, exchange: &Exchange, body: Option<&[u8]>) -> Vec<String> {
    let (reply, body) = match (&exchange.reply, body) {
        (Some(reply), Some(body)) => (reply, body),
        (None, None) => return Vec::new(),
        _ => return vec!["it has a reply without a body, or a body without a reply".to_owned()],
    };
    let format = Format::of(&exchange.request);
    let mut found = Vec::new();
    if reply.format != format.as_str() {
        found.push(format!("{} answers in {}", exchange.request.service.escape_default(), format.as_str()));
        return found;
    }
    if reply.bytes != body.len() as u64 || reply.sha256 != canonical::sha256(body) {
        found.push("size or SHA-256 is not that of the stored body".to_owned());
    }
    if let Some(fault) = (format == Format::Json).then(|| strict::fault(body)).flatten() {
        found.push(format!("the reply does not say one thing: {fault}"));
        return found;
    }
    match redact_keeping(owners, &exchange.request, format, body) {
        Ok(again) if again.body == body => {}
        Ok(_) => found.push("the reply holds what this version would have redacted".to_owned()),
        Err(unreadable) => found.push(unreadable.to_string()),
    }
    if reply.redactions != markers(body) {
        found.push("the redactions counted are not those in the reply".to_owned());
    }
    found
}
