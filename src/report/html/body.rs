//! What the page holds of a stored reply, within its bounds.

use std::collections::HashSet;

use serde_json::Value;

use super::{indent, list};
use crate::evidence::exchange::Exchange;

/// Bytes of one reply that the page holds.
const ONE: usize = 64 * 1024;
/// Bytes of all replies that the page holds.
const ALL: usize = 2 * 1024 * 1024;

/// The part of a reply that the page holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// All of it.
    Whole(String),
    /// Of a long list, the items that findings name: their text, their number, and the number of all items.
    Items(String, usize, usize),
    /// Too large to be shown.
    TooLarge,
    /// The page is full.
    NoRoom,
    /// No reply came, or the report was not given it.
    Absent,
}

/// Room for replies; what is asked for first has it.
#[derive(Debug, Default)]
pub(super) struct Room(usize);

impl Room {
    /// What the page shows of a reply that findings on `subjects` cite.
    pub(super) fn body(&mut self, exchange: &Exchange, reply: Option<&Vec<u8>>, subjects: &[&str]) -> Body {
        let Some(bytes) = reply else { return Body::Absent };
        let body = if bytes.len() <= ONE { whole(exchange, bytes) } else { items(bytes, subjects) };
        let held = match &body {
            Body::Whole(text) | Body::Items(text, ..) => text.len(),
            Body::TooLarge | Body::NoRoom | Body::Absent => 0,
        };
        if self.0 + held > ALL {
            return Body::NoRoom;
        }
        self.0 += held;
        body
    }
}

fn whole(exchange: &Exchange, bytes: &[u8]) -> Body {
    let text = String::from_utf8_lossy(bytes);
    Body::Whole(match exchange.reply.as_ref().map(|reply| reply.format.as_str()) {
        Some("json") => indent::json(&text),
        Some("xml") => indent::xml(&text),
        _ => text.into_owned(),
    })
}

/// A Kubernetes list that is too long is shown by the objects that findings are on.
fn items(bytes: &[u8], subjects: &[&str]) -> Body {
    let named = Named::of(subjects);
    match list::kept(bytes, ONE, |item| named.holds(item)) {
        Some((text, shown, all)) if shown > 0 => Body::Items(text, shown, all),
        _ => Body::TooLarge,
    }
}

/// What subjects' keys, such as `cluster/namespace/Deployment/name`, name. They are taken apart once: a list of a large
/// cluster has as many objects as there are findings that cite it.
struct Named<'a> {
    /// Names, and for each what else stands before it in a key: one of that is the namespace.
    names: HashSet<&'a str>,
    within: HashSet<(&'a str, &'a str)>,
}

impl<'a> Named<'a> {
    fn of(subjects: &[&'a str]) -> Self {
        let mut named = Self { names: HashSet::new(), within: HashSet::new() };
        let subjects: HashSet<&'a str> = subjects.iter().copied().collect();
        for subject in subjects {
            // A name may hold a stroke.
            for (at, _) in subject.match_indices('/') {
                let (before, name) = (&subject[..at], &subject[at + 1..]);
                named.names.insert(name);
                named.within.extend(before.split('/').map(|part| (name, part)));
            }
        }
        named
    }

    /// Whether one of the keys is that of `item`.
    fn holds(&self, item: &Value) -> bool {
        let member = |name: &str| item["metadata"][name].as_str();
        member("name").is_some_and(|name| match member("namespace") {
            Some(namespace) => self.within.contains(&(name, namespace)),
            None => self.names.contains(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(padding: usize) -> Vec<u8> {
        let object = |namespace: &str, name: &str, note: String| serde_json::json!({"metadata": {"namespace": namespace, "name": name, "annotations": {"note": note}}});
        let mut items = vec![object("shop", "web", String::new()), object("other", "web", String::new())];
        items.extend((0..padding).map(|n| object("shop", &format!("web-{n}"), "x".repeat(1_000))));
        serde_json::json!({"kind": "DeploymentList", "items": items}).to_string().into_bytes()
    }

    #[test]
    fn a_long_list_is_shown_by_the_objects_that_findings_name() {
        let body = items(&list(100), &["payments/shop/Deployment/web"]);
        let Body::Items(text, 1, 102) = body else { panic!("{body:?}") };
        assert!(text.contains("\"namespace\": \"shop\"") && !text.contains("other"));
    }

    #[test]
    fn s8_the_time_for_a_list_follows_its_length_and_not_its_square() {
        let many = |count: usize| {
            let subjects: Vec<String> =
                (0..count).map(|n| format!("payments/space-{n}/ServiceAccount/default")).collect();
            let items = (0..count)
                .map(|n| serde_json::json!({"metadata": {"namespace": format!("other-{n}"), "name": "default"}}));
            let bytes = serde_json::json!({"items": items.collect::<Vec<_>>()}).to_string().into_bytes();
            (subjects, bytes)
        };
        let (subjects, bytes) = many(40_000);
        // Item by subject would be 1,600 million comparisons: minutes.
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        assert_eq!(items(&bytes, &subjects), Body::TooLarge);
    }

    #[test]
    fn a_name_or_a_namespace_is_a_whole_part_of_a_key() {
        let named = Named::of(&["payments/shop/Deployment/web", "payments/Node/ip-1", "payments/a/Role/x/y"]);
        let holds = |metadata: Value| named.holds(&serde_json::json!({"metadata": metadata}));
        for metadata in [
            serde_json::json!({"name": "web", "namespace": "shop"}),
            serde_json::json!({"name": "ip-1"}),
            serde_json::json!({"name": "x/y", "namespace": "a"}),
        ] {
            assert!(holds(metadata.clone()), "{metadata}");
        }
        for metadata in [
            serde_json::json!({"name": "eb", "namespace": "shop"}),
            serde_json::json!({"name": "web", "namespace": "hop"}),
            serde_json::json!({"name": "payments"}),
            serde_json::json!({"namespace": "shop"}),
        ] {
            assert!(!holds(metadata.clone()), "{metadata}");
        }
    }

    #[test]
    fn what_names_nothing_is_too_large_and_never_a_part_without_a_word() {
        assert_eq!(items(&list(100), &["payments/shop/Deployment/api"]), Body::TooLarge);
        assert_eq!(items(&[b'x'; 70_000], &["payments/shop/Deployment/web"]), Body::TooLarge);
        assert_eq!(items(&list(100), &[]), Body::TooLarge);
    }
}
