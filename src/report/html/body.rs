//! What the page holds of a stored reply, within its bounds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::indent;
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

/// A Kubernetes list that is too long is shown by the objects that findings speak of.
fn items(bytes: &[u8], subjects: &[&str]) -> Body {
    let list: Option<BTreeMap<String, Value>> = serde_json::from_slice(bytes).ok();
    let Some(Value::Array(items)) = list.as_ref().and_then(|list| list.get("items")) else { return Body::TooLarge };
    let named: Vec<&Value> = items.iter().filter(|item| subjects.iter().any(|subject| names(subject, item))).collect();
    let mut text = String::new();
    let mut shown = 0;
    for item in &named {
        let next = indent::json(&item.to_string());
        if text.len() + next.len() > ONE {
            break;
        }
        text.push_str(&next);
        text.push('\n');
        shown += 1;
    }
    if shown == 0 { Body::TooLarge } else { Body::Items(text, shown, items.len()) }
}

/// Whether a subject's key, such as `cluster/namespace/Deployment/name`, is that of an object.
fn names(subject: &str, item: &Value) -> bool {
    let member = |name: &str| item["metadata"][name].as_str();
    let before = member("name").and_then(|name| subject.strip_suffix(name)).and_then(|key| key.strip_suffix('/'));
    before.is_some_and(|key| member("namespace").is_none_or(|namespace| key.split('/').any(|part| part == namespace)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
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
    fn what_names_nothing_is_too_large_and_never_a_part_without_a_word() {
        assert_eq!(items(&list(100), &["payments/shop/Deployment/api"]), Body::TooLarge);
        assert_eq!(items(&[b'x'; 70_000], &["payments/shop/Deployment/web"]), Body::TooLarge);
        assert_eq!(items(&list(100), &[]), Body::TooLarge);
    }
}
