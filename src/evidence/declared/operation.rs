//! One declared operation, checked and resolved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fault::Fault;
use super::fields;
use super::file::OperationFile;
use super::name::{READS, answers_with_secrets, is_action, is_code, is_read, is_reserved};
use super::request::placeholders;
use crate::evidence::redaction::is_built_in;
use crate::evidence::topic::declaration::{
    Declared, Descriptor, Field, KeyPart, Kind, Method, Protocol, Service, is_topic_name,
};
use crate::evidence::topic::{Scope, Topic};
use crate::file::codes::evidence as code;

/// An operation and where it is declared.
pub(super) struct Place<'a> {
    pub(super) number: usize,
    pub(super) at: usize,
    pub(super) service: Service,
    pub(super) operation: &'a OperationFile,
}

impl Place<'_> {
    pub(super) fn path(&self, member: &str) -> Vec<String> {
        let mut path = vec!["operations".to_owned(), self.at.to_string()];
        path.extend(member.split('/').map(str::to_owned));
        path
    }
}

/// The topics that an operation names.
pub(super) fn references(operation: &OperationFile) -> Vec<&str> {
    let each = placeholders(&operation.request).into_iter().map(|(topic, _)| topic);
    each.chain(operation.of.keys().map(String::as_str)).collect()
}

/// The topic of this name: built in, or declared by one of `done`. The Kubernetes side is read when AWS's is, and derived
/// facts are made after both.
pub(super) fn known_topic(name: &str, done: &[&'static Descriptor]) -> Option<Topic> {
    let built_in = Topic::ALL.iter().copied().find(|topic| topic.as_str() == name && topic.is_of_aws());
    let declared = || done.iter().find(|descriptor| descriptor.topic == name).copied();
    built_in.or_else(|| declared().map(|descriptor| Topic::Declared(Declared::of(descriptor))))
}

/// Topics that a declaration may name, by name.
fn names(done: &[&'static Descriptor], declared: &[&str]) -> Vec<String> {
    let readable = Topic::ALL.iter().filter(|topic| topic.is_of_aws()).map(|topic| topic.as_str().to_owned());
    let declared = declared.iter().map(|name| (*name).to_owned());
    readable.chain(declared).chain(done.iter().map(|descriptor| descriptor.topic.clone())).collect()
}

/// The descriptor of the operation at `place`; with faults it serves only for finding more of them.
pub(super) fn descriptor(
    place: &Place<'_>,
    done: &[&'static Descriptor],
    declared: &[&str],
    faults: &mut Vec<Fault>,
) -> Descriptor {
    let Place { operation, service, .. } = place;
    named(place, faults);
    let action = operation.action.clone().unwrap_or_else(|| format!("{}:{}", service.name, operation.name));
    let path = path(place, faults);
    let fields = fields::members(&operation.fields, &place.path("fields"), faults);
    if fields.is_empty() {
        faults.push(Fault::of_key(
            &place.path("fields"),
            code::FIELD_MISSING,
            "nothing is kept of the items: `fields` is empty",
        ));
    }
    let source = source(place, done, declared, faults);
    parameters(place, faults);
    let of = owners(place, &fields, done, declared, faults);
    let key = key(place, &fields, faults);
    if let Some(name) = operation.item.as_ref().filter(|name| fields.len() != 1 || !fields.contains_key(*name)) {
        let message = format!("`{name}` is not the one member in `fields`");
        faults.push(Fault::at(&place.path("item"), code::TYPE_DOES_NOT_FIT, message));
    }
    let inherited = source.is_some_and(|topic| topic.scope() == Scope::Cluster);
    let scope = if inherited || !of.is_empty() { Scope::Cluster } else { Scope::Account };
    let first = Some(Topic::EksCluster).filter(|_| scope == Scope::Cluster);
    let parents: BTreeSet<Topic> = source.into_iter().chain(of.iter().map(|(topic, _)| *topic)).chain(first).collect();
    let leaked: &'static str = Box::leak(action.into_boxed_str());
    Descriptor {
        topic: operation.topic.clone(),
        description: operation.description.trim().to_owned(),
        nouns: (operation.noun.clone(), operation.plural.clone().unwrap_or_else(|| format!("{}s", operation.noun))),
        scope,
        service: service.clone(),
        operation: operation.name.clone(),
        actions: Box::leak(vec![leaked].into_boxed_slice()),
        method: operation.method.unwrap_or_default(),
        path,
        request: operation.request.clone(),
        source,
        page: operation.page.clone(),
        items: operation.items.as_ref().map(|items| steps(items)),
        item: operation.item.clone(),
        key,
        of,
        fields,
        none_on: operation.none_on.clone(),
        parents: parents.into_iter().collect(),
    }
}

fn steps(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

/// Operation, action, topic and error codes.
fn named(place: &Place<'_>, faults: &mut Vec<Fault>) {
    let Place { operation, service, .. } = place;
    let name = &operation.name;
    let at = |member: &str, code, message: String| Fault::at(&place.path(member), code, message);
    if !is_read(name) {
        faults.push(
            at("name", code::NOT_A_READ, format!("`{}:{name}` is not an operation that reads", service.name))
                .help(READS),
        );
    } else if answers_with_secrets(name) {
        let message = format!("`{}:{name}` answers with credentials or with what others stored", service.name);
        faults.push(at("name", code::ANSWERS_WITH_SECRETS, message).help("such replies are never read"));
    } else if is_built_in(&service.name, name) {
        let message = format!("`{}:{name}` is read already, without a declaration", service.name);
        faults.push(at("name", code::BUILT_IN, message).help("docs/facts.md lists the topics that are built in"));
    }
    if let Some(action) = operation.action.as_ref().filter(|action| !is_action(action)) {
        faults.push(at("action", code::NOT_A_READ, format!("`{action}` is not an IAM action that reads")).help(READS));
    }
    let topic = &operation.topic;
    let thing = topic.rsplit('.').next().unwrap_or_default();
    if Topic::ALL.iter().any(|known| known.as_str() == topic) {
        faults.push(at("topic", code::BUILT_IN, format!("the topic `{topic}` is built in")));
    } else if !is_topic_name(topic) || is_reserved(thing) {
        let message = format!("`{topic}` is not a name for a declared topic");
        let help = "write `service.thing` in lowerCamelCase: `rds.dbInstance`";
        faults.push(at("topic", code::NOT_A_TOPIC, message).help(help));
    }
    for (number, code) in operation.none_on.iter().enumerate().filter(|(_, code)| !is_code(code)) {
        let message = format!("`{code}` is not an error code");
        faults.push(at(&format!("noneOn/{number}"), code::NOT_A_CODE, message));
    }
}

/// The path of a REST operation: its parameters are there.
fn path(place: &Place<'_>, faults: &mut Vec<Fault>) -> String {
    let Place { operation, service, .. } = place;
    let rest = service.protocol == Protocol::RestJson;
    match &operation.path {
        None if rest => {
            let message = "an operation of the protocol `rest-json` needs `path`";
            faults.push(Fault::at(&place.path("name"), code::FIELD_MISSING, message));
        }
        Some(_) if !rest => {
            let message = "`path` is for operations of the protocol `rest-json`";
            faults.push(Fault::at(&place.path("path"), code::TYPE_DOES_NOT_FIT, message));
        }
        _ => {}
    }
    if operation.method.is_some() && !rest {
        let message = "`method` is for operations of the protocol `rest-json`";
        faults.push(Fault::at(&place.path("method"), code::TYPE_DOES_NOT_FIT, message));
    }
    let Some(path) = operation.path.as_ref().filter(|_| rest) else { return "/".to_owned() };
    let sound =
        path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/{}-_.:".contains(&byte));
    if !sound {
        let message = format!("`{path}` is not a path: `/things/{{name}}`");
        faults.push(Fault::at(&place.path("path"), code::NOT_A_PATH, message));
    }
    for label in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        if !operation.request.contains_key(label) {
            let message = format!("the path holds `{label}`, and `request` does not");
            let known = operation.request.keys().cloned().collect();
            faults.push(Fault::at(&place.path("path"), code::UNKNOWN_PARAMETER, message).known(label, known));
        }
    }
    path.clone()
}

/// Forms hold text, and the page's token is nothing else.
fn parameters(place: &Place<'_>, faults: &mut Vec<Fault>) {
    let Place { operation, service, .. } = place;
    let in_query = service.protocol == Protocol::RestJson && operation.method.unwrap_or_default() == Method::Get;
    let form = matches!(service.protocol, Protocol::Query { .. });
    for (name, value) in &operation.request {
        let scalar =
            |value: &Value| !value.is_array() && !value.is_object() || super::request::placeholder(value).is_some();
        let fits = match value {
            Value::Null => false,
            Value::Array(items) if in_query => items.iter().all(scalar),
            value => scalar(value) || !(form || in_query),
        };
        if !fits {
            let message = format!("the parameter `{name}` cannot be sent like this");
            let help = "write one value; in forms, lists are numbered parameters: `Names.member.1`";
            faults.push(Fault::at(&place.path(&format!("request/{name}")), code::NOT_A_PARAMETER, message).help(help));
        }
    }
    if let Some(page) = operation.page.as_ref().filter(|page| operation.request.contains_key(&page.request)) {
        let message = format!("`{}` asks for a page, and is a parameter as well", page.request);
        faults.push(Fault::at(&place.path("page"), code::NOT_A_PARAMETER, message));
    }
}

/// The topic whose facts are asked about.
fn source(
    place: &Place<'_>,
    done: &[&'static Descriptor],
    declared: &[&str],
    faults: &mut Vec<Fault>,
) -> Option<Topic> {
    let places = placeholders(&place.operation.request);
    let mut found: Option<Topic> = None;
    for (name, field) in places {
        let Some(topic) = known_topic(name, done) else {
            faults.push(unknown_topic(place, "request", name, done, declared));
            continue;
        };
        if found.is_some_and(|other| other != topic) {
            let message = "the parameters of one operation come from the facts of one topic";
            faults.push(Fault::at(&place.path("request"), code::SEVERAL_TOPICS, message));
        }
        found = Some(topic);
        if let Some(missing) = unknown_field(topic, field) {
            let message = format!("`{topic}` has no member `{field}`");
            faults.push(Fault::at(&place.path("request"), code::UNKNOWN_MEMBER, message).known(&missing.0, missing.1));
        }
    }
    found
}

fn unknown_topic(
    place: &Place<'_>,
    member: &str,
    name: &str,
    done: &[&'static Descriptor],
    declared: &[&str],
) -> Fault {
    let message = format!("there is no topic `{name}` to read through");
    Fault::at(&place.path(member), code::UNKNOWN_TOPIC, message).known(name, names(done, declared))
}

/// The part of `path` that facts of `topic` do not have, and the members that are there.
fn unknown_field(topic: Topic, path: &str) -> Option<(String, Vec<String>)> {
    let schema = topic.schema();
    let mut here = schema.as_value();
    for name in path.split('.') {
        while here["items"].is_object() {
            here = &here["items"];
        }
        let Some(members) = here["properties"].as_object() else { return Some((name.to_owned(), Vec::new())) };
        match members.get(name) {
            Some(member) => here = member,
            None => return Some((name.to_owned(), members.keys().cloned().collect())),
        }
    }
    None
}

/// Through what an item belongs to clusters.
fn owners(
    place: &Place<'_>,
    fields: &BTreeMap<String, Field>,
    done: &[&'static Descriptor],
    declared: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<(Topic, Vec<String>)> {
    let mut found = Vec::new();
    for (name, path) in &place.operation.of {
        let member = format!("of/{name}");
        let Some(topic) = known_topic(name, done) else {
            faults.push(unknown_topic(place, &member, name, done, declared));
            continue;
        };
        if topic.scope() != Scope::Cluster {
            let message = format!("the facts of `{topic}` belong to no cluster");
            faults.push(Fault::at(&place.path(&member), code::NOT_OF_A_CLUSTER, message));
        }
        if !matches!(kind_at(fields, &steps(path)), Some((Kind::Text(Some(_)), _))) {
            let message = format!("`{path}` is not a member in `fields` whose text is kept");
            let known = fields.keys().cloned().collect();
            faults.push(Fault::at(&place.path(&member), code::UNKNOWN_MEMBER, message).known(path, known));
        }
        found.push((topic, steps(path)));
    }
    found
}

/// What stands at `path`, lists on the way and at its end taken apart, and whether it is always there.
fn kind_at<'f>(fields: &'f BTreeMap<String, Field>, path: &[String]) -> Option<(&'f Kind, bool)> {
    let (name, rest) = path.split_first()?;
    let field = fields.get(name)?;
    let mut kind = &field.kind;
    while let Kind::List(item) = kind {
        kind = item;
    }
    match (kind, rest.is_empty()) {
        (kind, true) => Some((kind, !field.optional)),
        (Kind::Object(fields), false) => kind_at(fields, rest).map(|(kind, always)| (kind, always && !field.optional)),
        _ => None,
    }
}

/// What identifies an item: members that are always there, or parameters.
fn key(place: &Place<'_>, fields: &BTreeMap<String, Field>, faults: &mut Vec<Fault>) -> Vec<KeyPart> {
    let operation = place.operation;
    let mut parts = Vec::new();
    for (number, name) in operation.key.iter().enumerate() {
        let at = place.path(&format!("key/{number}"));
        if let Some(parameter) = name.strip_prefix("request.") {
            if !operation.request.contains_key(parameter) {
                let known = operation.request.keys().cloned().collect();
                let message = format!("there is no parameter `{parameter}`");
                faults.push(Fault::at(&at, code::UNKNOWN_PARAMETER, message).known(parameter, known));
            }
            parts.push(KeyPart::Parameter(parameter.to_owned()));
            continue;
        }
        let path = steps(name);
        if !matches!(kind_at(fields, &path), Some((Kind::Text(Some(_)) | Kind::Integer, true))) {
            let message = format!("`{name}` cannot identify an item: it is not kept, or not always there");
            let known = fields.keys().cloned().collect();
            faults.push(Fault::at(&at, code::NOT_A_KEY, message).known(name, known));
        }
        parts.push(KeyPart::Field(path));
    }
    if operation.key.is_empty() && (operation.items.is_some() || !placeholders(&operation.request).is_empty()) {
        let message = "`key` is missing: what identifies one of several items";
        faults.push(Fault::at(&place.path("topic"), code::FIELD_MISSING, message));
    }
    parts
}
