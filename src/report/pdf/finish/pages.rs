//! The pages: printpdf turns their operators into content, a few pages at a time.
//!
//! All operators at once would take hundreds of megabytes. So the document is
//! first made of empty pages and the fonts, then filled with contents, already
//! compressed, that printpdf wrote in small documents of their own.

use std::collections::VecDeque;
use std::num::NonZero;
use std::thread::{self, ScopedJoinHandle};

use lopdf::{Document, Object, ObjectId, Stream};
use printpdf::{Codepoint, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem, XObjectId};

use super::super::canvas::Canvas;
use super::super::fonts::Fonts;
use super::super::layout::{LOGO, logo_resource};
use super::super::{Meta, PdfError, ops};
use super::fingerprint::Fingerprint;

/// Pages that are turned into content together.
const TOGETHER: usize = 4;

/// The document with its resources and as many pages as the canvas has, without their content.
pub(super) fn empty(canvas: &Canvas, fonts: &Fonts, meta: &Meta) -> Result<Document, PdfError> {
    let mut document = PdfDocument::new(&meta.title);
    for (id, font) in fonts.subsets()? {
        document.resources.fonts.map.insert(id, font);
    }
    if let Some(logo) = &meta.logo {
        document.resources.xobjects.map.insert(XObjectId(LOGO.to_owned()), logo_resource(logo));
    }
    document.pages = vec![ops::empty_page(); canvas.page_count()];
    if let Some(first) = document.pages.first_mut() {
        first.ops = specimen(canvas, fonts);
    }
    Ok(document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new()))
}

/// Every glyph that is shown, once: what printpdf writes of a font is what it finds on the pages.
fn specimen(canvas: &Canvas, fonts: &Fonts) -> Vec<Op> {
    let shown = fonts.faces().zip(&canvas.glyphs).filter(|(_, glyphs)| !glyphs.is_empty());
    let faces = shown.map(|((id, texts), glyphs)| {
        let says = |glyph: &u16| Codepoint { gid: *glyph, offset: 0.0, cid: texts.get(glyph).cloned() };
        let items = vec![TextItem::GlyphIds(glyphs.iter().map(says).collect())];
        [Op::SetFont { font: PdfFontHandle::External(id), size: Pt(1.0) }, Op::ShowText { items }]
    });
    faces.flatten().collect()
}

/// Writes the contents of the pages into the document; returns the id of the last.
pub(super) fn fill(
    pdf: &mut Document,
    canvas: &mut Canvas,
    pages: &[ObjectId],
    fingerprint: &mut Fingerprint,
) -> Result<ObjectId, PdfError> {
    let places = pages.iter().map(|page| content_of(pdf, *page)).collect::<Result<Vec<_>, _>>()?;
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return Err(PdfError::Write("there is no page".to_owned()));
    };
    fingerprint.streams(pdf, ..*first);
    let mut rest = places.iter();
    let mut put = |pdf: &mut Document, written: Written| -> Result<(), PdfError> {
        for (plain, stream) in written? {
            if let Some(id) = rest.next() {
                fingerprint.stream(*id, &plain);
                pdf.objects.insert(*id, Object::Stream(stream));
            }
        }
        Ok(())
    };
    let most = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let mut running = VecDeque::with_capacity(most);
        for first in (0..pages.len()).step_by(TOGETHER) {
            let together = first..pages.len().min(first + TOGETHER);
            let batch: Vec<PdfPage> = together.map(|page| ops::page(canvas.take(page))).collect();
            if running.len() == most {
                put(pdf, joined(running.pop_front()))?;
            }
            running.push_back(thread::Builder::new().spawn_scoped(scope, move || written(batch))?);
        }
        while !running.is_empty() {
            put(pdf, joined(running.pop_front()))?;
        }
        Ok(*last)
    })
}

/// The contents of some pages: as it is, and as it is stored.
type Written = Result<Vec<(Vec<u8>, Stream)>, PdfError>;

fn written(pages: Vec<PdfPage>) -> Written {
    // Glyphs are named by their place in the cut fonts, so that content needs no font to be written.
    let document = PdfDocument { pages, ..PdfDocument::default() };
    let mut pdf = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    drop(document);
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    let content = |page: ObjectId| {
        let mut stream = match pdf.objects.remove(&content_of(&pdf, page)?) {
            Some(Object::Stream(stream)) => stream,
            _ => return Err(PdfError::Write("a page has no content".to_owned())),
        };
        let plain = stream.content.clone();
        stream.compress()?;
        Ok((plain, stream))
    };
    pages.into_iter().map(content).collect()
}

fn content_of(pdf: &Document, page: ObjectId) -> Result<ObjectId, PdfError> {
    Ok(pdf.get_dictionary(page)?.get(b"Contents")?.as_reference()?)
}

fn joined(running: Option<ScopedJoinHandle<'_, Written>>) -> Written {
    let done = running.and_then(|thread| thread.join().ok());
    done.unwrap_or_else(|| Err(PdfError::Write("a page cannot be written".to_owned())))
}
