//! What libraries say of their errors, as it may be shown.

use std::error::Error;

use crate::evidence::redaction::redact_error;

/// An error and its causes on one line, redacted, each said once.
pub(in crate::collect) fn words(error: &(dyn Error + 'static)) -> String {
    let mut words = redact_error(&error.to_string());
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = redact_error(&error.to_string());
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = error.source();
    }
    words
}
