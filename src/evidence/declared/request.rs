//! What a declared operation asks: one request, or one for each distinct value of a field of other facts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::evidence::redaction::is_marker;
use crate::evidence::topic::declaration::{Descriptor, Method, Protocol};

/// One request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Its parameters as they are sent.
    pub parameters: BTreeMap<String, Value>,
    /// The clusters of the facts that it asks about.
    pub clusters: BTreeSet<String>,
}

/// The requests of one operation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Requests {
    /// By their parameters as recordings hold them.
    pub asked: BTreeMap<BTreeMap<String, String>, Asked>,
    /// Keys and clusters of facts whose field was not kept, so that nothing can be asked about them.
    pub unaskable: Vec<(String, BTreeSet<String>)>,
}

/// Where a value of a fact stands in a request.
pub(super) fn placeholder(value: &Value) -> Option<(&str, &str)> {
    let members = value.as_object()?;
    Some((members.get("each")?.as_str()?, members.get("field")?.as_str()?))
}

/// Every topic and field that the parameters stand for.
pub(super) fn placeholders(request: &BTreeMap<String, Value>) -> BTreeSet<(&str, &str)> {
    fn walk<'v>(value: &'v Value, found: &mut BTreeSet<(&'v str, &'v str)>) {
        match (placeholder(value), value) {
            (Some(place), _) => drop(found.insert(place)),
            (None, Value::Array(items)) => items.iter().for_each(|item| walk(item, found)),
            (None, Value::Object(members)) => members.values().for_each(|member| walk(member, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    request.values().for_each(|value| walk(value, &mut found));
    found
}

/// The values at `path`; lists on the way and at its end give each of their items.
pub(crate) fn values_at<'v>(value: &'v Value, path: &[&str]) -> Vec<&'v Value> {
    match (value, path.split_first()) {
        (Value::Array(items), _) => items.iter().flat_map(|item| values_at(item, path)).collect(),
        (Value::Null, None) => Vec::new(),
        (_, None) => vec![value],
        (_, Some((name, rest))) => value.get(name).map_or_else(Vec::new, |member| values_at(member, rest)),
    }
}

impl Descriptor {
    /// The requests, given the facts that they ask about: key, clusters and value of each.
    #[must_use]
    pub fn requests<'f>(&self, facts: impl IntoIterator<Item = (&'f str, BTreeSet<String>, Value)>) -> Requests {
        let mut requests = Requests::default();
        let places = placeholders(&self.request);
        if places.is_empty() {
            let asked = Asked { parameters: self.request.clone(), clusters: BTreeSet::new() };
            requests.asked.insert(self.recorded(&asked.parameters), asked);
            return requests;
        }
        for (key, clusters, value) in facts {
            let mut rows: Vec<BTreeMap<&str, &Value>> = vec![BTreeMap::new()];
            for (_, field) in &places {
                let path: Vec<&str> = field.split('.').collect();
                let values = values_at(&value, &path);
                rows = rows
                    .iter()
                    .flat_map(|row| {
                        values.iter().map(|value| row.iter().map(|(k, v)| (*k, *v)).chain([(*field, *value)]).collect())
                    })
                    .collect();
            }
            for row in rows {
                if row.values().any(|value| value.as_str().is_some_and(is_marker)) {
                    requests.unaskable.push((key.to_owned(), clusters.clone()));
                    continue;
                }
                let parameters: BTreeMap<String, Value> =
                    self.request.iter().map(|(name, value)| (name.clone(), filled(value, &row))).collect();
                let recorded = self.recorded(&parameters);
                let asked = requests.asked.entry(recorded).or_insert_with(|| Asked { parameters, ..Asked::default() });
                asked.clusters.extend(clusters.iter().cloned());
            }
        }
        requests
    }

    /// The parameters as a recording holds them: text as it is, everything else as JSON.
    #[must_use]
    pub fn recorded(&self, parameters: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
        let in_query = self.service.protocol == Protocol::RestJson && self.method == Method::Get;
        let plain = matches!(self.service.protocol, Protocol::Query { .. }) || in_query;
        let one = |value: &Value| match value {
            Value::String(text) => text.clone(),
            // A name that stands more than once in a query.
            Value::Array(items) if plain => match items.as_slice() {
                [only] => text(only),
                items => Value::from(items.iter().map(text).collect::<Vec<_>>()).to_string(),
            },
            other => other.to_string(),
        };
        parameters.iter().map(|(name, value)| (name.clone(), one(value))).collect()
    }
}

/// A value as it stands in a path, a query or a form.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn filled(value: &Value, row: &BTreeMap<&str, &Value>) -> Value {
    match (placeholder(value), value) {
        (Some((_, field)), _) => row.get(field).map_or(Value::Null, |found| (*found).clone()),
        (None, Value::Array(items)) => Value::Array(items.iter().map(|item| filled(item, row)).collect()),
        (None, Value::Object(members)) => {
            let members: Map<String, Value> =
                members.iter().map(|(name, member)| (name.clone(), filled(member, row))).collect();
            Value::Object(members)
        }
        _ => value.clone(),
    }
}
