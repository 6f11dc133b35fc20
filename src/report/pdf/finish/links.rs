//! Link annotations, as objects of their own so that tags can refer to them.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::super::PdfError;
use super::super::canvas::{Annotation, Canvas, PAGE_HEIGHT, Target};
use super::text;

/// Adds the annotations to their pages; returns their ids in the canvas's order.
pub(super) fn add(pdf: &mut Document, canvas: &Canvas, pages: &[ObjectId]) -> Result<Vec<ObjectId>, PdfError> {
    let mut ids = Vec::with_capacity(canvas.annotations.len());
    let mut by_page: Vec<Vec<Object>> = vec![Vec::new(); pages.len()];
    for (index, annotation) in canvas.annotations.iter().enumerate() {
        let id = pdf.add_object(link(canvas, annotation, pages, pages.len() + index));
        by_page[annotation.page].push(id.into());
        ids.push(id);
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
    Ok(ids)
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
