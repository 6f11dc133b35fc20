//! What is known of a value before it is there: its JSON Schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// The shape of an expression. Cheap to clone: every expression is checked against the shapes of all topics.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Nothing is known: nothing below it is checked.
    Any,
    /// A value without members.
    Scalar,
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
        let Some(schema) = schema.as_object() else { return Self::Any };
        if let Some(alternatives) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            let mut real = alternatives.iter().filter(|one| one.get("type").is_none_or(|name| name != "null"));
            return match (real.next(), real.next()) {
                (Some(one), None) => Self::of_schema(one),
                _ => Self::Any,
            };
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            return Self::members(properties.iter().map(|(name, member)| (name.clone(), Self::of_schema(member))));
        }
        if let Some(items) = schema.get("items") {
            return Self::ListOf(Arc::new(Self::of_schema(items)));
        }
        if let Some(values) = schema.get("additionalProperties") {
            return Self::MapOf(Arc::new(Self::of_schema(values)));
        }
        match schema.get("type") {
            Some(Value::String(name)) => Self::of_type(&[name.as_str()]),
            Some(Value::Array(names)) => Self::of_type(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>()),
            _ => Self::Any,
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
            Self::Any | Self::Scalar => Self::Any,
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
