//! Values of facts as the interpreter holds them.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};

/// A value ready for conditions; cloning is cheap.
#[derive(Debug, Clone)]
pub struct Datum(pub(super) Value);

impl Datum {
    /// An object of the given members.
    #[must_use]
    pub fn object(members: impl IntoIterator<Item = (String, Datum)>) -> Self {
        let map: HashMap<Key, Value> =
            members.into_iter().map(|(name, value)| (Key::String(Arc::new(name)), value.0)).collect();
        Self(Value::Map(Map { map: Arc::new(map) }))
    }
}

impl From<&serde_json::Value> for Datum {
    fn from(json: &serde_json::Value) -> Self {
        Self(convert(json))
    }
}

/// Whole numbers become `int` wherever they fit, so that a condition compares
/// ports and sizes with plain literals.
fn convert(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Value::Int(value),
            (None, Some(value)) => Value::UInt(value),
            (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::String(Arc::new(text.clone())),
        Json::Array(items) => Value::List(Arc::new(items.iter().map(convert).collect())),
        Json::Object(members) => {
            Datum::object(members.iter().map(|(name, value)| (name.clone(), Datum(convert(value))))).0
        }
    }
}
