use serde_json::{Value, json};

use crate::analysis::{derive, fixture::Fixture};
use crate::evidence::topic::Topic;

fn network(fixture: &Fixture) -> Value {
    fixture.derived(Topic::AnalysisNetwork, "blue")
}

#[test]
fn zones_subnets_and_egress_of_a_sound_cluster() {
    let network = network(&Fixture::blue());
    let zones = json!(["eu-west-1a", "eu-west-1b"]);
    assert_eq!((&network["controlPlaneZones"], &network["nodeZones"]), (&zones, &zones));
    assert_eq!(network["natGatewayZones"], zones);
    assert_eq!(network["nodeSubnetIds"], json!(["subnet-a", "subnet-b"]));
    assert_eq!(network["publicNodeSubnetIds"], json!([]));
    assert_eq!(network["subnetsWithNatInAnotherZone"], json!([]));
    assert_eq!(network["isolated"], false);
    assert_eq!(network["vpcIsDefault"], false);
    assert_eq!(network["controlPlaneFlowsMissing"], json!([]));
}

#[test]
fn a_nat_gateway_of_another_zone_is_named() {
    let mut fixture = Fixture::blue();
    fixture.routes("subnet-a", json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-b"}]));
    assert_eq!(network(&fixture)["subnetsWithNatInAnotherZone"], json!(["subnet-a"]));
    // The gateway's zone is not known when its subnet was not read.
    fixture.0.topics.get_mut(&Topic::Ec2Subnet).unwrap().retain(|fact| fact.key != "public-b");
    assert!(network(&fixture).get("subnetsWithNatInAnotherZone").is_none());
    assert!(network(&fixture).get("natGatewayZones").is_none());
}

#[test]
fn private_and_failed_nat_gateways_serve_no_zone() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2NatGateway, "nat-a")["connectivityType"] = json!("private");
    fixture.value(Topic::Ec2NatGateway, "nat-b")["state"] = json!("failed");
    assert_eq!(network(&fixture)["natGatewayZones"], json!([]));
}

#[test]
fn isolation_needs_every_node_subnet_and_at_least_one() {
    let mut fixture = Fixture::blue();
    fixture.routes("subnet-a", json!([]));
    assert_eq!(network(&fixture)["isolated"], false);
    fixture.routes("subnet-b", json!([]));
    assert_eq!(network(&fixture)["isolated"], true);
    fixture.0.topics.remove(&Topic::EksNodegroup);
    fixture.0.topics.remove(&Topic::Ec2Instance);
    let bare = network(&fixture);
    assert!(bare.get("isolated").is_none() && bare.get("controlPlaneFlowsMissing").is_none(), "{bare}");
    assert_eq!(bare["nodeZones"], json!([]));
}

#[test]
fn endpoints_count_when_available_in_this_vpc() {
    let mut fixture = Fixture::blue();
    for (id, service, vpc, state) in [
        ("vpce-1", "com.amazonaws.eu-west-1.ecr.api", "vpc-1", "available"),
        ("vpce-2", "com.amazonaws.eu-west-1.s3", "vpc-1", "Available"),
        ("vpce-3", "com.amazonaws.eu-west-1.sts", "vpc-1", "pending"),
        ("vpce-4", "com.amazonaws.eu-west-1.ec2", "vpc-2", "available"),
    ] {
        let endpoint = json!({"vpcEndpointId": id, "serviceName": service, "vpcId": vpc, "state": state});
        fixture.add(Topic::Ec2VpcEndpoint, id, endpoint);
    }
    assert_eq!(network(&fixture)["endpointServices"], json!(["ecr.api", "s3"]));
    assert_eq!(network(&fixture)["endpointServicesMissing"], json!(["ec2", "ecr.dkr", "eks", "sts"]));
    fixture.gap(Topic::Ec2VpcEndpoint);
    assert!(network(&fixture).get("endpointServicesMissing").is_none());
}

#[test]
fn flow_logs_of_the_vpc_or_of_every_subnet() {
    let logs = |list: &[(&str, &str, &str)]| {
        let mut fixture = Fixture::blue();
        for (number, (resource, traffic, status)) in list.iter().enumerate() {
            let id = format!("fl-{number}");
            let log = json!({"flowLogId": id, "resourceId": resource, "trafficType": traffic, "flowLogStatus": "ACTIVE",
                "deliverLogsStatus": status});
            fixture.add(Topic::Ec2FlowLog, &id, log);
        }
        network(&fixture)["flowLogTrafficTypes"].clone()
    };
    assert_eq!(logs(&[]), json!([]));
    assert_eq!(logs(&[("vpc-1", "REJECT", "SUCCESS")]), json!(["REJECT"]));
    assert_eq!(logs(&[("vpc-1", "ALL", "FAILED")]), json!([]));
    assert_eq!(logs(&[("subnet-a", "ALL", "SUCCESS")]), json!([]));
    assert_eq!(logs(&[("subnet-a", "ALL", "SUCCESS"), ("subnet-b", "ALL", "SUCCESS")]), json!(["ALL"]));
    assert_eq!(logs(&[("subnet-a", "ALL", "SUCCESS"), ("subnet-b", "REJECT", "SUCCESS")]), json!(["REJECT"]));
    assert_eq!(logs(&[("vpc-2", "ALL", "SUCCESS")]), json!([]));
}

/// Nodes with a group of their own, `sg-node`, that lets in what is given.
fn with_node_group(ingress: Value, cluster_ingress: Value) -> Fixture {
    let mut fixture = Fixture::blue();
    for id in ["i-a", "i-b"] {
        fixture.value(Topic::Ec2Instance, id)["securityGroups"] = json!([{"groupId": "sg-node"}]);
    }
    let egress = json!([{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}]);
    let group = json!({"groupId": "sg-node", "ipPermissions": ingress, "ipPermissionsEgress": egress});
    fixture.add(Topic::Ec2SecurityGroup, "sg-node", group);
    fixture.value(Topic::Ec2SecurityGroup, "sg-own")["ipPermissions"] = cluster_ingress;
    fixture
}

fn tcp(port: i64, peer: Value) -> Value {
    let mut rule = json!({"ipProtocol": "tcp", "fromPort": port, "toPort": port});
    rule.as_object_mut().unwrap().extend(peer.as_object().unwrap().clone());
    rule
}

#[test]
fn flows_between_groups_are_judged_both_ways() {
    let own = json!({"groups": [{"groupId": "sg-own"}]});
    let node = json!({"groups": [{"groupId": "sg-node"}]});
    let subnets = json!({"ipRanges": [{"cidrIp": "10.0.0.0/16"}]});
    let half = json!({"ipRanges": [{"cidrIp": "10.0.0.0/24"}]});
    let list = json!({"prefixListIds": [{"prefixListId": "pl-1"}]});
    let kubelet = "control plane to nodes tcp/10250";
    let webhooks = "control plane to nodes tcp/443";
    let api = "nodes to control plane tcp/443";
    for (ingress, cluster_ingress, missing) in [
        (json!([tcp(443, own.clone()), tcp(10250, own.clone())]), json!([tcp(443, node.clone())]), json!([])),
        (json!([tcp(443, subnets.clone()), tcp(10250, subnets)]), json!([tcp(443, node.clone())]), json!([])),
        (json!([tcp(443, own.clone())]), json!([tcp(443, node.clone())]), json!([kubelet])),
        (json!([]), json!([]), json!([kubelet, webhooks, api])),
        (
            json!([tcp(443, node.clone()), tcp(10250, node.clone())]),
            json!([tcp(443, node.clone())]),
            json!([kubelet, webhooks]),
        ),
        // Part of the subnets, or a list that was not read, settles nothing.
        (json!([tcp(443, own.clone()), tcp(10250, half)]), json!([tcp(443, node.clone())]), Value::Null),
        (json!([tcp(443, own.clone()), tcp(10250, list)]), json!([tcp(443, node.clone())]), Value::Null),
        (
            json!([{"ipProtocol": "udp", "fromPort": 0, "toPort": 65535, "groups": [{"groupId": "sg-own"}]}]),
            json!([tcp(443, node)]),
            json!([kubelet, webhooks]),
        ),
    ] {
        let network = network(&with_node_group(ingress.clone(), cluster_ingress));
        assert_eq!(network["controlPlaneFlowsMissing"], missing, "{ingress}");
    }
}

#[test]
fn outbound_rules_count_too() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2SecurityGroup, "sg-own")["ipPermissionsEgress"] = json!([]);
    assert_eq!(network(&fixture)["controlPlaneFlowsMissing"].as_array().unwrap().len(), 3);
}

#[test]
fn a_group_that_was_not_described_leaves_the_flows_unknown() {
    let mut fixture = Fixture::blue();
    fixture.0.topics.remove(&Topic::Ec2SecurityGroup);
    assert!(network(&fixture).get("controlPlaneFlowsMissing").is_none());
}

#[test]
fn a_cluster_that_was_not_described_has_no_network() {
    let mut fixture = Fixture::blue();
    fixture.0.topics.remove(&Topic::EksCluster);
    assert!(derive(fixture.0).of(Topic::AnalysisNetwork).is_empty());
}
