//! Places in the texts of templates.

use std::collections::{BTreeMap, BTreeSet};

/// A place in a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its name.
    pub(super) template: String,
    /// Line, from 1.
    pub(super) line: usize,
    /// Column in characters, from 1.
    pub(super) column: usize,
}

impl Place {
    /// The byte `at` of a template's text.
    pub(super) fn at(template: &str, text: &str, at: usize) -> Self {
        let before = &text[..at];
        let line_starts = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            template: template.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_starts..].chars().count() + 1,
        }
    }
}

/// The first reference to the section `id` in what the template `document` is made of.
pub(super) fn of_reference(sources: &BTreeMap<String, String>, document: &str, id: &str) -> Option<Place> {
    let names = included(sources, document);
    let mut own = sources.iter().filter(|(name, _)| names.contains(name.as_str()));
    own.find_map(|(name, text)| Some(Place::at(name, text, reference(text, id)?)))
}

/// A tag that names the id and asks for a number: `<section of="id"/>`, `"id" | number`.
fn reference(text: &str, id: &str) -> Option<usize> {
    let asks = |at: usize| {
        let start = text[..at].rfind("{{")?;
        let end = at + text[at..].find("}}")?;
        let tag = &text[start..end];
        let open = !text[start..at].contains("}}");
        (open && (tag.contains("<section") || tag.contains("number"))).then_some(at + 1)
    };
    let quoted = [format!("\"{id}\""), format!("'{id}'")];
    quoted.iter().find_map(|quoted| text.match_indices(quoted.as_str()).find_map(|(at, _)| asks(at)))
}

/// The names of a template and of those that it includes, they too.
fn included<'a>(sources: &'a BTreeMap<String, String>, document: &'a str) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut open = vec![document];
    while let Some(name) = open.pop() {
        if let Some(text) = sources.get(name).filter(|_| names.insert(name)) {
            let tags = text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
            let tags = tags.filter_map(|tag| tag.trim_start_matches('-').trim_start().strip_prefix("include"));
            open.extend(tags.filter_map(|tag| tag.split(['"', '\'']).nth(1)));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_found_in_the_templates_of_its_own_document_only() {
        let sources = [
            ("one.md", "{%- include \"one/part.md\" -%}"),
            ("one/part.md", "é {{ x }} \"gone\"\n  see {{ <section of='gone'/> }}"),
            ("another.md", "{{ <section of=\"gone\"/> }}"),
        ];
        let sources = sources.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let place = of_reference(&sources, "one.md", "gone").unwrap();
        assert_eq!(place, Place { template: "one/part.md".to_owned(), line: 2, column: 23 });
        assert_eq!(of_reference(&sources, "one.md", "other"), None);
    }
}
