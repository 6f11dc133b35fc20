//! What an exchange says of its reply is what the reply says.

use serde_json::Value;

use crate::collect::kubernetes::{self, as_stored};
use crate::collect::transport::Stated;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::redaction::redact_text;

pub(super) fn misfits(exchange: &Exchange, body: Option<&[u8]>) -> Vec<String> {
    let Some(body) = body else { return Vec::new() };
    let mut found = Vec::new();
    let (code, message) = if exchange.request.service == kubernetes::SERVICE {
        let Ok(value) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let said = (Some(word("reason")), Some(redact_text(&word("message"))));
        if as_stored(&exchange.request, value) != body {
            found.push("the reply is not in the form in which replies are stored".to_owned());
        }
        said
    } else {
        match Stated::of(&exchange.request.service, body) {
            Some(stated) => (stated.code, stated.message.or_else(|| Some(String::new()))),
            None => (None, None),
        }
    };
    if let Outcome::Refused { code: told, message: words } = &exchange.outcome
        && (code.is_some_and(|code| code != *told) || message.is_some_and(|message| message != *words))
    {
        found.push("it was refused with another code or message than its reply says".to_owned());
    }
    found
}
