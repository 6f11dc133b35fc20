//! `analysis.namespace`: a namespace with what holds in it.

use super::isolation::Isolation;
use super::network_policy::{Direction, default_deny};
use super::pod_security::PRIVILEGED;
use super::view::{View, name, of_namespace};
use super::workload::{ENFORCE, running};
use crate::analysis::derived::{Derived, Sources};
use crate::analysis::table::Entry;
use crate::evidence::model::analysis_kubernetes::{Namespace, Workload};
use crate::evidence::model::kubernetes;
use crate::evidence::scalar::{Flag, Number};
use crate::evidence::topic::Topic;

/// Namespaces that Kubernetes, EKS or its add-ons make. Sources: Kubernetes
/// documentation, "Namespaces"; GuardDuty and CloudWatch add-ons.
const SYSTEM: [&str; 5] = ["kube-system", "kube-public", "kube-node-lease", "amazon-guardduty", "amazon-cloudwatch"];

pub(super) fn derive(
    view: &View<'_>,
    entry: &Entry<'_, kubernetes::Namespace>,
    workloads: &[&Derived<Workload>],
    isolation: &Isolation,
) -> Derived<Namespace> {
    let mut sources = Sources::new(entry);
    let metadata = entry.value.metadata.clone().unwrap_or_default();
    let own = name(&entry.value.metadata);
    let label = |key: &str| metadata.labels.as_ref().and_then(|labels| labels.get(key).cloned());
    let level = |mode: &str| Some(label(mode).unwrap_or_else(|| PRIVILEGED.as_str().to_owned()));
    let policies = of_namespace(&view.network_policies, own);
    let quotas = of_namespace(&view.resource_quotas, own);
    let limits = of_namespace(&view.limit_ranges, own);
    policies.iter().for_each(|policy| sources.add(policy));
    quotas.iter().for_each(|quota| sources.add(quota));
    limits.iter().for_each(|limit| sources.add(limit));
    workloads.iter().for_each(|workload| sources.merge(&workload.sources));

    let policies_known = view.complete(Topic::KubernetesNetworkPolicy);
    let workloads_known = view.complete(Topic::KubernetesWorkload);
    let others = isolation.others_in(own);
    let deny =
        |direction| default_deny(view, own, direction, isolation.strict).filter(|denies| *denies || !others).map(Flag);
    let pods: Option<i64> = workloads.iter().map(|workload| running(&workload.value)).sum();
    let value = Namespace {
        cluster_name: Some(view.cluster.to_owned()),
        name: Some(own.to_owned()),
        enforce: level(ENFORCE),
        enforce_version: Some(
            label("pod-security.kubernetes.io/enforce-version").unwrap_or_else(|| "latest".to_owned()),
        ),
        audit: level("pod-security.kubernetes.io/audit"),
        warn: level("pod-security.kubernetes.io/warn"),
        default_deny_ingress: deny(Direction::Ingress),
        default_deny_egress: deny(Direction::Egress),
        policies_enforced: enforced(workloads, isolation).filter(|_| workloads_known).map(Flag),
        network_policies: (policies_known && !(others && policies.is_empty())).then(|| count(policies.len())),
        workloads: workloads_known.then(|| count(workloads.len())),
        fargate: on_fargate(workloads).filter(|_| workloads_known).map(Flag),
        running_pods: pods.filter(|_| workloads_known).map(Number),
        pods_not_isolated_for_ingress: not_isolated(workloads).filter(|_| workloads_known).map(Number),
        resource_quotas: view.complete(Topic::KubernetesResourceQuota).then(|| count(quotas.len())),
        limit_ranges: view.complete(Topic::KubernetesLimitRange).then(|| count(limits.len())),
        system: Some(Flag(SYSTEM.contains(&own))),
        labels: Some(metadata.labels.clone().unwrap_or_default()),
        annotations: Some(metadata.annotations.unwrap_or_default()),
    };
    Derived { value, sources }
}

fn count(number: usize) -> Number {
    Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// On Fargate nothing can enforce; those workloads are judged by other controls.
fn enforced(workloads: &[&Derived<Workload>], isolation: &Isolation) -> Option<bool> {
    let elsewhere = workloads.iter().filter(|workload| workload.value.fargate != Some(Flag(true)));
    let flags: Vec<Option<Flag>> = elsewhere.map(|workload| workload.value.policies_enforced).collect();
    if isolation.enforcing == Some(false) || flags.contains(&Some(Flag(false))) {
        return Some(false);
    }
    isolation.enforcing.filter(|_| !flags.contains(&None))
}

fn on_fargate(workloads: &[&Derived<Workload>]) -> Option<bool> {
    let flags: Vec<Option<Flag>> = workloads.iter().map(|workload| workload.value.fargate).collect();
    if flags.contains(&Some(Flag(false))) || flags.is_empty() {
        return Some(false);
    }
    (!flags.contains(&None)).then_some(true)
}

/// `None` as soon as one workload with pods is unknown.
fn not_isolated(workloads: &[&Derived<Workload>]) -> Option<i64> {
    let pods =
        workloads.iter().map(|workload| match (running(&workload.value)?, workload.value.isolated_for_ingress) {
            (0, _) | (_, Some(Flag(true))) => Some(0),
            (pods, Some(Flag(false))) => Some(pods),
            (_, None) => None,
        });
    pods.sum()
}
