//! Where things stand on the pages.

use super::samples::{heading, meta, paragraph, sample};
use super::{extract, load};
use crate::report::block::{Block, Document};

#[test]
fn cover_contents_and_text_follow_each_other() {
    let pdf = load(&sample(12));
    assert_eq!(pdf.get_pages().len(), 6);
    let cover = extract(&pdf, [1]);
    assert!(cover.contains("Example Payments GmbH") && cover.contains("21 September 2026, 14:13 UTC"));
    assert!(extract(&pdf, [2]).contains("Contents"));
    assert!(extract(&pdf, [3]).contains("Summary"));
}

#[test]
fn the_contents_give_the_page_of_every_heading() {
    let pdf = load(&sample(40));
    let contents = extract(&pdf, [2]);
    let count = u32::try_from(pdf.get_pages().len()).unwrap();
    for number in 1..=12 {
        let title = format!("Control number {number}");
        let holds = |page: &u32| extract(&pdf, [*page]).split('\n').any(|line| line.trim() == title);
        let page = (3..=count).find(holds).unwrap();
        let after = contents.split(&title).nth(1).unwrap();
        let given: String =
            after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        assert_eq!(given, page.to_string(), "{title}");
    }
}

#[test]
fn feet_count_the_pages_and_name_the_report() {
    let pdf = load(&sample(12));
    for page in 2..=6 {
        let text = extract(&pdf, [page]);
        assert!(text.contains(&format!("Page {page} of 6")));
        assert!(text.contains("Confidential") && text.contains(&meta().identifier));
    }
}

#[test]
fn a_heading_is_never_the_last_thing_on_a_page() {
    let blocks = (0..120).flat_map(|number| {
        let title = heading(3, &format!("Heading{number:03}"));
        [
            title,
            paragraph(&format!("Paragraph{number:03} {}", "goes on for more than one line. ".repeat(1 + number % 9))),
        ]
    });
    let pdf = load(&Document { blocks: blocks.collect(), ..Document::default() });
    let count = u32::try_from(pdf.get_pages().len()).unwrap();
    let texts: Vec<String> = (1..=count).map(|page| extract(&pdf, [page])).collect();
    for number in 0..120 {
        // The contents come first: the last page with the title holds the heading.
        let title = format!("Heading{number:03}");
        let page = texts.iter().rposition(|text| text.contains(&title)).unwrap();
        assert!(texts[page].contains(&format!("Paragraph{number:03}")), "{title}");
    }
}

#[test]
fn page_breaks_break_once_and_not_at_the_end() {
    let blocks = vec![paragraph("one"), Block::PageBreak, Block::PageBreak, paragraph("two"), Block::PageBreak];
    assert_eq!(load(&Document { blocks, ..Document::default() }).get_pages().len(), 2);
}
