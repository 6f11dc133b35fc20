//! What the pages need around them, for viewers, archives and screen readers.

mod attach;
mod font;
mod links;
mod outline;
mod structure;
mod xmp;

use super::canvas::{Canvas, PAGE_HEIGHT, PAGE_WIDTH};
use super::file::{File, Id, text};
use super::fonts::Fonts;
use super::layout::{Composed, LOGO, logo_resource};
use super::{Meta, PdfError};
use crate::report::block::Document;

const PRODUCER: &str = concat!("eks-attest ", env!("CARGO_PKG_VERSION"));
// Compact ICC profile, CC0.
const SRGB: &[u8] = include_bytes!("../../../../assets/colour/sRGB-v2-magic.icc");

/// Writes fonts, structure, outline, links, metadata and attachments around the pages.
pub(crate) fn finish(composed: Composed, document: &Document, meta: &Meta) -> Result<Vec<u8>, PdfError> {
    let Composed { mut canvas, fonts, headings } = composed;
    for page in 0..canvas.page_count() {
        canvas.close_page(page);
    }
    let mut file = std::mem::replace(&mut canvas.file, File::new());
    let files = attach::add(&mut file, meta)?;
    let resources = resources(&mut file, &fonts, meta)?;
    let tree = file.reserve();
    let pages: Vec<Id> = (0..canvas.page_count()).map(|_| file.reserve()).collect();
    let annotations = links::add(&mut file, &canvas, &pages);
    write_pages(&mut file, &canvas, tree, &pages, resources, &annotations);
    let structure = structure::add(&mut file, &canvas, &pages, &annotations);
    drop(canvas);
    let outline = outline::add(&mut file, &headings, &pages);
    let metadata = file.reserve();
    let profile = file.exact("/N 3", SRGB.into());

    let mut catalog = format!(
        "<</Type/Catalog/Pages {tree}/PageMode/{}/Lang{}/MarkInfo<</Marked true>>\
         /ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot {structure}/Metadata {metadata}\
         /OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)\
         /Info(sRGB IEC61966-2.1)/DestOutputProfile {profile}>>]",
        if outline.is_some() { "UseOutlines" } else { "UseNone" },
        text(language(document)),
    );
    if let Some(outline) = outline {
        catalog += &format!("/Outlines {outline}");
    }
    if let Some(attach::Files { names, associated }) = files {
        catalog += &format!("/Names<</EmbeddedFiles {names}>>/AF[{associated}]");
    }
    let catalog = file.add(&(catalog + ">>"));
    let info = file.add(&information(meta));

    let mut sealed = file.seal()?;
    let words = (&meta.title, &meta.author, &meta.subject, &meta.keywords, &meta.identifier, meta.created);
    let fingerprint = sealed.fingerprint(&format!("{words:?}"));
    let packet = xmp::packet(document, meta, &fingerprint);
    sealed.stream(metadata, "/Type/Metadata/Subtype/XML", packet.as_bytes());
    let id = hex::encode(&fingerprint[..16]);
    sealed.finish(&format!("/Root {catalog}/Info {info}/ID[<{id}><{id}>]"))
}

/// Fonts and pictures; all pages share them.
fn resources(file: &mut File, fonts: &Fonts, meta: &Meta) -> Result<Id, PdfError> {
    let mut entries = String::new();
    for subset in fonts.subsets()? {
        let font = font::add(file, &subset);
        entries += &format!("/{} {font}", subset.resource);
    }
    let mut resources = format!("<</Font<<{entries}>>");
    if let Some(logo) = &meta.logo {
        let (dictionary, pixels) = logo_resource(logo);
        let picture = file.exact(&dictionary, pixels);
        resources += &format!("/XObject<</{LOGO} {picture}>>");
    }
    Ok(file.add(&(resources + ">>")))
}

fn write_pages(file: &mut File, canvas: &Canvas, tree: Id, pages: &[Id], resources: Id, annotations: &[Id]) {
    let mut links: Vec<Vec<Id>> = vec![Vec::new(); pages.len()];
    for (annotation, id) in canvas.annotations.iter().zip(annotations) {
        links[annotation.page].push(*id);
    }
    for (number, (page, links)) in pages.iter().zip(links).enumerate() {
        let mut object = format!(
            "<</Type/Page/Parent {tree}/Resources {resources}/Contents[{}]/Tabs/S/StructParents {number}",
            list(canvas.streams(number)),
        );
        if !links.is_empty() {
            object += &format!("/Annots[{}]", list(&links));
        }
        file.put(*page, &(object + ">>"));
    }
    let kids = list(pages);
    let (width, height) = (PAGE_WIDTH, PAGE_HEIGHT);
    let count = pages.len();
    file.put(tree, &format!("<</Type/Pages/Count {count}/Kids[{kids}]/MediaBox[0 0 {width} {height}]>>"));
}

fn list(ids: &[Id]) -> String {
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")
}

fn language(document: &Document) -> &str {
    if document.language.is_empty() { "en" } else { &document.language }
}

fn information(meta: &Meta) -> String {
    let date = pdf_date(meta);
    let mut info = format!(
        "<</Title{}/Creator({PRODUCER})/Producer({PRODUCER})/CreationDate({date})/ModDate({date})",
        text(&meta.title)
    );
    let keywords = meta.keywords.join(", ");
    for (key, value) in [("Author", &meta.author), ("Subject", &meta.subject), ("Keywords", &keywords)] {
        if !value.is_empty() {
            info += &format!("/{key}{}", text(value));
        }
    }
    info + ">>"
}

fn pdf_date(meta: &Meta) -> String {
    meta.created.format("D:%Y%m%d%H%M%SZ").to_string()
}
