//! Replies as they are read: a document, or a page of a list whose objects are
//! read when they are asked for.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::evidence::exchange::{Exchange, Request};
use crate::evidence::kubernetes::{ListKind, is_dump};

/// One answered document.
pub(super) struct Page<'a> {
    pub(super) exchange: &'a Exchange,
    pub(super) body: Value,
}

impl Page<'_> {
    /// The objects on it.
    pub(super) fn items(&self) -> impl Iterator<Item = &Value> {
        self.body["items"].as_array().into_iter().flatten().filter(|item| item.is_object())
    }
}

/// One answered page of a list. Its objects are read when they are asked for and belong to whoever asks: a list of a
/// large cluster takes far more memory as a tree than as text.
pub(super) struct ListPage<'a> {
    pub(super) exchange: &'a Exchange,
    pub(super) stored: &'a [u8],
}

impl ListPage<'_> {
    /// The objects on it.
    pub(super) fn items(&self) -> Vec<Value> {
        #[derive(Deserialize)]
        struct Items {
            items: Option<Vec<Value>>,
        }
        // That it is a list of objects was found when the page was followed.
        serde_json::from_slice(self.stored).ok().and_then(|page: Items| page.items).unwrap_or_default()
    }
}

/// What leads from one page of a list to the next, and shows that it is the list that was asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    kind: Option<String>,
    api_version: Option<String>,
    #[serde(default)]
    metadata: Value,
    /// Absent where the reply is no list; a list without objects may say `null`.
    #[serde(default, deserialize_with = "present")]
    items: Option<Option<Vec<ItemKind>>>,
}

impl Head {
    /// The token of the next page of the list that `request` asked for; what is wrong with it otherwise.
    pub(super) fn of(request: &Request, stored: &[u8]) -> Result<Option<String>, String> {
        // The place alone: the parser's words may hold parts of the reply.
        let malformed =
            |error: serde_json::Error| format!("the reply is no list of objects (column {})", error.column());
        let head: Self = serde_json::from_slice(stored).map_err(malformed)?;
        let path = request.parameters.get("path").map_or("", String::as_str);
        let due = ListKind::of(path).ok_or("its path is not a list's")?;
        let Some(items) = head.items else { return Err("the reply has no `items`".to_owned()) };
        if !due.fits(head.kind.as_deref(), head.api_version.as_deref(), is_dump(request)) {
            return Err(format!("the reply is not {}", due.due()));
        }
        let mut kinds = items.iter().flatten().filter_map(|item| item.0.as_deref());
        if kinds.any(|kind| !due.may_hold(kind)) {
            return Err(format!("the reply holds objects of another kind, where {} was asked for", due.due()));
        }
        let next = head.metadata["continue"].as_str().filter(|next| !next.is_empty()).map(str::to_owned);
        let left = head.metadata["remainingItemCount"].as_i64().unwrap_or_default();
        match next {
            None if left > 0 => {
                Err(format!("the list says that {left} more objects remain, and not how to ask for them"))
            }
            next => Ok(next),
        }
    }
}

fn present<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<Vec<ItemKind>>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// The kind that one object states; anything else than an object is an error.
struct ItemKind(Option<String>);

impl<'de> Deserialize<'de> for ItemKind {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = ItemKind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ItemKind, A::Error> {
                let mut kind = None;
                while let Some(name) = members.next_key::<String>()? {
                    if name == "kind" {
                        kind = members.next_value::<Option<String>>()?;
                    } else {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(ItemKind(kind))
            }
        }
        reader.deserialize_map(Object)
    }
}
