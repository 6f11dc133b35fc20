//! The structure tree and the parent tree that leads back to it (ISO 32000-1, 14.7).

use std::fmt::Write;

use super::super::canvas::Canvas;
use super::super::file::{File, Id, text};
use super::super::tags::{Attribute, Element, ElementId, Kid, Tags};
use super::links::numbers;
use super::list;

/// Writes the trees; returns the root's id.
pub(super) fn add(file: &mut File, canvas: &Canvas, pages: &[Id], annotations: &[Id]) -> Id {
    let root = file.reserve();
    // An element that hangs nowhere is not written: nothing refers to its number.
    let ids = canvas.tags.elements().map(|(_, element)| if element.attached() { file.reserve() } else { root });
    let ids: Vec<Id> = ids.collect();
    let writer = Writer { canvas, pages, annotations, ids: &ids, root };
    let mut object = String::new();
    for (id, element) in canvas.tags.elements().filter(|(_, element)| element.attached()) {
        object.clear();
        writer.element(id, element, &mut object);
        file.put(ids[id as usize], &object);
    }
    let parents = writer.parent_tree(file);
    file.put(
        root,
        &format!(
            "<</Type/StructTreeRoot/K[{}]/ParentTree {parents}/ParentTreeNextKey {}>>",
            ids[Tags::DOCUMENT as usize],
            pages.len() + annotations.len()
        ),
    );
    root
}

struct Writer<'a> {
    canvas: &'a Canvas,
    pages: &'a [Id],
    annotations: &'a [Id],
    ids: &'a [Id],
    root: Id,
}

impl Writer<'_> {
    // Writing to a string cannot fail.
    fn element(&self, id: ElementId, element: &Element, out: &mut String) {
        let parent = if id == Tags::DOCUMENT { self.root } else { self.ids[element.parent as usize] };
        let _ = write!(out, "<</S/{}/P {parent}", element.role);
        let home = self.canvas.tags.kids(element).find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(page),
            _ => None,
        });
        if let Some(page) = home {
            let _ = write!(out, "/Pg {}", self.pages[page as usize]);
        }
        let mut kids = self.canvas.tags.kids(element).peekable();
        if let Some(first) = kids.next() {
            let several = kids.peek().is_some();
            out.push_str(if several { "/K[" } else { "/K " });
            self.kid(first, home, out);
            for kid in kids {
                out.push(' ');
                self.kid(kid, home, out);
            }
            out.push_str(if several { "]" } else { "" });
        }
        if let Some(alternative) = &element.alternative {
            let _ = write!(out, "/Alt{}", text(alternative));
        }
        match element.attribute {
            Some(Attribute::ColumnScope) => out.push_str("/A<</O/Table/Scope/Column>>"),
            Some(Attribute::RowScope) => out.push_str("/A<</O/Table/Scope/Row>>"),
            Some(Attribute::ListNumbering(numbering)) => {
                let _ = write!(out, "/A<</O/List/ListNumbering/{numbering}>>");
            }
            Some(Attribute::Bounds(bounds)) => {
                let _ = write!(out, "/A<</O/Layout/Placement/Block/BBox[{}]>>", numbers(&bounds));
            }
            None => {}
        }
        out.push_str(">>");
    }

    fn kid(&self, kid: Kid, home: Option<u32>, out: &mut String) {
        let _ = match kid {
            Kid::Element(id) => write!(out, "{}", self.ids[id as usize]),
            Kid::Content { page, id } if Some(page) == home => write!(out, "{id}"),
            Kid::Content { page, id } => {
                write!(out, "<</Type/MCR/Pg {}/MCID {id}>>", self.pages[page as usize])
            }
            Kid::Annotation(index) => {
                let page = self.pages[self.canvas.annotations[index as usize].page];
                write!(out, "<</Type/OBJR/Pg {page}/Obj {}>>", self.annotations[index as usize])
            }
        };
    }

    /// From pages and annotations back to elements; in leaves of 64 entries.
    fn parent_tree(&self, file: &mut File) -> Id {
        let mut entries = Vec::with_capacity(self.pages.len() + self.annotations.len());
        for page in 0..self.pages.len() {
            let owners: Vec<Id> = self.canvas.owners(page).iter().map(|id| self.ids[*id as usize]).collect();
            entries.push(file.add(&format!("[{}]", list(&owners))));
        }
        for annotation in &self.canvas.annotations {
            entries.push(self.ids[self.canvas.links[annotation.link].element as usize]);
        }
        let mut leaves = Vec::new();
        for (leaf, chunk) in entries.chunks(64).enumerate() {
            let first = leaf * 64;
            let pairs: String = (first..).zip(chunk).map(|(key, entry)| format!("{key} {entry} ")).collect();
            let last = first + chunk.len() - 1;
            leaves.push(file.add(&format!("<</Limits[{first} {last}]/Nums[{pairs}]>>")));
        }
        file.add(&format!("<</Kids[{}]>>", list(&leaves)))
    }
}
