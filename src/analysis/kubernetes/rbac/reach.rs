//! From grants to what a subject may do.

use std::collections::BTreeSet;

use super::escalation::{self, Targets};
use super::rights::Rights;
use super::subjects::{Grant, Held, Key, MASTERS, Subjects};
use super::system::is_own_name;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::View;
use crate::evidence::model::analysis_kubernetes::Subject;
use crate::evidence::scalar::Flag;
use crate::evidence::wildcard;

/// What all grants of a subject add up to.
#[derive(Default)]
pub(super) struct Reach {
    pub(super) cluster_admin: bool,
    /// Rights that hold somewhere: in the cluster or in some namespace.
    pub(super) any: Rights,
    /// Rights that hold in the whole cluster.
    pub(super) everywhere: Rights,
    pub(super) secrets_in: BTreeSet<String>,
    pub(super) pods_in: BTreeSet<String>,
    pub(super) tokens_in: BTreeSet<String>,
    pub(super) execs_in: BTreeSet<String>,
    pub(super) impersonates_in: BTreeSet<String>,
    pub(super) changes_coredns: bool,
    pub(super) changes_aws_auth: bool,
    /// Some rules are not known.
    pub(super) unknown: bool,
}

pub(super) fn derive(view: &View<'_>, subjects: &Subjects<'_>) -> Vec<Derived<Subject>> {
    let targets = Targets::of(view, subjects);
    let values = subjects.held.iter().map(|(key, held)| describe(subjects, &targets, key, held));
    values.flatten().collect()
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
fn masters_grant() -> Grant {
    Grant {
        rights: super::access_policy::rights("AmazonEKSClusterAdminPolicy").unwrap_or_default(),
        namespace: None,
        source: format!("group {MASTERS}, built into Kubernetes"),
        binding: None,
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
    let in_kube_system = wildcard::matches(place, "kube-system");
    reach.changes_coredns |= rights.changes_coredns && in_kube_system;
    reach.changes_aws_auth |= rights.changes_aws_auth && in_kube_system;
    merge(&mut reach.any, rights);
    if grant.namespace.is_none() {
        reach.cluster_admin |= rights.everything;
        merge(&mut reach.everywhere, rights);
    }
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
    into.escalates_roles |= from.escalates_roles;
    into.impersonates_users |= from.impersonates_users;
    into.impersonates_service_accounts |= from.impersonates_service_accounts;
    into.execs_into_pods |= from.execs_into_pods;
    into.deletes_events |= from.deletes_events;
    into.changes_nodes |= from.changes_nodes;
}

/// `None` for a subject without any evidence, which no derivation makes.
fn describe(subjects: &Subjects<'_>, targets: &Targets, key: &Key, held: &Held) -> Option<Derived<Subject>> {
    let grants = subjects.effective(key, held);
    let reach = of(key, held, &grants);
    let known = subjects.complete && !reach.unknown;
    // What is seen to be given is given; the rest is only known with all rules.
    let flag = |value: bool| if value { Some(Flag(true)) } else { known.then_some(Flag(false)) };
    let places = |set: &BTreeSet<String>| (known || !set.is_empty()).then(|| outermost(set));
    let (any, everywhere) = (&reach.any, &reach.everywhere);
    let value = Subject {
        cluster_name: Some(subjects.cluster.to_owned()),
        kind: Some(key.0.to_owned()),
        namespace: (!key.1.is_empty()).then(|| key.1.clone()),
        name: Some(key.2.clone()),
        system: Some(Flag(is_system(subjects, key, held))),
        sources: Some(texts(key, held, &grants)),
        iam_principals: Some(held.principals.iter().cloned().collect()),
        cluster_admin: flag(reach.cluster_admin),
        wildcard_rules: wildcard_rules(&grants, known),
        reads_secrets: flag(any.reads_secrets),
        reads_secrets_in: places(&reach.secrets_in),
        creates_pods: flag(any.creates_pods),
        creates_pods_in: places(&reach.pods_in),
        creates_persistent_volumes: flag(everywhere.creates_persistent_volumes),
        uses_node_proxy: flag(everywhere.uses_node_proxy),
        approves_certificates: flag(everywhere.approves_certificates),
        changes_webhooks: flag(everywhere.changes_webhooks),
        creates_tokens: flag(any.creates_tokens),
        binds_roles: flag(any.binds_roles),
        escalates_roles: flag(any.escalates_roles),
        impersonates: flag(everywhere.impersonates_users || any.impersonates_service_accounts),
        execs_into_pods: flag(any.execs_into_pods),
        deletes_events: flag(any.deletes_events),
        changes_config_map_coredns: flag(reach.changes_coredns),
        changes_node_objects: flag(everywhere.changes_nodes),
        escalation_paths: Some(escalation::paths(key, &reach, targets)).filter(|paths| known || !paths.is_empty()),
    };
    Some(Derived { value, sources: sources(held, &grants)? })
}

/// `*` takes in every other place.
fn outermost(places: &BTreeSet<String>) -> Vec<String> {
    if places.contains("*") { vec!["*".to_owned()] } else { places.iter().cloned().collect() }
}

fn texts(key: &Key, held: &Held, grants: &[&Grant]) -> Vec<String> {
    let mut texts: BTreeSet<String> = grants.iter().map(|grant| grant.source.clone()).collect();
    texts.extend(held.origins.iter().cloned());
    if held.groups.contains(MASTERS) || (key.0 == "Group" && key.2 == MASTERS) {
        texts.insert(masters_grant().source);
    }
    texts.into_iter().collect()
}

fn wildcard_rules(grants: &[&Grant], known: bool) -> Option<Vec<String>> {
    let lines: BTreeSet<String> = grants
        .iter()
        .flat_map(|grant| grant.rights.wildcards.iter().map(|rule| format!("{}: {rule}", grant.source)))
        .collect();
    (known || !lines.is_empty()).then(|| lines.into_iter().collect())
}

/// Narrow on purpose: the name is Kubernetes' or EKS's own, each binding of it
/// came with them, and no person becomes the subject. What everyone is given
/// through a group is the group's.
fn is_system(subjects: &Subjects<'_>, key: &Key, held: &Held) -> bool {
    let made_by_eks = !held.principals.is_empty() && !held.people;
    let own_name = is_own_name(key.0, &key.1, &key.2) || made_by_eks;
    let direct = || held.grants.iter().map(|index| &subjects.grants[*index]);
    let everything = direct().any(|grant| grant.rights.everything && grant.namespace.is_none());
    // No service account is made an administrator by Kubernetes or EKS.
    let account_with_everything = key.0 == "ServiceAccount" && everything;
    own_name && !held.people && !account_with_everything && direct().all(|grant| grant.own)
}

fn sources(held: &Held, grants: &[&Grant]) -> Option<Sources> {
    let mut all = held.sources.iter().chain(grants.iter().filter_map(|grant| grant.sources.as_ref()));
    let mut sources = all.next()?.clone();
    all.for_each(|other| sources.merge(other));
    Some(sources)
}
