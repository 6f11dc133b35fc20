//! The value of a parameter, alone or with who set it and why.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Engagement;
use crate::assess::input::ParameterNote;
use crate::file::Problem;
use crate::file::codes::file as code;

/// The keys of [`Stated`].
const KEYS: [&str; 4] = ["value", "setBy", "setOn", "reason"];

/// The value of a control's parameter.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Setting {
    /// With who set it and why.
    Stated(Stated),
    /// Alone.
    Plain(Value),
}

/// A value with who set it and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// Who set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
    /// When it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_on: Option<NaiveDate>,
    /// Why it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl<'de> Deserialize<'de> for Setting {
    /// Not derived: serde takes a list for a struct's fields in their order, and a list is a value alone.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let stated = if value.is_object() { serde_json::from_value(value.clone()).ok() } else { None };
        Ok(stated.map_or(Self::Plain(value), Self::Stated))
    }
}

impl Setting {
    /// The value alone.
    #[must_use]
    pub fn value(&self) -> &Value {
        match self {
            Self::Stated(stated) => &stated.value,
            Self::Plain(value) => value,
        }
    }

    fn note(&self) -> Option<ParameterNote> {
        let Self::Stated(stated) = self else { return None };
        let Stated { set_by, set_on, reason, .. } = stated.clone();
        Some(ParameterNote { set_by, set_on, reason })
    }
}

impl Engagement {
    /// The values of parameters, by control id and name.
    #[must_use]
    pub fn parameter_values(&self) -> BTreeMap<String, BTreeMap<String, Value>> {
        let values = |of: &BTreeMap<String, Setting>| {
            of.iter().map(|(name, setting)| (name.clone(), setting.value().clone())).collect()
        };
        self.parameters.iter().map(|(control, of)| (control.clone(), values(of))).collect()
    }

    /// Who set parameters and why, by control id and name.
    #[must_use]
    pub fn parameter_notes(&self) -> BTreeMap<String, BTreeMap<String, ParameterNote>> {
        let notes = |of: &BTreeMap<String, Setting>| {
            of.iter().filter_map(|(name, setting)| Some((name.clone(), setting.note()?))).collect()
        };
        self.parameters.iter().map(|(control, of)| (control.clone(), notes(of))).collect()
    }
}

/// A setting that has `value` and yet is none: one of its other keys is not known, or has not its kind of value.
pub(super) fn problems(engagement: &Engagement) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known = KEYS.map(str::to_owned);
    for (control, settings) in &engagement.parameters {
        for (name, setting) in settings {
            let Setting::Plain(Value::Object(members)) = setting else { continue };
            if !members.contains_key("value") {
                continue;
            }
            for (key, value) in members {
                let path = ["parameters", control.as_str(), name.as_str(), key.as_str()];
                if !KEYS.contains(&key.as_str()) {
                    let problem =
                        Problem::of_value(&path, code::UNKNOWN_FIELD, format!("there is no field `{key}` here"));
                    problems.push(problem.of_key().with_names(key, &known, "known here: value, setBy, setOn, reason"));
                } else if key != "value" && !is_text(key, value) {
                    let problem = Problem::of_value(&path, code::NOT_THIS_SHAPE, format!("`{key}` cannot be {value}"));
                    problems.push(problem.with_help("`setOn` is a day as 2026-09-30; `setBy` and `reason` are text"));
                }
            }
        }
    }
    problems
}

fn is_text(key: &str, value: &Value) -> bool {
    value.as_str().is_some_and(|text| key != "setOn" || text.parse::<NaiveDate>().is_ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_a_value_alone() {
        for list in [json!([]), json!(["a"]), json!(["a", "b"]), json!(["a", "b", "2026-01-01", "c"])] {
            let setting: Setting = serde_json::from_value(list.clone()).unwrap();
            assert_eq!(setting, Setting::Plain(list));
        }
        let setting: Setting = serde_json::from_value(json!({"value": ["a"], "setBy": "b"})).unwrap();
        assert_eq!((setting.value(), setting.note().unwrap().set_by.as_deref()), (&json!(["a"]), Some("b")));
    }
}
