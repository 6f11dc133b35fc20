//! `analysis.entrance`: Services, Ingresses and Gateways that open a way in from outside.

mod existing;
mod gateway;
mod ingress;
mod service;

use std::collections::BTreeMap;

use super::load_balancer::LoadBalancers;
use super::view::View;
use crate::analysis::derived::Derived;
use crate::evidence::model::analysis_kubernetes::Entrance;

/// What the load balancers of Services are known to be, by host name.
type ByHostName = BTreeMap<String, Option<bool>>;

pub(super) fn derive(view: &View<'_>, balancers: &LoadBalancers) -> Vec<Derived<Entrance>> {
    let services = view.objects.services.of_cluster(view.cluster);
    let mut entrances: Vec<Derived<Entrance>> =
        services.filter_map(|entry| service::describe(view, entry, balancers)).collect();
    let mut known = ByHostName::new();
    for entrance in &entrances {
        for host in entrance.value.load_balancer_host_names.iter().flatten() {
            known.insert(host.clone(), entrance.value.internet_facing.map(|flag| flag.0));
        }
    }
    let ingresses = view.objects.ingresses.of_cluster(view.cluster);
    entrances.extend(ingresses.map(|entry| ingress::describe(view, entry, &known, balancers)));
    let gateways = view.objects.gateways.of_cluster(view.cluster);
    entrances.extend(gateways.map(|entry| gateway::describe(view, entry, &known, balancers)));
    entrances
}

/// The parts of a comma-separated annotation.
fn parts(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod gateway_tests;
#[cfg(test)]
mod tests;
