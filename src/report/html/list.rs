//! The items of a stored list, one at a time: as a whole tree, a list of a large cluster takes ten times its text.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::indent;

/// The text of the items of the JSON list `bytes` that `wanted` names, as many of the first as `room` bytes hold; their
/// number; the number of all items. None where it is no list.
pub(super) fn kept(bytes: &[u8], room: usize, wanted: impl Fn(&Value) -> bool) -> Option<(String, usize, usize)> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let found = (&mut reader).deserialize_map(List { room, wanted }).ok()?;
    reader.end().ok()?;
    found
}

struct List<F> {
    room: usize,
    wanted: F,
}

impl<'de, F: Fn(&Value) -> bool> Visitor<'de> for List<F> {
    type Value = Option<(String, usize, usize)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key::<String>()? {
            if name == "items" {
                found = members.next_value_seed(Items { room: self.room, wanted: &self.wanted })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

struct Items<'a, F> {
    room: usize,
    wanted: &'a F,
}

impl<'de, F: Fn(&Value) -> bool> DeserializeSeed<'de> for Items<'_, F> {
    type Value = Option<(String, usize, usize)>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de, F: Fn(&Value) -> bool> Visitor<'de> for Items<'_, F> {
    type Value = Option<(String, usize, usize)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut text, mut shown, mut all, mut full) = (String::new(), 0, 0, false);
        loop {
            if full {
                if items.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(Some((text, shown, all)));
                }
            } else {
                let Some(item) = items.next_element::<Value>()? else { return Ok(Some((text, shown, all))) };
                if (self.wanted)(&item) {
                    let next = indent::json(&item.to_string());
                    full = text.len() + next.len() > self.room;
                    if !full {
                        text.push_str(&next);
                        text.push('\n');
                        shown += 1;
                    }
                }
            }
            all += 1;
        }
    }
}
