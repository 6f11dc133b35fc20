//! Facts of declared operations, made by their declarations alone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fact_builder::FactBuilder;
use super::failure::Failure;
use super::operations::{Operation, of_declared};
use super::reads::{Page, Read, Reads};
use crate::evidence::declared::{Asked, Requests, in_order, pick, values_at};
use crate::evidence::fact::GapReason;
use crate::evidence::redaction::is_marker;
use crate::evidence::topic::declaration::{Declared, Descriptor};
use crate::evidence::topic::{Scope, Topic};

/// Adds the items of every declared topic that the run was planned for.
pub(super) fn add(reads: &Reads, account: &str, builder: &mut FactBuilder) {
    for descriptor in in_order(builder.declared()) {
        let operation = of_declared(descriptor);
        Adding { descriptor, operation, account, shown: BTreeSet::new() }.all(reads, builder);
    }
}

/// The reads that enumerate the topic, for one cluster or as a whole; `None` while one of them is missing or failed.
pub(super) fn enumerated<'r, 'a>(
    descriptor: &'static Descriptor,
    reads: &'r Reads<'a>,
    builder: &FactBuilder,
    cluster: Option<&str>,
) -> Option<Vec<&'r Read<'a>>> {
    let concerns =
        |clusters: &BTreeSet<String>| cluster.is_none_or(|cluster| clusters.is_empty() || clusters.contains(cluster));
    let Requests { asked, unaskable } = requests(descriptor, builder);
    if unaskable.iter().any(|(_, clusters)| concerns(clusters)) {
        return None;
    }
    let own = reads.all(of_declared(descriptor).key());
    let of_asked = asked.iter().filter(|(_, asked)| concerns(&asked.clusters)).map(|(parameters, _)| {
        let read = own.iter().find(|read| read.parameters == *parameters)?;
        (read.failure.as_ref().is_none_or(|failure| means_none(descriptor, failure))).then_some(read)
    });
    of_asked.collect()
}

fn requests(descriptor: &Descriptor, builder: &FactBuilder) -> Requests {
    let facts = descriptor.source.into_iter().flat_map(|topic| builder.facts(topic));
    descriptor.requests(facts.map(|(key, partial)| (key.as_str(), partial.clusters.clone(), partial.value())))
}

/// True for a refusal by which the service says that there is no such thing.
fn means_none(descriptor: &Descriptor, failure: &Failure) -> bool {
    let code = failure.detail.split(':').next().unwrap_or_default();
    let refused = matches!(failure.reason, GapReason::Refused | GapReason::Gone);
    refused && descriptor.none_on.iter().any(|known| known == code)
}

struct Adding<'a> {
    descriptor: &'static Descriptor,
    operation: &'static Operation,
    /// Account and Region, as the key of what is there once in them.
    account: &'a str,
    /// Keys of the items that were added.
    shown: BTreeSet<String>,
}

impl Adding<'_> {
    fn all(mut self, reads: &Reads, builder: &mut FactBuilder) {
        let Requests { asked, unaskable } = requests(self.descriptor, builder);
        for (key, clusters) in unaskable {
            let detail = format!("`{key}`: what would be asked by was redacted");
            let failure = Failure { reason: GapReason::NotRecorded, detail, exchange: None };
            builder.failed(self.operation, only(&clusters), None, &failure);
        }
        for (parameters, asked) in &asked {
            let Some(read) = reads.all(self.operation.key()).iter().find(|read| read.parameters == *parameters) else {
                let detail = "no exchange holds this request".to_owned();
                let failure = Failure { reason: GapReason::NotRecorded, detail, exchange: None };
                builder.failed(self.operation, only(&asked.clusters), None, &failure);
                continue;
            };
            if let Some(failure) = read.failure.as_ref().filter(|failure| !means_none(self.descriptor, failure)) {
                builder.failed(self.operation, only(&asked.clusters), None, failure);
            }
            for (item, page) in read.items() {
                if let Err(problem) = self.item(item, read, page, asked, builder) {
                    let failure = Failure::malformed(page.exchange, problem);
                    builder.failed(self.operation, only(&asked.clusters), None, &failure);
                }
            }
        }
    }

    fn item(
        &mut self,
        item: &Value,
        read: &Read,
        page: &Page,
        asked: &Asked,
        builder: &mut FactBuilder,
    ) -> Result<(), String> {
        let value = pick(&self.descriptor.fields, item)?;
        let key = self.descriptor.key_of(&value, &read.parameters).ok_or("a part of the item's key is missing")?;
        if key.split('/').any(is_marker) {
            return Err("a part of the item's key was redacted: it has another form than declared".to_owned());
        }
        let key = if key.is_empty() { self.account.to_owned() } else { key };
        let Some(clusters) = self.clusters(&value, asked, builder)? else { return Ok(()) };
        let topic = Topic::Declared(Declared::of(self.descriptor));
        let other = builder.fact(topic, &key).is_some_and(|partial| partial.value() != value);
        if other && self.shown.contains(&key) {
            return Err(format!("two items have the key `{key}`"));
        }
        builder.add(topic, &key, value, &clusters, page.exchange);
        self.shown.insert(key);
        Ok(())
    }

    /// The clusters that the item belongs to; `None` when it is of none, and so not of the topic.
    fn clusters(
        &self,
        value: &Value,
        asked: &Asked,
        builder: &FactBuilder,
    ) -> Result<Option<BTreeSet<String>>, String> {
        if self.descriptor.of.is_empty() {
            let of_cluster = self.descriptor.scope == Scope::Cluster;
            return Ok(Some(if of_cluster { asked.clusters.clone() } else { BTreeSet::new() }));
        }
        let mut clusters = BTreeSet::new();
        for (topic, path) in &self.descriptor.of {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            for id in values_at(value, &path).into_iter().filter_map(Value::as_str) {
                if is_marker(id) {
                    return Err(format!("`{}` was redacted: it has another form than declared", path.join(".")));
                }
                clusters.extend(builder.users(*topic, id));
                clusters.extend(builder.fact(*topic, id).into_iter().flat_map(|partial| partial.clusters.clone()));
            }
        }
        Ok(Some(clusters).filter(|clusters| !clusters.is_empty()))
    }
}

fn only(clusters: &BTreeSet<String>) -> Option<String> {
    if clusters.len() == 1 { clusters.first().cloned() } else { None }
}
