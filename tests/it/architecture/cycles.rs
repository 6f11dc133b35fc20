//! Files and folders side by side that use each other, directly or around.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// Module path of a parent, then name of the child that uses and of the one that is used, with a place that shows it.
type Uses = BTreeMap<Vec<String>, BTreeMap<(String, String), String>>;

/// Each cycle: `parent: a → b (place), b → a (place)`.
pub(super) fn of(sources: &[Source]) -> Vec<String> {
    let modules: BTreeSet<Vec<String>> = sources.iter().map(owned).collect();
    let mut uses = Uses::new();
    for source in sources {
        collect(source, &modules, &mut uses);
    }
    uses.iter().flat_map(|(parent, edges)| cycles(parent, edges)).collect()
}

fn owned(source: &Source) -> Vec<String> {
    source.modules().into_iter().map(str::to_owned).collect()
}

fn collect(source: &Source, modules: &BTreeSet<Vec<String>>, uses: &mut Uses) {
    let own = owned(source);
    let absolute = source.mentions("crate").into_iter().map(|mention| (mention.at, mention.segments));
    let relative = source.mentions("super").into_iter().filter_map(|mention| {
        let mut base = own.clone();
        // `mod tests { use super::… }` is blank: a `super` always leaves the file.
        base.pop()?;
        for segment in mention.segments {
            if segment == "super" { drop(base.pop()?) } else { base.push(segment) }
        }
        Some((mention.at, base))
    });
    for (at, path) in absolute.chain(relative) {
        let Some(used) = (1..=path.len()).rev().map(|length| &path[..length]).find(|path| modules.contains(*path))
        else {
            continue;
        };
        let shared = own.iter().zip(used).take_while(|(own, used)| own == used).count();
        if let (Some(from), Some(to)) = (own.get(shared), used.get(shared)) {
            let edges = uses.entry(own[..shared].to_vec()).or_default();
            edges.entry((from.clone(), to.clone())).or_insert_with(|| source.at(at));
        }
    }
}

fn cycles(parent: &[String], edges: &BTreeMap<(String, String), String>) -> Vec<String> {
    let names: BTreeSet<&String> = edges.keys().map(|(from, _)| from).collect();
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut found = Vec::new();
    for name in names {
        if told.contains(name) {
            continue;
        }
        let reached = reachable(name, edges);
        let together: BTreeSet<&String> =
            reached.iter().copied().filter(|other| reachable(other, edges).contains(name)).collect();
        if together.contains(name) {
            let within = edges.iter().filter(|((from, to), _)| together.contains(from) && together.contains(to));
            let steps: Vec<String> = within.map(|((from, to), place)| format!("{from} → {to} ({place})")).collect();
            found.push(format!("src/{}: {}", parent.join("/"), steps.join(", ")));
            told.extend(together);
        }
    }
    found
}

/// What a file uses, directly or not; itself only when a way leads back.
fn reachable<'a>(name: &str, edges: &'a BTreeMap<(String, String), String>) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = vec![name];
    while let Some(next) = open.pop() {
        for (_, to) in edges.keys().filter(|(from, _)| from == next) {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}
