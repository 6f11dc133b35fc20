//! Redaction of JSON bodies.

use serde_json::{Map, Value};

use super::{Format, Redactor, Unreadable, names};

pub(super) fn redact(redactor: &mut Redactor<'_>, body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut value: Value = serde_json::from_slice(body).map_err(|error| Unreadable {
        format: Format::Json,
        position: format!("line {} column {}", error.line(), error.column()),
    })?;
    walk(redactor, "", &mut value);
    // An untouched body stays as the service wrote it.
    if redactor.redactions.is_empty() { Ok(body.to_vec()) } else { Ok(value.to_string().into_bytes()) }
}

fn walk(redactor: &mut Redactor<'_>, name: &str, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(replaced) = redactor.scalar(name, text) {
                *text = replaced;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(redactor, name, item)),
        Value::Object(members) => object(redactor, name, members),
        _ => {}
    }
}

fn object(redactor: &mut Redactor<'_>, name: &str, members: &mut Map<String, Value>) {
    let tags = name.eq_ignore_ascii_case("tags");
    let kind_of_value = kind_of_value(redactor, members);
    for (member, value) in members.iter_mut() {
        let kind = match value {
            Value::String(_) if tags && names::is_secret_tag(member) => Some("secret-named-tag"),
            Value::String(_) if member.eq_ignore_ascii_case("value") => kind_of_value,
            _ => None,
        };
        match (kind, &mut *value) {
            (Some(kind), Value::String(text)) => {
                if let Some(marker) = redactor.whole(kind, text) {
                    *text = marker;
                }
            }
            // DescribeInstanceAttribute wraps user data: `userData: {value: …}`.
            _ if member.eq_ignore_ascii_case("value") && name.eq_ignore_ascii_case("userData") => {
                walk(redactor, name, value);
            }
            _ => walk(redactor, member, value),
        }
    }
    rename_secret_keys(redactor, members);
}

/// Why the `value` of this object is secret: a tag with such a key, or a parameter.
fn kind_of_value(redactor: &Redactor<'_>, members: &Map<String, Value>) -> Option<&'static str> {
    let text = |names: [&str; 2]| names.iter().find_map(|name| members.get(*name)).and_then(Value::as_str);
    if text(["key", "Key"]).is_some_and(names::is_secret_tag) {
        return Some("secret-named-tag");
    }
    let parameter = text(["name", "Name"]).is_none_or(|name| !name.starts_with("/aws/service/"));
    (redactor.reads_parameters() && parameter && members.contains_key("Value")).then_some("parameter-value")
}

/// A secret can stand where a name belongs, for example as the key of a tag.
fn rename_secret_keys(redactor: &mut Redactor<'_>, members: &mut Map<String, Value>) {
    let renamed: Vec<(String, String)> = members
        .keys()
        .filter_map(|key| {
            let replaced = super::patterns::replace(key, &mut |kind| redactor.marker(kind))?;
            Some((key.clone(), replaced))
        })
        .collect();
    for (old, new) in renamed {
        if let Some(value) = members.remove(&old) {
            members.insert(new, value);
        }
    }
}
