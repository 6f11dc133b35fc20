//! `analysis.securityGroup`: the security groups that a cluster uses and what they let through.

mod opening;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use super::derived::{Derived, Sources};
use super::inputs::{Scope, items};
use crate::evidence::model::analysis::{Opening, PeerType, SecurityGroup, SecurityGroupUse};
use crate::evidence::model::ec2::Instance;
use crate::evidence::scalar::Flag;

/// One value per security group that the cluster uses, by id; a used group
/// that no fact describes is there too, with its uses alone.
pub(super) fn derive(scope: &Scope<'_>) -> BTreeMap<String, Derived<SecurityGroup>> {
    let uses = uses(scope);
    uses.into_iter().map(|(id, (uses, sources))| (id.clone(), describe(scope, id, uses, sources))).collect()
}

/// The groups of all of an instance's interfaces, sorted; `None` when the
/// reply held none of these lists.
pub(super) fn groups_of(instance: &Instance) -> Option<Vec<String>> {
    let interfaces = items(&instance.network_interfaces);
    if instance.security_groups.is_none() && interfaces.iter().all(|interface| interface.groups.is_none()) {
        return None;
    }
    let of_interfaces = interfaces.iter().flat_map(|interface| items(&interface.groups));
    let ids: BTreeSet<String> = items(&instance.security_groups)
        .iter()
        .chain(of_interfaces)
        .filter_map(|group| group.group_id.clone())
        .collect();
    Some(ids.into_iter().collect())
}

/// What a prefix list holds was not read: it could be the internet. What is open without it is open.
fn open_to_world(ingress: &[Opening]) -> Option<Vec<Opening>> {
    let open = world::open_to_world(ingress);
    let unread = ingress.iter().any(|opening| opening.peer_type == Some(PeerType::PrefixList));
    (!open.is_empty() || !unread).then_some(open)
}

fn uses(scope: &Scope<'_>) -> BTreeMap<String, (BTreeSet<SecurityGroupUse>, Sources)> {
    let mut uses: BTreeMap<String, (BTreeSet<SecurityGroupUse>, Sources)> = BTreeMap::new();
    let mut note = |group: &str, usage: SecurityGroupUse, source: Sources| {
        let known = uses.entry(group.to_owned()).or_insert_with(|| (BTreeSet::new(), source.clone()));
        known.0.insert(usage);
        known.1.merge(&source);
    };
    if let (Some(cluster), Some(config)) = (scope.description(), scope.vpc_config()) {
        if let Some(id) = &config.cluster_security_group_id {
            note(id, SecurityGroupUse::Cluster, Sources::new(cluster));
        }
        for id in items(&config.security_group_ids) {
            note(id, SecurityGroupUse::Additional, Sources::new(cluster));
        }
    }
    for nodegroup in scope.nodegroups() {
        let resources = nodegroup.value.resources.as_ref();
        if let Some(id) = resources.and_then(|resources| resources.remote_access_security_group.as_deref()) {
            note(id, SecurityGroupUse::RemoteAccess, Sources::new(nodegroup));
        }
    }
    for instance in scope.instances() {
        for id in groups_of(&instance.value).unwrap_or_default() {
            note(&id, SecurityGroupUse::Node, Sources::new(instance));
        }
    }
    uses
}

fn describe(
    scope: &Scope<'_>,
    id: String,
    uses: BTreeSet<SecurityGroupUse>,
    mut sources: Sources,
) -> Derived<SecurityGroup> {
    let mut value = SecurityGroup {
        cluster_name: Some(scope.cluster.to_owned()),
        uses: Some(uses.into_iter().collect()),
        ..SecurityGroup::default()
    };
    if let Some(entry) = scope.inputs.security_groups.get(&id) {
        sources.add(entry);
        let group = &entry.value;
        value.group_name.clone_from(&group.group_name);
        // A VPC's default group bears this name and no other group can.
        value.is_default = group.group_name.as_deref().map(|name| Flag(name == "default"));
        value.ingress = group.ip_permissions.as_deref().and_then(opening::of);
        value.egress = group.ip_permissions_egress.as_deref().and_then(opening::of);
        value.open_to_world = value.ingress.as_deref().and_then(open_to_world);
    }
    value.group_id = Some(id);
    Derived { value, sources }
}
