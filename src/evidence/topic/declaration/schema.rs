//! The JSON Schema of declared facts.

use std::collections::BTreeMap;

use schemars::Schema;
use serde_json::{Map, Value, json};

use super::Declared;
use super::descriptor::{Field, Kind};
use crate::evidence::model::KEPT_AS;

/// JSON Schema of the value of a fact.
pub(in crate::evidence) fn schema(topic: Declared) -> Schema {
    let fields = topic.descriptor().map(|descriptor| object(&descriptor.fields));
    match fields {
        Some(Value::Object(members)) => Schema::from(members),
        _ => Schema::from(Map::from_iter([("type".to_owned(), Value::from("object"))])),
    }
}

fn object(fields: &BTreeMap<String, Field>) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, field)| (name.clone(), of_kind(&field.kind))).collect();
    let required: Vec<&String> = fields.iter().filter(|(_, field)| !field.optional).map(|(name, _)| name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn of_kind(kind: &Kind) -> Value {
    match kind {
        Kind::Text(None) => json!({ "type": "string" }),
        Kind::Text(Some(keep)) => json!({ "type": "string", KEPT_AS: keep.describe() }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer => json!({ "type": "integer", "format": "int64" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Timestamp => json!({ "type": "string", "format": "date-time" }),
        Kind::List(item) => json!({ "type": "array", "items": of_kind(item) }),
        Kind::Map(value) => json!({ "type": "object", "additionalProperties": of_kind(value) }),
        Kind::Object(fields) => object(fields),
    }
}
