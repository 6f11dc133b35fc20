//! Facts from Kubernetes replies. What a server does not serve is an empty
//! list; what it refuses, or was never asked, is a gap.

mod apart;
mod files;
mod judged;
mod objects;
mod other;
mod page;
mod pods;
mod policies;
mod running;
mod source;
mod workloads;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub(super) use files::notes;

use self::source::{Listing, Source, State};
use super::fact_builder::FactBuilder;
use super::failure::Failure;
use super::operations::with_discovered;
use crate::evidence::exchange::Exchange;
use crate::evidence::fact::{Coverage, Gap, GapReason};
use crate::evidence::kubernetes::{Resource, resources_of};
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

/// Adds the facts of all clusters; returns which lists are complete.
pub(super) fn add(recording: &Recording, clusters: &BTreeSet<String>, builder: &mut FactBuilder) -> Vec<Coverage> {
    let mut coverage = Vec::new();
    let topics: Vec<Topic> = Topic::ALL.iter().copied().filter(|topic| topic.group() == "kubernetes").collect();
    if !topics.iter().any(|topic| builder.is_planned(*topic)) {
        return coverage;
    }
    for cluster in clusters {
        let source = Source::of(recording, cluster);
        let mut view = View { cluster, source: &source, builder };
        files::gaps(&mut view);
        // In this order what others are found through comes first.
        for topic in &topics {
            let enumeration = match topic {
                topic if !view.builder.is_planned(*topic) => {
                    coverage.extend(view.not_served(*topic));
                    continue;
                }
                Topic::KubernetesServer => other::server(&mut view),
                Topic::KubernetesConfigMap => other::config_maps(&mut view),
                Topic::KubernetesKubeletConfig => other::kubelets(&mut view),
                Topic::KubernetesWorkload => workloads::add(&mut view),
                Topic::KubernetesValidatingAdmissionPolicy => policies::admission(&mut view),
                Topic::KubernetesPolicyObject => policies::objects(&mut view),
                topic => objects::add(&mut view, *topic),
            };
            coverage.extend(view.covered(*topic, enumeration));
        }
    }
    coverage
}

/// What was read to enumerate a topic.
#[derive(Debug, Default)]
struct Enumeration {
    pages: u64,
    exchanges: BTreeSet<String>,
    incomplete: bool,
}

impl Enumeration {
    fn add(&mut self, listing: &Listing<'_>) {
        self.pages += listing.pages.len() as u64;
        self.exchanges.extend(listing.exchanges.iter().cloned());
        self.incomplete |= !matches!(listing.state, State::Complete | State::NotServed);
    }
}

/// One cluster's exchanges, and where its facts go.
struct View<'v, 'a> {
    cluster: &'v str,
    source: &'v Source<'a>,
    builder: &'v mut FactBuilder,
}

impl<'a> View<'_, 'a> {
    /// Lists a resource of the table; what is missing of it becomes a gap.
    fn list(&mut self, resource: &Resource, enumeration: &mut Enumeration) -> Listing<'a> {
        let listing = self.source.listing(resource);
        self.note(&listing, resource.topic, &resource.permission(), enumeration);
        listing
    }

    /// The one resource of this kind.
    fn list_kind(&mut self, topic: Topic, kind: &str, enumeration: &mut Enumeration) -> Option<Listing<'a>> {
        let resource = resources_of(topic).find(|resource| resource.kind == kind)?;
        Some(self.list(resource, enumeration))
    }

    fn note(&mut self, listing: &Listing<'_>, topic: Topic, permission: &str, enumeration: &mut Enumeration) {
        enumeration.add(listing);
        match &listing.state {
            State::Complete | State::NotServed => {}
            State::Failed(failure) => self.gap(topic, None, permission, failure.clone()),
            State::NotRead => self.not_read(topic, None, permission),
        }
    }

    fn not_read(&mut self, topic: Topic, item: Option<String>, permission: &str) {
        let failure = self.why_not_read(topic);
        self.gap(topic, item, permission, failure);
    }

    fn why_not_read(&self, topic: Topic) -> Failure {
        if let Some(failure) = self.source.not_reached() {
            return failure;
        }
        let asked = if self.source.dump {
            "the dump does not hold it; from a cluster it is read only when asked for with"
        } else {
            "not collected: it is read only when asked for with"
        };
        let detail = match topic {
            _ if self.source.is_empty() => "not collected: the Kubernetes API was not read".to_owned(),
            Topic::KubernetesSecret => format!("{asked} --secret-metadata"),
            Topic::KubernetesKubeletConfig => format!("{asked} --kubelet-config"),
            _ if self.source.dump => "the dump holds no list of it".to_owned(),
            _ => "the recording does not hold the request".to_owned(),
        };
        Failure { reason: GapReason::NotRecorded, detail, exchange: None }
    }

    fn gap(&mut self, topic: Topic, item: Option<String>, permission: &str, failure: Failure) {
        self.builder.gap(Gap {
            topics: with_discovered(topic),
            cluster: Some(self.cluster.to_owned()),
            item,
            reason: failure.reason,
            permission: permission.to_owned(),
            detail: failure.detail,
            exchange: failure.exchange,
        });
    }

    /// Adds one object under its key, or a gap when it lacks the documented
    /// form. Returns the key.
    fn add(&mut self, topic: Topic, mut value: Value, exchange: &Exchange, permission: &str) -> Option<String> {
        value["clusterName"] = json!(self.cluster);
        let detail = match topic.shaped(&value) {
            Ok(fact) => match topic.key_of(&fact) {
                Some(key) => {
                    let clusters = BTreeSet::from([self.cluster.to_owned()]);
                    self.builder.add(topic, &key, fact, &clusters, exchange);
                    return Some(key);
                }
                None => format!("an object of {topic} lacks its name"),
            },
            Err(error) => format!("an object of {topic}: {error}"),
        };
        let failure = Failure::malformed(exchange, detail);
        self.gap(topic, topic.key_of(&value), permission, failure);
        None
    }

    /// Whatever a run was planned for, its discovery documents show what the server does not have at all: of a recording
    /// that is older than a topic, too.
    fn not_served(&self, topic: Topic) -> Option<Coverage> {
        let mut exchanges = BTreeSet::new();
        for resource in resources_of(topic) {
            let listing = self.source.listing(resource);
            if listing.state != State::NotServed {
                return None;
            }
            exchanges.extend(listing.exchanges);
        }
        let cluster = Some(self.cluster.to_owned());
        (!exchanges.is_empty()).then_some(Coverage { topic, cluster, items: 0, pages: 0, exchanges })
    }

    fn covered(&self, topic: Topic, enumeration: Enumeration) -> Option<Coverage> {
        if enumeration.incomplete || self.builder.has_gap(topic, Some(self.cluster)) {
            return None;
        }
        let mut exchanges = enumeration.exchanges;
        let mut items = 0;
        for (_, partial) in self.builder.facts(topic).filter(|(_, partial)| partial.clusters.contains(self.cluster)) {
            items += 1;
            exchanges.extend(partial.exchanges.iter().cloned());
        }
        let cluster = Some(self.cluster.to_owned());
        Some(Coverage { topic, cluster, items, pages: enumeration.pages, exchanges })
    }
}

/// An object with the kind and version that its list has: a typed list does
/// not repeat them on its items.
fn typed(mut object: Value, kind: &str, exchange: &Exchange) -> Value {
    if !object["kind"].is_string() {
        object["kind"] = json!(kind);
    }
    if !object["apiVersion"].is_string() {
        object["apiVersion"] = json!(api_version(exchange));
    }
    object
}

/// `apps/v1` of `/apis/apps/v1/deployments`.
fn api_version(exchange: &Exchange) -> &str {
    let path = exchange.request.parameters.get("path").map_or("", String::as_str);
    let path = path.strip_prefix("/apis/").or_else(|| path.strip_prefix("/api/")).unwrap_or_default();
    path.rsplit_once('/').map_or(path, |(version, _)| version)
}
