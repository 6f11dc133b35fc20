//! A JSON document, taken apart where it is a list: as a tree a large list takes many times the memory of its text.

use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny};
use serde_json::{Deserializer, Error, Map, Value, json};

/// One document of a file.
pub(super) enum Document<'a> {
    /// Read.
    Whole(Value),
    /// An array: the texts of its items.
    Array(Vec<&'a str>),
    /// A list of objects: the texts of these. The rest of it says that it has none.
    List(Value, Vec<&'a str>),
}

impl<'a> Document<'a> {
    /// The document that is all of `text`, which was found to be JSON that names no key twice.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn of(text: &'a str) -> Result<Self, Error> {
        match text.trim_start().as_bytes().first() {
            Some(b'[') => items(text).map(Self::Array),
            Some(b'{') => Self::of_object(text),
            _ => serde_json::from_str(text).map(Self::Whole),
        }
    }

    fn of_object(text: &'a str) -> Result<Self, Error> {
        let (mut head, mut list) = (Map::new(), None);
        for (name, member) in members(text)? {
            if name == "items" && member.starts_with('[') {
                list = Some(member);
                head.insert(name, json!([]));
            } else {
                head.insert(name, serde_json::from_str(member)?);
            }
        }
        let says = |name: &str| head.get(name).and_then(Value::as_str).unwrap_or_default();
        match list {
            Some(list) if says("kind").ends_with("List") && !says("apiVersion").is_empty() => {
                Ok(Self::List(Value::Object(head), items(list)?))
            }
            Some(list) => {
                head.insert("items".to_owned(), serde_json::from_str(list)?);
                Ok(Self::Whole(Value::Object(head)))
            }
            None => Ok(Self::Whole(Value::Object(head))),
        }
    }
}

/// The value of a text that was found to be JSON.
pub(super) fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// What is left of the inside of an array or object.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn inside(text: &'a str) -> Self {
        Self(text.trim_start().get(1..).unwrap_or_default())
    }

    /// The next value and its text; none at the end.
    fn next<T: Deserialize<'a>>(&mut self) -> Result<Option<(T, &'a str)>, Error> {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n', ',', ':']);
        if self.0.starts_with([']', '}']) {
            return Ok(None);
        }
        let mut values = Deserializer::from_str(self.0).into_iter::<T>();
        let value = values.next().transpose()?.ok_or_else(|| Error::custom("it ends before its end"))?;
        let (text, rest) = self.0.split_at(values.byte_offset());
        self.0 = rest;
        Ok(Some((value, text)))
    }
}

fn items(array: &str) -> Result<Vec<&str>, Error> {
    let (mut rest, mut items) = (Rest::inside(array), Vec::new());
    while let Some((IgnoredAny, item)) = rest.next()? {
        items.push(item);
    }
    Ok(items)
}

fn members(object: &str) -> Result<Vec<(String, &str)>, Error> {
    let (mut rest, mut members) = (Rest::inside(object), Vec::new());
    while let Some((name, _)) = rest.next::<String>()? {
        let (IgnoredAny, member) = rest.next()?.ok_or_else(|| Error::custom("a name has no value"))?;
        members.push((name, member));
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_apart_and_nothing_else_is() {
        let list = "\n{\"items\" : [ {\"a\": \"],\\\"\"} ,{\"b\":[1, 2]}\t], \"kind\":\"PodList\",\"apiVersion\":\"v1\", \"n\": -1.5e3}";
        let Document::List(head, items) = Document::of(list).unwrap() else { panic!("a list") };
        assert_eq!(head, json!({"kind": "PodList", "apiVersion": "v1", "items": [], "n": -1500.0}));
        let values: Vec<Value> = items.into_iter().map(value).collect();
        assert_eq!(values, [json!({"a": "],\""}), json!({"b": [1, 2]})]);
        for whole in [
            r#"{"items": [1], "kind": "Pod"}"#,
            r#"{"items": null, "kind": "List", "apiVersion": "v1"}"#,
            "5",
            "{}",
            "null",
        ] {
            let Document::Whole(value) = Document::of(whole).unwrap() else { panic!("{whole}") };
            assert_eq!(value, super::value(whole));
        }
        let Document::Array(items) = Document::of(r#"[1, "a", null, [], {"x": true}]"#).unwrap() else {
            panic!("an array")
        };
        assert_eq!(items, ["1", "\"a\"", "null", "[]", "{\"x\": true}"]);
        assert!(matches!(Document::of("[]").unwrap(), Document::Array(items) if items.is_empty()));
    }
}
