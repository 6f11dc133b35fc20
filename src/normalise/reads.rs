//! The exchanges of a recording as logical reads: one request with all its
//! pages, each decided by its last attempt.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::failure::Failure;
use super::operations::{ITEMS, Operation, Shape, operation};
use crate::evidence::declared::{self, Answer};
use crate::evidence::exchange::Exchange;
use crate::evidence::fact::GapReason;
use crate::evidence::query_xml;
use crate::evidence::recording::Recording;

/// One answered page.
pub(super) struct Page<'a> {
    pub(super) exchange: &'a Exchange,
    /// The reply; for query services, what is inside the result element.
    pub(super) body: Value,
}

/// One request with the pages that were answered, up to the first failure.
pub(super) struct Read<'a> {
    pub(super) operation: &'static Operation,
    /// Parameters without the page token.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) pages: Vec<Page<'a>>,
    /// What ended the read before its last page.
    pub(super) failure: Option<Failure>,
}

impl Read<'_> {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// Ids of the answered pages' exchanges.
    pub(super) fn exchanges(&self) -> BTreeSet<String> {
        self.pages.iter().map(|page| page.exchange.id.clone()).collect()
    }

    /// Items of a list, with the page each stands on.
    pub(super) fn items(&self) -> impl Iterator<Item = (&Value, &Page<'_>)> {
        self.pages.iter().flat_map(|page| {
            page.body.get(self.operation.member).and_then(Value::as_array).into_iter().flatten().map(move |v| (v, page))
        })
    }

    /// The documented member of a reply that has one page.
    pub(super) fn object(&self) -> Option<&Value> {
        if self.failure.is_some() {
            return None;
        }
        self.pages.first()?.body.get(self.operation.member)
    }
}

/// All reads of a recording.
pub(super) struct Reads<'a> {
    by_operation: BTreeMap<&'static str, Vec<Read<'a>>>,
}

impl<'a> Reads<'a> {
    pub(super) fn of(recording: &'a Recording) -> Self {
        let mut groups: BTreeMap<(&'static str, BTreeMap<String, String>), Group<'a>> = BTreeMap::new();
        for exchange in &recording.exchanges {
            let Some(operation) = operation(&exchange.request.service, &exchange.request.operation) else { continue };
            let mut parameters = exchange.request.parameters.clone();
            let token = operation.page_tokens().into_iter().find_map(|name| parameters.remove(name));
            let group = groups
                .entry((operation.key(), parameters))
                .or_insert_with(|| Group { operation, pages: BTreeMap::new() });
            let decided = group.pages.entry(token).or_insert(exchange);
            if (exchange.attempt, &exchange.id) > (decided.attempt, &decided.id) {
                *decided = exchange;
            }
        }
        let mut by_operation: BTreeMap<&'static str, Vec<Read<'a>>> = BTreeMap::new();
        for ((name, parameters), group) in groups {
            by_operation.entry(name).or_default().push(group.follow(parameters, &recording.replies));
        }
        Self { by_operation }
    }

    /// Every read of the operation, sorted by parameters.
    pub(super) fn all(&self, operation: &str) -> &[Read<'a>] {
        self.by_operation.get(operation).map_or(&[], Vec::as_slice)
    }

    /// The read of the operation with these parameters; others may be present.
    pub(super) fn find(&self, operation: &str, parameters: &[(&str, &str)]) -> Option<&Read<'a>> {
        self.all(operation)
            .iter()
            .find(|read| parameters.iter().all(|(name, value)| read.parameter(name) == Some(*value)))
    }

    /// Every read that did not reach its end.
    pub(super) fn failed(&self) -> impl Iterator<Item = (&Read<'a>, &Failure)> {
        self.by_operation.values().flatten().filter_map(|read| Some((read, read.failure.as_ref()?)))
    }
}

/// The deciding attempt of every page of one request, by page token.
struct Group<'a> {
    operation: &'static Operation,
    pages: BTreeMap<Option<String>, &'a Exchange>,
}

impl<'a> Group<'a> {
    /// Follows the chain of page tokens from the first page.
    fn follow(mut self, parameters: BTreeMap<String, String>, replies: &BTreeMap<String, Vec<u8>>) -> Read<'a> {
        let mut read = Read { operation: self.operation, parameters, pages: Vec::new(), failure: None };
        let mut token = None;
        loop {
            // A page is taken out when it is read, so a token that comes back ends the chain.
            let Some(exchange) = self.pages.remove(&token) else {
                read.failure = Some(Failure {
                    reason: GapReason::Incomplete,
                    detail: format!("page {} was not read", read.pages.len() + 1),
                    exchange: read.pages.last().map(|page| page.exchange.id.clone()),
                });
                return read;
            };
            match answer(exchange, self.operation, replies) {
                Err(failure) => {
                    read.failure = Some(failure);
                    return read;
                }
                Ok(body) => {
                    let next = next_token(&body);
                    read.pages.push(Page { exchange, body });
                    if next.is_none() {
                        return read;
                    }
                    token = next;
                }
            }
        }
    }
}

/// The token of the following page. IAM repeats a marker only when truncated.
fn next_token(body: &Value) -> Option<String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    if text("isTruncated").is_some_and(|truncated| truncated == "true") {
        // Without a marker the chain cannot go on: a token that no page has makes it incomplete.
        return Some(text("marker").unwrap_or_default());
    }
    text("nextToken").or_else(|| text("nextMarker"))
}

fn answer(exchange: &Exchange, operation: &Operation, replies: &BTreeMap<String, Vec<u8>>) -> Result<Value, Failure> {
    if let Some(failure) = Failure::of(exchange) {
        return Err(failure);
    }
    let body = replies.get(&exchange.id).ok_or_else(|| Failure {
        reason: GapReason::NotRecorded,
        detail: "the reply body is not in the recording".to_owned(),
        exchange: Some(exchange.id.clone()),
    })?;
    let malformed = |detail: String| Failure::malformed(exchange, detail);
    if let Some(declared) = operation.declared {
        let Answer { items, next } = declared::read(declared, body).map_err(malformed)?;
        return Ok(json!({ ITEMS: items, "nextToken": next }));
    }
    let body = if operation.service == "eks" {
        serde_json::from_slice(body).map_err(|error| malformed(format!("the body is not JSON: {error}")))?
    } else {
        let query_xml::Reply { root, mut body } =
            query_xml::read(body).map_err(|error| malformed(error.to_string()))?;
        let due = format!("{}Response", operation.name);
        if root != due {
            return Err(malformed(format!("the reply is no `{due}`")));
        }
        match body.get_mut(result_name(operation)).map(Value::take) {
            Some(result) => result,
            // EC2 has no element around the result.
            None if operation.service == "ec2" => body,
            None => return Err(malformed(format!("the reply has no `{}Result`", operation.name))),
        }
    };
    if has_documented_member(&body, operation) {
        Ok(body)
    } else {
        Err(malformed(format!("the reply has no `{}` of the documented form", operation.member)))
    }
}

/// `GetRole` → `getRoleResult`.
fn result_name(operation: &Operation) -> String {
    let (first, rest) = operation.name.split_at(1);
    format!("{}{rest}Result", first.to_lowercase())
}

fn has_documented_member(body: &Value, operation: &Operation) -> bool {
    let member = body.get(operation.member);
    let list_of = |fits: fn(&Value) -> bool| member.and_then(Value::as_array).is_some_and(|list| list.iter().all(fits));
    match operation.shape {
        Shape::List => list_of(Value::is_object),
        Shape::Names => list_of(Value::is_string),
        Shape::Object => member.is_some_and(Value::is_object),
        Shape::Setting => member.is_some_and(|value| value.is_object() || value.is_null()),
        // Read by its declaration.
        Shape::Declared => true,
        Shape::Scalar => member.is_some_and(|value| value.is_string() || value.is_boolean()),
    }
}
