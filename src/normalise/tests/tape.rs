//! Recordings made by hand, with bodies in the services' documented shapes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::evidence::canonical::sha256;
use crate::evidence::exchange::{Exchange, Outcome, Reply, Request};
use crate::evidence::recording::{Recording, Run, SCHEMA};
use crate::evidence::topic::Topic;

pub(super) const ACCOUNT: &str = "111122223333";

/// Parameters as name and value.
pub(super) type Parameters<'a> = &'a [(&'a str, &'a str)];

pub(super) struct Tape(pub(super) Recording);

impl Tape {
    /// A run planned for every base topic.
    pub(super) fn new() -> Self {
        let topics = Topic::ALL.iter().filter(|topic| topic.is_of_aws()).map(|topic| topic.to_string()).collect();
        let run = Run {
            schema: SCHEMA.to_owned(),
            tool: "test".to_owned(),
            started_at: time(0),
            finished_at: time(3600),
            account: ACCOUNT.to_owned(),
            region: "eu-west-1".to_owned(),
            principal: format!("arn:aws:iam::{ACCOUNT}:role/auditor"),
            clusters: Vec::new(),
            topics,
            owner_keys: Vec::new(),
        };
        Self(Recording { run, exchanges: Vec::new(), replies: BTreeMap::new() })
    }

    pub(super) fn json(&mut self, operation: &str, parameters: Parameters, body: &Value) {
        self.answer("eks", operation, parameters, "json", body.to_string());
    }

    pub(super) fn ec2(&mut self, operation: &str, parameters: Parameters, content: &str) {
        let body = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><{operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>{content}</{operation}Response>"#
        );
        self.answer("ec2", operation, parameters, "xml", body);
    }

    /// A reply of IAM or Auto Scaling.
    pub(super) fn query(&mut self, service: &str, operation: &str, parameters: Parameters, content: &str) {
        let body = format!(
            "<{operation}Response><{operation}Result>{content}</{operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{operation}Response>"
        );
        self.answer(service, operation, parameters, "xml", body);
    }

    pub(super) fn answer(
        &mut self,
        service: &str,
        operation: &str,
        parameters: Parameters,
        format: &str,
        body: String,
    ) {
        let reply = Reply {
            format: format.to_owned(),
            bytes: body.len() as u64,
            sha256: sha256(body.as_bytes()),
            redactions: BTreeMap::new(),
        };
        let id = self.push(service, operation, parameters, Outcome::Answered, Some(200), Some(reply));
        self.0.replies.insert(id, body.into_bytes());
    }

    pub(super) fn refuse(&mut self, service: &str, operation: &str, parameters: Parameters, code: &str, status: u16) {
        let outcome = Outcome::Refused { code: code.to_owned(), message: "no".to_owned() };
        self.push(service, operation, parameters, outcome, Some(status), None);
    }

    /// Adds an attempt that follows those of the same request.
    pub(super) fn push(
        &mut self,
        service: &str,
        operation: &str,
        parameters: Parameters,
        outcome: Outcome,
        status: Option<u16>,
        reply: Option<Reply>,
    ) -> String {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let region = "eu-west-1".to_owned();
        let request = Request { service: service.to_owned(), operation: operation.to_owned(), region, parameters };
        let attempt = 1 + self.0.exchanges.iter().filter(|exchange| exchange.request == request).count() as u32;
        let id = if attempt == 1 { request.id() } else { format!("{}.{attempt}", request.id()) };
        self.0.exchanges.push(Exchange {
            id: id.clone(),
            request,
            account: ACCOUNT.to_owned(),
            principal: self.0.run.principal.clone(),
            attempt,
            page: 1,
            time: time(self.0.exchanges.len() as i64 + 1),
            status,
            request_id: None,
            outcome,
            reply,
        });
        id
    }

    /// Takes every exchange of the operation out.
    pub(super) fn forget(&mut self, operation: &str) {
        self.0.exchanges.retain(|exchange| exchange.request.operation != operation);
    }

    /// Puts a refusal in place of every exchange of the operation.
    pub(super) fn deny(&mut self, operation: &str) {
        for exchange in self.0.exchanges.iter_mut().filter(|exchange| exchange.request.operation == operation) {
            exchange.outcome = Outcome::Refused { code: "AccessDenied".to_owned(), message: "no".to_owned() };
            exchange.status = Some(403);
            exchange.reply = None;
        }
    }
}

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}

/// A policy document as IAM sends it.
pub(super) fn encoded(document: &Value) -> String {
    percent_encoding::utf8_percent_encode(&document.to_string(), percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(super) fn trust(service: &str) -> String {
    encoded(&json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}))
}
