//! Facts from EKS replies: every item is listed, then described.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fact_builder::FactBuilder;
use super::failure::Failure;
use super::operations::named;
use super::reads::{Page, Read, Reads};
use crate::evidence::fact::GapReason;
use crate::evidence::model::{eks_access, shaped};
use crate::evidence::topic::{Scope, Topic};

/// How the items of one topic are listed and described.
struct Listing {
    topic: Topic,
    list: &'static str,
    describe: &'static str,
    /// The parameter of the describe request that names the item.
    parameter: &'static str,
    /// Member of a list item that holds the name; none when the item is the name.
    member: Option<&'static str>,
}

const LISTINGS: &[Listing] = &[
    Listing {
        topic: Topic::EksNodegroup,
        list: "ListNodegroups",
        describe: "DescribeNodegroup",
        parameter: "nodegroupName",
        member: None,
    },
    Listing {
        topic: Topic::EksFargateProfile,
        list: "ListFargateProfiles",
        describe: "DescribeFargateProfile",
        parameter: "fargateProfileName",
        member: None,
    },
    Listing {
        topic: Topic::EksAddon,
        list: "ListAddons",
        describe: "DescribeAddon",
        parameter: "addonName",
        member: None,
    },
    Listing {
        topic: Topic::EksAccessEntry,
        list: "ListAccessEntries",
        describe: "DescribeAccessEntry",
        parameter: "principalArn",
        member: None,
    },
    Listing {
        topic: Topic::EksPodIdentityAssociation,
        list: "ListPodIdentityAssociations",
        describe: "DescribePodIdentityAssociation",
        parameter: "associationId",
        member: Some("associationId"),
    },
    Listing {
        topic: Topic::EksInsight,
        list: "ListInsights",
        describe: "DescribeInsight",
        parameter: "id",
        member: Some("id"),
    },
    Listing {
        topic: Topic::EksIdentityProviderConfig,
        list: "ListIdentityProviderConfigs",
        describe: "DescribeIdentityProviderConfig",
        parameter: "identityProviderConfig",
        member: Some("name"),
    },
];

/// The operation that lists the items of an EKS topic of one cluster.
pub(super) fn list_operation(topic: Topic) -> Option<&'static str> {
    LISTINGS.iter().find(|listing| listing.topic == topic).map(|listing| listing.list)
}

/// Adds all facts of the EKS topics.
pub(super) fn add(reads: &Reads, clusters: &BTreeSet<String>, builder: &mut FactBuilder) {
    add_clusters(reads, clusters, builder);
    for listing in LISTINGS {
        for read in reads.all(listing.describe) {
            add_described(listing, read, builder);
        }
        for read in reads.all(listing.list) {
            check_listed(listing, read, reads, builder);
        }
    }
    join_access_policies(reads, builder);
    add_list(reads, "DescribeClusterVersions", Topic::EksClusterVersion, builder);
    add_addon_versions(reads, builder);
}

fn add_clusters(reads: &Reads, clusters: &BTreeSet<String>, builder: &mut FactBuilder) {
    let describe = named("DescribeCluster");
    for read in reads.all(describe.name) {
        add_object(Topic::EksCluster, read, read.parameter("name"), read.object().cloned(), builder);
    }
    let plans_clusters = Topic::ALL.iter().any(|t| t.scope() == Scope::Cluster && builder.is_planned(*t));
    for name in clusters.iter().filter(|_| plans_clusters) {
        if reads.find(describe.name, &[("name", name)]).is_none() {
            builder.missing(describe, Some(name.clone()), name, GapReason::NotRecorded, None);
        }
    }
}

fn add_described(listing: &Listing, read: &Read, builder: &mut FactBuilder) {
    let Some(mut value) = read.object().cloned() else { return };
    let cluster = read.parameter("clusterName");
    let value = match listing.topic {
        Topic::EksIdentityProviderConfig => value.get_mut("oidc").map(Value::take),
        Topic::EksInsight => {
            value["clusterName"] = json!(cluster);
            Some(value)
        }
        _ => Some(value),
    };
    add_object(listing.topic, read, cluster, value, builder);
}

/// Adds the one item that a describe reply holds.
fn add_object(topic: Topic, read: &Read, cluster: Option<&str>, value: Option<Value>, builder: &mut FactBuilder) {
    let (Some(page), None) = (read.pages.first(), &read.failure) else { return };
    let value = value.unwrap_or(Value::Null);
    let clusters = cluster.map(str::to_owned).into_iter().collect();
    add_item(topic, &value, &clusters, read, page, builder);
}

/// Adds one item of a reply under its key, or a gap when it lacks the
/// documented form.
pub(super) fn add_item(
    topic: Topic,
    value: &Value,
    clusters: &BTreeSet<String>,
    read: &Read,
    page: &Page,
    builder: &mut FactBuilder,
) {
    let failure = match topic.shaped(value) {
        Ok(fact) => match topic.key_of(&fact) {
            Some(key) => return builder.add(topic, &key, fact, clusters, page.exchange),
            None => Failure::malformed(page.exchange, format!("an item of {topic} lacks its identifier")),
        },
        Err(error) => Failure::malformed(page.exchange, format!("an item of {topic}: {error}")),
    };
    let cluster = if clusters.len() == 1 { clusters.first().cloned() } else { None };
    builder.failed(read.operation, cluster, topic.key_of(value), &failure);
}

/// A listed item that no exchange describes is a gap; one whose description
/// failed has its gap already.
fn check_listed(listing: &Listing, read: &Read, reads: &Reads, builder: &mut FactBuilder) {
    let Some(cluster) = read.parameter("clusterName") else { return };
    for (item, page) in read.items() {
        let name = match listing.member {
            Some(member) => item.get(member).and_then(Value::as_str),
            None => item.as_str(),
        };
        let Some(name) = name else {
            let failure = Failure::malformed(page.exchange, format!("an item of {} has no name", listing.topic));
            builder.failed(read.operation, Some(cluster.to_owned()), None, &failure);
            continue;
        };
        if describes(listing, reads, cluster, name) {
            continue;
        }
        let item = format!("{cluster}/{name}");
        builder.missing(named(listing.describe), Some(cluster.to_owned()), &item, GapReason::NotRecorded, None);
    }
}

fn describes(listing: &Listing, reads: &Reads, cluster: &str, name: &str) -> bool {
    if listing.topic != Topic::EksIdentityProviderConfig {
        return reads.find(listing.describe, &[("clusterName", cluster), (listing.parameter, name)]).is_some();
    }
    reads
        .all(listing.describe)
        .iter()
        .any(|read| read.parameter("clusterName") == Some(cluster) && config_name(read).as_deref() == Some(name))
}

/// The name in the JSON text `{"name": …, "type": "oidc"}`.
fn config_name(read: &Read) -> Option<String> {
    let config: Value = serde_json::from_str(read.parameter("identityProviderConfig")?).ok()?;
    config.get("name")?.as_str().map(str::to_owned)
}

/// The key of the item that a describe request names.
pub(super) fn item_of(read: &Read) -> Option<String> {
    if read.operation.item.is_empty() {
        return None;
    }
    if read.operation.name == "DescribeIdentityProviderConfig" {
        return Some(format!("{}/{}", read.parameter("clusterName")?, config_name(read)?));
    }
    let parts: Option<Vec<&str>> = read.operation.item.iter().map(|name| read.parameter(name)).collect();
    parts.map(|parts| parts.join("/"))
}

/// An entry whose policies could not be read keeps none: a condition that
/// reads them is an error.
fn join_access_policies(reads: &Reads, builder: &mut FactBuilder) {
    let list = named("ListAssociatedAccessPolicies");
    let keys: Vec<String> = builder.facts(Topic::EksAccessEntry).map(|(key, _)| key.clone()).collect();
    for key in keys {
        let Some((cluster, principal)) = key.split_once('/') else { continue };
        let Some(read) = reads.find(list.name, &[("clusterName", cluster), ("principalArn", principal)]) else {
            builder.missing(list, Some(cluster.to_owned()), &key, GapReason::NotRecorded, None);
            continue;
        };
        if read.failure.is_some() {
            continue;
        }
        let policies: Vec<Value> = read.items().map(|(policy, _)| policy.clone()).collect();
        match shaped::<Vec<eks_access::AssociatedAccessPolicy>>(&Value::Array(policies)) {
            Ok(policies) => {
                for page in &read.pages {
                    builder.join(Topic::EksAccessEntry, &key, page.exchange, |entry| {
                        entry["associatedAccessPolicies"] = policies.clone();
                    });
                }
            }
            Err(error) => {
                let failure = Failure { reason: GapReason::Malformed, detail: error.to_string(), exchange: None };
                builder.failed(list, Some(cluster.to_owned()), Some(key.clone()), &failure);
            }
        }
    }
}

/// Adds every item of an account-wide list.
pub(super) fn add_list(reads: &Reads, operation: &str, topic: Topic, builder: &mut FactBuilder) {
    for read in reads.all(operation) {
        for (value, page) in read.items() {
            add_item(topic, value, &BTreeSet::new(), read, page, builder);
        }
    }
}

/// One add-on can be shown by several replies, each with some versions. They
/// are taken by time, since of two values the later one counts.
fn add_addon_versions(reads: &Reads, builder: &mut FactBuilder) {
    let reads = reads.all("DescribeAddonVersions").iter();
    let mut shown: Vec<_> = reads.flat_map(|read| read.items().map(move |(value, page)| (value, page, read))).collect();
    shown.sort_by_key(|(_, page, _)| (page.exchange.time, &page.exchange.id));
    for (value, page, read) in shown {
        let mut value = value.clone();
        if let Some(known) = value["addonName"].as_str().and_then(|name| builder.fact(Topic::EksAddonVersion, name)) {
            merge_versions(&mut value, &known.value());
        }
        add_item(Topic::EksAddonVersion, &value, &BTreeSet::new(), read, page, builder);
    }
}

fn merge_versions(into: &mut Value, known: &Value) {
    let (Some(versions), Some(known)) = (into["addonVersions"].as_array_mut(), known["addonVersions"].as_array())
    else {
        return;
    };
    for version in known {
        if !versions.iter().any(|v| v["addonVersion"] == version["addonVersion"]) {
            versions.push(version.clone());
        }
    }
}
