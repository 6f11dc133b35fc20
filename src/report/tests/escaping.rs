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
        // Addresses are shown as code, so that no reader makes a link of them.
        let is_value = |content: &[Inline]| {
            content.iter().all(|run| matches!(run, Inline::Text(_) | Inline::Code(_)))
                && crate::report::parse::plain(content) == visible
        };
        let is_paragraph = |blocks: &[Block]| matches!(blocks, [Block::Paragraph(content)] if is_value(content));
        assert!(is_paragraph(&shown(&escaped)), "{value:?}: {escaped:?}");
        let Block::List { items, .. } = &shown(&format!("- {escaped}"))[0] else { panic!("{value:?}") };
        assert!(is_paragraph(&items[0]), "{value:?}");
        let Block::Heading { content, .. } = &shown(&format!("## {escaped}"))[0] else { panic!("{value:?}") };
        assert!(is_value(content), "{value:?}");
        let blocks = shown(&format!("| a | b |\n|---|---|\n| {escaped} | x |\n"));
        let [Block::Table(table)] = blocks.as_slice() else { panic!("{value:?}") };
        assert!(is_value(&table.rows[0].cells[0]) && table.rows[0].cells[1] == [Inline::Text("x".into())], "{value:?}");
    }
}

#[test]
fn as_code_in_a_paragraph_and_a_cell() {
    for value in HOSTILE.iter().filter(|value| !value.is_empty()) {
        let (escaped, visible) = (escape::code(value), escape::visible(value));
        let is_value = |content: &[Inline]| {
            content.iter().all(|run| matches!(run, Inline::Text(_) | Inline::Code(_)))
                && crate::report::parse::plain(content) == visible
        };
        let blocks = shown(&format!("x\n\n| a | b |\n|---|---|\n| {escaped} | x |\n\ny\n"));
        let Block::Table(table) = &blocks[1] else { panic!("{value:?}") };
        assert!(is_value(&table.rows[0].cells[0]), "{value:?}: {:?}", table.rows[0]);
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
fn s7_no_name_becomes_a_link_of_a_reader_that_follows_githubs_rules() {
    for (value, escaped) in [
        ("evil@evil.example", "`evil@evil.example`"),
        ("by evil@evil.example.", "by `evil@evil.example`."),
        ("mailto:evil@evil.example", "`mailto:evil@evil.example`"),
        ("|evil+x@evil.example|", "&#124;`evil+x@evil.example`&#124;"),
        ("`evil@evil.example`", "\\``evil@evil.example`\\`"),
        ("www.evil.example", "`www.evil.example`"),
        ("(WWW.evil.example)", "(`WWW.evil.example`)"),
        ("https://evil.example/?a=1&b=2", "`https://evil.example/?a=1`&amp;b=2"),
        ("ftp://evil.example", "`ftp://evil.example`"),
        ("web/nginx@sha256:0123", "web/nginx@sha256:0123"),
        ("@daily", "@daily"),
    ] {
        assert_eq!(escape::text(value), escaped);
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
