//! What several Kubernetes and AWS replies say together: workloads,
//! containers, namespaces, subjects, the policy engine, entrances. Pure.

mod admission;
mod compute;
mod container;
mod credentials;
mod entrance;
mod fargate;
mod host_path;
mod image;
mod isolation;
mod load_balancer;
mod namespace;
mod network_policy;
mod node;
mod nodes;
mod objects;
mod persistent_volume;
mod pod_security;
mod policy_engine;
mod publisher;
mod rbac;
mod secret_reference;
mod selector;
mod service_account;
mod system_component;
mod template;
mod view;
mod workload;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::derived::Derived;
use super::table::Entry;
use crate::evidence::fact::{Fact, Facts, Gap};
use crate::evidence::model::analysis_kubernetes::Workload;
use crate::evidence::model::kubernetes;
use crate::evidence::topic::Topic;
use isolation::Isolation;
use load_balancer::LoadBalancers;
use rbac::Access;
use view::{Objects, View, of_namespace};

/// The topics that this module derives.
pub(super) const DERIVED: [Topic; 8] = [
    Topic::AnalysisWorkload,
    Topic::AnalysisContainer,
    Topic::AnalysisNamespace,
    Topic::AnalysisSubject,
    Topic::AnalysisPolicyEngine,
    Topic::AnalysisEntrance,
    Topic::AnalysisLoadBalancer,
    Topic::AnalysisAdmissionPolicy,
];

/// What was derived, by topic, with the gaps that came to light.
#[derive(Default)]
struct Output {
    facts: Vec<(Topic, Fact)>,
    gaps: Vec<Gap>,
}

impl Output {
    fn add<T: Serialize>(&mut self, view: &View<'_>, topic: Topic, derived: &Derived<T>) {
        self.facts.extend(derived.to_fact(topic, view.cluster).map(|fact| (topic, fact)));
    }
}

/// Adds the derived Kubernetes topics to `facts`, and `analysis.node` facts
/// for nodes that no EC2 fact shows, with coverage as `analysis::derive` has
/// it. Facts that hold these topics already are left as they are. To be called
/// after the AWS side was derived.
pub(crate) fn derive(facts: &mut Facts) {
    if DERIVED.iter().all(|topic| facts.topics.contains_key(topic)) {
        return;
    }
    let objects = Objects::read(facts);
    let mut output = Output::default();
    for cluster in &facts.clusters {
        of_cluster(&View::new(cluster, &objects), &mut output);
    }
    output.gaps.extend(objects.malformed);
    facts.gaps.append(&mut output.gaps);
    facts.gaps.sort();
    facts.gaps.dedup();
    write(facts, output.facts);
}

fn of_cluster(view: &View<'_>, output: &mut Output) {
    let access = Access::of(view);
    let policies = policy_engine::derive(view);
    let isolation = Isolation::of(view, &policies);
    // One namespace after the other, so that the typed workloads of one are held at a time.
    let names: BTreeSet<&str> = view.workloads.keys().chain(view.namespaces.keys()).copied().collect();
    for name in names {
        let own: Vec<Derived<Workload>> = of_namespace(&view.workloads, name)
            .iter()
            .map(|entry| workload(view, entry, &access, &isolation, output))
            .collect();
        if let Some(entry) = view.namespaces.get(name) {
            let own: Vec<_> = own.iter().collect();
            output.add(view, Topic::AnalysisNamespace, &namespace::derive(view, entry, &own, &isolation));
        }
    }
    for entry in &view.finished {
        output.add(view, Topic::AnalysisWorkload, &workload::derive(view, entry, &access, &isolation));
    }
    access.derive(view).iter().for_each(|subject| output.add(view, Topic::AnalysisSubject, subject));
    policies.engine.iter().for_each(|engine| output.add(view, Topic::AnalysisPolicyEngine, engine));
    let balancers = LoadBalancers::of(view);
    balancers.all.iter().for_each(|balancer| output.add(view, Topic::AnalysisLoadBalancer, balancer));
    output.gaps.extend(balancers.gap.clone());
    entrance::derive(view, &balancers).iter().for_each(|entrance| output.add(view, Topic::AnalysisEntrance, entrance));
    admission::derive(view).iter().for_each(|policy| output.add(view, Topic::AnalysisAdmissionPolicy, policy));
    node::derive(view).iter().for_each(|node| output.add(view, Topic::AnalysisNode, node));
    output.gaps.extend(access.gap);
}

fn workload(
    view: &View<'_>,
    entry: &Entry<'_, kubernetes::Workload>,
    access: &Access<'_>,
    isolation: &Isolation,
    output: &mut Output,
) -> Derived<Workload> {
    let workload = workload::derive(view, entry, access, isolation);
    output.add(view, Topic::AnalysisWorkload, &workload);
    if let Some(template) = template::Template::of(&entry.value) {
        for container in container::derive(&workload.value, &template, &workload.sources) {
            output.add(view, Topic::AnalysisContainer, &container);
        }
    }
    workload
}

fn write(facts: &mut Facts, derived: Vec<(Topic, Fact)>) {
    let mut by_topic: BTreeMap<Topic, Vec<Fact>> = DERIVED.iter().map(|topic| (*topic, Vec::new())).collect();
    for (topic, fact) in derived {
        by_topic.entry(topic).or_default().push(fact);
    }
    for (topic, mut list) in by_topic {
        if topic == Topic::AnalysisNode {
            count_nodes(facts, &list);
            list.extend(facts.topics.remove(&topic).unwrap_or_default());
        } else if facts.topics.contains_key(&topic) {
            continue;
        }
        list.sort_by(|a, b| (&a.key, &a.clusters).cmp(&(&b.key, &b.clusters)));
        if topic != Topic::AnalysisNode {
            let mut coverage = super::coverage(facts, topic, &list);
            coverage.retain(|c| c.cluster.as_deref().is_none_or(|name| facts.gaps_in(topic, name).next().is_none()));
            facts.coverage.extend(coverage);
        }
        facts.topics.insert(topic, list);
    }
    facts.coverage.sort_by(|a, b| (a.topic, &a.cluster).cmp(&(b.topic, &b.cluster)));
}

/// The nodes that Kubernetes adds are part of what was enumerated.
fn count_nodes(facts: &mut Facts, added: &[Fact]) {
    for coverage in facts.coverage.iter_mut().filter(|coverage| coverage.topic == Topic::AnalysisNode) {
        let own = |fact: &&Fact| coverage.cluster.as_ref().is_some_and(|cluster| fact.clusters.contains(cluster));
        let own: Vec<&Fact> = added.iter().filter(own).collect();
        coverage.items += own.len() as u64;
        coverage.exchanges.extend(own.iter().flat_map(|fact| fact.exchanges.iter().cloned()));
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
