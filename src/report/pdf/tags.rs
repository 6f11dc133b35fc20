//! The tag tree: what each piece of a page is, for those who hear the report.

use std::num::NonZeroU32;

/// Index of an element in its tree.
pub(crate) type ElementId = u32;

/// What hangs under an element, in reading order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    /// Another element.
    Element(ElementId),
    /// Marked content of a page.
    Content {
        /// Page index.
        page: u32,
        /// Marked content id on it.
        id: u32,
    },
    /// An annotation, by its index in the canvas.
    Annotation(u32),
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
    pub(crate) role: &'static str,
    pub(crate) parent: ElementId,
    pub(crate) attribute: Option<Attribute>,
    /// Alternative text, of figures.
    pub(crate) alternative: Option<Box<str>>,
    attached: bool,
    /// First and last of its kids, as places in the chain that begin with 1.
    kids: Option<(NonZeroU32, NonZeroU32)>,
}

/// The tree; element 0 is the Document.
///
/// A cell of a table is an element: there are many, so that kids are chained
/// in one list instead of one of their own for each.
#[derive(Debug)]
pub(crate) struct Tags {
    elements: Vec<Element>,
    chain: Vec<(Kid, Option<NonZeroU32>)>,
}

impl Tags {
    pub(crate) const DOCUMENT: ElementId = 0;

    pub(crate) fn new() -> Self {
        let mut tags = Self { elements: Vec::new(), chain: Vec::new() };
        tags.push("Document", 0, true);
        tags
    }

    fn push(&mut self, role: &'static str, parent: ElementId, attached: bool) -> ElementId {
        self.elements.push(Element { role, parent, attribute: None, alternative: None, attached, kids: None });
        u32::try_from(self.elements.len() - 1).unwrap_or(u32::MAX)
    }

    fn link(&mut self, parent: ElementId, kid: Kid) {
        self.chain.push((kid, None));
        let Some(new) = u32::try_from(self.chain.len()).ok().and_then(NonZeroU32::new) else { return };
        let kids = &mut self.elements[parent as usize].kids;
        match kids {
            Some((_, last)) => {
                self.chain[last.get() as usize - 1].1 = Some(new);
                *last = new;
            }
            None => *kids = Some((new, new)),
        }
    }

    /// Adds an element at the end of its parent.
    pub(crate) fn add(&mut self, role: &'static str, parent: ElementId) -> ElementId {
        let id = self.push(role, parent, true);
        self.link(parent, Kid::Element(id));
        id
    }

    /// Adds an element that takes its place in the parent when it is first
    /// drawn: a link among the words of its paragraph.
    pub(crate) fn add_inline(&mut self, role: &'static str, parent: ElementId) -> ElementId {
        self.push(role, parent, false)
    }

    pub(crate) fn set(&mut self, id: ElementId, attribute: Attribute) {
        self.elements[id as usize].attribute = Some(attribute);
    }

    /// Says what a figure shows.
    pub(crate) fn describe(&mut self, id: ElementId, alternative: String) {
        self.elements[id as usize].alternative = Some(alternative.into());
    }

    /// Hangs content or an annotation under an element.
    pub(crate) fn hang(&mut self, id: ElementId, kid: Kid) {
        let element = &mut self.elements[id as usize];
        if !element.attached {
            element.attached = true;
            let parent = element.parent;
            self.hang(parent, Kid::Element(id));
        }
        self.link(id, kid);
    }

    /// All elements, also those that hang nowhere.
    pub(crate) fn elements(&self) -> impl Iterator<Item = (ElementId, &Element)> {
        (0..).zip(&self.elements)
    }

    /// What hangs under an element.
    pub(crate) fn kids(&self, element: &Element) -> impl Iterator<Item = Kid> {
        let mut next = element.kids.map(|(first, _)| first);
        std::iter::from_fn(move || {
            let (kid, after) = self.chain.get(next?.get() as usize - 1)?;
            next = *after;
            Some(*kid)
        })
    }
}

impl Element {
    /// Whether it hangs in the tree.
    pub(crate) fn attached(&self) -> bool {
        self.attached
    }
}
