//! What is known of a value before it is there: its JSON Schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::evidence::model::KEPT_AS;

/// How the shape of a tag's value says that it is kept by its key.
const BY_KEY: &str = "by its key";

/// The shape of an expression. Cheap to clone: every expression is checked against the shapes of all topics.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Nothing is known: nothing below it is checked.
    Any,
    /// A value without members.
    Scalar,
    /// Text that is one of these words.
    Words(Arc<BTreeSet<String>>),
    /// Text that is not stored, or anything that no shape describes: a marker may stand there.
    NotKept,
    /// Text that is stored where its key is known: the value of a tag.
    ByKey,
    /// Exactly these members.
    Members(Arc<BTreeMap<String, Shape>>),
    /// Any key, each with this shape.
    MapOf(Arc<Shape>),
    /// Items of this shape.
    ListOf(Arc<Shape>),
}

impl Shape {
    /// The shape that a JSON Schema with subschemas in place describes.
    pub(crate) fn of_schema(schema: &Value) -> Self {
        Self::read(schema, false)
    }

    /// As [`Self::of_schema`], of a topic whose shape declares which text is kept.
    pub(crate) fn of_declaring(schema: &Value) -> Self {
        Self::read(schema, true)
    }

    fn read(schema: &Value, declares: bool) -> Self {
        let unknown = if declares { Self::NotKept } else { Self::Any };
        let Some(schema) = schema.as_object() else { return unknown };
        let kept = schema.get(KEPT_AS).and_then(Value::as_str);
        if let Some(alternatives) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            let mut real = alternatives.iter().filter(|one| one.get("type").is_none_or(|name| name != "null"));
            return match (real.next(), real.next()) {
                (Some(one), None) => Self::read(one, declares),
                _ => unknown,
            };
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            return Self::members(properties.iter().map(|(name, member)| (name.clone(), Self::read(member, declares))));
        }
        if let Some(items) = schema.get("items") {
            return Self::ListOf(Arc::new(Self::read(items, declares)));
        }
        if let Some(values) = schema.get("additionalProperties") {
            return Self::MapOf(Arc::new(Self::read(values, declares)));
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => return if kept.is_some() { Self::Any } else { unknown },
        };
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return Self::words(words.iter().filter_map(Value::as_str));
        }
        let text = types.contains(&"string") && !schema.contains_key("format");
        match kept {
            None if declares && text => Self::NotKept,
            Some(BY_KEY) => Self::ByKey,
            _ => Self::of_type(&types),
        }
    }

    /// One of these words.
    pub(super) fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self::Words(Arc::new(words.into_iter().map(str::to_owned).collect()))
    }

    /// The same, with any text where it is one of some words.
    pub(super) fn open(self) -> Self {
        match self {
            Self::Words(_) => Self::Scalar,
            Self::ListOf(item) if matches!(*item, Self::Words(_)) => Self::ListOf(Arc::new(Self::Scalar)),
            other => other,
        }
    }

    /// True for text that is not stored, alone, in a list or in a map.
    pub(super) fn is_not_kept(&self) -> bool {
        match self {
            Self::NotKept => true,
            Self::ListOf(item) | Self::MapOf(item) => item.is_not_kept(),
            _ => false,
        }
    }

    /// Exactly these members.
    pub(crate) fn members(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Members(Arc::new(members.into_iter().collect()))
    }

    fn of_type(names: &[&str]) -> Self {
        let scalar = names.iter().all(|name| matches!(*name, "string" | "boolean" | "integer" | "number" | "null"));
        if scalar { Self::Scalar } else { Self::Any }
    }

    /// What iterating gives: items of a list, keys of an object.
    pub(super) fn item(&self) -> Self {
        match self {
            Self::ListOf(item) => item.as_ref().clone(),
            Self::MapOf(_) | Self::Members(_) => Self::Scalar,
            Self::Any | Self::Scalar | Self::Words(_) | Self::NotKept | Self::ByKey => Self::Any,
        }
    }

    /// What indexing by a computed key gives.
    pub(super) fn element(&self) -> Self {
        match self {
            Self::ListOf(item) | Self::MapOf(item) => item.as_ref().clone(),
            _ => Self::Any,
        }
    }

    /// The more telling of two shapes of one value.
    pub(super) fn or(self, other: Self) -> Self {
        match self {
            Self::Any => other,
            Self::ListOf(item) if matches!(*item, Self::Any) && matches!(other, Self::ListOf(_)) => other,
            known => known,
        }
    }
}
