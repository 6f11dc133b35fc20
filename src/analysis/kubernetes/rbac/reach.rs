//! What the grants of a subject add up to.

use std::collections::BTreeSet;

use super::rights::Rights;
use super::subjects::{Grant, Held, Key, MASTERS};
use crate::evidence::wildcard;

/// What all grants of a subject add up to.
#[derive(Default)]
pub(super) struct Reach {
    pub(super) cluster_admin: bool,
    /// Where it may do everything.
    pub(super) administers_in: BTreeSet<String>,
    /// Rights that hold somewhere: in the cluster or in some namespace.
    pub(super) any: Rights,
    /// Rights that hold in the whole cluster.
    pub(super) everywhere: Rights,
    pub(super) secrets_in: BTreeSet<String>,
    pub(super) pods_in: BTreeSet<String>,
    pub(super) tokens_in: BTreeSet<String>,
    /// Namespace, `*` for every one, and name of service accounts whose tokens it creates.
    pub(super) tokens_of: BTreeSet<(String, String)>,
    pub(super) execs_in: BTreeSet<String>,
    pub(super) impersonates_in: BTreeSet<String>,
    pub(super) changes_coredns: bool,
    pub(super) changes_aws_auth: bool,
    /// Some rules are not known.
    pub(super) unknown: bool,
}

pub(super) fn of(key: &Key, held: &Held, grants: &[&Grant]) -> Reach {
    let mut reach = Reach::default();
    for grant in grants {
        add(&mut reach, grant);
    }
    let masters = held.groups.contains(MASTERS) || (key.0 == "Group" && key.2 == MASTERS);
    if masters {
        add(&mut reach, &masters_grant());
    }
    reach
}

/// The API server lets this group do everything, whatever is bound.
pub(super) fn masters_grant() -> Grant {
    Grant {
        rights: super::access_policy::rights("AmazonEKSClusterAdminPolicy").unwrap_or_default(),
        namespace: None,
        source: format!("group {MASTERS}, built into Kubernetes"),
        binding: None,
        role: String::new(),
        empty: false,
        unknown: false,
        own: true,
        sources: None,
    }
}

fn add(reach: &mut Reach, grant: &Grant) {
    let rights = &grant.rights;
    let place = grant.namespace.as_deref().unwrap_or("*");
    reach.unknown |= grant.unknown;
    for (right, places) in [
        (rights.everything, &mut reach.administers_in),
        (rights.reads_secrets, &mut reach.secrets_in),
        (rights.creates_pods, &mut reach.pods_in),
        (rights.creates_tokens, &mut reach.tokens_in),
        (rights.execs_into_pods, &mut reach.execs_in),
        (rights.impersonates_service_accounts, &mut reach.impersonates_in),
    ] {
        if right {
            places.insert(place.to_owned());
        }
    }
    reach.tokens_of.extend(rights.tokens_of.iter().map(|name| (place.to_owned(), name.clone())));
    let in_kube_system = wildcard::matches(place, "kube-system");
    reach.changes_coredns |= rights.changes_coredns && in_kube_system;
    reach.changes_aws_auth |= rights.changes_aws_auth && in_kube_system;
    if grant.namespace.is_some() {
        merge(&mut reach.any, &rights.in_a_namespace());
        return;
    }
    reach.cluster_admin |= rights.everything;
    merge(&mut reach.any, rights);
    merge(&mut reach.everywhere, rights);
}

fn merge(into: &mut Rights, from: &Rights) {
    into.everything |= from.everything;
    into.reads_secrets |= from.reads_secrets;
    into.creates_pods |= from.creates_pods;
    into.creates_persistent_volumes |= from.creates_persistent_volumes;
    into.uses_node_proxy |= from.uses_node_proxy;
    into.approves_certificates |= from.approves_certificates;
    into.changes_webhooks |= from.changes_webhooks;
    into.creates_tokens |= from.creates_tokens;
    into.binds_roles |= from.binds_roles;
    into.escalates_roles |= from.escalates_roles || from.escalates_cluster_roles;
    into.impersonates_users |= from.impersonates_users;
    into.impersonates_service_accounts |= from.impersonates_service_accounts;
    into.execs_into_pods |= from.execs_into_pods;
    into.deletes_events |= from.deletes_events;
    into.changes_nodes |= from.changes_nodes;
}
