//! Ways to more rights, in words.
//! Source: Kubernetes documentation, "Role Based Access Control Good Practices",
//! privilege escalation risks.

use std::collections::{BTreeMap, BTreeSet};

use super::reach::{self, Reach};
use super::subjects::{Key, Subjects};
use crate::analysis::kubernetes::view::{View, namespace};
use crate::evidence::wildcard;

/// How many service accounts one path names.
const NAMED: usize = 10;

/// Service accounts worth taking over.
pub(super) struct Targets {
    /// Namespace → service account and why it is strong.
    strong: BTreeMap<String, Vec<(String, &'static str)>>,
    /// Those that some workload runs as.
    running: BTreeSet<(String, String)>,
    aws_auth_used: bool,
}

impl Targets {
    pub(super) fn of(view: &View<'_>, subjects: &Subjects<'_>) -> Self {
        let mut strong: BTreeMap<String, Vec<(String, &'static str)>> = BTreeMap::new();
        for (key, held) in subjects.held.iter().filter(|(key, _)| key.0 == "ServiceAccount") {
            let reach = reach::of(key, held, &subjects.effective(key, held));
            if let Some(why) = strength(&reach) {
                strong.entry(key.1.clone()).or_default().push((key.2.clone(), why));
            }
        }
        let workloads = view.workloads.values().flatten().filter_map(|entry| {
            let spec = entry.value.template.as_ref()?.spec.as_ref()?;
            let name = spec.service_account_name.clone().unwrap_or_else(|| "default".to_owned());
            Some((namespace(&entry.value.metadata).to_owned(), name))
        });
        let cluster = view.objects.clusters.get(view.cluster);
        let mode = cluster.and_then(|cluster| cluster.value.access_config.as_ref()?.authentication_mode.as_deref());
        Self { strong, running: workloads.collect(), aws_auth_used: mode != Some("API") }
    }

    /// Strong service accounts in the places, other than the subject itself.
    fn within<'t>(&'t self, places: &'t BTreeSet<String>, own: &'t Key) -> Vec<(&'t str, &'t str, &'static str)> {
        let in_place = |namespace: &str| places.iter().any(|place| wildcard::matches(place, namespace));
        let lists = self.strong.iter().filter(|(namespace, _)| in_place(namespace));
        lists
            .flat_map(|(namespace, list)| list.iter().map(move |(name, why)| (namespace.as_str(), name.as_str(), *why)))
            .filter(|(namespace, name, _)| !(own.0 == "ServiceAccount" && own.1 == *namespace && own.2 == *name))
            .collect()
    }
}

/// Why whoever acts as the service account gains the cluster.
fn strength(reach: &Reach) -> Option<&'static str> {
    let everywhere = &reach.everywhere;
    let reasons = [
        (reach.cluster_admin, "may do everything"),
        (everywhere.escalates_roles, "may escalate roles"),
        (everywhere.binds_roles, "may bind any role"),
        (everywhere.impersonates_users, "may impersonate users or groups"),
        (everywhere.reads_secrets, "reads secrets in every namespace"),
        (everywhere.creates_tokens, "creates tokens of any service account"),
        (everywhere.creates_pods, "creates pods in every namespace"),
        (everywhere.uses_node_proxy, "reaches every kubelet"),
        (everywhere.changes_webhooks, "changes admission webhooks"),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
}

/// Nothing is above a cluster administrator.
pub(super) fn paths(key: &Key, reach: &Reach, targets: &Targets) -> Vec<String> {
    if reach.cluster_admin {
        return Vec::new();
    }
    let (any, everywhere) = (&reach.any, &reach.everywhere);
    let direct = [
        (everywhere.escalates_roles, "escalates roles: may write any right into a role that it holds"),
        (any.escalates_roles && !everywhere.escalates_roles, "escalates roles within a namespace"),
        (everywhere.binds_roles, "binds roles: may bind cluster-admin to itself"),
        (any.binds_roles && !everywhere.binds_roles, "binds roles within a namespace that it does not hold itself"),
        (
            everywhere.impersonates_users,
            "impersonates users or groups, system:masters among them unless names restrict it",
        ),
        (
            everywhere.uses_node_proxy,
            "reaches the kubelet through nodes/proxy: runs commands in every pod, past admission and audit",
        ),
        (
            everywhere.approves_certificates,
            "approves certificate requests: may issue itself a client certificate of another user",
        ),
        (everywhere.changes_webhooks, "changes admission webhooks: may read and alter every object on its way in"),
        (everywhere.creates_persistent_volumes, "creates persistent volumes: may mount paths of the host"),
        (
            reach.changes_aws_auth && targets.aws_auth_used,
            "changes ConfigMap kube-system/aws-auth: may map itself to system:masters",
        ),
    ];
    let mut paths: Vec<String> =
        direct.into_iter().filter(|(holds, _)| *holds).map(|(_, path)| path.to_owned()).collect();
    paths.extend(sentence("creates pods that run as", &targets.within(&reach.pods_in, key)));
    let everywhere = BTreeSet::from(["*".to_owned()]);
    let mut tokens = targets.within(&reach.tokens_in, key);
    let named = targets.within(&everywhere, key).into_iter().filter(|(namespace, name, _)| {
        let is_it = |(place, known): &(String, String)| wildcard::matches(place, namespace) && known == name;
        reach.tokens_of.iter().any(is_it) && !tokens.iter().any(|(n, a, _)| (n, a) == (namespace, name))
    });
    let named: Vec<_> = named.collect();
    tokens.extend(named);
    paths.extend(sentence("creates tokens of", &tokens));
    paths.extend(sentence("impersonates", &targets.within(&reach.impersonates_in, key)));
    let running: Vec<_> = targets
        .within(&reach.execs_in, key)
        .into_iter()
        .filter(|(namespace, name, _)| targets.running.contains(&((*namespace).to_owned(), (*name).to_owned())))
        .collect();
    paths.extend(sentence("runs commands in pods that run as", &running));
    paths
}

fn sentence(start: &str, targets: &[(&str, &str, &'static str)]) -> Option<String> {
    if targets.is_empty() {
        return None;
    }
    let named: Vec<String> =
        targets.iter().take(NAMED).map(|(namespace, name, why)| format!("{namespace}/{name}, which {why}")).collect();
    let more = targets.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(format!("{start} service account {}{rest}", named.join("; ")))
}
