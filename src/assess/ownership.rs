//! Who in the organisation owns a subject: as tags, labels and the engagement name it, never invented.

use ijson::IValue;

use super::input::Owners;
use super::model::{ControlResult, OwnedBy};
use crate::evidence::fact::{Fact, Facts, member, text};
use crate::evidence::topic::Topic;

/// Names the owner of each result's cluster and of each finding's subject.
pub(super) fn name(facts: &Facts, owners: &Owners, results: &mut [ControlResult]) {
    if owners.is_empty() {
        return;
    }
    let search = Search { facts, owners };
    for result in results {
        result.owned_by = search.of_cluster(&result.cluster).or_else(|| search.otherwise());
        for finding in &mut result.findings {
            finding.owned_by = search.of_subject(finding.topic, &finding.subject, &result.cluster);
        }
    }
}

struct Search<'a> {
    facts: &'a Facts,
    owners: &'a Owners,
}

impl Search<'_> {
    /// The subject's own word, its namespace's, its cluster's, then the engagement's word for the rest.
    fn of_subject(&self, topic: Topic, key: &str, cluster: &str) -> Option<OwnedBy> {
        let fact = self.get(topic, key);
        let account_wide = fact.is_some_and(|fact| fact.clusters.is_empty());
        fact.and_then(|fact| self.of_fact(topic, fact, cluster))
            .or_else(|| self.of_cluster(cluster).filter(|_| !account_wide))
            .or_else(|| self.otherwise())
    }

    fn of_fact(&self, topic: Topic, fact: &Fact, cluster: &str) -> Option<OwnedBy> {
        let own = self.named(&fact.value, "");
        let base = || bases(topic, &fact.value, cluster).into_iter().find_map(|base| self.of_base(&base));
        let namespace = || {
            let name = namespace(&fact.value)?;
            let found = self.get(Topic::KubernetesNamespace, &format!("{cluster}/{name}"))?;
            self.named(&found.value, &format!(" of the namespace {name}"))
        };
        own.or_else(base).or_else(namespace)
    }

    fn of_base(&self, base: &Base) -> Option<OwnedBy> {
        let fact = self.get(base.topic, &base.key)?;
        let found = self.named(&fact.value, base.of);
        // A node object names its instance, which carries the tags.
        found.or_else(|| {
            instance_of(&fact.value)
                .and_then(|id| self.named(&self.get(Topic::Ec2Instance, &id)?.value, " of the instance"))
        })
    }

    fn of_cluster(&self, cluster: &str) -> Option<OwnedBy> {
        if let Some(name) = self.owners.clusters.get(cluster).filter(|name| !name.trim().is_empty()) {
            return Some(OwnedBy { name: name.clone(), from: "the engagement, for the cluster".to_owned() });
        }
        self.named(&self.get(Topic::EksCluster, cluster)?.value, " of the cluster")
    }

    fn otherwise(&self) -> Option<OwnedBy> {
        let name = self.owners.default.clone().filter(|name| !name.trim().is_empty())?;
        Some(OwnedBy { name, from: "the engagement, for the rest".to_owned() })
    }

    /// The first of the keys asked for that the value carries: tags before labels.
    fn named(&self, value: &IValue, of: &str) -> Option<OwnedBy> {
        let tag = self.owners.tags.iter().find_map(|key| Some(("tag", key, tag(value, key)?)));
        let label = || self.owners.labels.iter().find_map(|key| Some(("label", key, label(value, key)?)));
        let (kind, key, name) = tag.or_else(label)?;
        Some(OwnedBy { name: name.to_owned(), from: format!("{kind} {key}{of}") })
    }

    /// Facts are sorted by key.
    fn get(&self, topic: Topic, key: &str) -> Option<&Fact> {
        let facts = self.facts.of(topic);
        facts.binary_search_by(|fact| fact.key.as_str().cmp(key)).ok().and_then(|at| facts.get(at))
    }
}

/// A fact that speaks for another: what a derived fact is about.
struct Base {
    topic: Topic,
    key: String,
    of: &'static str,
}

/// Where else the tags and labels of a subject stand.
fn bases(topic: Topic, value: &IValue, cluster: &str) -> Vec<Base> {
    let text = |name: &str| text(value, &[name]);
    let base = |topic, key: Option<String>, of| key.map(|key| Base { topic, key, of });
    let plain = |name: &str| text(name).map(str::to_owned);
    let below = |name: &str| text(name).map(|name| format!("{cluster}/{name}"));
    let object = |name: &str| Some(format!("{cluster}/{}/{}", text("namespace")?, text(name)?));
    let found = match topic {
        Topic::AnalysisNode => vec![
            base(Topic::Ec2Instance, plain("instanceId"), ""),
            base(Topic::KubernetesNode, below("instanceId"), ""),
            base(Topic::EksNodegroup, below("nodegroupName"), " of the node group"),
            base(Topic::AutoscalingGroup, plain("autoScalingGroupName"), " of the Auto Scaling group"),
        ],
        Topic::KubernetesNode => {
            vec![instance_of(value).and_then(|id| base(Topic::Ec2Instance, Some(id), " of the instance"))]
        }
        Topic::KubernetesKubeletConfig => vec![base(Topic::KubernetesNode, below("nodeName"), " of the node")],
        Topic::AnalysisSubnet => vec![base(Topic::Ec2Subnet, plain("subnetId"), "")],
        Topic::AnalysisSecurityGroup => vec![base(Topic::Ec2SecurityGroup, plain("groupId"), "")],
        Topic::AnalysisNetwork => vec![base(Topic::Ec2Vpc, plain("vpcId"), "")],
        Topic::AnalysisRole => vec![base(Topic::IamRole, plain("roleArn"), "")],
        Topic::AnalysisContainer => {
            let key = || Some(format!("{cluster}/{}/{}/{}", text("namespace")?, text("kind")?, text("workload")?));
            vec![base(Topic::AnalysisWorkload, key(), " of the workload")]
        }
        Topic::AnalysisNamespace => vec![base(Topic::KubernetesNamespace, below("name"), "")],
        Topic::AnalysisSubject => vec![base(Topic::KubernetesServiceAccount, object("name"), "")],
        Topic::AnalysisEntrance => {
            let topic = match text("kind") {
                Some("Ingress") => Topic::KubernetesIngress,
                Some("Gateway") => Topic::KubernetesGateway,
                _ => Topic::KubernetesService,
            };
            vec![base(topic, object("name"), "")]
        }
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// `i-…` of `aws:///eu-west-1a/i-…`.
fn instance_of(node: &IValue) -> Option<String> {
    let id = text(node, &["spec", "providerID"]).or_else(|| text(node, &["spec", "providerId"]))?;
    id.rsplit('/').next().filter(|id| id.starts_with("i-")).map(str::to_owned)
}

fn namespace(value: &IValue) -> Option<&str> {
    let found = text(value, &["metadata", "namespace"]).or_else(|| text(value, &["namespace"]))?;
    (!found.is_empty()).then_some(found)
}

/// A tag's value: AWS's APIs give a map, or a list of keys and values.
fn tag<'v>(value: &'v IValue, key: &str) -> Option<&'v str> {
    let tags = member(value, &["tags"])?;
    let found = match tags.as_array() {
        Some(tags) => text(tags.iter().find(|tag| text(tag, &["key"]) == Some(key))?, &["value"]),
        None => text(tags, &[key]),
    };
    found.map(str::trim).filter(|text| !text.is_empty())
}

/// A label of the object, or of a workload's pod template.
fn label<'v>(value: &'v IValue, key: &str) -> Option<&'v str> {
    let places: [&[&str]; 3] = [&["metadata", "labels", key], &["labels", key], &["podLabels", key]];
    let mut found = places.into_iter().filter_map(|path| text(value, path));
    found.find(|text| !text.trim().is_empty())
}
