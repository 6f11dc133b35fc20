//! What a YAML reader says of a file that has not the shape expected, in words that help.

use super::code::Code;
use super::codes::file as code;
use super::names::help_with_names;

/// Code, message and what to do.
pub(super) type Told = (Code, String, Option<String>);

/// What chrono says of text that is not a day or time.
const NO_TIME: [&str; 5] = [
    "input is out of range",
    "input contains invalid characters",
    "premature end of input",
    "trailing input",
    "no possible date and time matching input",
];

/// What the reader expected, in our words, and how it is written.
const EXPECTED: [(&str, &str, &str); 5] = [
    (
        "expected string scalar",
        "text is expected here",
        "write one line of text, in quotes where it holds `: ` or ` #`",
    ),
    ("expected sequence start", "a list is expected here", "write `- ` before each entry, or `[first, second]`"),
    ("expected mapping start", "keys with values are expected here", "write `key: value` lines, or `{key: value}`"),
    ("invalid type: map", "one value is expected here, not keys with values", "see the file's schema"),
    ("unexpected end of input", "the file is empty", "see the example in the documentation"),
];

/// `value` is what stands at the place of the problem.
pub(super) fn told(error: &serde_saphyr::Error, value: &str) -> Told {
    use serde_saphyr::Error as E;
    let names = |known: &[&str]| known.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    match error {
        E::SerdeUnknownField { field, expected, .. } => {
            (code::UNKNOWN_FIELD, format!("there is no field `{field}` here"), help_with_names(field, &names(expected)))
        }
        E::SerdeUnknownVariant { variant, expected, .. } => {
            (code::UNKNOWN_VALUE, format!("`{variant}` is not known here"), help_with_names(variant, &names(expected)))
        }
        E::SerdeMissingField { field, .. } => {
            (code::FIELD_MISSING, format!("the field `{field}` is missing"), Some(format!("add `{field}: …` here")))
        }
        other => in_words(&other.to_string(), value),
    }
}

fn in_words(text: &str, value: &str) -> Told {
    let text = text.rsplit_once(" at line ").map_or(text, |(message, _)| message);
    if NO_TIME.iter().any(|start| text.starts_with(start)) {
        let help = "write a day as 2026-09-30, and a time as 2026-09-30T23:59:59Z";
        return (code::NOT_A_DAY, format!("`{value}` is not a day"), Some(help.to_owned()));
    }
    if let Some(key) = text.strip_prefix("duplicate mapping key: ") {
        let key = key.split(',').next().unwrap_or(key);
        return (
            code::DUPLICATE_FIELD,
            format!("the field `{key}` is there twice"),
            Some("keep one of them".to_owned()),
        );
    }
    let known = EXPECTED.iter().find(|(start, ..)| text.starts_with(start));
    let (message, help) = match known {
        Some((_, message, help)) => ((*message).to_owned(), *help),
        None => (text.to_owned(), "check quotes and indentation of this line and of the one above it"),
    };
    (code::NOT_THIS_SHAPE, message, Some(help.to_owned()))
}
