//! `analysis.network`: a cluster's network as a whole.

mod endpoints;
mod flow_logs;
mod flows;

use std::collections::{BTreeMap, BTreeSet};

use super::derived::{Derived, Sources};
use super::inputs::{Scope, items};
use super::subnet;
use crate::evidence::model::analysis::{DefaultRoute, Network, Node, SecurityGroup, Subnet};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

type Subnets = BTreeMap<String, Derived<Subnet>>;

/// The cluster's network; `None` when the cluster could not be described.
pub(super) fn derive(
    scope: &Scope<'_>,
    subnets: &Subnets,
    groups: &BTreeMap<String, Derived<SecurityGroup>>,
    nodes: &[Derived<Node>],
) -> Option<Derived<Network>> {
    let cluster = scope.description()?;
    let mut sources = Sources::new(cluster);
    for subnet in subnets.values() {
        sources.merge(&subnet.sources);
    }
    for instance in scope.instances() {
        sources.add(instance);
    }
    let mut value = Network { cluster_name: Some(scope.cluster.to_owned()), ..Network::default() };
    value.vpc_id = scope.vpc_config().and_then(|config| config.vpc_id.clone());
    if let Some(vpc) = value.vpc_id.as_deref().and_then(|id| scope.inputs.vpcs.get(id)) {
        sources.add(vpc);
        value.vpc_is_default = vpc.value.is_default;
    }
    value.control_plane_zones = control_plane_zones(scope, subnets);
    value.node_zones = node_zones(scope, subnets, nodes);
    if where_nodes_run_is_known(scope) {
        add_node_subnets(subnets, &mut value);
    }
    add_nat_gateways(scope, &mut value, &mut sources);
    endpoints::add(scope, &mut value, &mut sources);
    flow_logs::add(scope, subnets, &mut value, &mut sources);
    value.control_plane_flows_missing = flows::missing(scope, subnets, groups, nodes, &mut sources);
    Some(Derived { value, sources })
}

/// Each of these topics says where nodes run: with one incomplete, a list of
/// the nodes' subnets could lack the one that matters.
fn where_nodes_run_is_known(scope: &Scope<'_>) -> bool {
    [Topic::EksNodegroup, Topic::EksFargateProfile, Topic::Ec2Instance].into_iter().all(|topic| scope.complete(topic))
}

/// Sorted and distinct; `None` when one of them is unknown.
fn distinct<'a>(zones: impl Iterator<Item = Option<&'a String>>) -> Option<Vec<String>> {
    let zones: Option<BTreeSet<String>> = zones.map(|zone| zone.cloned()).collect();
    zones.map(|zones| zones.into_iter().collect())
}

fn zone<'a>(subnets: &'a Subnets, id: &str) -> Option<&'a String> {
    subnets.get(id)?.value.availability_zone.as_ref()
}

fn control_plane_zones(scope: &Scope<'_>, subnets: &Subnets) -> Option<Vec<String>> {
    let ids = scope.vpc_config()?.subnet_ids.as_deref()?;
    distinct(ids.iter().map(|id| zone(subnets, id)))
}

/// Zones that hold a node now, and zones that Fargate may start pods in. A
/// node group's other subnets say where nodes could be, not where they are.
fn node_zones(scope: &Scope<'_>, subnets: &Subnets, nodes: &[Derived<Node>]) -> Option<Vec<String>> {
    if !where_nodes_run_is_known(scope) {
        return None;
    }
    let of_nodes = nodes.iter().map(|node| node.value.availability_zone.as_ref());
    let of_fargate =
        scope.fargate_profiles().flat_map(|profile| items(&profile.value.subnets)).map(|id| zone(subnets, id));
    distinct(of_nodes.chain(of_fargate))
}

fn add_node_subnets(subnets: &Subnets, value: &mut Network) {
    let used: Vec<(&String, &Subnet)> = subnets
        .iter()
        .filter(|(_, subnet)| subnet.value.used_by_nodes == Some(Flag(true)))
        .map(|(id, subnet)| (id, &subnet.value))
        .collect();
    value.node_subnet_ids = Some(used.iter().map(|(id, _)| (*id).clone()).collect());
    value.public_node_subnet_ids = ids_where(&used, |subnet| subnet.public.map(|Flag(public)| public));
    value.subnets_with_nat_in_another_zone = ids_where(&used, |subnet| {
        if subnet.default_route? != DefaultRoute::NatGateway {
            return Some(false);
        }
        Some(subnet.nat_gateway_availability_zone.as_ref()? != subnet.availability_zone.as_ref()?)
    });
    // No subnet at all would be isolated too, and say nothing.
    let routes: Option<Vec<DefaultRoute>> = used.iter().map(|(_, subnet)| subnet.default_route).collect();
    value.isolated = routes
        .filter(|routes| !routes.is_empty())
        .map(|routes| Flag(routes.iter().all(|route| *route == DefaultRoute::None)));
}

/// Ids of the subnets that `test` holds for; `None` when one cannot be told.
fn ids_where(subnets: &[(&String, &Subnet)], test: impl Fn(&Subnet) -> Option<bool>) -> Option<Vec<String>> {
    let mut ids = Vec::new();
    for (id, subnet) in subnets {
        if test(subnet)? {
            ids.push((*id).clone());
        }
    }
    Some(ids)
}

/// Zones of public NAT gateways that work. A regional one is in every zone
/// that has nodes.
fn add_nat_gateways(scope: &Scope<'_>, value: &mut Network, sources: &mut Sources) {
    let Some(vpc) = value.vpc_id.as_deref().filter(|_| scope.complete(Topic::Ec2NatGateway)) else { return };
    let mut zones: Option<BTreeSet<String>> = Some(BTreeSet::new());
    for nat in scope.inputs.nat_gateways.of_cluster(scope.cluster) {
        let gateway = &nat.value;
        let public = gateway.connectivity_type.as_deref() == Some("public");
        if gateway.vpc_id.as_deref() != Some(vpc) || gateway.state.as_deref() != Some("available") || !public {
            continue;
        }
        sources.add(nat);
        let of_gateway: Option<Vec<String>> = if subnet::is_regional(gateway) {
            value.node_zones.clone()
        } else {
            subnet::zone_of(scope, nat, sources).map(|zone| vec![zone])
        };
        zones = zones.zip(of_gateway).map(|(mut zones, more)| {
            zones.extend(more);
            zones
        });
    }
    value.nat_gateway_zones = zones.map(|zones| zones.into_iter().collect());
}
