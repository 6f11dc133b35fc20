//! The tag tree: what each piece of a page is, for those who hear the report.

use std::borrow::Cow;

/// Index of an element in its tree.
pub(crate) type ElementId = usize;

/// What hangs under an element, in reading order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    /// Another element.
    Element(ElementId),
    /// Marked content of a page.
    Content {
        /// Page index.
        page: usize,
        /// Marked content id on it.
        id: usize,
    },
    /// An annotation, by its index in the canvas.
    Annotation(usize),
}

/// An attribute of an element (ISO 32000-1, 14.8.5).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Attribute {
    /// `Scope` of a header cell: Column.
    ColumnScope,
    /// `Scope` of a header cell: Row.
    RowScope,
    /// `ListNumbering`: Disc or Decimal.
    ListNumbering(&'static str),
    /// `BBox` of a figure, in page space.
    Bounds([f32; 4]),
}

/// One element.
#[derive(Debug)]
pub(crate) struct Element {
    /// Standard structure type: `P`, `TD`.
    pub(crate) role: Cow<'static, str>,
    pub(crate) parent: ElementId,
    pub(crate) kids: Vec<Kid>,
    pub(crate) attribute: Option<Attribute>,
    /// Alternative text, of figures.
    pub(crate) alternative: Option<String>,
    attached: bool,
}

/// The tree; element 0 is the Document.
#[derive(Debug)]
pub(crate) struct Tags {
    pub(crate) elements: Vec<Element>,
}

impl Tags {
    pub(crate) const DOCUMENT: ElementId = 0;

    pub(crate) fn new() -> Self {
        let mut tags = Self { elements: Vec::new() };
        tags.push("Document".into(), 0, true);
        tags
    }

    fn push(&mut self, role: Cow<'static, str>, parent: ElementId, attached: bool) -> ElementId {
        self.elements.push(Element { role, parent, kids: Vec::new(), attribute: None, alternative: None, attached });
        self.elements.len() - 1
    }

    /// Adds an element at the end of its parent.
    pub(crate) fn add(&mut self, role: impl Into<Cow<'static, str>>, parent: ElementId) -> ElementId {
        let id = self.push(role.into(), parent, true);
        self.elements[parent].kids.push(Kid::Element(id));
        id
    }

    /// Adds an element that takes its place in the parent when it is first
    /// drawn: a link among the words of its paragraph.
    pub(crate) fn add_inline(&mut self, role: &'static str, parent: ElementId) -> ElementId {
        self.push(role.into(), parent, false)
    }

    pub(crate) fn set(&mut self, id: ElementId, attribute: Attribute) {
        self.elements[id].attribute = Some(attribute);
    }

    /// Hangs content or an annotation under an element.
    pub(crate) fn hang(&mut self, id: ElementId, kid: Kid) {
        if !self.elements[id].attached {
            self.elements[id].attached = true;
            let parent = self.elements[id].parent;
            self.hang(parent, Kid::Element(id));
        }
        self.elements[id].kids.push(kid);
    }

    /// Whether an element hangs in the tree.
    pub(crate) fn attached(&self, id: ElementId) -> bool {
        self.elements[id].attached
    }
}
