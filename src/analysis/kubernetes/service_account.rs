//! A workload's identity: its service account, the token, the bindings, the IAM role.
//! Sources: Kubernetes documentation, "Configure Service Accounts for Pods";
//! EKS User Guide, "IAM roles for service accounts" and "EKS Pod Identity".

use std::collections::BTreeSet;

use super::rbac::Access;
use super::template::Template;
use super::view::{View, annotation, name};
use crate::analysis::derived::Sources;
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::{IamRoleSource, Workload};
use crate::evidence::model::kubernetes::ServiceAccount;
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

const ROLE_ARN: &str = "eks.amazonaws.com/role-arn";

pub(super) fn add(
    view: &View<'_>,
    template: &Template<'_>,
    access: &Access<'_>,
    value: &mut Workload,
    sources: &mut Sources,
) {
    let namespace = value.namespace.clone().unwrap_or_default();
    let name = template.service_account().to_owned();
    value.service_account_shared_with = Some(shared_with(view, (&namespace, &name), value));
    let account = view.service_accounts.get(namespace.as_str()).and_then(|list| list.get(name.as_str()).copied());
    if let Some(account) = account {
        sources.add(account);
    }
    let accounts_known = account.is_some() || view.complete(Topic::KubernetesServiceAccount);
    let of_account = account.and_then(|account| account.value.automount_service_account_token);
    value.automounts_token =
        template.spec.automount_service_account_token.or(of_account).or_else(|| accounts_known.then_some(Flag(true)));
    let rbac_known = view.complete(Topic::KubernetesRoleBinding) && view.complete(Topic::KubernetesRole);
    value.service_account_bindings = rbac_known.then(|| access.bindings_of(&namespace, &name));
    add_role(view, (&namespace, &name), account.filter(|_| accounts_known), accounts_known, value, sources);
    value.service_account_name = Some(name);
}

/// Workloads that were not read are missing here; whoever judges a workload
/// needs them all, since they are its base topic.
fn shared_with(view: &View<'_>, account: (&str, &str), value: &Workload) -> Vec<String> {
    let own = format!("{}/{}", value.kind.as_deref().unwrap_or_default(), value.name.as_deref().unwrap_or_default());
    let of_own = value.controlled_by.as_ref().unwrap_or(&own);
    let users = view.users.get(&account).into_iter().flatten();
    let others = users.filter_map(|entry| {
        let (kind, name) = (entry.value.kind.as_deref().unwrap_or_default(), name(&entry.value.metadata));
        let other = format!("{kind}/{name}");
        // Its own pods that are judged apart, its controller, and other pods of that are not somebody else.
        let of_other = entry.value.controlled_by.as_ref().unwrap_or(&other);
        (of_other != of_own).then_some(other)
    });
    let others: BTreeSet<String> = others.collect();
    others.into_iter().collect()
}

/// The SDKs look for a web identity first, so that IRSA goes before Pod
/// Identity. Source: AWS SDKs and Tools Reference Guide, credential providers.
fn add_role(
    view: &View<'_>,
    (namespace, name): (&str, &str),
    account: Option<&Entry<'_, ServiceAccount>>,
    accounts_known: bool,
    value: &mut Workload,
    sources: &mut Sources,
) {
    let irsa = account.and_then(|account| annotation(&account.value.metadata, ROLE_ARN)).filter(|arn| !arn.is_empty());
    if let Some(arn) = irsa {
        value.iam_role_arn = Some(arn.to_owned());
        value.iam_role_source = Some(IamRoleSource::Irsa);
        return;
    }
    let association = view.pod_identities.get(namespace).and_then(|list| list.get(name));
    if let Some(association) = association.filter(|_| accounts_known) {
        sources.add(association);
        value.iam_role_arn.clone_from(&association.value.role_arn);
        value.iam_role_source = Some(IamRoleSource::PodIdentity);
    } else if accounts_known && view.complete(Topic::EksPodIdentityAssociation) {
        value.iam_role_source = Some(IamRoleSource::None);
    }
}
