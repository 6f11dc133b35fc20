//! Facts of the clusters' VPCs and what is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ledger::{Ledger, text};
use super::nodes::{add_needed, add_owned, tags};
use super::reads::Reads;
use super::tags::clusters_of_tags;
use super::uses;
use crate::evidence::topic::Topic;

/// Adds the network facts; what no cluster uses is left out.
pub(super) fn add(reads: &Reads, clusters: &BTreeSet<String>, ledger: &mut Ledger) {
    let vpcs: BTreeMap<String, BTreeSet<String>> =
        ledger.needs(Topic::Ec2Vpc).map(|(id, users)| (id.clone(), users.clone())).collect();
    add_needed(reads, "DescribeVpcs", Topic::Ec2Vpc, "vpcId", ledger);
    need_of_vpcs(reads, &vpcs, ledger);
    add_needed(reads, "DescribeSubnets", Topic::Ec2Subnet, "subnetId", ledger);
    let of_vpc = Owners(&vpcs);
    of_vpc.add(reads, "DescribeRouteTables", Topic::Ec2RouteTable, ledger);
    of_vpc.add(reads, "DescribeNatGateways", Topic::Ec2NatGateway, ledger);
    of_vpc.add(reads, "DescribeVpcEndpoints", Topic::Ec2VpcEndpoint, ledger);
    add_interfaces(reads, clusters, &vpcs, ledger);
    uses::from_interfaces(ledger);
    add_needed(reads, "DescribeSecurityGroups", Topic::Ec2SecurityGroup, "groupId", ledger);
    for read in reads.all("DescribeFlowLogs") {
        for (value, page) in read.items() {
            let resource = text(value, "resourceId");
            let mut owners = ledger.users(Topic::Ec2Vpc, &resource);
            owners.extend(ledger.users(Topic::Ec2Subnet, &resource));
            add_owned(Topic::Ec2FlowLog, value, &owners, read, page, ledger);
        }
    }
}

/// What a VPC brings with it: the subnets of its NAT gateways, for a gateway's
/// zone is its subnet's, and its default security group, which guards whatever
/// names no group.
fn need_of_vpcs(reads: &Reads, vpcs: &BTreeMap<String, BTreeSet<String>>, ledger: &mut Ledger) {
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
                    uses::need(ledger, topic, [text(value, member)], cluster);
                }
            }
        }
    }
}

/// Clusters by VPC.
struct Owners<'a>(&'a BTreeMap<String, BTreeSet<String>>);

impl Owners<'_> {
    /// Adds the items that stand in a cluster's VPC.
    fn add(&self, reads: &Reads, operation: &str, topic: Topic, ledger: &mut Ledger) {
        for read in reads.all(operation) {
            for (value, page) in read.items() {
                if let Some(owners) = self.0.get(&text(value, "vpcId")) {
                    add_owned(topic, value, owners, read, page, ledger);
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
    ledger: &mut Ledger,
) {
    for read in reads.all("DescribeNetworkInterfaces") {
        for (value, page) in read.items() {
            let owners = interface_owners(value, clusters, vpcs, ledger);
            add_owned(Topic::Ec2NetworkInterface, value, &owners, read, page, ledger);
        }
    }
}

fn interface_owners(
    value: &Value,
    clusters: &BTreeSet<String>,
    vpcs: &BTreeMap<String, BTreeSet<String>>,
    ledger: &Ledger,
) -> BTreeSet<String> {
    let node = ledger.fact(Topic::Ec2Instance, &text(&value["attachment"], "instanceId"));
    let mut owners = node.map(|draft| draft.clusters.clone()).unwrap_or_default();
    let tagged = clusters_of_tags(tags(value, "tagSet")).into_iter();
    let described = value["description"].as_str().and_then(|text| text.strip_prefix("Amazon EKS ")).map(str::to_owned);
    let in_vpc = vpcs.get(&text(value, "vpcId"));
    // A description is free text: it counts only in the VPC of the cluster that it names.
    let described = described.filter(|name| in_vpc.is_some_and(|users| users.contains(name)));
    owners.extend(tagged.chain(described).filter(|name| clusters.contains(name)));
    owners
}
