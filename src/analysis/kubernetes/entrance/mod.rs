//! `analysis.entrance`: Services, Ingresses and Gateways that open a way in from outside.

mod existing;
mod gateway;
mod ingress;
mod service;

use std::collections::BTreeMap;

use existing::Facing;

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

/// What the Services behind the names of another object are: an entrance is what the load balancer of its controller's
/// Service is. `None` where no Service has one of the names.
fn of_services(names: &[String], known: &ByHostName) -> Option<Facing> {
    let found: Vec<Option<bool>> = names.iter().filter_map(|name| known.get(name).copied()).collect();
    if found.is_empty() {
        return None;
    }
    let all_private = found.len() == names.len() && found.iter().all(|public| *public == Some(false));
    let public = if found.contains(&Some(true)) { Some(true) } else { all_private.then_some(false) };
    Some(Facing::declared(public))
}

/// The parts of a comma-separated annotation.
fn parts(text: &str) -> impl Iterator<Item = String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod gateway_tests;
#[cfg(test)]
mod tests;
