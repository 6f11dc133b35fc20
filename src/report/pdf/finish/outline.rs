//! The outline (bookmarks), nested as the headings are.

use super::super::file::{File, Id, text};
use super::super::layout::Placed;
use super::links::destination;

/// Writes the outline; `None` without headings.
pub(super) fn add(file: &mut File, headings: &[Placed], pages: &[Id]) -> Option<Id> {
    if headings.is_empty() {
        return None;
    }
    let root = file.reserve();
    let ids: Vec<Id> = headings.iter().map(|_| file.reserve()).collect();
    let parents = parents(headings);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); headings.len() + 1];
    // Where each stands among those of its parent.
    let mut places = Vec::with_capacity(headings.len());
    for (index, parent) in parents.iter().enumerate() {
        let siblings = &mut children[parent.unwrap_or(headings.len())];
        places.push(siblings.len());
        siblings.push(index);
    }
    for (index, placed) in headings.iter().enumerate() {
        let siblings = &children[parents[index].unwrap_or(headings.len())];
        let mut item = format!(
            "<</Title{}/Parent {}/Dest{}",
            text(&placed.heading.title),
            parents[index].map_or(root, |parent| ids[parent]),
            destination(pages[placed.page], placed.y),
        );
        if let Some(previous) = places[index].checked_sub(1) {
            item += &format!("/Prev {}", ids[siblings[previous]]);
        }
        if let Some(next) = siblings.get(places[index] + 1) {
            item += &format!("/Next {}", ids[*next]);
        }
        if let [first, ..] = children[index][..] {
            let last = children[index][children[index].len() - 1];
            // Closed: a negative count of what opening would show.
            item += &format!("/First {}/Last {}/Count -{}", ids[first], ids[last], children[index].len());
        }
        file.put(ids[index], &(item + ">>"));
    }
    let top = &children[headings.len()];
    let (first, last) = (ids[top[0]], ids[top[top.len() - 1]]);
    file.put(root, &format!("<</Type/Outlines/First {first}/Last {last}/Count {}>>", top.len()));
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
