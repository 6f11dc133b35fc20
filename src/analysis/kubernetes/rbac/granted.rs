//! Which grant gives which right: a reader is to remove one binding, and not to search all of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::rights::Rights;
use super::subjects::Grant;
use crate::evidence::wildcard;

/// Whether a grant has a right.
type Holds = fn(&Rights) -> bool;

/// Members of the fact, each with the right that it states.
const RIGHTS: [(&str, Holds); 16] = [
    ("approvesCertificates", |rights| rights.approves_certificates),
    ("bindsEscalatesOrImpersonates", |rights| {
        rights.binds_roles
            || rights.escalates_roles
            || rights.escalates_cluster_roles
            || rights.impersonates_users
            || rights.impersonates_service_accounts
    }),
    ("bindsRoles", |rights| rights.binds_roles),
    ("changesNodeObjects", |rights| rights.changes_nodes),
    ("changesWebhooks", |rights| rights.changes_webhooks),
    ("createsPersistentVolumes", |rights| rights.creates_persistent_volumes),
    ("createsPods", |rights| rights.creates_pods),
    ("createsTokens", |rights| rights.creates_tokens),
    ("deletesEvents", |rights| rights.deletes_events),
    ("escalatesRoles", |rights| rights.escalates_roles || rights.escalates_cluster_roles),
    ("execsIntoPods", |rights| rights.execs_into_pods),
    ("impersonates", |rights| rights.impersonates_users || rights.impersonates_service_accounts),
    ("readsSecrets", |rights| rights.reads_secrets),
    ("usesNodeProxy", |rights| rights.uses_node_proxy),
    ("wildcardRules", |rights| !rights.wildcards.is_empty()),
    ("administersIn", |rights| rights.everything),
];

/// The sources of each right that is held, in words.
pub(super) fn by(grants: &[Cow<'_, Grant>]) -> BTreeMap<String, String> {
    let mut by: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for grant in grants {
        let mut give = |member: &str| by.entry(member.to_owned()).or_default().push(&grant.source);
        let rights = if grant.namespace.is_some() { grant.rights.in_a_namespace() } else { grant.rights.clone() };
        RIGHTS.iter().filter(|(_, holds)| holds(&rights)).for_each(|(member, _)| give(member));
        if rights.everything && grant.namespace.is_none() {
            give("clusterAdmin");
        }
        let place = grant.namespace.as_deref().unwrap_or("*");
        if rights.changes_coredns && wildcard::matches(place, "kube-system") {
            give("changesConfigMapCoredns");
        }
    }
    let joined = |mut sources: Vec<&str>| {
        sources.sort_unstable();
        sources.dedup();
        sources.join("; ")
    };
    by.into_iter().map(|(member, sources)| (member, joined(sources))).collect()
}
