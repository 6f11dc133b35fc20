//! Replies to declared operations: the items in them, the token of the next page, and the declared members of an item.

use std::collections::BTreeMap;

use roxmltree::Node;
use serde_json::{Map, Number, Value};

use crate::evidence::scalar::Instant;
use crate::evidence::topic::declaration::{Descriptor, Field, Kind, Protocol};
use crate::evidence::xml;

/// A reply, as far as it is declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The items as the service writes them.
    pub items: Vec<Value>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// Reads a reply.
///
/// # Errors
/// When it is not what the declaration says, in words.
pub fn read(descriptor: &Descriptor, body: &[u8]) -> Result<Answer, String> {
    match descriptor.service.protocol {
        Protocol::Query { .. } => read_xml(descriptor, body),
        Protocol::Json { .. } | Protocol::RestJson => read_json(descriptor, body),
    }
}

fn read_json(descriptor: &Descriptor, body: &[u8]) -> Result<Answer, String> {
    let reply: Value = serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    if !reply.is_object() {
        return Err("the reply is not an object".to_owned());
    }
    let next = match &descriptor.page {
        Some(page) => {
            let token = at(&reply, page.reply.split('.'))?.and_then(Value::as_str);
            token.filter(|token| !token.is_empty()).map(str::to_owned)
        }
        None => None,
    };
    let Some(path) = &descriptor.items else { return Ok(Answer { items: vec![reply], next }) };
    match at(&reply, path.iter().map(String::as_str))? {
        Some(Value::Array(items)) => {
            Ok(Answer { items: items.iter().map(|item| named(descriptor, item)).collect(), next })
        }
        _ => Err(no_list(path)),
    }
}

fn no_list(path: &[String]) -> String {
    format!("the reply has no list `{}`", path.join("."))
}

/// A name in a list of names is the value of the item's one member.
fn named(descriptor: &Descriptor, item: &Value) -> Value {
    match &descriptor.item {
        Some(name) => Value::Object(Map::from_iter([(name.clone(), item.clone())])),
        None => item.clone(),
    }
}

fn at<'v, 'n>(value: &'v Value, path: impl Iterator<Item = &'n str>) -> Result<Option<&'v Value>, String> {
    let mut found = Some(value);
    for name in path {
        found = match found.and_then(Value::as_object) {
            Some(members) => member(members, name)?,
            None => None,
        };
    }
    Ok(found)
}

/// The member of this name, without regard to case; `null` is absent.
fn member<'v>(members: &'v Map<String, Value>, name: &str) -> Result<Option<&'v Value>, String> {
    let mut alike = members.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    let found = alike.next();
    if alike.next().is_some() {
        return Err(format!("the reply has two members `{name}`"));
    }
    Ok(found.map(|(_, value)| value).filter(|value| !value.is_null()))
}

fn read_xml(descriptor: &Descriptor, body: &[u8]) -> Result<Answer, String> {
    let text = std::str::from_utf8(body).map_err(|error| format!("the body is not UTF-8: {error}"))?;
    let document = xml::parse(text).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let due = format!("{}Response", descriptor.operation);
    if root.tag_name().name() != due {
        return Err(format!("the reply is not a `{due}`"));
    }
    let result = format!("{}Result", descriptor.operation);
    let result = child(root, &result)?.ok_or_else(|| format!("the reply has no `{result}`"))?;
    let next = match &descriptor.page {
        Some(page) => element(result, page.reply.split('.'))?.and_then(|node| node.text()),
        None => None,
    };
    let next = next.filter(|token| !token.is_empty()).map(str::to_owned);
    let Some(path) = &descriptor.items else {
        return Ok(Answer { items: vec![members_of(result, &descriptor.fields)?], next });
    };
    let list = element(result, path.iter().map(String::as_str))?.ok_or_else(|| no_list(path))?;
    let value = descriptor.item.as_ref().and_then(|name| descriptor.fields.get(name));
    let items = elements(list).map(|item| match value {
        Some(field) => Ok(named(descriptor, &of_element(item, &field.kind)?)),
        None => members_of(item, &descriptor.fields),
    });
    Ok(Answer { items: items.collect::<Result<_, String>>()?, next })
}

fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Result<Option<Node<'a, 'i>>, String> {
    let mut alike = elements(node).filter(|child| child.tag_name().name().eq_ignore_ascii_case(name));
    let found = alike.next();
    if alike.next().is_some() {
        return Err(format!("the reply has two members `{name}`"));
    }
    Ok(found)
}

fn element<'a, 'i, 'n>(
    node: Node<'a, 'i>,
    path: impl Iterator<Item = &'n str>,
) -> Result<Option<Node<'a, 'i>>, String> {
    let mut found = Some(node);
    for name in path {
        found = match found {
            Some(node) => child(node, name)?,
            None => None,
        };
    }
    Ok(found)
}

fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter_map(|child| child.text()).collect()
}

fn members_of(node: Node<'_, '_>, fields: &BTreeMap<String, Field>) -> Result<Value, String> {
    let mut members = Map::new();
    for (name, field) in fields {
        if let Some(child) = child(node, name)? {
            members.insert(name.clone(), of_element(child, &field.kind)?);
        }
    }
    Ok(Value::Object(members))
}

/// XML does not say what is a list and what a number: the declaration does.
fn of_element(node: Node<'_, '_>, kind: &Kind) -> Result<Value, String> {
    let scalar = |read: fn(&str) -> Option<Value>| {
        let text = text_of(node);
        read(text.trim()).unwrap_or(Value::String(text))
    };
    Ok(match kind {
        Kind::List(item) => Value::Array(elements(node).map(|one| of_element(one, item)).collect::<Result<_, _>>()?),
        Kind::Map(value) => {
            let mut members = Map::new();
            for entry in elements(node) {
                let key = child(entry, "key")?.map(text_of).ok_or("the reply has a map entry without a key")?;
                let held = child(entry, "value")?.ok_or("the reply has a map entry without a value")?;
                members.insert(key, of_element(held, value)?);
            }
            Value::Object(members)
        }
        Kind::Object(fields) => members_of(node, fields)?,
        Kind::Boolean => scalar(|text| text.parse().ok().map(Value::Bool)),
        Kind::Integer => scalar(|text| text.parse::<i64>().ok().map(Value::from)),
        Kind::Number => scalar(|text| text.parse().ok().and_then(Number::from_f64).map(Value::Number)),
        Kind::Text(_) | Kind::Timestamp => Value::String(text_of(node)),
    })
}

/// The declared members of an item, by their declared names.
///
/// # Errors
/// The member that is missing or is of another type.
pub fn pick(fields: &BTreeMap<String, Field>, item: &Value) -> Result<Value, String> {
    of_object(fields, item, "")
}

fn of_object(fields: &BTreeMap<String, Field>, value: &Value, place: &str) -> Result<Value, String> {
    let members = value.as_object().ok_or_else(|| unfit(place, "an object"))?;
    let mut picked = Map::new();
    for (name, field) in fields {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        match member(members, name)? {
            Some(value) => drop(picked.insert(name.clone(), typed(&field.kind, value, &place)?)),
            None if field.optional => {}
            None => return Err(format!("the item has no `{place}`")),
        }
    }
    Ok(Value::Object(picked))
}

fn unfit(place: &str, expected: &str) -> String {
    if place.is_empty() { format!("the item is not {expected}") } else { format!("`{place}` is not {expected}") }
}

fn typed(kind: &Kind, value: &Value, place: &str) -> Result<Value, String> {
    let plain = |fits: bool, expected: &str| if fits { Ok(value.clone()) } else { Err(unfit(place, expected)) };
    match kind {
        Kind::Text(_) => plain(value.is_string(), "text"),
        Kind::Boolean => plain(value.is_boolean(), "true or false"),
        Kind::Integer => plain(value.is_i64(), "a whole number"),
        Kind::Number => plain(value.is_number(), "a number"),
        Kind::Timestamp => {
            let time: Result<Instant, _> = serde_json::from_value(value.clone());
            let time = time.ok().and_then(|time| serde_json::to_value(time).ok());
            time.ok_or_else(|| unfit(place, "a time"))
        }
        Kind::List(item) => {
            let items = value.as_array().ok_or_else(|| unfit(place, "a list"))?;
            let items = items.iter().enumerate().map(|(at, one)| typed(item, one, &format!("{place}[{at}]")));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Kind::Map(held) => {
            let members = value.as_object().ok_or_else(|| unfit(place, "a map"))?;
            let members =
                members.iter().map(|(key, one)| Ok((key.clone(), typed(held, one, &format!("{place}{{}}"))?)));
            Ok(Value::Object(members.collect::<Result<_, String>>()?))
        }
        Kind::Object(fields) => of_object(fields, value, place),
    }
}
