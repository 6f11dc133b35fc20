//! What a query-protocol request asks for, and which clusters it concerns.

use std::collections::{BTreeMap, BTreeSet};

use super::fact_builder::FactBuilder;
use super::identity::profiles_in_use;
use super::reads::Read;
use super::tags::cluster_of_tag;
use crate::evidence::topic::Topic;

/// Filters that narrow a list without naming what it is about.
const NARROWING: &[&str] = &["instance-state-name", "state", "status", "resource-type", "owner-alias", "attach.status"];

/// A value that a request is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A resource id, name or ARN.
    Id(String),
    /// A cluster, named by a tag filter.
    Cluster(String),
}

/// What the request is narrowed to; empty when it asks for everything.
pub(super) fn targets(read: &Read) -> BTreeSet<Target> {
    let mut filters: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    let mut targets = BTreeSet::new();
    for (name, value) in &read.parameters {
        match filter_part(name) {
            Some((filter, true)) => filters.entry(filter).or_default().0 = value,
            Some((filter, false)) => filters.entry(filter).or_default().1.push(value),
            None if is_option(name) => {}
            None => drop(targets.insert(Target::Id(value.clone()))),
        }
    }
    for (name, values) in filters.into_values().filter(|(name, _)| !NARROWING.contains(name)) {
        match name.strip_prefix("tag:") {
            Some(key) => targets.extend(values.iter().filter_map(|v| cluster_of_tag(key, v)).map(Target::Cluster)),
            None if name == "tag-key" => {
                targets.extend(values.iter().filter_map(|v| cluster_of_tag(v, "")).map(Target::Cluster));
            }
            None => targets.extend(values.iter().map(|v| Target::Id((*v).to_owned()))),
        }
        // A filter that is not understood still narrows the list.
        if values.is_empty() || (name.starts_with("tag") && targets.is_empty()) {
            targets.insert(Target::Id(name.to_owned()));
        }
    }
    targets
}

/// `Filter.1.Name`, `Filters.member.1.Values.member.2`: the filter, and
/// whether this is its name.
fn filter_part(parameter: &str) -> Option<(&str, bool)> {
    let rest = parameter.strip_prefix("Filters.member.").or_else(|| parameter.strip_prefix("Filter."))?;
    let (number, member) = rest.split_once('.')?;
    Some((number, member == "Name"))
}

/// Parameters that choose a form of the reply and not its items.
fn is_option(parameter: &str) -> bool {
    ["MaxResults", "MaxRecords", "MaxItems", "PathPrefix", "VersionId", "PolicyName"].contains(&parameter)
        || ["LaunchTemplateVersion.", "Include", "ResolveAlias", "DryRun"].iter().any(|p| parameter.starts_with(p))
}

/// Which clusters use which resource.
pub(super) struct ResourceUsers {
    by_id: BTreeMap<String, BTreeSet<String>>,
}

impl ResourceUsers {
    /// The users that facts and needs name.
    pub(super) fn of(builder: &FactBuilder) -> Self {
        let mut by_id: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for topic in Topic::ALL {
            let facts = builder.facts(*topic).map(|(key, partial)| (key, &partial.clusters));
            for (key, clusters) in builder.needs(*topic).chain(facts) {
                for id in names_of(*topic, key) {
                    by_id.entry(id.to_owned()).or_default().extend(clusters.iter().cloned());
                }
            }
        }
        for (name, users) in profiles_in_use(builder) {
            by_id.entry(name).or_default().extend(users);
        }
        Self { by_id }
    }

    /// Clusters that the request is about; none when it is about everything.
    pub(super) fn clusters(&self, read: &Read) -> BTreeSet<String> {
        targets(read).iter().flat_map(|target| self.of_target(target)).collect()
    }

    /// The one cluster that everything in the request belongs to.
    pub(super) fn only_cluster(&self, read: &Read) -> Option<String> {
        if let Some(cluster) = read.parameter("clusterName") {
            return Some(cluster.to_owned());
        }
        if read.operation.name == "DescribeCluster" {
            return read.parameter("name").map(str::to_owned);
        }
        let mut only = BTreeSet::new();
        for target in targets(read) {
            let clusters = self.of_target(&target);
            if clusters.len() != 1 {
                return None;
            }
            only.extend(clusters);
        }
        if only.len() == 1 { only.pop_first() } else { None }
    }

    /// True when the request asks for everything or for something of `cluster`.
    pub(super) fn concerns(&self, read: &Read, cluster: &str) -> bool {
        targets(read).is_empty() || self.clusters(read).contains(cluster)
    }

    fn of_target(&self, target: &Target) -> BTreeSet<String> {
        match target {
            Target::Cluster(name) => BTreeSet::from([name.clone()]),
            Target::Id(id) => self.by_id.get(id).cloned().unwrap_or_default(),
        }
    }
}

/// What requests call the item with this key.
pub(super) fn names_of(topic: Topic, key: &str) -> Vec<&str> {
    let last = key.rsplit('/').next().unwrap_or(key);
    match topic {
        Topic::IamRole => vec![key, last],
        Topic::Ec2LaunchTemplateVersion => vec![key.split('/').next().unwrap_or(key)],
        _ if topic.group() == "eks" => vec![],
        _ => vec![key],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_clusters() {
        assert_eq!(cluster_of_tag("kubernetes.io/cluster/one", "owned").as_deref(), Some("one"));
        assert_eq!(cluster_of_tag("aws:eks:cluster-name", "one").as_deref(), Some("one"));
        assert_eq!(cluster_of_tag("k8s.io/cluster-autoscaler/enabled", "true"), None);
        assert_eq!(cluster_of_tag("Name", "one"), None);
    }

    #[test]
    fn filters_are_told_apart() {
        assert_eq!(filter_part("Filter.1.Name"), Some(("1", true)));
        assert_eq!(filter_part("Filter.12.Value.3"), Some(("12", false)));
        assert_eq!(filter_part("Filters.member.2.Values.member.1"), Some(("2", false)));
        assert_eq!(filter_part("InstanceId.1"), None);
    }
}
