//! Escaped text comes out of the parser as it went in.

use super::*;
use crate::report::escape;
use crate::report::testing::HOSTILE;

fn shown(markdown: &str) -> Vec<Block> {
    document(&format!("# T\n\n{markdown}\n")).unwrap().blocks.split_off(1)
}

#[test]
fn in_a_paragraph_a_list_a_heading_and_a_cell() {
    for value in HOSTILE {
        let (escaped, visible) = (escape::text(value), escape::visible(value));
        assert!(!escaped.contains('\n'), "{value:?}");
        if value.is_empty() {
            continue;
        }
        assert_eq!(shown(&escaped), [Block::Paragraph(vec![Inline::Text(visible.clone())])], "{value:?}");
        let Block::List { items, .. } = &shown(&format!("- {escaped}"))[0] else { panic!("{value:?}") };
        assert_eq!(items[0], [Block::Paragraph(vec![Inline::Text(visible.clone())])], "{value:?}");
        let Block::Heading { content, .. } = &shown(&format!("## {escaped}"))[0] else { panic!("{value:?}") };
        assert_eq!(content, &[Inline::Text(visible.clone())], "{value:?}");
        let blocks = shown(&format!("| a | b |\n|---|---|\n| {escaped} | x |\n"));
        let [Block::Table(table)] = blocks.as_slice() else { panic!("{value:?}") };
        assert_eq!(table.rows, [[vec![Inline::Text(visible)], vec![Inline::Text("x".into())]]], "{value:?}");
    }
}

#[test]
fn as_code_in_a_paragraph_and_a_cell() {
    for value in HOSTILE.iter().filter(|value| !value.is_empty()) {
        let (escaped, visible) = (escape::code(value), escape::visible(value));
        let is_value =
            |content: &[Inline]| matches!(content, [Inline::Text(text) | Inline::Code(text)] if *text == visible);
        let blocks = shown(&format!("x\n\n| a | b |\n|---|---|\n| {escaped} | x |\n\ny\n"));
        let Block::Table(table) = &blocks[1] else { panic!("{value:?}") };
        assert!(is_value(&table.rows[0][0]), "{value:?}: {:?}", table.rows[0]);
        assert!(matches!(shown(&escaped).as_slice(), [Block::Paragraph(content)] if is_value(content)), "{value:?}");
    }
}

#[test]
fn as_a_code_block() {
    for value in HOSTILE.iter().filter(|value| !value.trim().is_empty()) {
        let blocks = shown(&escape::block(value));
        let [Block::CodeBlock(text)] = blocks.as_slice() else { panic!("{value:?}: {blocks:?}") };
        // Tabs of a command are set as the spaces that they stand for.
        let shown = |line: &str| escape::visible(&line.replace('\t', "    "));
        let lines: Vec<String> = value.trim_end().split('\n').map(shown).collect();
        assert_eq!(*text, lines.join("\n"), "{value:?}");
    }
}

#[test]
fn only_plain_https_addresses_are_links() {
    assert_eq!(
        escape::link("https://docs.aws.amazon.com/eks/"),
        "[docs.aws.amazon.com/eks/](<https://docs.aws.amazon.com/eks/>)"
    );
    for value in HOSTILE.iter().chain(&[
        "http://x.test/",
        "https://x.test/>)<b",
        "https://x.test/ y",
        "https://",
        "javascript:x",
    ]) {
        assert_eq!(escape::link(value), escape::text(value), "{value:?}");
    }
}

#[test]
fn ordinary_names_stay_readable() {
    for name in
        ["payments-prod", "eks-attest 0.1.0", "1.31", "arn:aws:iam::111122223333:role/node_role", "a (b) c, d; e: f"]
    {
        assert_eq!(escape::text(name), name);
    }
}
