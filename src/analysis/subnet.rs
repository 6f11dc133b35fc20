//! `analysis.subnet`: the subnets that a cluster uses and where they lead.

use std::collections::{BTreeMap, BTreeSet};

use super::derived::{Derived, Sources};
use super::inputs::{Scope, items};
use super::route::{self, DefaultRoutes};
use super::table::Entry;
use crate::evidence::model::analysis::{DefaultRoute, Subnet};
use crate::evidence::model::ec2_network::NatGateway;
use crate::evidence::scalar::Flag;

const CONTROL_PLANE: &str = "control-plane";

/// One value per subnet that the cluster uses, by id; a used subnet that no
/// fact describes is there too, with its uses alone.
pub(super) fn derive(scope: &Scope<'_>) -> BTreeMap<String, Derived<Subnet>> {
    let uses = uses(scope);
    uses.into_iter().map(|(id, (uses, sources))| (id.clone(), describe(scope, id, uses, sources))).collect()
}

/// The uses of each subnet, with the facts that say so.
fn uses(scope: &Scope<'_>) -> BTreeMap<String, (BTreeSet<String>, Sources)> {
    let mut uses: BTreeMap<String, (BTreeSet<String>, Sources)> = BTreeMap::new();
    let mut note = |subnet: &str, usage: String, source: Sources| {
        let known = uses.entry(subnet.to_owned()).or_insert_with(|| (BTreeSet::new(), source.clone()));
        known.0.insert(usage);
        known.1.merge(&source);
    };
    if let Some(cluster) = scope.description() {
        for id in scope.vpc_config().map(|config| items(&config.subnet_ids)).unwrap_or_default() {
            note(id, CONTROL_PLANE.to_owned(), Sources::new(cluster));
        }
    }
    for group in scope.nodegroups() {
        let name = group.value.nodegroup_name.as_deref().unwrap_or(&group.fact.key);
        for id in items(&group.value.subnets) {
            note(id, format!("nodegroup {name}"), Sources::new(group));
        }
    }
    for profile in scope.fargate_profiles() {
        let name = profile.value.fargate_profile_name.as_deref().unwrap_or(&profile.fact.key);
        for id in items(&profile.value.subnets) {
            note(id, format!("fargate {name}"), Sources::new(profile));
        }
    }
    for instance in scope.instances() {
        if let Some(id) = &instance.value.subnet_id {
            note(id, "node".to_owned(), Sources::new(instance));
        }
    }
    uses
}

fn describe(scope: &Scope<'_>, id: String, uses: BTreeSet<String>, mut sources: Sources) -> Derived<Subnet> {
    let mut value = Subnet {
        cluster_name: Some(scope.cluster.to_owned()),
        used_by_nodes: Some(Flag(uses.iter().any(|usage| usage != CONTROL_PLANE))),
        uses: Some(uses.into_iter().collect()),
        subnet_id: Some(id.clone()),
        ..Subnet::default()
    };
    if let Some(entry) = scope.inputs.subnets.get(&id) {
        sources.add(entry);
        let subnet = &entry.value;
        value.vpc_id.clone_from(&subnet.vpc_id);
        value.availability_zone.clone_from(&subnet.availability_zone);
        value.cidr_block.clone_from(&subnet.cidr_block);
        value.available_ip_address_count = subnet.available_ip_address_count;
        value.map_public_ip_on_launch = subnet.map_public_ip_on_launch;
    }
    add_routes(scope, &id, &mut value, &mut sources);
    Derived { value, sources }
}

fn add_routes(scope: &Scope<'_>, id: &str, value: &mut Subnet, sources: &mut Sources) {
    let Some(table) = route::table_of(scope, id, value.vpc_id.as_deref()) else { return };
    sources.add(table);
    value.route_table_id = Some(table.value.route_table_id.clone().unwrap_or_else(|| table.fact.key.clone()));
    let Some(routes) = DefaultRoutes::of(&table.value) else { return };
    value.public = Some(Flag(routes.public()));
    let Some(target) = routes.first() else {
        value.default_route = Some(DefaultRoute::None);
        return;
    };
    value.default_route = Some(target.kind);
    value.default_route_target = Some(target.id.clone());
    if target.kind == DefaultRoute::NatGateway
        && let Some(nat) = scope.inputs.nat_gateways.get(&target.id)
    {
        sources.add(nat);
        value.nat_gateway_availability_zone =
            if is_regional(&nat.value) { value.availability_zone.clone() } else { zone_of(scope, nat, sources) };
    }
}

/// A regional NAT gateway spans the zones of its VPC.
/// Source: Amazon VPC User Guide, "Regional NAT gateways".
pub(super) fn is_regional(nat: &NatGateway) -> bool {
    nat.availability_mode.as_deref() == Some("regional")
}

/// The zone of a zonal NAT gateway; `None` when its subnet was not read.
pub(super) fn zone_of(scope: &Scope<'_>, nat: &Entry<'_, NatGateway>, sources: &mut Sources) -> Option<String> {
    let subnet = scope.inputs.subnets.get(nat.value.subnet_id.as_deref()?)?;
    sources.add(subnet);
    subnet.value.availability_zone.clone()
}
