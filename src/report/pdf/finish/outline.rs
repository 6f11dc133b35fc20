//! The outline (bookmarks), nested as the headings are.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::super::layout::Placed;
use super::{links::destination, text};

/// Adds the outline; `None` without headings.
pub(super) fn add(pdf: &mut Document, headings: &[Placed], pages: &[ObjectId]) -> Option<ObjectId> {
    if headings.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| pdf.new_object_id()).collect();
    let parents = parents(headings);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); headings.len() + 1];
    for (index, parent) in parents.iter().enumerate() {
        children[parent.map_or(headings.len(), |parent| parent)].push(index);
    }
    for (index, placed) in headings.iter().enumerate() {
        let siblings = &children[parents[index].unwrap_or(headings.len())];
        let place = siblings.iter().position(|sibling| *sibling == index).unwrap_or(0);
        let mut item = dictionary! {
            "Title" => text(&placed.heading.title),
            "Parent" => parents[index].map_or(root, |parent| ids[parent]),
            "Dest" => destination(pages[placed.page], placed.y),
        };
        if let Some(previous) = place.checked_sub(1) {
            item.set("Prev", ids[siblings[previous]]);
        }
        if let Some(next) = siblings.get(place + 1) {
            item.set("Next", ids[*next]);
        }
        if let (Some(first), Some(last)) = (children[index].first(), children[index].last()) {
            item.set("First", ids[*first]);
            item.set("Last", ids[*last]);
            // Closed: a negative count of what opening would show.
            item.set("Count", -i64::try_from(children[index].len()).unwrap_or(0));
        }
        pdf.objects.insert(ids[index], Object::Dictionary(item));
    }
    let top = &children[headings.len()];
    let outline = dictionary! {
        "Type" => "Outlines",
        "First" => ids[top[0]],
        "Last" => ids[top[top.len() - 1]],
        "Count" => i64::try_from(top.len()).unwrap_or(0),
    };
    pdf.objects.insert(root, Object::Dictionary(outline));
    Some(root)
}

/// The heading that each stands under. The cover's title is beside the rest, not
/// above it, so that the chapters show when the document opens.
fn parents(headings: &[Placed]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(headings.len());
    for (index, placed) in headings.iter().enumerate() {
        while open.last().is_some_and(|last| headings[*last].heading.level >= placed.heading.level) {
            open.pop();
        }
        let parent = open.last().copied().filter(|parent| !(*parent == 0 && headings[0].heading.level == 1));
        parents.push(parent);
        open.push(index);
    }
    parents
}
