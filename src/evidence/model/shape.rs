//! What a shape gives: a value in its form, and the JSON Schema of that form.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::evidence::kept::{Declared, Kept};

/// The keyword of a text that is kept: with which form.
pub const KEPT_AS: &str = "x-kept-as";

/// A type that values of facts have.
pub trait Shape: Declared + DeserializeOwned + JsonSchema + Serialize {}

impl<T: Declared + DeserializeOwned + JsonSchema + Serialize> Shape for T {}

/// The value in the form of its shape: only documented members, each of one type.
///
/// # Errors
/// When a member has another type.
pub fn shaped<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(T::deserialize(value)?)
}

/// JSON Schema (draft 2020-12) of the shape. Facts are described as they are written, with every shape in place, so that
/// a path of member names can be followed from the top.
#[must_use]
pub fn schema<T: Shape>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = true;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    if let Some(members) = schema.get_mut("properties") {
        properties(members, &T::kept(None));
    }
    schema
}

/// What of each text is kept stands under [`KEPT_AS`]; where it is missing, nothing is.
fn properties(members: &mut Value, kept: &Kept) {
    for (name, member) in members.as_object_mut().into_iter().flatten() {
        annotate(member, &kept.member(name));
    }
}

fn annotate(schema: &mut Value, kept: &Kept) {
    match kept {
        Kept::Nothing => {}
        Kept::Text(keep) => {
            // A value of any type is described by `true`.
            if !schema.is_object() {
                *schema = Value::Object(serde_json::Map::new());
            }
            schema[KEPT_AS] = Value::String(keep.describe());
        }
        Kept::List(item) => annotate(&mut schema["items"], item),
        Kept::Map(value) => annotate(&mut schema["additionalProperties"], value),
        Kept::Members(_) | Kept::Folded(_) => properties(&mut schema["properties"], kept),
    }
}
