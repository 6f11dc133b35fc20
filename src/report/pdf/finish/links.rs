//! Link annotations, as objects of their own so that tags can refer to them.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::super::PdfError;
use super::super::canvas::{Annotation, Canvas, PAGE_HEIGHT, Target};
use super::file::{Later, reserve};
use super::text;

/// Names the annotations on their pages; returns the id of the first, with the others after it in the canvas's order.
pub(super) fn name(pdf: &mut Document, canvas: &Canvas, pages: &[ObjectId]) -> Result<u32, PdfError> {
    let first = reserve(pdf, canvas.annotations.len());
    let mut by_page: Vec<Vec<Object>> = vec![Vec::new(); pages.len()];
    for (id, annotation) in (first..).zip(&canvas.annotations) {
        by_page[annotation.page].push((id, 0).into());
    }
    for (number, (page, annotations)) in pages.iter().zip(by_page).enumerate() {
        let page = pdf.get_dictionary_mut(*page)?;
        page.remove(b"Annots");
        if !annotations.is_empty() {
            page.set("Annots", annotations);
        }
        page.set("Tabs", "S");
        page.set("StructParents", i64::try_from(number).unwrap_or(i64::MAX));
    }
    Ok(first)
}

/// The annotations themselves.
pub(super) fn later<'a>(canvas: &'a Canvas, pages: &'a [ObjectId], first: u32) -> Later<'a> {
    let make = move |index: usize| link(canvas, &canvas.annotations[index], pages, pages.len() + index).into();
    Later { first, count: canvas.annotations.len(), make: Box::new(move |index| Some(make(index))) }
}

fn link(canvas: &Canvas, annotation: &Annotation, pages: &[ObjectId], parent: usize) -> lopdf::Dictionary {
    let link = &canvas.links[annotation.link];
    let bounds: Vec<Object> = annotation.bounds.iter().map(|value| Object::Real(*value)).collect();
    let mut dictionary = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => bounds,
        "Border" => vec![0.into(), 0.into(), 0.into()],
        // Print.
        "F" => 4,
        "P" => pages[annotation.page],
        "Contents" => text(&link.contents),
        "StructParent" => i64::try_from(parent).unwrap_or(i64::MAX),
    };
    match &link.target {
        Target::Anchor(anchor) => {
            if let Some((page, y)) = canvas.anchors.get(anchor) {
                dictionary.set("Dest", destination(pages[*page], *y));
            }
        }
        Target::Address(address) => {
            let action = dictionary! {
                "S" => "URI",
                "URI" => Object::string_literal(address.as_str()),
            };
            dictionary.set("A", action);
        }
    }
    dictionary
}

/// A place of a page, a little above its heading.
pub(super) fn destination(page: ObjectId, y: f32) -> Vec<Object> {
    let top = (PAGE_HEIGHT - y + 12.0).min(PAGE_HEIGHT).round();
    vec![page.into(), "XYZ".into(), Object::Integer(0), Object::Integer(top as i64), Object::Null]
}
