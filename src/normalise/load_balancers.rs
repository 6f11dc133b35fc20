//! Facts of the load balancers in the clusters' VPCs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::fact_builder::{FactBuilder, text};
use super::failure::Failure;
use super::nodes::add_owned;
use super::operations::named;
use super::reads::{Read, Reads};
use super::targets::{Target, targets};
use crate::evidence::fact::GapReason;
use crate::evidence::model::ec2::Tag;
use crate::evidence::model::elastic_load_balancing::{ClassicAttributes, PolicyDescription, Rule};
use crate::evidence::model::shaped;
use crate::evidence::topic::Topic;

/// Adds the load balancers that stand in a cluster's VPC.
pub(super) fn add(reads: &Reads, builder: &mut FactBuilder) {
    let vpcs: BTreeMap<String, BTreeSet<String>> =
        builder.needs(Topic::Ec2Vpc).map(|(id, users)| (id.clone(), users.clone())).collect();
    let add = Balancers { reads, vpcs };
    add.listed("DescribeLoadBalancers", Topic::ElbLoadBalancer, "vpcId", builder);
    add.tags("DescribeTags", Topic::ElbLoadBalancer, "resourceArn", builder);
    add.listeners(builder);
    add.attributes(builder);
    add.listed("elb:DescribeLoadBalancers", Topic::ElbClassicLoadBalancer, "vPCId", builder);
    add.tags("elb:DescribeTags", Topic::ElbClassicLoadBalancer, "loadBalancerName", builder);
    add.classic_details(builder);
}

struct Balancers<'a> {
    reads: &'a Reads<'a>,
    /// Clusters by VPC.
    vpcs: BTreeMap<String, BTreeSet<String>>,
}

impl Balancers<'_> {
    fn listed(&self, list: &str, topic: Topic, vpc: &str, builder: &mut FactBuilder) {
        for read in self.reads.all(list) {
            for (value, page) in read.items() {
                if let Some(owners) = self.vpcs.get(&text(value, vpc)) {
                    add_owned(topic, value, owners, read, page, builder);
                }
            }
        }
    }

    /// A load balancer whose tags could not be read has none in its fact, not
    /// an empty list: whose it is stays unknown.
    fn tags(&self, describe: &str, topic: Topic, member: &str, builder: &mut FactBuilder) {
        for (key, owners) in items(builder, topic) {
            let asked = |read: &&Read| targets(read).contains(&Target::Id(key.clone()));
            let Some(read) = self.reads.all(describe).iter().find(asked) else {
                missing(builder, describe, &owners, &key, GapReason::NotRecorded, None);
                continue;
            };
            if read.failure.is_some() {
                continue;
            }
            let Some((value, page)) = read.items().find(|(value, _)| text(value, member) == key) else {
                let exchange = read.pages.last().map(|page| page.exchange.id.clone());
                missing(builder, describe, &owners, &key, GapReason::Gone, exchange);
                continue;
            };
            match shaped::<Vec<Tag>>(&value["tags"]) {
                Ok(tags) => builder.join(topic, &key, page.exchange, |fact| fact["tags"] = tags),
                Err(error) => {
                    let failure = Failure::malformed(page.exchange, format!("the tags: {error}"));
                    builder.failed(read.operation, only(&owners), Some(key), &failure);
                }
            }
        }
    }

    fn listeners(&self, builder: &mut FactBuilder) {
        for (arn, owners) in items(builder, Topic::ElbLoadBalancer) {
            let Some(read) = self.details("DescribeListeners", "LoadBalancerArn", &arn, &owners, builder) else {
                continue;
            };
            for (value, page) in read.items() {
                add_owned(Topic::ElbListener, value, &owners, read, page, builder);
            }
        }
        for (arn, owners) in items(builder, Topic::ElbListener) {
            let http = |partial: &super::fact_builder::PartialFact| partial.value()["protocol"] == "HTTP";
            if builder.fact(Topic::ElbListener, &arn).is_some_and(http)
                && let Some(read) = self.details("DescribeRules", "ListenerArn", &arn, &owners, builder)
            {
                join_list::<Rule>(Topic::ElbListener, &arn, "rules", read, &owners, builder);
            }
        }
    }

    fn attributes(&self, builder: &mut FactBuilder) {
        for (arn, owners) in items(builder, Topic::ElbLoadBalancer) {
            let describe = "DescribeLoadBalancerAttributes";
            let Some(read) = self.details(describe, "LoadBalancerArn", &arn, &owners, builder) else { continue };
            let Some(page) = read.pages.first() else { continue };
            let attributes: Map<String, Value> =
                read.items().map(|(item, _)| (text(item, "key"), item["value"].clone())).collect();
            let value = json!({ "loadBalancerArn": arn, "attributes": attributes });
            let topic = Topic::ElbLoadBalancerAttributes;
            add_owned(topic, &value, &owners, read, page, builder);
        }
    }

    fn classic_details(&self, builder: &mut FactBuilder) {
        let topic = Topic::ElbClassicLoadBalancer;
        for (name, owners) in items(builder, topic) {
            let describe = "elb:DescribeLoadBalancerAttributes";
            if let Some(read) = self.details(describe, "LoadBalancerName", &name, &owners, builder) {
                join_object::<ClassicAttributes>(topic, &name, "loadBalancerAttributes", read, &owners, builder);
            }
            let negotiates = builder.fact(topic, &name).is_some_and(|partial| negotiates_tls(&partial.value()));
            if negotiates {
                let describe = "elb:DescribeLoadBalancerPolicies";
                if let Some(read) = self.details(describe, "LoadBalancerName", &name, &owners, builder) {
                    join_list::<PolicyDescription>(topic, &name, "policyDescriptions", read, &owners, builder);
                }
            }
        }
    }

    /// The read of one item that reached its end. One that was not made is a
    /// gap; one that failed has its gap already.
    fn details(
        &self,
        describe: &str,
        parameter: &str,
        key: &str,
        owners: &BTreeSet<String>,
        builder: &mut FactBuilder,
    ) -> Option<&Read<'_>> {
        let found = self.reads.find(describe, &[(parameter, key)]);
        if found.is_none() {
            missing(builder, describe, owners, key, GapReason::NotRecorded, None);
        }
        found.filter(|read| read.failure.is_none())
    }
}

fn negotiates_tls(value: &Value) -> bool {
    let descriptions = value["listenerDescriptions"].as_array().into_iter().flatten();
    let mut protocols = descriptions.map(|description| text(&description["listener"], "protocol"));
    protocols.any(|protocol| matches!(protocol.as_str(), "HTTPS" | "SSL"))
}

fn join_list<T: DeserializeOwned + Serialize>(
    topic: Topic,
    key: &str,
    member: &str,
    read: &Read,
    owners: &BTreeSet<String>,
    builder: &mut FactBuilder,
) {
    let items: Vec<Value> = read.items().map(|(item, _)| item.clone()).collect();
    let joined = shaped::<Vec<T>>(&Value::Array(items));
    join(topic, key, member, joined, read, owners, builder);
}

fn join_object<T: DeserializeOwned + Serialize>(
    topic: Topic,
    key: &str,
    member: &str,
    read: &Read,
    owners: &BTreeSet<String>,
    builder: &mut FactBuilder,
) {
    let joined = shaped::<T>(read.object().unwrap_or(&Value::Null));
    join(topic, key, member, joined, read, owners, builder);
}

fn join(
    topic: Topic,
    key: &str,
    member: &str,
    joined: Result<Value, serde_json::Error>,
    read: &Read,
    owners: &BTreeSet<String>,
    builder: &mut FactBuilder,
) {
    for page in &read.pages {
        match &joined {
            Ok(value) => builder.join(topic, key, page.exchange, |fact| fact[member] = value.clone()),
            Err(error) => {
                let failure = Failure::malformed(page.exchange, format!("`{member}`: {error}"));
                builder.failed(read.operation, only(owners), Some(key.to_owned()), &failure);
            }
        }
    }
}

fn items(builder: &FactBuilder, topic: Topic) -> Vec<(String, BTreeSet<String>)> {
    builder.facts(topic).map(|(key, partial)| (key.clone(), partial.clusters.clone())).collect()
}

fn missing(
    builder: &mut FactBuilder,
    describe: &str,
    owners: &BTreeSet<String>,
    key: &str,
    reason: GapReason,
    exchange: Option<String>,
) {
    builder.missing(named(describe), only(owners), key, reason, exchange);
}

fn only(owners: &BTreeSet<String>) -> Option<String> {
    if owners.len() == 1 { owners.first().cloned() } else { None }
}
