//! The tags, the outline and the links.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::samples::{hostile, sample};
use super::{dictionaries, load};

fn kids<'p>(pdf: &'p Pdf, element: &'p Dictionary) -> Vec<&'p Dictionary> {
    let kids: &[Object] = match element.get(b"K") {
        Ok(Object::Array(kids)) => kids,
        Ok(kid) => std::slice::from_ref(kid),
        Err(_) => &[],
    };
    kids.iter().filter_map(|kid| pdf.get_dictionary(kid.as_reference().ok()?).ok()).collect()
}

fn role(element: &Dictionary) -> String {
    String::from_utf8(element.get(b"S").unwrap().as_name().unwrap().to_vec()).unwrap()
}

fn document_element(pdf: &Pdf) -> &Dictionary {
    let root = pdf.catalog().unwrap().get_deref(b"StructTreeRoot", pdf).unwrap().as_dict().unwrap();
    kids(pdf, root)[0]
}

fn walk<'p>(pdf: &'p Pdf, element: &'p Dictionary, found: &mut Vec<(String, Vec<String>)>) {
    let below = kids(pdf, element);
    found.push((role(element), below.iter().map(|kid| role(kid)).collect()));
    below.into_iter().for_each(|kid| walk(pdf, kid, found));
}

#[test]
fn the_document_is_marked_and_its_parts_nest_as_the_standard_says() {
    let pdf = load(&sample(12));
    assert!(pdf.catalog().unwrap().get_deref(b"MarkInfo", &pdf).unwrap().as_dict().unwrap().has(b"Marked"));
    let mut found = Vec::new();
    walk(&pdf, document_element(&pdf), &mut found);
    let allowed = |role: &str| -> &[&str] {
        match role {
            "L" => &["LI"],
            "LI" => &["Lbl", "LBody"],
            "Table" => &["THead", "TBody"],
            "THead" | "TBody" => &["TR"],
            "TR" => &["TH", "TD"],
            "TOC" => &["TOCI"],
            "TOCI" => &["Reference"],
            "Reference" => &["Link"],
            _ => &[],
        }
    };
    for (role, below) in &found {
        let allowed = allowed(role);
        if allowed.is_empty() {
            continue;
        }
        assert!(!below.is_empty() && below.iter().all(|kid| allowed.contains(&kid.as_str())), "{role}: {below:?}");
    }
    let roles: BTreeSet<&str> = found.iter().map(|(role, _)| role.as_str()).collect();
    for role in ["H1", "H2", "H3", "P", "L", "Table", "TH", "TD", "Figure", "Link", "TOC", "BlockQuote", "Code"] {
        assert!(roles.contains(role), "{role}");
    }
}

#[test]
fn figures_speak_and_header_cells_have_a_scope() {
    for pdf in [load(&sample(3)), load(&hostile())] {
        for element in dictionaries(&pdf).filter(|entry| entry.has(b"S") && entry.has(b"P")) {
            match role(element).as_str() {
                "Figure" => assert!(!element.get(b"Alt").unwrap().as_str().unwrap().is_empty()),
                "TH" => assert!(element.get(b"A").unwrap().as_dict().unwrap().has(b"Scope")),
                _ => {}
            }
        }
    }
}

#[test]
fn a_heading_level_is_never_skipped() {
    let pdf = load(&hostile());
    let mut found = Vec::new();
    walk(&pdf, document_element(&pdf), &mut found);
    let levels = found.iter().filter_map(|(role, _)| role.strip_prefix('H')?.parse::<u8>().ok());
    let mut deepest = 0;
    for level in levels {
        assert!(level <= deepest + 1);
        deepest = level;
    }
}

#[test]
fn the_outline_has_every_heading_once_and_nests() {
    let pdf = load(&sample(12));
    let outline = pdf.catalog().unwrap().get_deref(b"Outlines", &pdf).unwrap().as_dict().unwrap();
    let follow = |first: &Dictionary| {
        let mut titles = Vec::new();
        let mut next = first.get(b"First").ok().and_then(|first| first.as_reference().ok());
        while let Some(id) = next {
            let item = pdf.get_dictionary(id).unwrap();
            titles.push((String::from_utf8_lossy(item.get(b"Title").unwrap().as_str().unwrap()).into_owned(), id));
            next = item.get(b"Next").ok().and_then(|next| next.as_reference().ok());
        }
        titles
    };
    let top = follow(outline);
    let titles: Vec<&str> = top.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["Shared responsibility attestation for Amazon EKS", "Summary", "Findings"]);
    let below = follow(pdf.get_dictionary(top[2].1).unwrap());
    assert_eq!(below.len(), 12);
    assert_eq!(below[11].0, "Control number 12");
}

#[test]
fn every_link_leads_somewhere_and_is_known_to_the_tags() {
    let pdf = load(&sample(30));
    let pages: BTreeSet<ObjectId> = pdf.page_iter().collect();
    let referred: BTreeSet<ObjectId> = pdf.objects.values().flat_map(object_references).collect();
    let mut addresses = BTreeSet::new();
    let mut count = 0;
    for (id, object) in &pdf.objects {
        let Ok(link) = object.as_dict() else { continue };
        if !link.has_type(b"Annot") {
            continue;
        }
        count += 1;
        assert!(referred.contains(id) && link.has(b"StructParent") && link.has(b"Contents"));
        match link.get(b"Dest") {
            Ok(place) => assert!(pages.contains(&place.as_array().unwrap()[0].as_reference().unwrap())),
            Err(_) => {
                let action = link.get(b"A").unwrap().as_dict().unwrap();
                addresses.insert(action.get(b"URI").unwrap().as_str().unwrap().to_vec());
            }
        }
    }
    assert!(count > 40);
    let address = b"https://docs.aws.amazon.com/eks/latest/best-practices/security.html".to_vec();
    assert_eq!(addresses, BTreeSet::from([address]), "no javascript: link");
}

/// What the object references (OBJR) among an element's kids refer to.
fn object_references(object: &Object) -> Vec<ObjectId> {
    let Some(kids) = object.as_dict().ok().and_then(|element| element.get(b"K").ok()) else { return Vec::new() };
    let kids: &[Object] = if let Object::Array(kids) = kids { kids } else { std::slice::from_ref(kids) };
    kids.iter().filter_map(|kid| kid.as_dict().ok()?.get(b"Obj").ok()?.as_reference().ok()).collect()
}

#[test]
fn the_parent_tree_answers_for_every_marked_content() {
    let pdf = load(&sample(12));
    let root = pdf.catalog().unwrap().get_deref(b"StructTreeRoot", &pdf).unwrap().as_dict().unwrap();
    let tree = root.get_deref(b"ParentTree", &pdf).unwrap().as_dict().unwrap();
    let mut owners = std::collections::BTreeMap::new();
    for leaf in tree.get(b"Kids").unwrap().as_array().unwrap() {
        let numbers = pdf.get_dictionary(leaf.as_reference().unwrap()).unwrap().get(b"Nums").unwrap();
        for pair in numbers.as_array().unwrap().chunks(2) {
            owners.insert(pair[0].as_i64().unwrap(), pair[1].as_reference().unwrap());
        }
    }
    for page in pdf.page_iter() {
        let key = pdf.get_dictionary(page).unwrap().get(b"StructParents").unwrap().as_i64().unwrap();
        let known = pdf.get_object(owners[&key]).unwrap().as_array().unwrap().len();
        let content = lopdf::content::Content::decode(&pdf.get_page_content(page)).unwrap();
        let marked = content.operations.iter().filter(|operation| operation.operator == "BDC");
        let ids = marked.filter(|operation| operation.operands[1].as_dict().is_ok_and(|entry| entry.has(b"MCID")));
        assert_eq!(ids.count(), known);
    }
}

#[test]
fn every_element_hangs_in_the_tree() {
    let pdf = load(&sample(12));
    let mut found = Vec::new();
    walk(&pdf, document_element(&pdf), &mut found);
    let elements = dictionaries(&pdf).filter(|entry| entry.has(b"S") && entry.has(b"P") && !entry.has(b"URI"));
    assert_eq!(elements.count(), found.len());
    assert!(found.iter().any(|(role, below)| role == "P" && below.contains(&"Link".to_owned())));
    assert!(found.iter().any(|(role, below)| role == "TD" && below == &["Link"]));
}
