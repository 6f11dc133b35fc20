//! `analysis.entrance`: Services, Ingresses and Gateways that open a way in from outside.

mod gateway;
mod ingress;
mod service;

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::View;
use crate::analysis::derived::Derived;
use crate::evidence::model::analysis_kubernetes::Entrance;

/// What the load balancers of Services are known to be, by host name.
type ByHostName = BTreeMap<String, Option<bool>>;

pub(super) fn derive(view: &View<'_>) -> Vec<Derived<Entrance>> {
    let services = view.objects.services.of_cluster(view.cluster);
    let mut entrances: Vec<Derived<Entrance>> = services.filter_map(|entry| service::describe(view, entry)).collect();
    let mut known = ByHostName::new();
    for entrance in &entrances {
        for host in entrance.value.load_balancer_host_names.iter().flatten() {
            known.insert(host.clone(), entrance.value.internet_facing.map(|flag| flag.0));
        }
    }
    let ingresses = view.objects.ingresses.of_cluster(view.cluster);
    entrances.extend(ingresses.map(|entry| ingress::describe(view, entry, &known)));
    let gateways = view.objects.gateways.of_cluster(view.cluster);
    entrances.extend(gateways.map(|entry| gateway::describe(view, entry, &known)));
    entrances
}

/// Host names, or addresses where there is no name, of `status.loadBalancer`.
fn host_names(status: Option<&Value>) -> Vec<String> {
    let list = status.and_then(|status| status.pointer("/loadBalancer/ingress")).and_then(Value::as_array);
    let point = |item: &Value| {
        let host = item["hostname"].as_str().filter(|host| !host.is_empty());
        host.or_else(|| item["ip"].as_str()).map(str::to_owned)
    };
    list.into_iter().flatten().filter_map(point).collect()
}

/// What the names of load balancers say of their scheme. Classic and
/// Application Load Balancers, `NAME.REGION.elb.amazonaws.com`, are internal
/// when the name starts so, and public when it does not; the names of Network
/// Load Balancers, `NAME.elb.REGION.amazonaws.com`, and of others say nothing.
/// Source: Elastic Load Balancing User Guides, "Load balancer scheme".
fn public_by_name(hosts: &[String]) -> Option<bool> {
    let says = |host: &String| host.ends_with(".elb.amazonaws.com") || host.ends_with(".elb.amazonaws.com.cn");
    let public = |host: &String| !host.starts_with("internal-");
    if hosts.iter().any(|host| says(host) && public(host)) {
        return Some(true);
    }
    (!hosts.is_empty() && hosts.iter().all(says)).then_some(false)
}

/// The parts of a comma-separated annotation.
fn parts(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod gateway_tests;
#[cfg(test)]
mod tests;
