//! What no single API reply says: compute types, reach, policies, capacity. Pure.
//!
//! [`derive`] joins base facts into the topics `analysis.*`. A member that the
//! base facts do not settle is left out of the derived fact, so that a
//! condition that reads it is an error and not a pass.

mod derived;
mod inputs;
mod kubernetes;
mod network;
mod node;
mod policy;
pub(crate) mod rests;
mod role;
mod route;
mod security_group;
mod subnet;
mod table;

use std::collections::BTreeSet;

use crate::evidence::fact::{Coverage, Fact, Facts};
use crate::evidence::topic::Topic;
use derived::Derived;
use inputs::{Inputs, Scope};

/// The topics that this module derives.
const DERIVED: [Topic; 5] = [
    Topic::AnalysisNode,
    Topic::AnalysisSubnet,
    Topic::AnalysisSecurityGroup,
    Topic::AnalysisRole,
    Topic::AnalysisNetwork,
];

/// Adds the derived topics to `facts`, with coverage for each cluster whose
/// base topics are all covered.
///
/// A derived topic that `facts` holds already is left as it is. A base fact
/// that does not have the shape of its topic becomes a gap of that topic.
/// Gaps of base topics are not copied: whoever judges a derived topic takes
/// them through [`Topic::base_topics`].
///
/// A fact per instance and cluster: an instance that belongs to two clusters
/// gives two facts with the same key, each naming one cluster.
#[must_use]
pub fn derive(facts: Facts) -> Facts {
    let mut facts = derive_aws(facts);
    kubernetes::derive(&mut facts);
    facts
}

fn derive_aws(mut facts: Facts) -> Facts {
    let missing: BTreeSet<Topic> = DERIVED.into_iter().filter(|topic| !facts.topics.contains_key(topic)).collect();
    if missing.is_empty() {
        return facts;
    }
    let (inputs, gaps) = Inputs::read(&facts);
    let mut derived: Vec<(Topic, Fact)> = Vec::new();
    for cluster in &facts.clusters {
        derived.extend(of_cluster(&Scope::new(cluster, &inputs, &facts)));
    }
    drop(inputs);

    for topic in missing {
        let mut list: Vec<Fact> = derived.iter().filter(|(t, _)| *t == topic).map(|(_, fact)| fact.clone()).collect();
        list.sort_by(|a, b| (&a.key, &a.clusters).cmp(&(&b.key, &b.clusters)));
        facts.coverage.extend(coverage(&facts, topic, &list));
        facts.topics.insert(topic, list);
    }
    facts.coverage.sort_by(|a, b| (a.topic, &a.cluster).cmp(&(b.topic, &b.cluster)));
    facts.gaps.extend(gaps);
    facts.gaps.sort();
    facts.gaps.dedup();
    facts
}

fn of_cluster(scope: &Scope<'_>) -> Vec<(Topic, Fact)> {
    let subnets = subnet::derive(scope);
    let groups = security_group::derive(scope);
    let nodes = node::derive(scope, &subnets);
    let roles = role::derive(scope, &nodes);
    let network = network::derive(scope, &subnets, &groups, &nodes);

    let mut facts = Vec::new();
    facts.extend(nodes.iter().filter_map(|node| written(scope, Topic::AnalysisNode, node)));
    facts.extend(subnets.values().filter_map(|subnet| written(scope, Topic::AnalysisSubnet, subnet)));
    facts.extend(groups.values().filter_map(|group| written(scope, Topic::AnalysisSecurityGroup, group)));
    facts.extend(roles.iter().filter_map(|role| written(scope, Topic::AnalysisRole, role)));
    facts.extend(network.iter().filter_map(|network| written(scope, Topic::AnalysisNetwork, network)));
    facts
}

fn written<T: serde::Serialize>(scope: &Scope<'_>, topic: Topic, derived: &Derived<T>) -> Option<(Topic, Fact)> {
    derived.to_fact(topic, scope.cluster).map(|fact| (topic, fact))
}

/// A derived topic is complete for a cluster when all that it is made from is.
fn coverage(facts: &Facts, topic: Topic, derived: &[Fact]) -> Vec<Coverage> {
    let bases = topic.base_topics();
    let complete = |cluster: &&String| bases.iter().all(|base| facts.covers(*base, cluster));
    facts
        .clusters
        .iter()
        .filter(complete)
        .map(|cluster| {
            let of_bases = facts.coverage.iter().filter(|coverage| {
                bases.contains(&coverage.topic) && coverage.cluster.as_ref().is_none_or(|name| name == cluster)
            });
            Coverage {
                topic,
                cluster: Some(cluster.clone()),
                items: derived.iter().filter(|fact| fact.clusters.contains(cluster)).count() as u64,
                // Derived facts have no pages of their own.
                pages: 0,
                exchanges: of_bases.flat_map(|coverage| coverage.exchanges.iter().cloned()).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
