//! The base facts in typed form, and one cluster's view of them, indexed so
//! that joins do not search.

use std::collections::BTreeMap;

use super::nodes::Nodes;
pub(super) use super::objects::{Objects, annotation, name, namespace};
use super::persistent_volume;
use super::pod_security::Version;
use super::template::Template;
use crate::analysis::table::Entry;
use crate::evidence::fact::{Gap, GapReason};
use crate::evidence::model::eks_access;
use crate::evidence::model::kubernetes::{self, Metadata};
use crate::evidence::scalar::Flag;
use crate::evidence::topic::Topic;

/// Facts by namespace.
pub(super) type ByNamespace<'a, T> = BTreeMap<&'a str, Vec<&'a Entry<'a, T>>>;

/// Facts by namespace and name.
pub(super) type ByName<'a, T> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Entry<'a, T>>>;

/// One cluster's objects.
pub(super) struct View<'a> {
    pub(super) cluster: &'a str,
    pub(super) objects: &'a Objects<'a>,
    pub(super) namespaces: BTreeMap<&'a str, &'a Entry<'a, kubernetes::Namespace>>,
    /// Those that run or will run.
    pub(super) workloads: ByNamespace<'a, kubernetes::Workload>,
    /// Those that have finished: the object is left, and nothing of it runs again.
    pub(super) finished: Vec<&'a Entry<'a, kubernetes::Workload>>,
    /// Workloads by the namespace and service account that they run as.
    pub(super) users: BTreeMap<(&'a str, &'a str), Vec<&'a Entry<'a, kubernetes::Workload>>>,
    pub(super) service_accounts: ByName<'a, kubernetes::ServiceAccount>,
    /// By namespace and service account.
    pub(super) pod_identities: ByName<'a, eks_access::PodIdentityAssociation>,
    pub(super) network_policies: ByNamespace<'a, kubernetes::NetworkPolicy>,
    pub(super) resource_quotas: ByNamespace<'a, kubernetes::ResourceQuota>,
    pub(super) limit_ranges: ByNamespace<'a, kubernetes::LimitRange>,
    pub(super) disruption_budgets: ByNamespace<'a, kubernetes::PodDisruptionBudget>,
    pub(super) autoscalers: ByNamespace<'a, kubernetes::HorizontalPodAutoscaler>,
    /// Volumes that are paths of a node, by the namespace and name of the claim that has them.
    pub(super) host_volumes: BTreeMap<(&'a str, &'a str), &'a Entry<'a, kubernetes::PersistentVolume>>,
    pub(super) nodes: Nodes<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(cluster: &'a str, objects: &'a Objects<'a>) -> Self {
        let accounts = objects.service_accounts.of_cluster(cluster);
        let identities = objects.pod_identities.of_cluster(cluster);
        let (finished, live): (Vec<_>, Vec<_>) =
            objects.workloads.of_cluster(cluster).partition(|entry| entry.value.finished == Some(Flag(true)));
        Self {
            cluster,
            objects,
            namespaces: objects.namespaces.of_cluster(cluster).map(|e| (name(&e.value.metadata), e)).collect(),
            workloads: by_namespace(live.iter().copied(), |value| &value.metadata),
            finished,
            users: users(live.iter().copied()),
            service_accounts: by_name(accounts, |value| (namespace(&value.metadata), name(&value.metadata))),
            pod_identities: by_name(identities, |value| {
                (value.namespace.as_deref().unwrap_or_default(), value.service_account.as_deref().unwrap_or_default())
            }),
            network_policies: by_namespace(objects.network_policies.of_cluster(cluster), |value| &value.metadata),
            resource_quotas: by_namespace(objects.resource_quotas.of_cluster(cluster), |value| &value.metadata),
            limit_ranges: by_namespace(objects.limit_ranges.of_cluster(cluster), |value| &value.metadata),
            disruption_budgets: by_namespace(objects.disruption_budgets.of_cluster(cluster), |value| &value.metadata),
            autoscalers: by_namespace(objects.autoscalers.of_cluster(cluster), |value| &value.metadata),
            host_volumes: host_volumes(objects.persistent_volumes.of_cluster(cluster)),
            nodes: Nodes::of(cluster, objects),
        }
    }

    /// What the API server says of itself.
    pub(super) fn server(&self) -> Option<&'a Entry<'a, kubernetes::Server>> {
        self.objects.servers.of_cluster(self.cluster).next()
    }

    /// The server's version, by which its admission checks pods.
    pub(super) fn version(&self) -> Option<Version> {
        Version::parse(self.server()?.value.git_version.as_deref()?)
    }

    /// True when `topic` was read to its end for the cluster: only then does
    /// the absence of a fact say anything. A Kubernetes API that the server
    /// does not serve has no objects.
    pub(super) fn complete(&self, topic: Topic) -> bool {
        let facts = self.objects.facts;
        let of_cluster = |gap: &&Gap| gap.cluster.as_deref().is_none_or(|name| name == self.cluster);
        let malformed = self.objects.malformed.iter().filter(|gap| gap.topics.contains(&topic)).filter(of_cluster);
        let mut not_served = false;
        for gap in facts.gaps_in(topic, self.cluster).chain(malformed) {
            if topic.group() == "kubernetes" && gap.reason == GapReason::NotServed {
                not_served = true;
            } else {
                return false;
            }
        }
        not_served || facts.covers(topic, self.cluster)
    }

    pub(super) fn config_map(&self, namespace: &str, name: &str) -> Option<&'a Entry<'a, kubernetes::ConfigMap>> {
        self.objects.config_maps.get(&format!("{}/{namespace}/{name}", self.cluster))
    }
}

/// What `index` holds for a namespace.
pub(super) fn of_namespace<'i, 'a, T>(index: &'i ByNamespace<'a, T>, namespace: &str) -> &'i [&'a Entry<'a, T>] {
    index.get(namespace).map_or(&[], Vec::as_slice)
}

fn host_volumes<'a>(
    volumes: impl Iterator<Item = &'a Entry<'a, kubernetes::PersistentVolume>>,
) -> BTreeMap<(&'a str, &'a str), &'a Entry<'a, kubernetes::PersistentVolume>> {
    let claimed = volumes.filter_map(|entry| {
        let spec = entry.value.spec.as_ref().filter(|spec| persistent_volume::path(spec).is_some())?;
        let claim = spec.claim_ref.as_ref()?;
        Some(((claim["namespace"].as_str()?, claim["name"].as_str()?), entry))
    });
    claimed.collect()
}

fn users<'a>(
    workloads: impl Iterator<Item = &'a Entry<'a, kubernetes::Workload>>,
) -> BTreeMap<(&'a str, &'a str), Vec<&'a Entry<'a, kubernetes::Workload>>> {
    let mut index = BTreeMap::<_, Vec<_>>::new();
    for entry in workloads {
        if let Some(template) = Template::of(&entry.value) {
            index.entry((namespace(&entry.value.metadata), template.service_account())).or_default().push(entry);
        }
    }
    index
}

fn by_name<'a, T>(
    entries: impl Iterator<Item = &'a Entry<'a, T>>,
    key: impl Fn(&'a T) -> (&'a str, &'a str),
) -> ByName<'a, T> {
    let mut index = ByName::new();
    for entry in entries {
        let (namespace, name) = key(&entry.value);
        index.entry(namespace).or_default().insert(name, entry);
    }
    index
}

fn by_namespace<'a, T>(
    entries: impl Iterator<Item = &'a Entry<'a, T>>,
    metadata: impl Fn(&'a T) -> &'a Option<Metadata>,
) -> ByNamespace<'a, T> {
    let mut index = ByNamespace::new();
    for entry in entries {
        index.entry(namespace(metadata(&entry.value))).or_default().push(entry);
    }
    index
}
