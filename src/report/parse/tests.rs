use super::super::block::{Block, Chart, Inline};
use super::super::marks;
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

/// What stands in the document that `marked` makes.
fn of_marks(text: &str) -> Vec<Block> {
    let (markdown, marks) = marks::settled::<()>(&format!("# T\n\n{text}"), |_| Ok(1)).unwrap();
    let facets = ["one", "two"].map(|cluster| {
        let control = Arc::default();
        let (list, team, id) = (crate::report::facets::List::Result, String::new(), String::new());
        Arc::new(Facets {
            list,
            control,
            outcome: "satisfied",
            owner: "aws",
            team,
            cluster: cluster.into(),
            id,
            address: None,
        })
    });
    marked(&markdown, &marks, &facets).unwrap().blocks.split_off(1)
}

#[test]
fn bold_words_are_a_chip_where_a_mark_says_so_whatever_they_are() {
    let content = of_marks(&format!(
        "**not satisfied** {}**nicht erfüllt**, {}**x** é",
        marks::chip("not-satisfied"),
        marks::chip("aws")
    ));
    let Block::Paragraph(content) = &content[0] else { panic!() };
    assert_eq!(content[0], Inline::Strong(vec![text("not satisfied")]));
    assert_eq!(content[2], Inline::Chip { kind: "not-satisfied".into(), label: "nicht erfüllt".into() });
    assert_eq!(content[4], Inline::Chip { kind: "aws".into(), label: "x".into() });
}

#[test]
fn rows_have_the_facets_that_their_marks_name() {
    let table = format!(
        "| A | B |\n|---|---|\n| {}x | y |\n| no | mark |\n| x | {}é |\n| {}| |\n",
        marks::row(1),
        marks::row(0),
        marks::row(9)
    );
    let blocks = of_marks(&format!("{table}\n| {}after |\n|---|\n| x |\n", marks::row(0)));
    let [Block::Table(first), Block::Table(second)] = blocks.as_slice() else { panic!("{blocks:?}") };
    let clusters: Vec<Option<&str>> =
        first.rows.iter().map(|row| row.facets.as_ref().map(|facets| facets.cluster.as_str())).collect();
    assert_eq!(clusters, [Some("two"), None, Some("one"), None]);
    assert_eq!(first.rows[0].cells, [[text("x")], [text("y")]]);
    assert!(second.rows[0].facets.is_none(), "a mark in the header belongs to no row");
}

#[test]
fn the_number_of_rows_shown_is_told_from_other_numbers() {
    let blocks = of_marks(&format!("*Of 20, first {}2 of 20 &amp; 2.*", marks::shown(2)));
    let Block::Paragraph(content) = &blocks[0] else { panic!() };
    let [Inline::Emphasis(words)] = content.as_slice() else { panic!("{content:?}") };
    assert_eq!(*words, [text("Of 20, first "), Inline::Shown(2), text(" of 20 & 2.")]);
    assert_eq!(plain(content), "Of 20, first 2 of 20 & 2.");
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
    assert_eq!(table.rows.iter().map(|row| row.cells.len()).collect::<Vec<_>>(), [2, 2]);
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
