//! Facts of the clusters' VPCs and what is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fact_builder::{FactBuilder, text};
use super::nodes::{add_needed, add_owned, tags};
use super::reads::Reads;
use super::references;
use super::tags::clusters_of_tags;
use crate::evidence::topic::Topic;

/// Adds the network facts; what no cluster uses is left out.
pub(super) fn add(reads: &Reads, clusters: &BTreeSet<String>, builder: &mut FactBuilder) {
    let vpcs: BTreeMap<String, BTreeSet<String>> =
        builder.needs(Topic::Ec2Vpc).map(|(id, users)| (id.clone(), users.clone())).collect();
    add_needed(reads, "DescribeVpcs", Topic::Ec2Vpc, "vpcId", builder);
    need_of_vpcs(reads, &vpcs, builder);
    add_needed(reads, "DescribeSubnets", Topic::Ec2Subnet, "subnetId", builder);
    let of_vpc = Owners(&vpcs);
    of_vpc.add(reads, "DescribeRouteTables", Topic::Ec2RouteTable, builder);
    of_vpc.add(reads, "DescribeNatGateways", Topic::Ec2NatGateway, builder);
    of_vpc.add(reads, "DescribeVpcEndpoints", Topic::Ec2VpcEndpoint, builder);
    add_interfaces(reads, clusters, &vpcs, builder);
    references::from_interfaces(builder);
    add_needed(reads, "DescribeSecurityGroups", Topic::Ec2SecurityGroup, "groupId", builder);
    for read in reads.all("DescribeFlowLogs") {
        for (value, page) in read.items() {
            let resource = text(value, "resourceId");
            let mut owners = builder.users(Topic::Ec2Vpc, &resource);
            owners.extend(builder.users(Topic::Ec2Subnet, &resource));
            add_owned(Topic::Ec2FlowLog, value, &owners, read, page, builder);
        }
    }
}

/// What a VPC brings with it: the subnets of its NAT gateways, for a gateway's
/// zone is its subnet's, and its default security group, which guards whatever
/// names no group.
fn need_of_vpcs(reads: &Reads, vpcs: &BTreeMap<String, BTreeSet<String>>, builder: &mut FactBuilder) {
    let parts = [
        ("DescribeNatGateways", "subnetId", Topic::Ec2Subnet),
        ("DescribeSecurityGroups", "groupId", Topic::Ec2SecurityGroup),
    ];
    for (operation, member, topic) in parts {
        for read in reads.all(operation) {
            for (value, _) in read.items() {
                let brought = topic == Topic::Ec2Subnet || text(value, "groupName") == "default";
                let gone = text(value, "state") == "deleted";
                for cluster in vpcs.get(&text(value, "vpcId")).into_iter().flatten().filter(|_| brought && !gone) {
                    references::need(builder, topic, [text(value, member)], cluster);
                }
            }
        }
    }
}

/// Clusters by VPC.
struct Owners<'a>(&'a BTreeMap<String, BTreeSet<String>>);

impl Owners<'_> {
    /// Adds the items that stand in a cluster's VPC.
    fn add(&self, reads: &Reads, operation: &str, topic: Topic, builder: &mut FactBuilder) {
        for read in reads.all(operation) {
            for (value, page) in read.items() {
                if let Some(owners) = self.0.get(&text(value, "vpcId")) {
                    add_owned(topic, value, owners, read, page, builder);
                }
            }
        }
    }
}

/// Interfaces of nodes, of pods with their own security groups (the VPC CNI
/// tags those), and of control planes, which EKS describes as `Amazon EKS NAME`.
fn add_interfaces(
    reads: &Reads,
    clusters: &BTreeSet<String>,
    vpcs: &BTreeMap<String, BTreeSet<String>>,
    builder: &mut FactBuilder,
) {
    for read in reads.all("DescribeNetworkInterfaces") {
        for (value, page) in read.items() {
            let owners = interface_owners(value, clusters, vpcs, builder);
            add_owned(Topic::Ec2NetworkInterface, value, &owners, read, page, builder);
        }
    }
}

fn interface_owners(
    value: &Value,
    clusters: &BTreeSet<String>,
    vpcs: &BTreeMap<String, BTreeSet<String>>,
    builder: &FactBuilder,
) -> BTreeSet<String> {
    let node = builder.fact(Topic::Ec2Instance, &text(&value["attachment"], "instanceId"));
    let mut owners = node.map(|partial| partial.clusters.clone()).unwrap_or_default();
    let tagged = clusters_of_tags(tags(value, "tagSet")).into_iter();
    let described = value["description"].as_str().and_then(|text| text.strip_prefix("Amazon EKS ")).map(str::to_owned);
    let in_vpc = vpcs.get(&text(value, "vpcId"));
    // A description is free text: it counts only in the VPC of the cluster that it names.
    let described = described.filter(|name| in_vpc.is_some_and(|users| users.contains(name)));
    owners.extend(tagged.chain(described).filter(|name| clusters.contains(name)));
    owners
}
