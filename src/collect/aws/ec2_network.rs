//! Amazon EC2: the clusters' VPCs and what is in them.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, Subnet};
use futures::future::join_all;

use super::ec2_instances::filter;
use super::eks::ClusterParts;
use super::{Clients, Scope, all_items, chunks};
use crate::evidence::topic::Topic;

pub(super) const VPC: &[&str] = &["ec2:DescribeVpcs"];
pub(super) const SUBNET: &[&str] = &["ec2:DescribeSubnets"];
pub(super) const ROUTE_TABLE: &[&str] = &["ec2:DescribeRouteTables"];
pub(super) const NAT_GATEWAY: &[&str] = &["ec2:DescribeNatGateways"];
pub(super) const SECURITY_GROUP: &[&str] = &["ec2:DescribeSecurityGroups"];
pub(super) const NETWORK_INTERFACE: &[&str] = &["ec2:DescribeNetworkInterfaces"];
pub(super) const VPC_ENDPOINT: &[&str] = &["ec2:DescribeVpcEndpoints"];
pub(super) const FLOW_LOG: &[&str] = &["ec2:DescribeFlowLogs"];

/// Reads `$list` of the VPCs when `$topic` is in scope.
macro_rules! in_vpcs {
    ($scope:expr, $topic:ident, $request:expr) => {
        async { if $scope.reads(Topic::$topic) { all_items!($request) } else { Vec::new() } }
    };
}

/// Reads the network of the clusters, VPC by VPC.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    let vpcs: BTreeSet<String> = clusters.iter().filter_map(ClusterParts::vpc_id).map(str::to_owned).collect();
    join_all(vpcs.iter().map(|vpc| one_vpc(clients, scope, vpc))).await;
}

async fn one_vpc(clients: &Clients, scope: &Scope, vpc: &str) {
    let ec2 = &clients.ec2;
    let here: Filter = filter("vpc-id", vec![vpc.to_owned()]);
    let here = || here.clone();
    let interfaces = ec2.describe_network_interfaces().filters(here()).include_managed_resources(true);
    let subnets = async {
        let subnets = in_vpcs!(scope, Ec2Subnet, ec2.describe_subnets().filters(here())).await;
        flow_logs(clients, scope, vpc, &subnets).await;
    };
    drop(tokio::join!(
        in_vpcs!(scope, Ec2Vpc, ec2.describe_vpcs().filters(here())),
        subnets,
        in_vpcs!(scope, Ec2RouteTable, ec2.describe_route_tables().filters(here())),
        in_vpcs!(scope, Ec2NatGateway, ec2.describe_nat_gateways().filter(here())),
        in_vpcs!(scope, Ec2SecurityGroup, ec2.describe_security_groups().filters(here())),
        in_vpcs!(scope, Ec2NetworkInterface, interfaces),
        in_vpcs!(scope, Ec2VpcEndpoint, ec2.describe_vpc_endpoints().filters(here())),
    ));
}

/// A flow log names the VPC or a subnet; there is no filter by VPC alone.
async fn flow_logs(clients: &Clients, scope: &Scope, vpc: &str, subnets: &[Subnet]) {
    if !scope.reads(Topic::Ec2FlowLog) {
        return;
    }
    let mut resources: BTreeSet<String> = subnets.iter().filter_map(|subnet| subnet.subnet_id.clone()).collect();
    resources.insert(vpc.to_owned());
    let requests = chunks(&resources).into_iter().map(|ids| async move {
        drop(all_items!(clients.ec2.describe_flow_logs().filter(filter("resource-id", ids))));
    });
    join_all(requests).await;
}
