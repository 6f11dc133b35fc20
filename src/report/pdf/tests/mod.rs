//! The document read back: structure, links, fonts, text, and equal bytes.

mod pages;
mod samples;
mod structure;

use lopdf::{Dictionary, Document as Pdf, Object};

use super::{Attachment, PdfError, render};
use crate::report::block::{Document, Inline, Table};
use samples::{crowded, findings, heading, hostile, hostile_meta, meta, paragraph, sample, words};

fn load(document: &Document) -> Pdf {
    Pdf::load_mem(&render(document, &meta()).unwrap()).unwrap()
}

fn dictionaries(pdf: &Pdf) -> impl Iterator<Item = &Dictionary> {
    pdf.objects.values().filter_map(|object| object.as_dict().ok())
}

/// All text of some pages, as a reader of the file would extract it.
fn extract(pdf: &Pdf, pages: impl IntoIterator<Item = u32>) -> String {
    let pages: Vec<u32> = pages.into_iter().collect();
    pdf.extract_text(&pages).unwrap()
}

/// `EKS_ATTEST_PDF_SAMPLES=folder cargo test --lib write_samples -- --ignored`
/// writes files for qpdf, veraPDF (profiles 3a and ua1) and eyes.
#[test]
#[ignore = "writes samples for the validators of other people"]
fn write_samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("EKS_ATTEST_PDF_SAMPLES").unwrap());
    let samples = [
        ("small", sample(12), meta()),
        ("long", sample(2600), meta()),
        ("hostile", hostile(), hostile_meta()),
        ("crowded", crowded(), meta()),
    ];
    for (name, document, meta) in samples {
        std::fs::write(folder.join(format!("{name}.pdf")), render(&document, &meta).unwrap()).unwrap();
    }
}

#[test]
fn equal_input_gives_equal_bytes_in_one_process() {
    let document = sample(40);
    let first = render(&document, &meta()).unwrap();
    render(&hostile(), &meta()).unwrap();
    assert_eq!(first, render(&document, &meta()).unwrap());
}

#[test]
fn nothing_is_left_that_no_object_names() {
    let mut pdf = load(&sample(40));
    let copy = pdf.clone();
    let unused = pdf.prune_objects();
    let containers = ["ObjStm", "XRef"].map(Object::from);
    let stray: Vec<_> = unused
        .into_iter()
        .map(|id| copy.get_object(id).unwrap())
        .filter(|object| {
            let kind = object.as_stream().ok().and_then(|stream| stream.dict.get(b"Type").ok());
            !kind.is_some_and(|kind| containers.contains(kind))
        })
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn another_identifier_gives_another_document_id() {
    let mut other = meta();
    other.identifier = "sha256:00".to_owned();
    let id = |meta| {
        let pdf = Pdf::load_mem(&render(&sample(1), meta).unwrap()).unwrap();
        pdf.trailer.get(b"ID").unwrap().as_array().unwrap()[0].as_str().unwrap().to_vec()
    };
    assert_ne!(id(&meta()), id(&other));
}

#[test]
fn every_font_is_embedded_as_a_subset() {
    let pdf = load(&sample(12));
    let descriptors: Vec<_> = dictionaries(&pdf).filter(|entry| entry.has_type(b"FontDescriptor")).collect();
    assert_eq!(descriptors.len(), 5, "text, semibold, italic, mono, fallback");
    for descriptor in descriptors {
        assert_eq!(descriptor.get(b"FontName").unwrap().as_name().unwrap()[6], b'+');
        let program = descriptor.get_deref(b"FontFile2", &pdf).unwrap().as_stream().unwrap();
        let size = program.get_plain_content().unwrap().len();
        assert!((1_000..60_000).contains(&size), "cut to what is used: {size}");
    }
}

#[test]
fn a_font_has_an_outline_for_every_glyph_that_it_gives_a_width() {
    let pdf = load(&sample(12));
    let descendants = dictionaries(&pdf).filter_map(|entry| entry.get(b"DescendantFonts").ok());
    let fonts: Vec<_> = descendants.map(|fonts| fonts.as_array().unwrap()[0].as_dict().unwrap()).collect();
    assert_eq!(fonts.len(), 5);
    for font in fonts {
        let descriptor = font.get_deref(b"FontDescriptor", &pdf).unwrap().as_dict().unwrap();
        let program = descriptor.get_deref(b"FontFile2", &pdf).unwrap().as_stream().unwrap();
        let program = program.get_plain_content().unwrap();
        let face = rustybuzz::ttf_parser::Face::parse(&program, 0).unwrap();
        let widths = font.get(b"W").unwrap().as_array().unwrap();
        let first = widths[0].as_i64().unwrap();
        for (code, width) in (first..).zip(widths[1].as_array().unwrap()) {
            let glyph = rustybuzz::ttf_parser::GlyphId(u16::try_from(code).unwrap());
            let advance = f64::from(face.glyph_hor_advance(glyph).unwrap());
            let scaled = advance * 1000.0 / f64::from(face.units_per_em());
            assert!((scaled - width.as_i64().unwrap() as f64).abs() <= 1.0);
        }
    }
}

#[test]
fn no_glyph_is_missing() {
    for document in [sample(12), hostile()] {
        let pdf = load(&document);
        for page in pdf.page_iter() {
            let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
            let shown = content.operations.iter().filter(|operation| operation.operator == "TJ");
            for item in shown.flat_map(|operation| operation.operands[0].as_array().unwrap()) {
                assert!(!matches!(item, Object::String(code, _) if code == &[0, 0]), ".notdef is shown");
            }
        }
    }
}

#[test]
fn hostile_names_are_shown_and_can_be_extracted() {
    let pdf = load(&hostile());
    let text = extract(&pdf, 1..=4);
    for shown in ["admin[U+202E]nimda[U+2066]", "[U+001B][31mred", "[U+200D][U+FE0F]", "[U+4E2D]"] {
        assert!(text.contains(shown), "{shown}");
    }
}

#[test]
fn hostile_words_about_the_document_are_shown_too() {
    let pdf = Pdf::load_mem(&render(&hostile(), &hostile_meta()).unwrap()).unwrap();
    let packet = pdf.catalog().unwrap().get_deref(b"Metadata", &pdf).unwrap().as_stream().unwrap();
    let packet = String::from_utf8(packet.content.clone()).unwrap();
    roxmltree::Document::parse(&packet).unwrap();
    assert!(packet.contains("&lt;N\u{e4}me&gt; &amp; [U+202E]eman"), "{packet}");
    let title = pdf.trailer.get_deref(b"Info", &pdf).unwrap().as_dict().unwrap().get(b"Title").unwrap();
    assert_eq!(lopdf::decode_text_string(title).unwrap(), "<N\u{e4}me> & [U+202E]eman \u{1F600}");
}

#[test]
fn attachments_are_associated_and_their_names_unique() {
    let pdf = load(&sample(1));
    let catalog = pdf.catalog().unwrap();
    let associated = catalog.get(b"AF").unwrap().as_array().unwrap();
    let file = pdf.get_dictionary(associated[0].as_reference().unwrap()).unwrap();
    assert_eq!(file.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Data");
    let embedded = file.get(b"EF").unwrap().as_dict().unwrap().get_deref(b"F", &pdf).unwrap().as_stream().unwrap();
    assert_eq!(embedded.get_plain_content().unwrap(), *meta().attachments[0].bytes);

    let mut twice = meta();
    let again = Attachment { bytes: [].into(), ..twice.attachments[0].clone() };
    twice.attachments.push(again);
    assert!(matches!(render(&sample(1), &twice), Err(PdfError::Attachment(name)) if name == "assessment.json"));
}

#[test]
fn the_packet_says_what_the_information_dictionary_says() {
    let pdf = load(&sample(1));
    let packet = pdf.catalog().unwrap().get_deref(b"Metadata", &pdf).unwrap().as_stream().unwrap();
    assert!(packet.dict.get(b"Filter").is_err(), "not compressed");
    let packet = String::from_utf8(packet.content.clone()).unwrap();
    roxmltree::Document::parse(&packet).unwrap();
    for said in
        ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "Example Payments GmbH", "2026-09-21T"]
    {
        assert!(packet.contains(said), "{said}");
    }
    let info = pdf.trailer.get_deref(b"Info", &pdf).unwrap().as_dict().unwrap();
    assert_eq!(info.get(b"Title").unwrap().as_str().unwrap(), meta().title.as_bytes());
    assert!(info.get(b"CreationDate").unwrap().as_str().unwrap().starts_with(b"D:20260921"));
}

#[test]
fn an_empty_document_is_one_page() {
    assert_eq!(load(&Document::default()).get_pages().len(), 1);
}

#[test]
fn a_title_alone_is_a_cover() {
    let document = Document { blocks: vec![heading(1, "Title")], ..Document::default() };
    let pdf = load(&document);
    assert_eq!(pdf.get_pages().len(), 1);
    assert!(extract(&pdf, [1]).contains("Identifier"));
}

#[test]
fn a_table_longer_than_a_page_repeats_its_header() {
    let table = crate::report::block::Block::Table(findings(60));
    let pdf = load(&Document { blocks: vec![paragraph("Before."), table], ..Document::default() });
    let pages = u32::try_from(pdf.get_pages().len()).unwrap();
    assert!(pages > 3);
    for page in 1..=pages {
        assert!(extract(&pdf, [page]).contains("What was found"), "page {page}");
    }
}

#[test]
fn a_row_is_never_split_between_pages() {
    let pdf = load(&Document {
        blocks: vec![crate::report::block::Block::Table(Table {
            header: vec![words("Row")],
            rows: (0..40)
                .map(|row| {
                    let lines = (0..5).flat_map(|line| [Inline::Text(format!("r{row}l{line}x")), Inline::Break]);
                    vec![lines.collect()].into()
                })
                .collect(),
        })],
        ..Document::default()
    });
    let pages = u32::try_from(pdf.get_pages().len()).unwrap();
    let texts: Vec<String> = (1..=pages).map(|page| extract(&pdf, [page])).collect();
    for row in 0..40 {
        let holds = |line: usize| texts.iter().position(|text| text.contains(&format!("r{row}l{line}x"))).unwrap();
        assert!((1..5).all(|line| holds(line) == holds(0)), "row {row}");
    }
}
