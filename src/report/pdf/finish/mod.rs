//! From printpdf's document to one for archives and screen readers.

mod attach;
mod file;
mod fingerprint;
mod links;
mod outline;
mod pages;
mod structure;
mod xmp;

use std::ops::Bound::{Excluded, Unbounded};

use fingerprint::Fingerprint;
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};

use super::layout::Composed;
use super::ops::utf16;
use super::shape::visible;
use super::{Meta, PdfError};
use crate::report::block::Document;

const PRODUCER: &str = concat!("eks-attest ", env!("CARGO_PKG_VERSION"));
// Compact ICC profile, CC0.
const SRGB: &[u8] = include_bytes!("../../../../assets/colour/sRGB-v2-magic.icc");

/// Writes the pages and adds structure, outline, links, metadata, attachments.
pub(crate) fn finish(composed: Composed, document: &Document, meta: &Meta) -> Result<Vec<u8>, PdfError> {
    let Composed { mut canvas, fonts, headings } = composed;
    let mut pdf = pages::empty(&canvas, &fonts, meta)?;
    drop(fonts);
    "1.7".clone_into(&mut pdf.version);

    let pages: Vec<_> = pdf.page_iter().collect();
    let mut fingerprint = Fingerprint::default();
    let filled = pages::fill(&mut pdf, &mut canvas, &pages, &mut fingerprint)?;
    let annotations = links::name(&mut pdf, &canvas, &pages)?;
    let structure = structure::add(&mut pdf, &canvas, &pages, annotations);
    let outline = outline::add(&mut pdf, &headings, &pages);
    let files = attach::add(&mut pdf, meta)?;
    let intent = output_intent(&mut pdf);
    fingerprint.streams(&pdf, (Excluded(filled), Unbounded));
    let fingerprint = fingerprint.finish(meta);
    pdf.compress();
    let packet = xmp::packet(document, meta, &fingerprint);
    let metadata = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet.into_bytes());
    let metadata = pdf.add_object(metadata.with_compression(false));

    let catalog = pdf.catalog_mut()?;
    catalog.remove(b"PageLayout");
    catalog.set("PageMode", if outline.is_some() { "UseOutlines" } else { "UseNone" });
    catalog.set("Lang", text(language(document)));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("StructTreeRoot", structure.root);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Metadata", metadata);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
    }
    if let Some(attach::Files { names, associated }) = files {
        catalog.set("Names", dictionary! { "EmbeddedFiles" => names });
        catalog.set("AF", associated);
    }
    if let Ok(replaced) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.objects.remove(&replaced);
    }
    let info = pdf.add_object(information(meta));
    pdf.trailer.set("Info", info);
    let id = Object::String(fingerprint[..16].to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let [elements, owners] = structure.later();
    file::save(pdf, &[links::later(&canvas, &pages, annotations), elements, owners])
}

fn language(document: &Document) -> &str {
    if document.language.is_empty() { "en" } else { &document.language }
}

fn output_intent(pdf: &mut lopdf::Document) -> Dictionary {
    let profile = Stream::new(dictionary! { "N" => 3 }, SRGB.to_vec());
    let profile = pdf.add_object(profile);
    dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    }
}

fn information(meta: &Meta) -> Dictionary {
    let date = Object::string_literal(pdf_date(meta));
    let mut info = dictionary! {
        "Title" => text(&meta.title),
        "Creator" => text(PRODUCER),
        "Producer" => text(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let keywords = meta.keywords.join(", ");
    for (key, value) in [("Author", &meta.author), ("Subject", &meta.subject), ("Keywords", &keywords)] {
        if !value.is_empty() {
            info.set(key, text(value));
        }
    }
    info
}

fn pdf_date(meta: &Meta) -> String {
    meta.created.format("D:%Y%m%d%H%M%SZ").to_string()
}

/// A text string, in ASCII where it can be.
fn text(value: &str) -> Object {
    let plain = visible(value);
    if plain.is_ascii() {
        Object::string_literal(plain)
    } else {
        Object::String(utf16(&plain), StringFormat::Hexadecimal)
    }
}
