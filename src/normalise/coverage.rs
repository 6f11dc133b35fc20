//! Which lists are known to be complete.
//!
//! A topic is covered for a cluster when its enumerating request was made and
//! answered to its last page, the topics that its items are found through are
//! covered, and no gap leaves it incomplete.

use std::collections::{BTreeMap, BTreeSet};

use super::declared;
use super::eks::list_operation;
use super::fact_builder::FactBuilder;
use super::identity::issuer;
use super::missing::{REFERRED, has_no_access_entries};
use super::reads::{Read, Reads};
use super::targets::{ResourceUsers, Target, targets};
use crate::evidence::fact::Coverage;
use crate::evidence::model::eks::Cluster;
use crate::evidence::topic::declaration::{Declared, Descriptor};
use crate::evidence::topic::{Scope, Topic};

/// The reads that enumerated one topic.
#[derive(Debug, Clone, Default)]
struct Enumeration {
    pages: u64,
    exchanges: BTreeSet<String>,
}

impl Enumeration {
    fn of<'a>(reads: impl IntoIterator<Item = &'a Read<'a>>) -> Self {
        let mut enumeration = Self::default();
        for read in reads {
            enumeration.pages += read.pages.len() as u64;
            enumeration.exchanges.extend(read.exchanges());
            enumeration.exchanges.extend(read.failure.iter().filter_map(|failure| failure.exchange.clone()));
        }
        enumeration
    }
}

/// All coverage of the planned topics, sorted by topic and cluster.
pub(super) fn of(
    reads: &Reads,
    resource_users: &ResourceUsers,
    builder: &FactBuilder,
    clusters: &BTreeSet<String>,
    clusters_given: bool,
) -> Vec<Coverage> {
    let all_clusters_known = clusters_given
        || (!reads.all("ListClusters").is_empty()
            && reads.all("ListClusters").iter().all(|read| read.failure.is_none()));
    let mut survey = Survey { reads, resource_users, builder, clusters, all_clusters_known, known: BTreeMap::new() };
    let mut coverage = Vec::new();
    if !clusters_given && all_clusters_known && clusters.is_empty() {
        // The list itself shows that there is none.
        let listed = Enumeration::of(reads.all("ListClusters"));
        let Enumeration { pages, exchanges } = listed;
        coverage.push(Coverage { topic: Topic::EksCluster, cluster: None, items: 0, pages, exchanges });
    }
    let declared = builder.declared().into_iter().map(|descriptor| Topic::Declared(Declared::of(descriptor)));
    for topic in Topic::ALL.iter().copied().filter(|topic| builder.is_planned(*topic)).chain(declared) {
        let asked: Vec<Option<&str>> = match topic.scope() {
            Scope::Account => vec![None],
            Scope::Cluster => clusters.iter().map(|name| Some(name.as_str())).collect(),
        };
        for cluster in asked {
            let found = match cluster {
                None => survey.account(topic),
                Some(name) => survey.cluster(topic, name),
            };
            let Some(Enumeration { pages, mut exchanges }) = found else { continue };
            let mut items = 0;
            for (_, partial) in builder.facts(topic) {
                if cluster.is_none_or(|name| partial.clusters.contains(name)) {
                    items += 1;
                    exchanges.extend(partial.exchanges.iter().cloned());
                }
            }
            coverage.push(Coverage { topic, cluster: cluster.map(str::to_owned), items, pages, exchanges });
        }
    }
    coverage
}

struct Survey<'a> {
    reads: &'a Reads<'a>,
    resource_users: &'a ResourceUsers,
    builder: &'a FactBuilder,
    clusters: &'a BTreeSet<String>,
    all_clusters_known: bool,
    known: BTreeMap<(Topic, &'a str), Option<Enumeration>>,
}

impl<'a> Survey<'a> {
    fn cluster(&mut self, topic: Topic, cluster: &'a str) -> Option<Enumeration> {
        if let Some(known) = self.known.get(&(topic, cluster)) {
            return known.clone();
        }
        let found = self.enumerate(topic, cluster);
        self.known.insert((topic, cluster), found.clone());
        found
    }

    fn enumerate(&mut self, topic: Topic, cluster: &'a str) -> Option<Enumeration> {
        if self.builder.has_gap(topic, Some(cluster)) {
            return None;
        }
        let mut upstream = Enumeration::default();
        for parent in complete_first(topic) {
            let enumerated = match parent.scope() {
                Scope::Cluster => self.cluster(*parent, cluster)?,
                Scope::Account => self.account(*parent)?,
            };
            upstream.exchanges.extend(enumerated.exchanges);
        }
        let mut found = self.own(topic, cluster)?;
        if found.exchanges.is_empty() {
            // Nothing had to be asked: the exchanges upstream show that there is nothing.
            found.exchanges = upstream.exchanges;
        }
        Some(found)
    }

    /// The topic's own requests, when those that enumerate it were made.
    fn own(&self, topic: Topic, cluster: &str) -> Option<Enumeration> {
        if let Some(descriptor) = topic.declaration() {
            return declared::enumerated(descriptor, self.reads, self.builder, Some(cluster)).map(Enumeration::of);
        }
        if topic == Topic::EksCluster {
            return Some(Enumeration::of([self.reads.find("DescribeCluster", &[("name", cluster)])?]));
        }
        if let Some(list) = list_operation(topic) {
            let of_cluster = |read: &&Read| read.parameter("clusterName") == Some(cluster);
            let reads: Vec<&Read> = self.reads.all(list).iter().filter(of_cluster).collect();
            let complete = reads.iter().all(|read| read.failure.is_none() || has_no_access_entries(read, self.builder));
            return (!reads.is_empty() && complete).then(|| Enumeration::of(reads));
        }
        if topic == Topic::IamRole {
            let reads = self.reads.all("ListRoles");
            // Without an issuer no trust policy can name the cluster: there is nothing to list for.
            let has_issuer = self
                .builder
                .typed::<Cluster>(Topic::EksCluster)
                .iter()
                .any(|(names, fact)| names.contains(cluster) && issuer(fact).is_some());
            return (!reads.is_empty() || !has_issuer).then(|| Enumeration::of(reads));
        }
        let operation = operation_of(topic)?;
        let reads: Vec<(&Read, BTreeSet<Target>)> = self
            .reads
            .all(operation)
            .iter()
            .filter(|read| self.resource_users.concerns(read, cluster))
            .map(|read| (read, targets(read)))
            .collect();
        let everything = reads.iter().any(|(_, targets)| targets.is_empty());
        let names = |target: &Target| reads.iter().any(|(_, targets)| targets.contains(target));
        let asked = self.must_name(topic, cluster)?.iter().all(names);
        (everything || asked).then(|| Enumeration::of(reads.iter().map(|(read, _)| *read)))
    }

    /// What the requests of a topic must name to enumerate it for `cluster`.
    fn must_name(&self, topic: Topic, cluster: &str) -> Option<Vec<Target>> {
        let id = |id: &str| Target::Id(id.to_owned());
        let used =
            |topic| self.builder.needs(topic).filter(|(_, users)| users.contains(cluster)).map(|(key, _)| id(key));
        Some(match topic {
            Topic::Ec2Instance | Topic::AutoscalingGroup => vec![Target::Cluster(cluster.to_owned())],
            Topic::Ec2Vpc | Topic::Ec2Subnet | Topic::Ec2SecurityGroup => {
                // Every cluster has a VPC: a description without one shows nothing of its network.
                used(Topic::Ec2Vpc).next()?;
                Vec::new()
            }
            Topic::Ec2RouteTable
            | Topic::Ec2NatGateway
            | Topic::Ec2VpcEndpoint
            | Topic::Ec2NetworkInterface
            | Topic::ElbLoadBalancer
            | Topic::ElbClassicLoadBalancer => {
                // A cluster whose VPC is not known cannot be asked about.
                let vpcs: Vec<Target> = used(Topic::Ec2Vpc).collect();
                (!vpcs.is_empty()).then_some(vpcs)?
            }
            Topic::Ec2FlowLog => {
                let vpcs: Vec<Target> = used(Topic::Ec2Vpc).collect();
                (!vpcs.is_empty()).then_some(vpcs)?.into_iter().chain(used(Topic::Ec2Subnet)).collect()
            }
            Topic::Ec2Volume => self.shown(Topic::Ec2Instance, cluster),
            Topic::ElbListener | Topic::ElbLoadBalancerAttributes => self.shown(Topic::ElbLoadBalancer, cluster),
            _ => Vec::new(),
        })
    }

    /// The items of `topic` that belong to `cluster`.
    fn shown(&self, topic: Topic, cluster: &str) -> Vec<Target> {
        let facts = self.builder.facts(topic).filter(|(_, partial)| partial.clusters.contains(cluster));
        facts.map(|(key, _)| Target::Id(key.clone())).collect()
    }

    fn account(&mut self, topic: Topic) -> Option<Enumeration> {
        if self.builder.has_gap(topic, None) {
            return None;
        }
        let operation = match topic {
            Topic::Declared(topic) => return self.declared(topic.descriptor()?),
            Topic::EksAddonVersion => return self.addon_versions(),
            Topic::Ec2InstanceType => return self.used_by_all(topic, "DescribeInstanceTypes"),
            Topic::IamPolicy => return self.used_by_all(topic, "GetPolicy"),
            Topic::IamOidcProvider => {
                let listed = !self.reads.all("ListOpenIDConnectProviders").is_empty();
                return if listed { self.used_by_all(topic, "ListOpenIDConnectProviders") } else { None };
            }
            Topic::EksClusterVersion => "DescribeClusterVersions",
            Topic::Ec2EbsEncryptionByDefault => "GetEbsEncryptionByDefault",
            Topic::Ec2InstanceMetadataDefaults => "GetInstanceMetadataDefaults",
            Topic::IamAccountSummary => "GetAccountSummary",
            _ => return None,
        };
        let reads = self.reads.all(operation);
        (!reads.is_empty()).then(|| Enumeration::of(reads))
    }

    /// A declared topic of the account: what its items are found through is of the account, too.
    fn declared(&mut self, descriptor: &'static Descriptor) -> Option<Enumeration> {
        let mut upstream = BTreeSet::new();
        for parent in &descriptor.parents {
            upstream.extend(self.account(*parent)?.exchanges);
        }
        let mut found = Enumeration::of(declared::enumerated(descriptor, self.reads, self.builder, None)?);
        if found.exchanges.is_empty() {
            found.exchanges = upstream;
        }
        Some(found)
    }

    /// An account-wide topic whose items are those that clusters use.
    fn used_by_all(&mut self, topic: Topic, operation: &str) -> Option<Enumeration> {
        if !self.all_clusters_known || self.builder.needs(topic).any(|(key, _)| self.builder.fact(topic, key).is_none())
        {
            return None;
        }
        let mut upstream = BTreeSet::new();
        for cluster in self.clusters {
            for parent in complete_first(topic) {
                upstream.extend(self.cluster(*parent, cluster)?.exchanges);
            }
        }
        let mut found = Enumeration::of(self.reads.all(operation));
        if found.exchanges.is_empty() {
            found.exchanges = upstream;
        }
        Some(found)
    }

    /// The versions of all add-ons were asked for, or of each installed one.
    fn addon_versions(&mut self) -> Option<Enumeration> {
        let reads = self.reads.all("DescribeAddonVersions");
        if !reads.iter().any(|read| read.parameter("addonName").is_none()) {
            if !self.all_clusters_known {
                return None;
            }
            let mut upstream = BTreeSet::new();
            for cluster in self.clusters {
                upstream.extend(self.cluster(Topic::EksAddon, cluster)?.exchanges);
            }
            let installed = self.builder.facts(Topic::EksAddon).filter_map(|(key, _)| key.split_once('/'));
            let asked = |name: &str| reads.iter().any(|read| read.parameter("addonName") == Some(name));
            if !installed.into_iter().all(|(_, name)| asked(name)) {
                return None;
            }
            if reads.is_empty() {
                // No cluster has an add-on: there is nothing to ask about, and the lists of add-ons show it.
                return Some(Enumeration { pages: 0, exchanges: upstream });
            }
        }
        Some(Enumeration::of(reads))
    }
}

/// Topics that must be covered before `topic` can be. EKS tags the instances of
/// node groups, and self-managed nodes cannot join without the tag, so the
/// instances are complete without the Auto Scaling groups.
/// Source: EKS User Guide, "Tag your resources" and "Self-managed nodes".
fn complete_first(topic: Topic) -> &'static [Topic] {
    match topic {
        Topic::Ec2Instance => &[Topic::EksCluster],
        Topic::Ec2LaunchTemplateVersion => &[Topic::EksNodegroup, Topic::Ec2Instance],
        _ => topic.discovered_through(),
    }
}

fn operation_of(topic: Topic) -> Option<&'static str> {
    let scanned = match topic {
        Topic::Ec2RouteTable => "DescribeRouteTables",
        Topic::Ec2NatGateway => "DescribeNatGateways",
        Topic::Ec2VpcEndpoint => "DescribeVpcEndpoints",
        Topic::Ec2NetworkInterface => "DescribeNetworkInterfaces",
        Topic::Ec2FlowLog => "DescribeFlowLogs",
        Topic::ElbLoadBalancer => "DescribeLoadBalancers",
        Topic::ElbListener => "DescribeListeners",
        Topic::ElbLoadBalancerAttributes => "DescribeLoadBalancerAttributes",
        Topic::ElbClassicLoadBalancer => "elb:DescribeLoadBalancers",
        _ => return REFERRED.iter().find(|(referred, _)| *referred == topic).map(|(_, operation)| *operation),
    };
    Some(scanned)
}
