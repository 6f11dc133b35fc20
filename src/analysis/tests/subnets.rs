use serde_json::{Value, json};

use crate::analysis::fixture::Fixture;
use crate::evidence::topic::Topic;

fn subnet(fixture: &Fixture) -> Value {
    fixture.derived(Topic::AnalysisSubnet, "blue/subnet-a")
}

fn with_routes(routes: Value) -> Value {
    let mut fixture = Fixture::blue();
    fixture.routes("subnet-a", routes);
    subnet(&fixture)
}

#[test]
fn a_private_subnet_says_where_it_leads_and_who_uses_it() {
    let subnet = subnet(&Fixture::blue());
    assert_eq!(subnet["uses"], json!(["control-plane", "node", "nodegroup workers"]));
    assert_eq!(subnet["usedByNodes"], true);
    assert_eq!(subnet["defaultRoute"], "nat-gateway");
    assert_eq!(subnet["defaultRouteTarget"], "nat-a");
    assert_eq!(subnet["public"], false);
    assert_eq!(subnet["natGatewayAvailabilityZone"], "eu-west-1a");
    assert_eq!(subnet["routeTableId"], "rtb-subnet-a");
}

#[test]
fn default_routes_by_target() {
    for (routes, kind, public) in [
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]), "internet-gateway", true),
        (json!([{"destinationCidrBlock": "10.0.0.0/8", "gatewayId": "local"}]), "none", false),
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "transitGatewayId": "tgw-1"}]), "transit-gateway", false),
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "vgw-1"}]), "virtual-private-gateway", false),
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "vpce-1"}]), "other", false),
        (
            json!([{"destinationCidrBlock": "0.0.0.0/0", "instanceId": "i-1", "networkInterfaceId": "eni-1"}]),
            "network-interface",
            false,
        ),
        (
            json!([{"destinationIpv6CidrBlock": "::/0", "egressOnlyInternetGatewayId": "eigw-1"}]),
            "egress-only-internet-gateway",
            false,
        ),
        // IPv6 to the internet gateway makes a subnet public, whatever IPv4 does.
        (
            json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-a"},
                {"destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"}]),
            "nat-gateway",
            true,
        ),
        // A blackhole is not a way out.
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-a", "state": "blackhole"}]), "none", false),
        (json!([{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1", "state": "blackhole"}]), "none", false),
        // Two halves are a default route; one alone makes the subnet public, too.
        (
            json!([{"destinationCidrBlock": "0.0.0.0/1", "gatewayId": "igw-1"},
                {"destinationCidrBlock": "128.0.0.0/1", "gatewayId": "igw-1"}]),
            "internet-gateway",
            true,
        ),
        (json!([{"destinationCidrBlock": "0.0.0.0/1", "gatewayId": "igw-1"}]), "internet-gateway", true),
        (
            json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-a"},
                {"destinationCidrBlock": "128.0.0.0/1", "gatewayId": "igw-1"}]),
            "internet-gateway",
            true,
        ),
        (json!([{"destinationCidrBlock": "0.0.0.0/1", "natGatewayId": "nat-a"}]), "none", false),
        (json!([{"destinationCidrBlock": "203.0.113.0/24", "gatewayId": "igw-1"}]), "none", false),
        (json!([]), "none", false),
    ] {
        let subnet = with_routes(routes.clone());
        assert_eq!((&subnet["defaultRoute"], &subnet["public"]), (&json!(kind), &json!(public)), "{routes}");
    }
}

/// Its entries were not read: it could hold the internet.
#[test]
fn n3_a_prefix_list_to_an_internet_gateway_leaves_the_subnet_open() {
    let list = json!({"destinationPrefixListId": "pl-1", "gatewayId": "igw-1"});
    let subnet = with_routes(json!([list, {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-a"}]));
    assert!(subnet.get("public").is_none() && subnet.get("defaultRoute").is_none(), "{subnet}");
    let public = with_routes(json!([list, {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]));
    assert_eq!(public["public"], true);
    // The endpoint of a service is named by a list of AWS's own.
    let endpoint = json!({"destinationPrefixListId": "pl-1", "gatewayId": "vpce-1"});
    assert_eq!(with_routes(json!([endpoint]))["public"], false);
}

#[test]
fn the_main_route_table_serves_subnets_without_their_own() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2RouteTable, "rtb-subnet-a")["associations"] = json!([]);
    assert!(subnet(&fixture).get("routeTableId").is_none());
    let routes = json!([{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]);
    for (id, vpc) in [("rtb-main", "vpc-1"), ("rtb-else", "vpc-2")] {
        let table = json!({"routeTableId": id, "vpcId": vpc, "routes": routes, "associations": [{"main": "true"}]});
        fixture.add(Topic::Ec2RouteTable, id, table);
    }
    assert_eq!(subnet(&fixture)["routeTableId"], "rtb-main");
    assert_eq!(subnet(&fixture)["public"], true);
    assert_eq!(fixture.derived(Topic::AnalysisNode, "i-a")["subnetPublic"], true);

    // With a page of route tables lost, the subnet's own may be among the lost ones.
    fixture.gap(Topic::Ec2RouteTable);
    let unknown = subnet(&fixture);
    assert!(unknown.get("public").is_none() && unknown.get("defaultRoute").is_none(), "{unknown}");
}

#[test]
fn nat_gateways_in_another_zone_and_regional_ones() {
    let nat_b = json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-b"}]);
    let mut fixture = Fixture::blue();
    fixture.routes("subnet-a", nat_b);
    assert_eq!(subnet(&fixture)["natGatewayAvailabilityZone"], "eu-west-1b");
    fixture.value(Topic::Ec2NatGateway, "nat-b")["availabilityMode"] = json!("regional");
    assert_eq!(subnet(&fixture)["natGatewayAvailabilityZone"], "eu-west-1a");
    fixture.routes("subnet-a", json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-unread"}]));
    assert!(subnet(&fixture).get("natGatewayAvailabilityZone").is_none());
}

#[test]
fn a_used_subnet_that_was_not_described_stays_in_the_population() {
    let mut fixture = Fixture::blue();
    fixture.0.topics.get_mut(&Topic::Ec2Subnet).unwrap().retain(|fact| fact.key != "subnet-a");
    fixture.add(
        Topic::EksFargateProfile,
        "blue/serverless",
        json!({"clusterName": "blue", "fargateProfileName": "serverless", "subnets": ["subnet-f"]}),
    );
    assert!(subnet(&fixture).get("availabilityZone").is_none());
    let fargate = fixture.derived(Topic::AnalysisSubnet, "blue/subnet-f");
    assert_eq!(fargate["uses"], json!(["fargate serverless"]));
    assert_eq!(fargate["usedByNodes"], true);
}
