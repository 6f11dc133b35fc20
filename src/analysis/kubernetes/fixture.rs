//! A cluster `blue` for tests, on which a test builds. Every topic is covered
//! until a test says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::evidence::fact::{Coverage, Fact, Facts, Gap, GapReason, SCHEMA};
use crate::evidence::topic::Topic;

pub(in crate::analysis::kubernetes) struct Cluster(pub(in crate::analysis::kubernetes) Facts);

impl Cluster {
    pub(in crate::analysis::kubernetes) fn new() -> Self {
        let time = "2026-01-02T03:04:05Z".parse().unwrap();
        let covered = Topic::ALL.iter().filter(|topic| topic.group() != "analysis").map(|topic| Coverage {
            topic: *topic,
            cluster: Some("blue".to_owned()),
            items: 0,
            pages: 1,
            exchanges: BTreeSet::from([format!("list-{topic}")]),
        });
        let mut cluster = Self(Facts {
            schema: SCHEMA.to_owned(),
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            principal: "arn:aws:iam::111122223333:role/auditor".to_owned(),
            started_at: time,
            finished_at: time,
            clusters: BTreeSet::from(["blue".to_owned()]),
            topics: BTreeMap::new(),
            gaps: Vec::new(),
            notes: Vec::new(),
            coverage: covered.collect(),
        });
        cluster.add(
            Topic::EksCluster,
            json!({"name": "blue", "roleArn": "arn:aws:iam::111122223333:role/cluster",
            "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"}}),
        );
        cluster
    }

    pub(in crate::analysis::kubernetes) fn add(&mut self, topic: Topic, mut value: Value) -> &mut Self {
        if topic != Topic::EksCluster {
            value["clusterName"] = json!("blue");
        }
        let key = topic.key_of(&value).unwrap();
        let fact = Fact {
            clusters: ["blue".to_owned()].into(),
            value: value.into(),
            exchanges: [format!("list-{topic}")].into(),
            observed_at: self.0.started_at,
            key,
        };
        let list = self.0.topics.entry(topic).or_default();
        list.retain(|other| other.key != fact.key);
        list.push(fact);
        list.sort_by(|a, b| a.key.cmp(&b.key));
        self
    }

    /// The read of `topic` was denied.
    pub(in crate::analysis::kubernetes) fn deny(&mut self, topic: Topic) -> &mut Self {
        self.0.coverage.retain(|coverage| coverage.topic != topic);
        self.0.gaps.push(Gap {
            topics: BTreeSet::from([topic]),
            cluster: Some("blue".to_owned()),
            item: None,
            reason: GapReason::AccessDenied,
            permission: format!("list {topic}"),
            detail: "forbidden".to_owned(),
            exchange: None,
        });
        self
    }

    pub(in crate::analysis::kubernetes) fn namespace(&mut self, name: &str, labels: Value) -> &mut Self {
        self.add(Topic::KubernetesNamespace, json!({"metadata": {"name": name, "labels": labels}}))
    }

    /// A workload with one running pod, of which `more` says more.
    pub(in crate::analysis::kubernetes) fn workload(
        &mut self,
        (namespace, kind, name): (&str, &str, &str),
        spec: Value,
        more: Value,
    ) -> &mut Self {
        let mut value = json!({"kind": kind, "apiVersion": "apps/v1", "templatePath": "spec.template", "runningPods": 1,
            "metadata": {"namespace": namespace, "name": name},
            "template": {"metadata": {"labels": {"app": name}}, "spec": spec}});
        for (key, member) in more.as_object().into_iter().flatten() {
            value[key.as_str()] = member.clone();
        }
        self.add(Topic::KubernetesWorkload, value)
    }

    pub(in crate::analysis::kubernetes) fn config_map(&mut self, name: &str, data: Value) -> &mut Self {
        self.add(
            Topic::KubernetesConfigMap,
            json!({"metadata": {"namespace": "kube-system", "name": name}, "data": data}),
        )
    }

    pub(in crate::analysis::kubernetes) fn derived(&self) -> Result {
        let mut facts = self.0.clone();
        super::derive(&mut facts);
        Result(facts)
    }
}

/// What was derived.
pub(in crate::analysis::kubernetes) struct Result(pub(in crate::analysis::kubernetes) Facts);

impl Result {
    pub(in crate::analysis::kubernetes) fn find(&self, topic: Topic, key: &str) -> Option<Value> {
        self.0.get(topic, key).map(Fact::to_json)
    }

    pub(in crate::analysis::kubernetes) fn get(&self, topic: Topic, key: &str) -> Value {
        self.find(topic, key)
            .unwrap_or_else(|| panic!("{key}: {:?}", self.0.of(topic).iter().map(|fact| &fact.key).collect::<Vec<_>>()))
    }
}
