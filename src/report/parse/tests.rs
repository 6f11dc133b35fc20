#![allow(clippy::unwrap_used, reason = "tests")]

use super::super::block::{Block, Chart, Inline};
use super::*;

fn body(markdown: &str) -> Vec<Block> {
    let mut blocks = document(&format!("# T\n\n{markdown}")).unwrap().blocks;
    blocks.remove(0);
    blocks
}

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

#[test]
fn a_document_without_a_title_is_refused() {
    assert!(matches!(document("## Only a section"), Err(ReportError::Untitled)));
}

#[test]
fn headings_get_unique_anchors_from_their_attribute_or_their_words() {
    let anchors: Vec<String> = body("## One {#first}\n\n## Two words\n\n## Again {#first}\n")
        .into_iter()
        .map(|block| match block {
            Block::Heading { anchor, .. } => anchor,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(anchors, ["first", "two-words", "first-2"]);
}

#[test]
fn raw_html_is_text() {
    let blocks = body("<script>alert(1)</script>\n\nafter <b onclick=x>bold</b>\n");
    assert_eq!(blocks[0], Block::Paragraph(vec![text("<script>alert(1)</script>")]));
    assert_eq!(blocks[1], Block::Paragraph(vec![text("after <b onclick=x>bold</b>")]));
}

#[test]
fn bold_labels_are_chips_and_other_bold_is_not() {
    let Block::Paragraph(content) = &body("**not satisfied** **AWS** **not satisfied!**")[0] else { panic!() };
    assert_eq!(content[0], Inline::Chip { kind: "not-satisfied".into(), label: "not satisfied".into() });
    assert_eq!(content[2], Inline::Chip { kind: "aws".into(), label: "AWS".into() });
    assert_eq!(content[4], Inline::Strong(vec![text("not satisfied!")]));
}

#[test]
fn only_anchors_that_exist_and_https_are_links() {
    let blocks = body(
        "[a](#here) [b](#nowhere) [c](https://x.test/) [d](http://x.test/) [e](javascript:alert(1))\n\n## H {#here}",
    );
    let Block::Paragraph(content) = &blocks[0] else { panic!() };
    let targets: Vec<&str> = content
        .iter()
        .filter_map(|inline| match inline {
            Inline::Link { target, .. } => Some(target.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(targets, ["#here", "https://x.test/"]);
    assert!(plain(content).contains("e (javascript:alert(1))"));
}

#[test]
fn tight_and_loose_lists_have_the_same_shape() {
    let tight = body("- a **b**\n- c\n");
    let loose = body("- a **b**\n\n- c\n");
    assert_eq!(tight, loose);
}

#[test]
fn rows_are_as_long_as_the_header() {
    let Block::Table(table) = &body("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n")[0] else { panic!() };
    assert_eq!(table.rows.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_chart_block_is_a_chart_and_a_broken_one_an_error() {
    let json =
        r#"{"kind":"donut","title":"T","alternative":"A","series":[{"kind":"satisfied","label":"x","value":3}]}"#;
    let blocks = body(&format!("```chart\n{json}\n```\n"));
    let Block::Chart(Chart { series, .. }) = &blocks[0] else { panic!() };
    assert_eq!(series[0].value, 3);
    let error = document("# T\n\n```chart\n{\"kind\":\"pie\"}\n```\n").unwrap_err();
    assert!(matches!(error, ReportError::Chart { number: 1, .. }), "{error}");
}

#[test]
fn invisible_characters_of_entities_become_visible() {
    let Block::Paragraph(content) = &body("a&#x202E;b `c\u{1b}[31m`")[0] else { panic!() };
    assert_eq!(plain(content), "a[U+202E]b c[U+001B][31m");
}
