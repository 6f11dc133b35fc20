//! From files to descriptors: every name is resolved, and everything that is wrong is told at once.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::file::{EvidenceFile, ProtocolName};
use super::name::{is_host_part, is_service};
use super::operation::{Place, descriptor, known_topic, references};
use crate::evidence::topic::declaration::{Descriptor, Known, Protocol, Service, made};
use crate::file::codes::evidence as code;

/// The descriptors of `files`, and everything that is wrong with them: with faults, they only serve to read on.
#[must_use]
pub fn resolve(files: &[EvidenceFile]) -> (Known, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut open: Vec<Place<'_>> = Vec::new();
    let mut services: BTreeSet<&str> = BTreeSet::new();
    for (number, file) in files.iter().enumerate() {
        let mut own = Vec::new();
        let service = service(file, &mut own);
        if !services.insert(&file.service) {
            let message = format!("the service `{}` has a file already", file.service);
            let help = "declare all operations of a service in one file";
            own.push(Fault::at(&["service".to_owned()], code::DUPLICATE_SERVICE, message).help(help));
        }
        let operations = file.operations.iter().enumerate();
        open.extend(operations.map(|(at, operation)| Place { number, at, service: service.clone(), operation }));
        faults.extend(own.into_iter().map(|fault| Fault { file: number, ..fault }));
    }
    twice(&open, &mut faults);
    let declared: Vec<&str> = open.iter().map(|place| place.operation.topic.as_str()).collect();
    let mut done: Vec<&'static Descriptor> = Vec::new();
    loop {
        let before = open.len();
        let mut waiting = Vec::new();
        for place in open {
            let ready = references(place.operation)
                .iter()
                .all(|name| known_topic(name, &done).is_some() || !declared.contains(name));
            if ready {
                let mut own = Vec::new();
                let found = descriptor(&place, &done, &declared, &mut own);
                let number = place.number;
                faults.extend(own.into_iter().map(|fault| Fault { file: number, ..fault }));
                done.push(made(found));
            } else {
                waiting.push(place);
            }
        }
        open = waiting;
        if open.is_empty() || open.len() == before {
            break;
        }
    }
    faults.extend(open.iter().map(circle));
    (Known::of(done), faults)
}

/// One topic and one operation is declared once.
fn twice(places: &[Place<'_>], faults: &mut Vec<Fault>) {
    let mut topics = BTreeSet::new();
    let mut operations = BTreeSet::new();
    for place in places {
        let Place { operation, number, .. } = place;
        let mut report = |member: &str, message: String| {
            faults.push(Fault { file: *number, ..Fault::at(&place.path(member), code::DUPLICATE_ID, message) });
        };
        if !topics.insert(operation.topic.as_str()) {
            report("topic", format!("the topic `{}` is declared twice", operation.topic));
        }
        if !operations.insert((place.service.name.clone(), operation.name.as_str())) {
            report("name", format!("the operation `{}` is declared twice", operation.name));
        }
    }
}

fn circle(place: &Place<'_>) -> Fault {
    let message = format!("the items of `{}` would be found through each other", place.operation.topic);
    let help = "let one of the topics be read without the others";
    Fault { file: place.number, ..Fault::at(&place.path("topic"), code::CIRCLE, message).help(help) }
}

fn service(file: &EvidenceFile, faults: &mut Vec<Fault>) -> Service {
    let path = |member: &str| vec![member.to_owned()];
    if !is_service(&file.service) {
        let help = "write it as IAM actions do: `rds` of `rds:DescribeDBInstances`";
        let message = format!("`{}` is not a service's name in IAM actions", file.service);
        faults.push(Fault::at(&path("service"), code::NOT_A_SERVICE, message).help(help));
    }
    let prefix = file.endpoint_prefix.as_ref().unwrap_or(&file.service);
    let parts = [
        ("endpointPrefix", &file.endpoint_prefix),
        ("dualStackPrefix", &file.dual_stack_prefix),
        ("signingName", &file.signing_name),
    ];
    for (member, value) in parts {
        if let Some(value) = value.as_ref().filter(|value| !is_host_part(value)) {
            let message = format!("`{value}` cannot stand in a host name");
            faults.push(Fault::at(&path(member), code::NOT_A_HOST, message));
        }
    }
    if file.signing_region.is_some() && !file.global {
        let message = "`signingRegion` is for services with `global: true`";
        faults.push(Fault::at(&path("signingRegion"), code::TYPE_DOES_NOT_FIT, message));
    }
    let signing_region = file.signing_region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    Service {
        name: file.service.clone(),
        id: file.service_id.clone().unwrap_or_else(|| file.service.replace('-', " ")),
        endpoint_prefix: prefix.clone(),
        dual_stack_prefix: file.dual_stack_prefix.as_ref().unwrap_or(prefix).clone(),
        signing_name: file.signing_name.clone().unwrap_or_else(|| file.service.clone()),
        global: file.global.then_some(signing_region),
        protocol: protocol(file, faults),
    }
}

fn protocol(file: &EvidenceFile, faults: &mut Vec<Fault>) -> Protocol {
    let needs = |member: &str, value: &Option<String>, own: bool, faults: &mut Vec<Fault>| {
        if own == value.is_some() {
            return;
        }
        let protocol = serde_json::to_value(file.protocol).ok().and_then(|name| name.as_str().map(str::to_owned));
        let (code, verb) = if own { (code::FIELD_MISSING, "needs") } else { (code::TYPE_DOES_NOT_FIT, "has no") };
        let message = format!("the protocol `{}` {verb} `{member}`", protocol.unwrap_or_default());
        let at = if own { "protocol" } else { member };
        faults.push(Fault::at(&[at.to_owned()], code, message));
    };
    let json = matches!(file.protocol, ProtocolName::Json10 | ProtocolName::Json11);
    needs("targetPrefix", &file.target_prefix, json, faults);
    needs("version", &file.version, file.protocol == ProtocolName::Query, faults);
    let target = file.target_prefix.clone().unwrap_or_default();
    match file.protocol {
        ProtocolName::Json10 => Protocol::Json { version: "1.0", target },
        ProtocolName::Json11 => Protocol::Json { version: "1.1", target },
        ProtocolName::RestJson => Protocol::RestJson,
        ProtocolName::Query => Protocol::Query { version: file.version.clone().unwrap_or_default() },
    }
}
