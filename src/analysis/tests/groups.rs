use serde_json::{Value, json};

use crate::analysis::fixture::Fixture;
use crate::evidence::topic::Topic;

fn group(ingress: Value) -> Value {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2SecurityGroup, "sg-own")["ipPermissions"] = ingress;
    fixture.derived(Topic::AnalysisSecurityGroup, "blue/sg-own")
}

fn opening(protocol: &str, from: i64, to: i64, peer: &str, kind: &str) -> Value {
    json!({"protocol": protocol, "fromPort": from, "toPort": to, "peer": peer, "peerType": kind})
}

#[test]
fn rules_become_one_opening_per_peer() {
    let group = group(json!([
        {"ipProtocol": "tcp", "fromPort": "443", "toPort": "444", "ipRanges": [{"cidrIp": "10.0.0.0/8"}],
            "groups": [{"groupId": "sg-2"}], "prefixListIds": [{"prefixListId": "pl-1"}]},
        {"ipProtocol": "-1", "ipv6Ranges": [{"cidrIpv6": "::/0"}]},
        {"ipProtocol": "icmp", "fromPort": "-1", "toPort": "-1", "ipRanges": [{"cidrIp": "10.0.0.0/8"}]},
        {"ipProtocol": "50", "ipRanges": [{"cidrIp": "10.0.0.0/8"}]},
    ]));
    assert_eq!(
        group["ingress"],
        json!([
            opening("tcp", 443, 444, "10.0.0.0/8", "cidr"),
            opening("tcp", 443, 444, "sg-2", "security-group"),
            opening("tcp", 443, 444, "pl-1", "prefix-list"),
            opening("all", 0, 65535, "::/0", "cidr"),
            opening("icmp", 0, 0, "10.0.0.0/8", "cidr"),
            opening("50", 0, 65535, "10.0.0.0/8", "cidr"),
        ])
    );
    assert_eq!(group["openToWorld"], json!([opening("all", 0, 65535, "::/0", "cidr")]));
    assert_eq!(group["uses"], json!(["cluster", "node"]));
    assert_eq!(group["isDefault"], false);
}

#[test]
fn n2_a_half_of_the_world_and_what_adds_up_to_more_than_one_organisation_has_are_open() {
    let open = |rules: Value| group(rules)["openToWorld"].as_array().unwrap().clone();
    let half =
        open(json!([{"ipProtocol": "tcp", "fromPort": 0, "toPort": 1024, "ipRanges": [{"cidrIp": "128.0.0.0/1"}]}]));
    assert_eq!((half.len(), &half[0]["toPort"]), (1, &json!(1024)));
    let both = open(json!([
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": [{"cidrIp": "52.0.0.0/8"}]},
        {"ipProtocol": "tcp", "fromPort": 0, "toPort": 1024, "ipRanges": [{"cidrIp": "54.0.0.0/8"}]},
    ]));
    assert_eq!((both.len(), &both[0]["fromPort"], &both[0]["peer"]), (1, &json!(22), &json!("52.0.0.0/8, 54.0.0.0/8")));
}

/// Its entries were not read: it could hold the internet. What is open without it is open.
#[test]
fn n1_a_prefix_list_leaves_open_what_nothing_else_settles() {
    let list = json!({"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "prefixListIds": [{"prefixListId": "pl-1"}]});
    assert!(group(json!([list])).get("openToWorld").is_none());
    let open = group(
        json!([list, {"ipProtocol": "tcp", "fromPort": 80, "toPort": 80, "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}]),
    );
    assert_eq!(open["openToWorld"].as_array().unwrap().len(), 1);
}

#[test]
fn rules_that_cannot_be_read_leave_the_openings_out() {
    for odd in
        [json!([{}]), json!([{"ipProtocol": "tcp"}]), json!([{"ipProtocol": "-1", "ipRanges": [{}]}]), Value::Null]
    {
        let group = group(odd.clone());
        assert!(group.get("ingress").is_none() && group.get("openToWorld").is_none(), "{odd}");
        assert!(group.get("egress").is_some());
    }
    assert_eq!(group(json!([]))["openToWorld"], json!([]));
}

#[test]
fn an_instance_without_any_list_of_groups_has_unknown_groups() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2Instance, "i-a").as_object_mut().unwrap().remove("securityGroups");
    assert!(fixture.derived(Topic::AnalysisNode, "i-a").get("securityGroupIds").is_none());
    assert!(fixture.derived(Topic::AnalysisNetwork, "blue").get("controlPlaneFlowsMissing").is_none());
}

#[test]
fn groups_of_every_use_are_there_described_or_not() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::EksCluster, "blue")["resourcesVpcConfig"]["securityGroupIds"] = json!(["sg-more"]);
    fixture.value(Topic::EksNodegroup, "blue/workers")["resources"]["remoteAccessSecurityGroup"] = json!("sg-ssh");
    fixture.value(Topic::Ec2Instance, "i-a")["networkInterfaces"][0]["groups"] = json!([{"groupId": "sg-second"}]);
    for (id, uses) in [("sg-more", "additional"), ("sg-ssh", "remote-access"), ("sg-second", "node")] {
        let group = fixture.derived(Topic::AnalysisSecurityGroup, &format!("blue/{id}"));
        assert_eq!(group["uses"], json!([uses]));
        assert!(group.get("ingress").is_none(), "{group}");
    }
}
