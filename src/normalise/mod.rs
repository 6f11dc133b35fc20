//! Recording to facts, without a network: the stored bodies are parsed, typed
//! by `evidence::model`, joined and attributed to clusters. What failed or is
//! absent becomes a gap; what was enumerated to its end becomes coverage.

mod coverage;
mod declared;
mod eks;
mod fact_builder;
mod failure;
mod identity;
mod kubernetes;
mod load_balancers;
mod mapped;
mod missing;
mod named;
mod network;
mod nodes;
mod operations;
mod reads;
mod references;
mod tags;
mod targets;

#[cfg(test)]
mod tests;

pub use named::misnamed;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::evidence::fact::{Facts, SCHEMA};
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use fact_builder::FactBuilder;
use reads::Reads;
use targets::ResourceUsers;

/// Rebuilds the facts of a recording. The same recording always gives the
/// same facts; nothing but the recording is read.
#[must_use]
pub fn normalise(recording: &Recording) -> Facts {
    let run = &recording.run;
    let reads = Reads::of(recording);
    let clusters = clusters(&run.clusters, &reads);
    let planned: BTreeSet<Topic> = run.topics.iter().filter_map(|name| name.parse().ok()).collect();
    let mut builder = FactBuilder::new(planned);
    eks::add(&reads, &clusters, &mut builder);
    references::from_eks(&mut builder);
    nodes::add(&reads, &clusters, &mut builder);
    network::add(&reads, &clusters, &mut builder);
    load_balancers::add(&reads, &mut builder);
    mapped::need_node_roles(recording, &reads, &clusters, &mut builder);
    identity::add(&reads, &run.account, &mut builder);
    add_settings(&reads, &format!("{}/{}", run.account, run.region), &mut builder);
    let resource_users = ResourceUsers::of(&builder);
    missing::add_failed_reads(&reads, &resource_users, &mut builder);
    missing::add_unmet_needs(&reads, &resource_users, &mut builder);
    let of_kubernetes = kubernetes::add(recording, &clusters, &mut builder);
    declared::add(&reads, &format!("{}/{}", run.account, run.region), &mut builder);
    let mut coverage = coverage::of(&reads, &resource_users, &builder, &clusters, !run.clusters.is_empty());
    coverage.extend(of_kubernetes);
    coverage.sort_by(|a, b| (a.topic, &a.cluster).cmp(&(b.topic, &b.cluster)));
    let notes = kubernetes::notes(recording, &clusters);
    let (topics, gaps) = builder.finish();
    Facts {
        schema: SCHEMA.to_owned(),
        account: run.account.clone(),
        region: run.region.clone(),
        principal: run.principal.clone(),
        started_at: run.started_at,
        finished_at: run.finished_at,
        clusters,
        topics,
        gaps,
        notes,
        coverage,
    }
}

/// The clusters asked for by name, or else those that were listed.
fn clusters(asked: &[String], reads: &Reads) -> BTreeSet<String> {
    if !asked.is_empty() {
        return asked.iter().cloned().collect();
    }
    let listed = reads.all("ListClusters").iter().flat_map(reads::Read::items);
    listed.filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect()
}

/// Settings of the account in the Region, one fact each.
fn add_settings(reads: &Reads, key: &str, builder: &mut FactBuilder) {
    for read in reads.all("GetEbsEncryptionByDefault") {
        if let (Some(_), Some(page)) = (read.object(), read.pages.first()) {
            let topic = Topic::Ec2EbsEncryptionByDefault;
            identity::add_keyed(topic, key, &page.body, read, page, builder);
        }
    }
    for read in reads.all("GetInstanceMetadataDefaults") {
        if let (Some(defaults), Some(page)) = (read.object(), read.pages.first()) {
            // No preference was ever set: a fact without members, which is not the same as no fact.
            let empty = Value::Object(serde_json::Map::new());
            let defaults = if defaults.is_null() { &empty } else { defaults };
            let topic = Topic::Ec2InstanceMetadataDefaults;
            identity::add_keyed(topic, key, defaults, read, page, builder);
        }
    }
}
