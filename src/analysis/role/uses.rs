//! Who uses which role, from what EKS says and from trust policies.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::derived::{Derived, Sources};
use crate::analysis::inputs::{Scope, items};
use crate::analysis::node;
use crate::analysis::policy;
use crate::analysis::table::Entry;
use crate::evidence::aws_auth::is_same_role;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::model::analysis::{Node, RoleUseKind, Trust};
use crate::evidence::model::eks;

/// Kind and subject, as `analysis::RoleUse` has them.
pub(super) type Use = (RoleUseKind, String);

/// Uses of each role, by role ARN, with the facts that say so.
#[derive(Default)]
struct Uses {
    by_role: BTreeMap<String, (BTreeSet<Use>, Sources)>,
}

impl Uses {
    fn note<T>(&mut self, role: Option<&str>, kind: RoleUseKind, subject: &str, entry: &Entry<'_, T>) {
        self.note_from(role, kind, subject, &Sources::new(entry));
    }

    fn note_from(&mut self, role: Option<&str>, kind: RoleUseKind, subject: &str, sources: &Sources) {
        // Access entries name users and the account's root too.
        let Some(arn) = role.filter(|arn| arn.contains(":role/")) else { return };
        let known = self.by_role.entry(arn.to_owned()).or_insert_with(|| (BTreeSet::new(), sources.clone()));
        known.0.insert((kind, subject.to_owned()));
        known.1.merge(sources);
    }
}

/// Uses that base facts and nodes state; those of service accounts through
/// OIDC are in the roles' trust policies.
pub(super) fn of(scope: &Scope<'_>, nodes: &[Derived<Node>]) -> BTreeMap<String, (BTreeSet<Use>, Sources)> {
    let mut uses = Uses::default();
    if let Some(cluster) = scope.description() {
        uses.note(cluster.value.role_arn.as_deref(), RoleUseKind::Cluster, scope.cluster, cluster);
        let auto_mode = cluster.value.compute_config.as_ref().and_then(|config| config.node_role_arn.as_deref());
        uses.note(auto_mode, RoleUseKind::Node, ComputeType::AutoMode.as_str(), cluster);
    }
    for group in scope.nodegroups() {
        let name = group.value.nodegroup_name.as_deref().unwrap_or(&group.fact.key);
        uses.note(group.value.node_role.as_deref(), RoleUseKind::Node, name, group);
    }
    for node in nodes.iter().filter(|node| node.value.nodegroup_name.is_none()) {
        let subject = node.value.compute_type.map_or("unknown", ComputeType::as_str);
        uses.note_from(node.value.role_arn.as_deref(), RoleUseKind::Node, subject, &node.sources);
    }
    // What starts nodes gives them a role, though none runs now.
    for template in scope.inputs.launch_template_versions.of_cluster(scope.cluster) {
        let profile = template.value.launch_template_data.as_ref().and_then(|data| data.iam_instance_profile.as_ref());
        if let Some(role) = profile.and_then(|profile| node::held_by(scope, profile)) {
            uses.note(Some(&role.fact.key), RoleUseKind::Node, &template.fact.key, template);
        }
    }
    note_mapped(scope, &mut uses);
    for profile in scope.fargate_profiles() {
        let name = profile.value.fargate_profile_name.as_deref().unwrap_or(&profile.fact.key);
        uses.note(profile.value.pod_execution_role_arn.as_deref(), RoleUseKind::PodExecution, name, profile);
    }
    note_pods(scope, &mut uses);
    note_access_entries(scope, &mut uses);
    uses.by_role
}

/// Roles that `aws-auth` maps to nodes, whatever runs now.
fn note_mapped(scope: &Scope<'_>, uses: &mut Uses) {
    for map in scope.mapped_node_roles() {
        let role = scope.inputs.roles.of_cluster(scope.cluster).find(|role| is_same_role(&role.fact.key, &map));
        if let Some(role) = role {
            uses.note(Some(&role.fact.key), RoleUseKind::Node, "aws-auth", role);
        }
    }
}

fn note_pods(scope: &Scope<'_>, uses: &mut Uses) {
    let mut addon_by_association: BTreeMap<&str, &str> = BTreeMap::new();
    for addon in scope.inputs.addons.of_cluster(scope.cluster) {
        let name = addon.value.addon_name.as_deref().unwrap_or(&addon.fact.key);
        uses.note(addon.value.service_account_role_arn.as_deref(), RoleUseKind::Addon, name, addon);
        addon_by_association
            .extend(items(&addon.value.pod_identity_associations).iter().map(|arn| (arn.as_str(), name)));
    }
    for entry in scope.inputs.pod_identity_associations.of_cluster(scope.cluster) {
        let association = &entry.value;
        let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
        let subject = format!("{}/{}", part(&association.namespace), part(&association.service_account));
        let addon = association.association_arn.as_deref().and_then(|arn| addon_by_association.get(arn));
        for role in [&association.role_arn, &association.target_role_arn] {
            uses.note(role.as_deref(), RoleUseKind::PodIdentity, &subject, entry);
            if let Some(addon) = addon {
                uses.note(role.as_deref(), RoleUseKind::Addon, addon, entry);
            }
        }
    }
}

/// The entries that let nodes join name the nodes' roles; every other entry
/// gives its role access to the Kubernetes API.
/// Source: EKS API Reference, `CreateAccessEntry`, `type`.
fn note_access_entries(scope: &Scope<'_>, uses: &mut Uses) {
    for entry in scope.inputs.access_entries.of_cluster(scope.cluster) {
        let principal = entry.value.principal_arn.as_deref();
        let kind = match entry.value.entry_type.as_deref() {
            Some("EC2" | "EC2_LINUX" | "EC2_WINDOWS" | "HYBRID_LINUX" | "HYPERPOD_LINUX") => RoleUseKind::Node,
            Some("FARGATE_LINUX") => RoleUseKind::PodExecution,
            _ => RoleUseKind::AccessEntry,
        };
        uses.note(principal, kind, principal.unwrap_or_default(), entry);
    }
}

/// Service accounts of this cluster that the trust policy names. Without a
/// condition on the subject it is every one of them.
pub(super) fn of_service_accounts(scope: &Scope<'_>, trust: &Trust) -> BTreeSet<Use> {
    let Some(issuer) = scope.description().and_then(|entry| issuer(&entry.value)) else { return BTreeSet::new() };
    let own = items(&trust.web_identity)
        .iter()
        .filter(|web| web.provider_arn.as_deref().and_then(policy::issuer_of) == Some(issuer));
    let mut uses = BTreeSet::new();
    for web in own {
        let subjects = items(&web.subjects);
        if subjects.is_empty() {
            uses.insert((RoleUseKind::Irsa, "*/*".to_owned()));
        }
        uses.extend(subjects.iter().map(|subject| {
            let account = policy::service_account(subject);
            (RoleUseKind::Irsa, account.unwrap_or_else(|| subject.clone()))
        }));
    }
    uses
}

/// The cluster's OIDC issuer without scheme, as provider ARNs name it.
pub(super) fn issuer(cluster: &eks::Cluster) -> Option<&str> {
    let issuer = cluster.identity.as_ref()?.oidc.as_ref()?.issuer.as_deref()?;
    Some(issuer.strip_prefix("https://").unwrap_or(issuer).trim_end_matches('/'))
}
