//! The structure tree and the parent tree that leads back to it (ISO 32000-1, 14.7).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::super::canvas::Canvas;
use super::super::tags::{Attribute, Element, ElementId, Kid, Tags};
use super::file::{Later, reserve};
use super::text;

/// Adds the root and keeps ids for the elements and for the rest of the trees; `annotations` is the id of the first.
pub(super) fn add<'a>(pdf: &mut Document, canvas: &'a Canvas, pages: &'a [ObjectId], annotations: u32) -> Trees<'a> {
    let (root, _) = pdf.new_object_id();
    let elements = reserve(pdf, canvas.tags.elements.len());
    let owners = reserve(pdf, pages.len());
    let trees = Trees { canvas, pages, annotations, elements, owners, root: (root, 0) };
    let parent_tree = trees.parent_tree(pdf);
    let tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => vec![trees.id(Tags::DOCUMENT).into()],
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => number(pages.len() + canvas.annotations.len()),
    };
    pdf.objects.insert(trees.root, Object::Dictionary(tree));
    trees
}

/// The trees, by the ids of their parts.
pub(super) struct Trees<'a> {
    canvas: &'a Canvas,
    pages: &'a [ObjectId],
    /// Id of the first annotation, of the first element, and of the elements that own the first page's contents.
    annotations: u32,
    elements: u32,
    owners: u32,
    pub(super) root: ObjectId,
}

/// The id of a place, counted from the first.
fn nth(first: u32, place: usize) -> ObjectId {
    (first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)), 0)
}

fn number(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

impl Trees<'_> {
    /// The elements, and for each page the elements that own its contents.
    pub(super) fn later(&self) -> [Later<'_>; 2] {
        let tags = &self.canvas.tags;
        let element = |index: usize| tags.attached(index).then(|| self.element(index, &tags.elements[index]).into());
        let owners = |page: usize| {
            let owners: Vec<Object> = self.canvas.owners(page).iter().map(|id| self.id(*id).into()).collect();
            Some(owners.into())
        };
        [
            Later { first: self.elements, count: tags.elements.len(), make: Box::new(element) },
            Later { first: self.owners, count: self.pages.len(), make: Box::new(owners) },
        ]
    }

    fn id(&self, element: ElementId) -> ObjectId {
        nth(self.elements, element)
    }

    fn element(&self, index: usize, element: &Element) -> Dictionary {
        let parent = if index == Tags::DOCUMENT { self.root } else { self.id(element.parent) };
        let mut dictionary = dictionary! {
            "S" => &*element.role,
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
            Kid::Element(id) => self.id(id).into(),
            Kid::Content { page, id } if Some(page) == home => number(id),
            Kid::Content { page, id } => Object::Dictionary(dictionary! {
                "Type" => "MCR",
                "Pg" => self.pages[page],
                "MCID" => number(id),
            }),
            Kid::Annotation(index) => Object::Dictionary(dictionary! {
                "Type" => "OBJR",
                "Pg" => self.pages[self.canvas.annotations[index].page],
                "Obj" => nth(self.annotations, index),
            }),
        }
    }

    /// From pages and annotations back to elements; in leaves of 64 entries.
    fn parent_tree(&self, pdf: &mut Document) -> ObjectId {
        let pages = (0..self.pages.len()).map(|page| nth(self.owners, page));
        let links = self.canvas.annotations.iter().map(|annotation| &self.canvas.links[annotation.link]);
        let entries: Vec<ObjectId> = pages.chain(links.map(|link| self.id(link.element))).collect();
        let mut leaves: Vec<Object> = Vec::new();
        for (leaf, chunk) in entries.chunks(64).enumerate() {
            let first = leaf * 64;
            let pairs = chunk.iter().enumerate().flat_map(|(at, entry)| [number(first + at), (*entry).into()]);
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
