//! Where things stand in a YAML file: fields, and characters of expressions inside them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::file::{File, offset_of};

/// The positions of a control's parts that problems point to.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Positions {
    pub(super) id: Option<Spanned<String>>,
    pub(super) domain: Option<Spanned<String>>,
    pub(super) area: Option<Spanned<String>>,
    pub(super) catalogue: Vec<Spanned<String>>,
    pub(super) subject: Option<Spanned<String>>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) otherwise: Option<Spanned<String>>,
    pub(super) require: Option<Spanned<String>>,
    pub(super) message: Option<Spanned<String>>,
    pub(super) max_age: Option<Spanned<String>>,
    pub(super) parameters: BTreeMap<String, Spanned<serde_json::Value>>,
    pub(super) cases: Vec<Spanned<serde_json::Value>>,
}

/// The positions of a framework's parts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrameworkPositions {
    pub(super) id: Option<Spanned<String>>,
    pub(super) clauses: Vec<ClausePositions>,
}

/// The positions of a clause's parts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClausePositions {
    pub(super) controls: Vec<Spanned<String>>,
}

/// The positions of the rows of the responsibility matrix.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AreaPositions {
    pub(super) areas: Vec<Spanned<serde_json::Value>>,
}

/// Path below the controls folder.
pub(super) fn relative(path: &str) -> &str {
    path.rsplit_once("controls/").map_or(path, |(_, rest)| rest)
}

/// Name of the file without its ending.
pub(super) fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".yaml")
}

/// Byte offset in `file` of character `index` of the scalar that `spanned` holds.
///
/// The scalar's text and the file are walked side by side, so that every way of writing a scalar is followed:
/// plain, quoted, literal and folded blocks.
pub(super) fn offset_in_scalar(file: &File, spanned: &Spanned<String>, index: usize) -> usize {
    let start = offset_of(file, spanned.referenced);
    let mut raw = skip_introduction(file.text(), start);
    let text = file.text();
    for character in spanned.value.chars().take(index) {
        raw = skip_to(text, raw, character);
        if !character.is_whitespace() {
            raw += character.len_utf8();
        }
    }
    match spanned.value.chars().nth(index) {
        Some(character) if !character.is_whitespace() => skip_to(text, raw, character),
        _ => raw,
    }
}

/// Past a block indicator with its line, or past an opening quote.
fn skip_introduction(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    match rest.chars().next() {
        Some('|' | '>') => start + rest.find('\n').map_or(rest.len(), |at| at + 1),
        Some('"' | '\'') => start + 1,
        _ => start,
    }
}

/// Past what YAML adds before `character`: line breaks, indent, escapes.
fn skip_to(text: &str, from: usize, character: char) -> usize {
    if character.is_whitespace() {
        return from;
    }
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .find(|(_, found)| *found == character || !(found.is_whitespace() || matches!(found, '\\' | '\'')))
        .map_or(from, |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::from_yaml;

    /// The rest of the line at the place of `needle` in the expression.
    fn found<'a>(file: &'a File, needle: &str) -> &'a str {
        let positions: Positions = from_yaml(file.text()).unwrap();
        let spanned = positions.require.unwrap();
        let index = spanned.value.find(needle).unwrap();
        let rest = &file.text()[offset_in_scalar(file, &spanned, index)..];
        rest.split([' ', '\n', '"']).next().unwrap()
    }

    #[test]
    fn every_scalar_style_is_followed() {
        for text in [
            "id: x\nrequire: a.b == c.d\n",
            "id: x\nrequire: \"a.b == \\\"q\\\" && c.d\"\n",
            "id: x\nrequire: 'a.b == ''q'' && c.d'\n",
            "id: x\nrequire: |\n  a.b == 1 &&\n    c.d\n",
            "id: x\nrequire: >-\n  a.b == 1 &&\n  c.d\nwhy: y\n",
            "id: x\nrequire:\n  a.b == 1 &&\n  c.d\n",
        ] {
            let file = File::new("a.yaml", text);
            assert_eq!(found(&file, "c.d").trim_end_matches('\''), "c.d", "{text}");
            assert_eq!(found(&file, "a.b"), "a.b", "{text}");
        }
    }
}
