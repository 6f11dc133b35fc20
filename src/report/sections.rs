//! Section numbers: headings of level 2 are counted, and a reference takes the number of the section that it names.
//!
//! This is done once, in the Markdown, so that every format and every table of contents has the same numbers.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::marks::{self, Marks};
use crate::file::suggestion;

/// The class of a heading that has no number, as Pandoc has it: `## Appendix {#appendix .unnumbered}`.
const UNNUMBERED: &str = ".unnumbered";

/// A reference to a section that the document does not have, or that has no number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// What was asked for.
    pub(super) id: String,
    /// The numbered section of the document that was likely meant.
    pub(super) nearest: Option<String>,
}

/// `markdown` with the numbers of its sections, in headings and in references, and what its other marks say.
///
/// # Errors
/// When a reference names no section.
pub(super) fn numbered(markdown: &str) -> Result<(String, Marks), Unknown> {
    let (text, numbers) = headings(markdown);
    marks::settled(&text, |id| {
        numbers.get(id).copied().ok_or_else(|| {
            let nearest = suggestion(id, numbers.keys().map(String::as_str));
            Unknown { id: id.to_owned(), nearest: nearest.map(str::to_owned) }
        })
    })
}

/// The text with numbered headings, and the number of the section that each id is in.
fn headings(markdown: &str) -> (String, BTreeMap<String, usize>) {
    let mut out = String::with_capacity(markdown.len() + 256);
    let mut numbers = BTreeMap::new();
    let (mut count, mut current) = (0, None);
    for (line, code) in Lines::of(markdown) {
        match Heading::of(line).filter(|_| !code) {
            Some(heading) => {
                if heading.level == 2 {
                    count += usize::from(heading.is_numbered());
                    current = heading.is_numbered().then_some(count);
                }
                if let (Some(id), Some(number)) = (heading.id(), current) {
                    numbers.entry(id.to_owned()).or_insert(number);
                }
                heading.write(&mut out, current);
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    (out, numbers)
}

/// A heading's line. Braces of values are escaped, so that those at its end are the template's.
struct Heading<'a> {
    level: usize,
    words: &'a str,
    attributes: Vec<&'a str>,
}

impl<'a> Heading<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let level = line.len() - line.trim_start_matches('#').len();
        let rest = line[level..].strip_prefix(' ').filter(|_| (1..=6).contains(&level))?;
        let (words, attributes) = rest
            .strip_suffix('}')
            .and_then(|rest| rest.rsplit_once('{'))
            .map_or((rest, ""), |(w, a)| (w.trim_end(), a));
        Some(Self { level, words, attributes: attributes.split_whitespace().collect() })
    }

    fn is_numbered(&self) -> bool {
        !self.attributes.contains(&UNNUMBERED)
    }

    fn id(&self) -> Option<&'a str> {
        self.attributes.iter().find_map(|attribute| attribute.strip_prefix('#'))
    }

    fn write(&self, out: &mut String, number: Option<usize>) {
        out.push_str(&"#".repeat(self.level));
        if let Some(number) = number.filter(|_| self.level == 2) {
            out.push_str(&format!(" {number}."));
        }
        out.push(' ');
        out.push_str(self.words);
        let kept: Vec<&str> = self.attributes.iter().copied().filter(|attribute| *attribute != UNNUMBERED).collect();
        if !kept.is_empty() {
            out.push_str(&format!(" {{{}}}", kept.join(" ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(markdown: &str) -> Result<String, Unknown> {
        super::numbered(markdown).map(|(text, _)| text)
    }

    fn reference(id: &str) -> String {
        format!("[section {}](#{id})", marks::number(id))
    }

    #[test]
    fn a_section_that_is_added_or_left_out_renumbers_the_others_and_what_refers_to_them() {
        let document = |sections: &[&str]| {
            let parts = sections.iter().map(|id| format!("## The {id} {{#{id}}}\n\n### Part {{#{id}-part}}\n"));
            numbered(&format!("# T\n\nsee {}\n\n{}", reference("c-part"), parts.collect::<String>())).unwrap()
        };
        let all = document(&["a", "b", "c"]);
        assert!(all.contains("see [section 3](#c-part)") && all.contains("\n## 3. The c {#c}\n"), "{all}");
        assert!(all.contains("\n### Part {#c-part}\n"), "parts of sections have no number: {all}");
        let fewer = document(&["b", "c"]);
        assert!(fewer.contains("see [section 2](#c-part)") && fewer.contains("\n## 2. The c {#c}\n"), "{fewer}");
        let more = document(&["a", "new", "b", "c"]);
        assert!(more.contains("see [section 4](#c-part)") && more.contains("\n## 2. The new {#new}\n"), "{more}");
    }

    #[test]
    fn what_is_marked_as_unnumbered_has_no_number_and_takes_none() {
        let text = numbered("## A {#a}\n## Appendix {#x .unnumbered}\n### P {#p}\n## B\n## C {.unnumbered}\n").unwrap();
        assert_eq!(text, "## 1. A {#a}\n## Appendix {#x}\n### P {#p}\n## 2. B\n## C\n");
        assert_eq!(numbered(&format!("## X {{#x .unnumbered}}\n{}", reference("x"))).unwrap_err().id, "x");
    }

    #[test]
    fn code_and_quotations_are_not_numbered() {
        let text = "```text\n## not a heading {#a}\n```\n> ## quoted\n\n    ## code\n##none\n## One\n";
        assert_eq!(numbered(text).unwrap(), text.replace("## One", "## 1. One"));
    }

    #[test]
    fn a_reference_to_nothing_is_refused_with_what_may_have_been_meant() {
        let unknown =
            numbered(&format!("## A {{#findings}}\n## B {{#scope}}\n\n{}", reference("finding"))).unwrap_err();
        assert_eq!(unknown, Unknown { id: "finding".to_owned(), nearest: Some("findings".to_owned()) });
    }
}
