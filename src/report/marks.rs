//! Marks: what templates say to the program between the words for people.
//!
//! A mark stands between two control characters. Text from outside cannot hold
//! one: every escape writes control characters out. The finished Markdown holds
//! none either.

/// Begins a mark.
const OPEN: char = '\u{2}';
/// Ends a mark.
const CLOSE: char = '\u{3}';

/// The number of the section with this id, which is known when the document is whole.
pub(super) fn number(id: &str) -> String {
    format!("{OPEN}number {}{CLOSE}", super::escape::visible(id))
}

/// The id that a mark of [`number`] names.
pub(super) fn section_of(mark: &str) -> Option<&str> {
    mark.strip_prefix("number ")
}

/// `text` with every mark replaced by what `meaning` makes of it.
///
/// # Errors
/// The first that `meaning` gives.
pub(super) fn replaced<E>(text: &str, meaning: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let (mark, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        out.push_str(&meaning(mark)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
