//! What `--json` prints: one JSON object and nothing else.

use serde::Serialize;

use super::terminal;
use crate::run::{RunError, is_hidden};

/// Prints `value`.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn print(value: &impl Serialize) -> Result<(), RunError> {
    let text = escaped(&serde_json::to_string_pretty(value)?);
    terminal::print_bytes(format!("{text}\n").as_bytes())
        .map_err(|source| RunError::write("standard output".as_ref(), source))
}

/// The same JSON with hidden characters as escapes: it may be read on a terminal.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) && character != '\n' {
            let mut units = [0; 2];
            character.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    out
}
