//! Policy documents in one form: every "one or a list" is a list.

use serde_json::{Map, Value};

/// A policy document.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Document {
    pub(super) statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// `Sid`, or the number of the statement from 1.
    pub(super) id: String,
    pub(super) allow: bool,
    pub(super) actions: Selection,
    /// Absent in trust policies.
    pub(super) resources: Option<Selection>,
    pub(super) principals: Option<Principals>,
    /// Empty when the statement has no condition.
    pub(super) condition: Vec<Clause>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Selection {
    Only(Vec<String>),
    AllBut(Vec<String>),
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Principals {
    /// Pairs of type and value; `"*"` has the type `*`.
    Only(Vec<(String, String)>),
    AllBut,
}

/// One key of one condition operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    pub(super) operator: String,
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

impl Document {
    /// `None` when the value is not a policy document: what it allows is then
    /// not known.
    pub(in crate::analysis) fn parse(value: &Value) -> Option<Self> {
        let statements = match value.as_object()?.get("Statement")? {
            Value::Array(list) => list.iter().collect(),
            one @ Value::Object(_) => vec![one],
            _ => return None,
        };
        let statements: Option<Vec<_>> =
            statements.into_iter().enumerate().map(|(index, value)| Statement::parse(index + 1, value)).collect();
        Some(Self { statements: statements? })
    }
}

impl Statement {
    fn parse(number: usize, value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        let allow = match members.get("Effect")?.as_str()? {
            "Allow" => true,
            "Deny" => false,
            _ => return None,
        };
        let id = members.get("Sid").and_then(Value::as_str).filter(|sid| !sid.is_empty());
        Some(Self {
            id: id.map_or_else(|| number.to_string(), str::to_owned),
            allow,
            actions: selection(members, "Action", "NotAction")??,
            resources: selection(members, "Resource", "NotResource")?,
            principals: principals(members)?,
            condition: clauses(members.get("Condition"))?,
        })
    }

    pub(super) fn conditioned(&self) -> bool {
        !self.condition.is_empty()
    }
}

/// The outer `None`: not a policy. The inner: neither member is there.
fn selection(members: &Map<String, Value>, only: &str, all_but: &str) -> Option<Option<Selection>> {
    match (members.get(only), members.get(all_but)) {
        (Some(value), None) => Some(Some(Selection::Only(texts(value)?))),
        (None, Some(value)) => Some(Some(Selection::AllBut(texts(value)?))),
        (None, None) => Some(None),
        (Some(_), Some(_)) => None,
    }
}

fn principals(members: &Map<String, Value>) -> Option<Option<Principals>> {
    if members.contains_key("NotPrincipal") {
        return Some(Some(Principals::AllBut));
    }
    match members.get("Principal") {
        None => Some(None),
        Some(Value::String(all)) if all == "*" => Some(Some(Principals::Only(vec![("*".to_owned(), "*".to_owned())]))),
        Some(Value::Object(types)) => {
            let mut list = Vec::new();
            for (kind, value) in types {
                list.extend(texts(value)?.into_iter().map(|text| (kind.clone(), text)));
            }
            Some(Some(Principals::Only(list)))
        }
        Some(_) => None,
    }
}

fn clauses(condition: Option<&Value>) -> Option<Vec<Clause>> {
    let Some(condition) = condition else { return Some(Vec::new()) };
    let mut clauses = Vec::new();
    for (operator, keys) in condition.as_object()? {
        for (key, values) in keys.as_object()? {
            clauses.push(Clause { operator: operator.clone(), key: key.clone(), values: texts(values)? });
        }
    }
    Some(clauses)
}

/// A text or a list of texts; condition values may be numbers and booleans.
fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|text| vec![text]),
    }
}
