//! Hostile names in every string of an assessment and its exchanges change
//! nothing but text: same blocks, same elements, no new link.

use super::*;
use crate::evidence::exchange::Exchange;
use crate::report::escape::visible;
use crate::report::testing::{ORDINARY, corpus, plant};
use std::borrow::Cow;

#[test]
fn values_change_nothing_but_text() {
    let plain = planted(ORDINARY);
    let expected = (skeleton(&plain.document), elements(&plain.html));
    let times = words(&plain.document).matches(ORDINARY).count();
    assert!(times > 150, "planted in {times} places only");
    for value in &corpus() {
        let rendered = planted(value);
        assert_eq!(skeleton(&rendered.document), expected.0, "{value:.60?}");
        assert_eq!(elements(&rendered.html), expected.1, "{value:.60?}");
        // Prose folds white space, block text keeps lines: fold all to compare.
        let (shown, folded) = (fold(&words(&rendered.document)), fold(&visible(value)));
        let prose = fold(&visible(&value.split_whitespace().collect::<Vec<_>>().join(" ")));
        assert!(shown.contains(&folded), "{value:.60?} cannot be recovered");
        if prose == folded {
            assert!(shown.matches(&folded).count() >= times, "{value:.60?} is not shown everywhere");
        }
    }
}

#[test]
fn names_of_controls_and_clusters_change_nothing_but_text() {
    let (assessment, run) = testing::example();
    let rename = |name: &str| {
        let quoted = serde_json::to_string(name).unwrap();
        let mut json = serde_json::to_string(&assessment).unwrap();
        for id in ["imdsv2-required", testing::CARELESS] {
            json = json.replace(&format!("\"{id}\""), &quoted);
        }
        render(&serde_json::from_str(&json).unwrap(), &run)
    };
    let plain = rename(ORDINARY);
    for value in &corpus() {
        let rendered = rename(value);
        assert_eq!(elements(&rendered.html).len(), elements(&plain.html).len(), "{value:.60?}");
        assert!(fold(&words(&rendered.document)).contains(&fold(&visible(value))), "{value:.60?}");
    }
}

/// The example with `value` in every string that may hold any text.
fn planted(value: &str) -> Made {
    let (assessment, run) = testing::example();
    let exchanges = run.exchanges.iter().map(|exchange| plant::<Exchange>(exchange, value)).collect();
    let replies = Cow::Owned([(value.to_owned(), value.as_bytes().to_vec())].into());
    let mut current: crate::assess::model::Assessment = plant(&assessment, value);
    // Only the first digits of a digest are printed, so that a long text could not be recovered.
    current.controls.values_mut().for_each(|text| text.digest = testing::digest("text"));
    let mut previous = current.clone();
    // Every finding is new and every old one is gone, so that each kind of row holds the text.
    previous.collection.account = "444455556666".into();
    previous.exceptions.clear();
    previous.controls.clear();
    let change = crate::assess::change::compare(&current, &[previous], 30).unwrap();
    let (assessment_digest, bundle) = (value.into(), Some(value.into()));
    let (change, workbook) = (Some(change), None);
    // The notice on the cover is the same text on the plain page.
    let custom_templates = vec![value.to_owned()];
    render(
        &current,
        &ReportContext { exchanges, replies, assessment_digest, change, bundle, workbook, custom_templates },
    )
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(document: &Document) -> String {
    let mut words: Vec<String> = runs(&document.blocks).into_iter().map(parse::plain).collect();
    words.extend(document.blocks.iter().filter_map(|block| match block {
        Block::CodeBlock(text) => Some(text.clone()),
        _ => None,
    }));
    words.join("\n")
}

/// The shape of a document: kinds of blocks and runs, without their words.
fn skeleton(document: &Document) -> Vec<String> {
    fn run(content: &[Inline]) -> String {
        let mut out = String::new();
        for inline in content {
            match inline {
                // A value that no code span can hold is shown as text.
                Inline::Text(_) | Inline::Code(_) if out.ends_with('t') => {}
                Inline::Text(_) | Inline::Code(_) => out.push('t'),
                Inline::Shown(_) => out.push('n'),
                Inline::Emphasis(inner) | Inline::Strong(inner) => out.push_str(&format!("s({})", run(inner))),
                Inline::Link { target, content } => out.push_str(&format!("{}({})", &target[..1], run(content))),
                Inline::Chip { kind, .. } => out.push_str(&format!("c({kind})")),
                Inline::Break => out.push('b'),
            }
        }
        out
    }
    let shape = |block: &Block| match block {
        Block::Heading { level, content, .. } => format!("h{level} {}", run(content)),
        Block::Table(table) => {
            let rows: Vec<String> = table
                .rows
                .iter()
                .map(|row| row.cells.iter().map(|cell| run(cell)).collect::<Vec<_>>().join("|"))
                .collect();
            format!("table {} {}", table.header.len(), rows.join("\n"))
        }
        Block::CodeBlock(_) => "code".into(),
        Block::Chart(chart) => format!("chart {}", chart.series.len()),
        Block::PageBreak => "break".into(),
        other => runs(std::slice::from_ref(other)).into_iter().map(run).collect::<Vec<_>>().join(";"),
    };
    document.blocks.iter().map(shape).collect()
}

/// The elements of the page with their attributes' names. `code` is left out,
/// see [`skeleton`], and so are classes: they follow the length of a text.
fn elements(html: &str) -> Vec<String> {
    let main = page::main_element(html);
    let tree = roxmltree::Document::parse(&main).unwrap();
    let elements = tree.descendants().filter(|node| node.is_element() && !node.has_tag_name("code"));
    elements
        .map(|node| {
            let names: Vec<&str> =
                node.attributes().map(|attribute| attribute.name()).filter(|name| *name != "class").collect();
            format!("{} {}", node.tag_name().name(), names.join(" "))
        })
        .collect()
}
