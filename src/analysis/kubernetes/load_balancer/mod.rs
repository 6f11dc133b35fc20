//! `analysis.loadBalancer`: the load balancers that serve a cluster. AWS alone
//! shows those whose tags name it; the status of Services, Ingresses and Gateways shows
//! those that were made by hand or by other tools.

mod classic;
mod elastic;
mod purpose;

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::{View, name, namespace};
use crate::analysis::derived::Derived;
use crate::evidence::fact::{Gap, GapReason};
use crate::evidence::model::analysis_load_balancer::LoadBalancer;
use crate::evidence::model::ec2::Tag;
use crate::evidence::model::kubernetes::{Metadata, Text};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;
use purpose::Purpose;

/// The cluster's load balancers and what they serve.
pub(super) struct LoadBalancers {
    pub(super) all: Vec<Derived<LoadBalancer>>,
    /// Places in `all` by DNS name.
    by_name: BTreeMap<String, usize>,
    /// Load balancers that nobody claims, where what could claim them was not read.
    pub(super) gap: Option<Gap>,
}

impl LoadBalancers {
    pub(super) fn of(view: &View<'_>) -> Self {
        let served = Served::of(view);
        let elastic = elastic::all(view).into_iter();
        let mut all: Vec<Derived<LoadBalancer>> = elastic.chain(classic::all(view)).collect();
        let mut unclaimed = Vec::new();
        all.retain_mut(|derived| {
            let value = &mut derived.value;
            let by = served.by(value.dns_name.as_deref());
            let own = value.tags.as_ref().is_some_and(|tags| purpose::names_cluster(tags, view.cluster));
            let purpose = value.tags.as_ref().map(Purpose::of).unwrap_or_default();
            value.has_object = served.has_object(!by.is_empty(), &purpose).map(Flag);
            value.made_for = purpose.object();
            value.ingress_group = purpose.group();
            let belongs = own || !by.is_empty();
            value.serves = served.complete.then_some(by);
            if !belongs && value.tags.as_ref().is_some_and(|tags| !purpose::names_any_cluster(tags)) {
                unclaimed.extend(value.name.clone());
            }
            belongs
        });
        let names = all.iter().enumerate();
        let by_name = names.filter_map(|(place, one)| Some((normal(one.value.dns_name.as_deref()?), place))).collect();
        let gap = (!served.complete && !unclaimed.is_empty()).then(|| may_be_ours(view, &unclaimed));
        Self { all, by_name, gap }
    }

    /// The load balancer of that host name.
    pub(super) fn at(&self, host: &str) -> Option<&Derived<LoadBalancer>> {
        self.by_name.get(&normal(host)).and_then(|place| self.all.get(*place))
    }
}

/// What a load balancer may be there for.
const CLAIMANTS: [Topic; 3] = [Topic::KubernetesService, Topic::KubernetesIngress, Topic::KubernetesGateway];

/// A load balancer without a cluster's tags is this cluster's when a status
/// names it: without those that have one nobody knows.
fn may_be_ours(view: &View<'_>, names: &[String]) -> Gap {
    let cause = CLAIMANTS.into_iter().find_map(|topic| view.objects.facts.gaps_in(topic, view.cluster).next());
    Gap {
        topics: [Topic::AnalysisLoadBalancer].into(),
        cluster: Some(view.cluster.to_owned()),
        item: None,
        reason: cause.map_or(GapReason::NotAsked, |gap| gap.reason),
        permission: cause.map(|gap| gap.permission.clone()).unwrap_or_default(),
        detail: format!(
            "whether Services, Ingresses or Gateways use {}, which no tag claims, was not read",
            names.join(", ")
        ),
        exchange: cause.and_then(|gap| gap.exchange.clone()),
    }
}

/// Whether the internet reaches a load balancer of this scheme; a word that is not known says nothing.
pub(super) fn internet_facing(scheme: &str) -> Option<bool> {
    match scheme {
        "internet-facing" => Some(true),
        "internal" => Some(false),
        _ => None,
    }
}

/// True when both generations were read to their end.
pub(super) fn complete(view: &View<'_>) -> bool {
    view.complete(Topic::ElbLoadBalancer) && view.complete(Topic::ElbClassicLoadBalancer)
}

/// DNS names know no case, and that with this first label leads to the same
/// load balancer. Source: Elastic Load Balancing User Guides, "DNS name".
fn normal(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    host.strip_prefix("dualstack.").map(str::to_owned).unwrap_or(host)
}

/// Host names, or addresses where there is no name, of `status.loadBalancer`.
pub(super) fn host_names(status: Option<&Value>) -> Vec<String> {
    let list = status.and_then(|status| status.pointer("/loadBalancer/ingress")).and_then(Value::as_array);
    let point = |item: &Value| {
        let host = item["hostname"].as_str().filter(|host| !host.is_empty());
        host.or_else(|| item["ip"].as_str()).map(str::to_owned)
    };
    list.into_iter().flatten().filter_map(point).collect()
}

/// The values of `status.addresses` of a Gateway.
pub(super) fn gateway_names(status: Option<&Value>) -> Vec<String> {
    let list = status.and_then(|status| status["addresses"].as_array());
    list.into_iter().flatten().filter_map(|address| address["value"].as_str().map(str::to_owned)).collect()
}

/// One Service, Ingress or Gateway with the names in its status.
struct Object {
    id: String,
    /// False for a Service of another type, which no load balancer is made for.
    wants_one: bool,
    names: Vec<String>,
}

/// What the Services, Ingresses and Gateways of a cluster say of their load balancers.
struct Served {
    objects: Vec<Object>,
    /// True when all three were read to their end.
    complete: bool,
}

impl Served {
    fn of(view: &View<'_>) -> Self {
        let services = view.objects.services.of_cluster(view.cluster).map(|entry| {
            let spec = entry.value.spec.as_ref();
            let wants_one = spec.and_then(|spec| spec.service_type.as_deref()) == Some("LoadBalancer");
            object("Service", &entry.value.metadata, wants_one, &host_names(entry.value.status.as_ref()))
        });
        let ingresses = view.objects.ingresses.of_cluster(view.cluster);
        let ingresses = ingresses
            .map(|entry| object("Ingress", &entry.value.metadata, true, &host_names(entry.value.status.as_ref())));
        let gateways =
            view.objects.gateways.of_cluster(view.cluster).map(|entry| {
                object("Gateway", &entry.value.metadata, true, &gateway_names(entry.value.status.as_ref()))
            });
        Self {
            objects: services.chain(ingresses).chain(gateways).collect(),
            complete: CLAIMANTS.into_iter().all(|topic| view.complete(topic)),
        }
    }

    /// The objects whose status names the load balancer.
    fn by(&self, dns_name: Option<&str>) -> Vec<String> {
        let Some(own) = dns_name.map(normal) else { return Vec::new() };
        let served = self.objects.iter().filter(|object| object.names.contains(&own));
        served.map(|object| object.id.clone()).collect()
    }

    /// An object whose status names no load balancer yet may get this one.
    fn has_object(&self, served: bool, purpose: &Purpose) -> Option<bool> {
        if served {
            return Some(true);
        }
        let waits = |object: &&Object| object.wants_one && object.names.is_empty();
        let may_get_it = match purpose {
            Purpose::Object(id) => self.objects.iter().filter(waits).any(|object| object.id == *id),
            Purpose::IngressGroup(_) => self.objects.iter().filter(waits).any(|object| object.id.contains("/Ingress/")),
            Purpose::Unknown => return None,
        };
        (self.complete && !may_get_it).then_some(false)
    }
}

fn object(kind: &str, metadata: &Option<Metadata>, wants_one: bool, names: &[String]) -> Object {
    Object {
        id: format!("{}/{kind}/{}", namespace(metadata), name(metadata)),
        wants_one,
        names: names.iter().map(|host| normal(host)).collect(),
    }
}

fn text(tags: &[Tag]) -> Text {
    let pair = |tag: &Tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default()));
    tags.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests;
