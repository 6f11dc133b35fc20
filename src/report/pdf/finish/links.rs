//! Link annotations, as objects of their own so that tags can refer to them.

use super::super::canvas::{Annotation, Canvas, PAGE_HEIGHT, Target};
use super::super::file::{File, Id, decimal, text};

/// Writes the annotations; returns their ids in the canvas's order.
pub(super) fn add(file: &mut File, canvas: &Canvas, pages: &[Id]) -> Vec<Id> {
    let links = (pages.len()..).zip(&canvas.annotations);
    links.map(|(parent, annotation)| file.add(&link(canvas, annotation, pages, parent))).collect()
}

fn link(canvas: &Canvas, annotation: &Annotation, pages: &[Id], parent: usize) -> String {
    let link = &canvas.links[annotation.link];
    // Flag 4: print.
    let mut object = format!(
        "<</Type/Annot/Subtype/Link/Rect[{}]/Border[0 0 0]/F 4/P {}/Contents{}/StructParent {parent}",
        numbers(&annotation.bounds),
        pages[annotation.page],
        text(&link.contents),
    );
    match &link.target {
        Target::Anchor(anchor) => {
            if let Some((page, y)) = canvas.anchors.get(anchor) {
                object += &format!("/Dest{}", destination(pages[*page], *y));
            }
        }
        Target::Address(address) => object += &format!("/A<</S/URI/URI{}>>", text(address)),
    }
    object + ">>"
}

/// Numbers with at most two decimals.
pub(super) fn numbers(values: &[f32]) -> String {
    let mut out = Vec::new();
    for value in values {
        decimal(&mut out, *value, 100);
        out.push(b' ');
    }
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

/// A place of a page, a little above its heading.
pub(super) fn destination(page: Id, y: f32) -> String {
    let top = (PAGE_HEIGHT - y + 12.0).min(PAGE_HEIGHT).round();
    format!("[{page}/XYZ 0 {top} null]")
}
