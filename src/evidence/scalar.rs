//! Scalars that AWS writes in more than one way.
//!
//! EKS replies are JSON, EC2, IAM and Auto Scaling replies are XML, where
//! every value is text. These types read both and always write one form, so
//! that a fact looks the same wherever it came from.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A boolean: JSON `true`, or the text `true` of an XML reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Flag(pub bool);

/// A whole number: a JSON number, or its decimal text in an XML reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Number(pub i64);

/// A point in time: epoch seconds (EKS) or ISO 8601 text (EC2, IAM), written
/// as RFC 3339 in UTC with whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(value) => Ok(Self(value)),
            Value::String(text) if text == "true" => Ok(Self(true)),
            Value::String(text) if text == "false" => Ok(Self(false)),
            other => Err(D::Error::custom(format!("expected true or false, found {other}"))),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| D::Error::custom(format!("expected a whole number, found {value}")))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let time = match &value {
            Value::Number(number) => number.as_f64().and_then(from_epoch_seconds),
            Value::String(text) => from_text(text),
            _ => None,
        };
        time.map(Self)
            .ok_or_else(|| D::Error::custom(format!("expected epoch seconds or an ISO 8601 time, found {value}")))
    }
}

/// A date without a time is its first moment in UTC.
fn from_text(text: &str) -> Option<DateTime<Utc>> {
    let date = || text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|time| time.and_utc());
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc)).or_else(date)
}

/// Whole seconds are enough for every rule, and a float's fraction would not
/// survive being written and read again.
fn from_epoch_seconds(seconds: f64) -> Option<DateTime<Utc>> {
    #[expect(clippy::cast_possible_truncation, reason = "the fraction is dropped on purpose")]
    DateTime::from_timestamp(seconds.floor() as i64, 0)
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

macro_rules! inline_schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

inline_schema!(Flag, "Flag", { "type": "boolean" });
inline_schema!(Number, "Number", { "type": "integer" });
inline_schema!(Instant, "Instant", { "type": "string", "format": "date-time" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_xml_forms_give_the_same_fact() {
        let json: (Flag, Number, Instant) = serde_json::from_str("[true, 5, 1758000000.25]").unwrap();
        let xml: (Flag, Number, Instant) =
            serde_json::from_str(r#"["true", "5", "2025-09-16T05:20:00.000Z"]"#).unwrap();
        assert_eq!(json, xml);
        assert_eq!(serde_json::to_string(&json).unwrap(), r#"[true,5,"2025-09-16T05:20:00Z"]"#);
    }

    #[test]
    fn a_date_alone_is_its_first_moment() {
        let date: Instant = serde_json::from_str("\"2027-12-02\"").unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), "\"2027-12-02T00:00:00Z\"");
    }

    #[test]
    fn anything_else_is_an_error_not_a_default() {
        for text in ["null", "\"\"", "\"yes\"", "{}"] {
            assert!(serde_json::from_str::<Flag>(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Instant>(text).is_err(), "{text}");
        }
    }
}
