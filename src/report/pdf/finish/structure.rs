//! The structure tree and the parent tree that leads back to it (ISO 32000-1, 14.7).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::super::PdfError;
use super::super::canvas::Canvas;
use super::super::tags::{Attribute, Element, Kid, Tags};
use super::text;

/// Adds the trees; returns the root's id.
pub(super) fn add(
    pdf: &mut Document,
    canvas: &Canvas,
    pages: &[ObjectId],
    annotations: &[ObjectId],
) -> Result<ObjectId, PdfError> {
    let root = pdf.new_object_id();
    let elements = &canvas.tags.elements;
    let ids: Vec<ObjectId> = elements.iter().map(|_| pdf.new_object_id()).collect();
    let writer = Writer { canvas, pages, annotations, ids: &ids, root };
    for (index, element) in elements.iter().enumerate() {
        if canvas.tags.attached(index) {
            pdf.objects.insert(ids[index], Object::Dictionary(writer.element(index, element)));
        }
    }
    let parent_tree = writer.parent_tree(pdf);
    let tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => vec![ids[Tags::DOCUMENT].into()],
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => number(pages.len() + annotations.len()),
    };
    pdf.objects.insert(root, Object::Dictionary(tree));
    Ok(root)
}

struct Writer<'a> {
    canvas: &'a Canvas,
    pages: &'a [ObjectId],
    annotations: &'a [ObjectId],
    ids: &'a [ObjectId],
    root: ObjectId,
}

fn number(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

impl Writer<'_> {
    fn element(&self, index: usize, element: &Element) -> Dictionary {
        let parent = if index == Tags::DOCUMENT { self.root } else { self.ids[element.parent] };
        let mut dictionary = dictionary! {
            "S" => element.role.as_str(),
            "P" => parent,
        };
        let home = element.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            _ => None,
        });
        if let Some(page) = home {
            dictionary.set("Pg", self.pages[page]);
        }
        let mut kids: Vec<Object> = element.kids.iter().map(|kid| self.kid(*kid, home)).collect();
        match kids.len() {
            0 => {}
            1 => dictionary.set("K", kids.remove(0)),
            _ => dictionary.set("K", kids),
        }
        if let Some(alternative) = &element.alternative {
            dictionary.set("Alt", text(alternative));
        }
        if let Some(attribute) = element.attribute {
            dictionary.set("A", attribute_dictionary(attribute));
        }
        dictionary
    }

    fn kid(&self, kid: Kid, home: Option<usize>) -> Object {
        match kid {
            Kid::Element(id) => self.ids[id].into(),
            Kid::Content { page, id } if Some(page) == home => number(id),
            Kid::Content { page, id } => Object::Dictionary(dictionary! {
                "Type" => "MCR",
                "Pg" => self.pages[page],
                "MCID" => number(id),
            }),
            Kid::Annotation(index) => Object::Dictionary(dictionary! {
                "Type" => "OBJR",
                "Pg" => self.pages[self.canvas.annotations[index].page],
                "Obj" => self.annotations[index],
            }),
        }
    }

    /// From pages and annotations back to elements; in leaves of 64 entries.
    fn parent_tree(&self, pdf: &mut Document) -> ObjectId {
        let mut entries: Vec<Object> = Vec::new();
        for page in 0..self.pages.len() {
            let owners: Vec<Object> = self.canvas.owners(page).iter().map(|id| self.ids[*id].into()).collect();
            entries.push(pdf.add_object(owners).into());
        }
        for annotation in &self.canvas.annotations {
            entries.push(self.ids[self.canvas.links[annotation.link].element].into());
        }
        let mut leaves: Vec<Object> = Vec::new();
        for (leaf, chunk) in entries.chunks(64).enumerate() {
            let first = leaf * 64;
            let pairs = chunk.iter().enumerate().flat_map(|(at, entry)| [number(first + at), entry.clone()]);
            let numbers: Vec<Object> = pairs.collect();
            let limits = vec![number(first), number(first + chunk.len() - 1)];
            leaves.push(pdf.add_object(dictionary! { "Nums" => numbers, "Limits" => limits }).into());
        }
        pdf.add_object(dictionary! { "Kids" => leaves })
    }
}

fn attribute_dictionary(attribute: Attribute) -> Dictionary {
    match attribute {
        Attribute::ColumnScope => dictionary! { "O" => "Table", "Scope" => "Column" },
        Attribute::RowScope => dictionary! { "O" => "Table", "Scope" => "Row" },
        Attribute::ListNumbering(numbering) => dictionary! { "O" => "List", "ListNumbering" => numbering },
        Attribute::Bounds(bounds) => {
            let bounds: Vec<Object> =
                bounds.iter().map(|value| Object::Real((value * 100.0).round() / 100.0)).collect();
            dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => bounds }
        }
    }
}
