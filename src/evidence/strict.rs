//! JSON in which a name stands twice says two things: most parsers take the last, some the first.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Why `bytes` are not JSON that says one thing; `None` when they are.
#[must_use]
pub fn fault(bytes: &[u8]) -> Option<String> {
    serde_json::from_slice::<Once>(bytes).err().map(|error| error.to_string())
}

/// Any value in whose objects every name stands once. Nothing is kept of it.
#[derive(Debug, Clone, Copy)]
pub struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Once;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Once, A::Error> {
        while items.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Once, A::Error> {
        let mut names = HashSet::new();
        while let Some((name, _)) = members.next_entry::<String, Once>()? {
            if let Some(twice) = names.replace(name) {
                return Err(A::Error::custom(format!("`{}` stands twice in one object", twice.escape_default())));
            }
        }
        Ok(Once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j18_a_name_that_stands_twice_is_named() {
        let fault = |text: &str| fault(text.as_bytes()).unwrap_or_default();
        assert_eq!(fault(r#"{"a": [{"b": 1}, {"b": null}], "c": -1.5, "d": "x", "e": true}"#), "");
        assert!(fault(r#"[{"a": {"b": 1, "c": 2, "b": 1}}]"#).starts_with("`b` stands twice in one object"));
        assert!(fault(r#"{"a": 1, "\u0061": 1}"#).starts_with("`a` stands twice"));
        assert!(!fault("{").is_empty() && !fault("{} {}").is_empty());
    }
}
