//! Roles with their rights, aggregation resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::built_in;
use super::rights::{self, Rights};
use crate::analysis::kubernetes::selector::selects;
use crate::analysis::kubernetes::view::{View, name, namespace};
use crate::analysis::table::Entry;
use crate::evidence::model::kubernetes::{self, PolicyRule, Role};

/// A role that was found.
pub(super) struct Resolved<'a> {
    pub(super) entry: &'a Entry<'a, Role>,
    pub(super) rights: Rights,
    /// No rule at all, of its own or of a role that it takes in.
    pub(super) empty: bool,
}

/// Roles by namespace (empty for a ClusterRole) and name.
pub(super) struct Roles<'a>(BTreeMap<&'a str, BTreeMap<&'a str, Resolved<'a>>>);

impl<'a> Roles<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let entries: Vec<_> = view.objects.roles.of_cluster(view.cluster).collect();
        let cluster_roles: Vec<&Role> =
            entries.iter().map(|entry| &entry.value).filter(|role| namespace(&role.metadata).is_empty()).collect();
        let mut resolved: BTreeMap<&str, BTreeMap<&str, Resolved<'_>>> = BTreeMap::new();
        for entry in entries {
            let mut rules = Vec::new();
            collect(&entry.value, &cluster_roles, &mut BTreeSet::new(), &mut rules);
            let of_namespace = resolved.entry(namespace(&entry.value.metadata)).or_default();
            let found = Resolved { entry, rights: rights::of(&rules), empty: rules.is_empty() };
            of_namespace.insert(name(&entry.value.metadata), found);
        }
        Self(resolved)
    }

    /// The rights of a ClusterRole that every API server makes, for a reference to one that is not among the objects.
    pub(super) fn built_in(reference: &kubernetes::RoleRef) -> Option<Rights> {
        let name = reference.name.as_deref().filter(|_| reference.kind.as_deref() == Some("ClusterRole"))?;
        Some(rights::of(&built_in::rules(name)?))
    }

    /// The role that a binding of `namespace` refers to.
    pub(super) fn get(&self, reference: &kubernetes::RoleRef, namespace: &str) -> Option<&Resolved<'a>> {
        let of_namespace = reference.kind.as_deref() == Some("Role");
        self.0.get(if of_namespace { namespace } else { "" })?.get(reference.name.as_deref()?)
    }
}

/// The controller writes the rules of an aggregated role into it. Where it has
/// not, as in a manifest, they are those of the roles that it selects.
fn collect<'r>(
    role: &'r Role,
    cluster_roles: &[&'r Role],
    visited: &mut BTreeSet<&'r str>,
    rules: &mut Vec<PolicyRule>,
) {
    if !visited.insert(name(&role.metadata)) {
        return;
    }
    let own = role.rules.as_deref().unwrap_or_default();
    rules.extend(own.iter().cloned());
    let Some(aggregation) = role.aggregation_rule.as_ref().filter(|_| own.is_empty()) else { return };
    for selector in aggregation.cluster_role_selectors.iter().flatten() {
        let selected = cluster_roles
            .iter()
            .filter(|other| selects(selector, other.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref())));
        selected.for_each(|other| collect(other, cluster_roles, visited, rules));
    }
}
