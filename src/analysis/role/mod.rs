//! `analysis.role`: the IAM roles that a cluster can use, and what they allow.

mod unfound;
mod uses;

use std::collections::BTreeSet;

use super::derived::{Derived, Sources};
use super::inputs::Scope;
use super::policy::{self, Attached, Document, Policies};
use crate::evidence::model::analysis::{Node, PathEnd, Role, RoleUse, RoleUseKind, Trust};
use crate::evidence::model::iam;
use crate::evidence::scalar::Flag;

/// One value per role: those that a fact describes for the cluster, and those
/// that the cluster uses though no fact describes them.
pub(super) fn derive(scope: &Scope<'_>, nodes: &[Derived<Node>]) -> Vec<Derived<Role>> {
    let issuers = issuers(scope);
    let mut uses = uses::of(scope, nodes);
    let mut roles = Vec::new();
    for entry in scope.inputs.roles.of_cluster(scope.cluster) {
        let mut sources = Sources::new(entry);
        let trust = trust(&entry.value, &issuers);
        let mut of_role = BTreeSet::new();
        if let Some((stated, stated_by)) = uses.remove(&entry.fact.key) {
            of_role = stated;
            sources.merge(&stated_by);
        }
        if let Some(cluster) = scope.description() {
            sources.add(cluster);
        }
        let irsa = trust.as_ref().map(|trust| uses::of_service_accounts(scope, trust));
        let complete = scope.description().is_some() && irsa.is_some();
        of_role.extend(irsa.unwrap_or_default());
        let mut value = with_uses(scope, &entry.fact.key, of_role, complete);
        value.role_name.clone_from(&entry.value.role_name);
        value.trust = trust;
        add_grants(scope, &entry.value, &mut value, &mut sources);
        roles.push(Derived { value, sources });
    }
    // Without its trust policy, the uses of such a role are not all known.
    for (arn, (_, sources)) in uses {
        roles.push(Derived { value: with_uses(scope, &arn, BTreeSet::new(), false), sources });
    }
    roles.extend(unfound::roles_of_nodes(scope, nodes));
    roles
}

/// Without the role's trust policy or the cluster's description, the list of
/// uses is not known to be whole, and left out: a rule for one kind of role
/// would pass over this one.
fn with_uses(scope: &Scope<'_>, arn: &str, uses: BTreeSet<uses::Use>, complete: bool) -> Role {
    let kinds: BTreeSet<RoleUseKind> = uses.iter().map(|(kind, _)| *kind).collect();
    let listed = uses.iter().map(|(kind, subject)| RoleUse { kind: Some(*kind), subject: Some(subject.clone()) });
    Role {
        cluster_name: Some(scope.cluster.to_owned()),
        role_arn: Some(arn.to_owned()),
        kinds: complete.then(|| kinds.into_iter().collect()),
        uses: complete.then(|| listed.collect()),
        ..Role::default()
    }
}

/// Issuers of all clusters of the run, without scheme.
fn issuers(scope: &Scope<'_>) -> BTreeSet<String> {
    scope.inputs.clusters.all().filter_map(|entry| uses::issuer(&entry.value)).map(str::to_owned).collect()
}

/// Besides the clusters of the run, any provider that EKS hosts belongs to a cluster.
fn is_cluster_issuer(issuers: &BTreeSet<String>, issuer: &str) -> bool {
    issuers.contains(issuer) || issuer.starts_with("oidc.eks.") || issuer.starts_with("oidc-eks.")
}

fn trust(role: &iam::Role, issuers: &BTreeSet<String>) -> Option<Trust> {
    let document = Document::parse(role.assume_role_policy_document.as_ref()?)?;
    Some(policy::trust_of(&document, |issuer| is_cluster_issuer(issuers, issuer)))
}

/// The members that policies give. One policy that is not known leaves them
/// out: it could grant more, or deny what another grants; a boundary, too.
fn add_grants(scope: &Scope<'_>, role: &iam::Role, value: &mut Role, sources: &mut Sources) {
    let arns: Option<Vec<String>> = role
        .attached_policies
        .as_ref()
        .and_then(|attached| attached.iter().map(|policy| policy.policy_arn.clone()).collect());
    let mut documents = Documents { known: Vec::new(), complete: arns.is_some() && role.inline_policies.is_some() };
    for arn in arns.iter().flatten() {
        documents.add(arn.clone(), managed(scope, arn, sources));
    }
    for inline in role.inline_policies.iter().flatten() {
        documents.add(inline.policy_name.clone().unwrap_or_default(), inline.policy_document.as_ref());
    }
    value.attached_policy_arns = arns;
    let bound = role.permissions_boundary.as_ref().map(|bound| {
        let arn = bound.permissions_boundary_arn.as_deref().unwrap_or_default();
        managed(scope, arn, sources).and_then(Document::parse)
    });
    if !documents.complete || matches!(bound, Some(None)) {
        return;
    }
    let policies =
        Policies { own: documents.known, boundary: bound.flatten(), role: role.arn.clone().unwrap_or_default() };
    let uses = value.uses.as_deref().unwrap_or_default();
    let mut judged = policies.clone();
    judged.own.retain(|attached| !policy::is_recommended(&attached.policy, uses));
    let everything = policy::allows_everything(&policies);
    // Whoever may do everything needs no path.
    let paths = if everything { Vec::new() } else { policy::escalation_paths(&judged) };
    let administers = paths.iter().any(|path| path.leads_to == Some(PathEnd::AwsAdministration));
    value.allows_administration = Some(Flag(everything || administers));
    value.service_wide_grants = Some(policy::service_wide(&judged));
    value.unscoped_write_grants = Some(policy::unscoped_writes(&judged));
    value.data_reach_grants = Some(policy::data_reach(&judged));
    value.escalation_paths = Some(paths);
}

/// The document of a managed policy, which becomes one of the sources.
fn managed<'a>(scope: &'a Scope<'_>, arn: &str, sources: &mut Sources) -> Option<&'a serde_json::Value> {
    let entry = scope.inputs.policies.get(arn)?;
    sources.add(entry);
    entry.value.document.as_ref()
}

struct Documents {
    known: Vec<Attached>,
    complete: bool,
}

impl Documents {
    fn add(&mut self, policy: String, document: Option<&serde_json::Value>) {
        match document.and_then(Document::parse) {
            Some(document) => self.known.push(Attached { policy, document }),
            None => self.complete = false,
        }
    }
}
