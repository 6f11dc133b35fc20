//! Subjects with what they may do, as facts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::escalation::{self, Targets};
use super::granted;
use super::reach::{self, masters_grant};
use super::subjects::{Grant, Held, Key, MASTERS, Subjects};
use super::system::is_own_name;
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::view::View;
use crate::evidence::model::analysis_kubernetes::Subject;
use crate::evidence::scalar::Flag;

pub(super) fn derive(view: &View<'_>, subjects: &Subjects<'_>) -> Vec<Derived<Subject>> {
    let targets = Targets::of(view, subjects);
    let values = subjects.held.iter().map(|(key, held)| describe(subjects, &targets, key, held));
    values.flatten().collect()
}

/// `None` for a subject without any evidence, which no derivation makes.
fn describe(subjects: &Subjects<'_>, targets: &Targets, key: &Key, held: &Held) -> Option<Derived<Subject>> {
    let grants = subjects.effective(key, held);
    let reach = reach::of(key, held, &grants);
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
        granted_by: Some(granted::by(&all(key, held, &grants))),
        cluster_admin: flag(reach.cluster_admin),
        administers_in: places(&reach.administers_in),
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

/// With the grant that is built into Kubernetes.
fn all<'g>(key: &Key, held: &Held, grants: &[&'g Grant]) -> Vec<Cow<'g, Grant>> {
    let built_in = held.groups.contains(MASTERS) || (key.0 == "Group" && key.2 == MASTERS);
    let own = grants.iter().map(|grant| Cow::Borrowed(*grant));
    own.chain(built_in.then(|| Cow::Owned(masters_grant()))).collect()
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
    own_name && !held.people && !account_with_everything && direct().all(|grant| grant.is_own(key))
}

fn sources(held: &Held, grants: &[&Grant]) -> Option<Sources> {
    let mut all = held.sources.iter().chain(grants.iter().filter_map(|grant| grant.sources.as_ref()));
    let mut sources = all.next()?.clone();
    all.for_each(|other| sources.merge(other));
    Some(sources)
}
