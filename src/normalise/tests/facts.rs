use serde_json::json;

use super::world::complete;
use crate::evidence::canonical;
use crate::evidence::fact::Facts;
use crate::evidence::model::{ec2, ec2_network};
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

fn value(facts: &Facts, topic: Topic, key: &str) -> serde_json::Value {
    facts.get(topic, key).unwrap_or_else(|| panic!("no {topic} {key}")).to_json()
}

#[test]
fn a_complete_recording_gives_every_topic_covered_and_no_gap() {
    let facts = normalise(&complete(&["one"]).0);
    assert_eq!(facts.gaps, []);
    for topic in Topic::ALL.iter().filter(|topic| topic.is_of_aws()) {
        assert!(facts.covers(*topic, "one"), "{topic} is not covered");
        let counted = facts.coverage.iter().find(|coverage| coverage.topic == *topic).unwrap();
        assert_eq!(counted.items, facts.of(*topic).len() as u64, "{topic}");
        assert!(!counted.exchanges.is_empty(), "{topic}");
        let empty = [Topic::EksFargateProfile, Topic::EksPodIdentityAssociation].contains(topic);
        assert_eq!(facts.of(*topic).is_empty(), empty, "{topic}");
    }
}

#[test]
fn the_order_of_exchanges_does_not_matter() {
    let mut tape = complete(&["one", "two"]);
    let first = canonical::to_vec(&normalise(&tape.0)).unwrap();
    tape.0.exchanges.reverse();
    assert_eq!(canonical::to_vec(&normalise(&tape.0)).unwrap(), first);
}

#[test]
fn xml_shows_itself_with_api_names_and_types() {
    let facts = normalise(&complete(&["one"]).0);
    let node: ec2::Instance = facts.get(Topic::Ec2Instance, "i-one").unwrap().typed().unwrap();
    assert_eq!(node.state.unwrap().name.unwrap(), "running");
    assert_eq!(node.public_ip_address.unwrap(), "198.51.100.7");
    assert_eq!(node.public_dns_name, None);
    assert_eq!(node.metadata_options.unwrap().http_put_response_hop_limit.unwrap().0, 2);
    let mapping = &node.block_device_mappings.unwrap()[0];
    assert_eq!(mapping.ebs.as_ref().unwrap().volume_id.as_deref(), Some("vol-one"));
    assert!(!node.ebs_optimized.unwrap().0);
    let group: ec2_network::SecurityGroup = facts.get(Topic::Ec2SecurityGroup, "sg-1").unwrap().typed().unwrap();
    let rule = &group.ip_permissions.unwrap()[0];
    assert_eq!(rule.ip_ranges, Some(vec![]));
    assert_eq!(rule.ipv6_ranges.as_ref().unwrap()[0].cidr_ipv6.as_deref(), Some("::/0"));
    assert_eq!(rule.user_id_group_pairs.as_ref().unwrap()[0].group_id.as_deref(), Some("sg-1"));
    assert_eq!(group.ip_permissions_egress, Some(vec![]));
    let template = value(&facts, Topic::Ec2LaunchTemplateVersion, "lt-one/3");
    assert_eq!(template["launchTemplateData"]["networkInterfaces"][0]["groups"], json!(["sg-1"]));
    assert_eq!(template["launchTemplateData"]["securityGroupIds"], json!(["sg-1"]));
    assert_eq!(value(&facts, Topic::Ec2InstanceType, "m5.large")["vCpuInfo"]["defaultVCpus"], 2);
    assert_eq!(value(&facts, Topic::Ec2Image, "ami-1")["public"], true);
    assert_eq!(value(&facts, Topic::Ec2Image, "ami-1")["ownerId"], "602401143452");
    assert_eq!(value(&facts, Topic::AutoscalingGroup, "asg-one")["vpcZoneIdentifier"], "subnet-1");
    assert_eq!(value(&facts, Topic::Ec2Volume, "vol-one")["attachments"][0]["state"], "attached");
    assert_eq!(value(&facts, Topic::Ec2RouteTable, "rtb-1")["associations"][0]["main"], false);
    let vpc = value(&facts, Topic::Ec2Vpc, "vpc-1");
    assert_eq!(vpc["cidrBlockAssociations"][0]["cidrBlock"], "10.0.0.0/16");
    assert_eq!(value(&facts, Topic::Ec2InstanceMetadataDefaults, "111122223333/eu-west-1"), json!({}));
    assert_eq!(value(&facts, Topic::IamAccountSummary, "111122223333")["summaryMap"]["AccountMFAEnabled"], 1);
}

#[test]
fn facts_are_joined_and_cite_every_exchange() {
    let facts = normalise(&complete(&["one"]).0);
    let arn = "arn:aws:iam::111122223333:role/one-node";
    let role = facts.get(Topic::IamRole, arn).unwrap();
    assert_eq!(role.to_json()["assumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"], "ec2.amazonaws.com");
    assert_eq!(role.to_json()["inlinePolicies"][0]["policyDocument"]["Statement"], json!([]));
    assert_eq!(role.to_json()["attachedPolicies"][0]["policyName"], "P");
    assert_eq!(role.to_json()["instanceProfileArns"], json!(["arn:aws:iam::111122223333:instance-profile/one-node"]));
    assert_eq!(role.exchanges.len(), 5);
    let tape = complete(&["one"]);
    let oldest = tape.0.exchanges.iter().filter(|e| role.exchanges.contains(&e.id)).map(|e| e.time).min();
    assert_eq!(Some(role.observed_at), oldest);
    let policy = value(&facts, Topic::IamPolicy, "arn:aws:iam::aws:policy/P");
    assert_eq!(policy["document"]["Statement"]["Action"], "ec2:Describe*");
    let entry = value(&facts, Topic::EksAccessEntry, &format!("one/{arn}"));
    assert_eq!(entry["associatedAccessPolicies"][0]["accessScope"]["type"], "cluster");
    assert_eq!(value(&facts, Topic::EksInsight, "one/i-1")["clusterName"], "one");
    assert_eq!(value(&facts, Topic::EksIdentityProviderConfig, "one/corp")["issuerUrl"], "https://login.example.com");
    let provider = &facts.of(Topic::IamOidcProvider)[0];
    assert_eq!(provider.to_json()["clientIDList"], json!(["sts.amazonaws.com"]));
    assert_eq!(Topic::IamOidcProvider.key_of(&provider.to_json()).unwrap(), provider.key);
}

#[test]
fn clusters_that_share_a_vpc_share_what_is_in_it_and_keep_their_nodes_apart() {
    let facts = normalise(&complete(&["one", "two"]).0);
    assert_eq!(facts.gaps, []);
    let clusters = |topic, key| facts.get(topic, key).unwrap().clusters.iter().cloned().collect::<Vec<_>>();
    for (topic, key) in [
        (Topic::Ec2Vpc, "vpc-1"),
        (Topic::Ec2Subnet, "subnet-1"),
        (Topic::Ec2RouteTable, "rtb-1"),
        (Topic::Ec2FlowLog, "fl-1"),
        (Topic::Ec2SecurityGroup, "sg-1"),
        (Topic::Ec2Image, "ami-1"),
    ] {
        assert_eq!(clusters(topic, key), ["one", "two"], "{topic}");
    }
    assert_eq!(clusters(Topic::Ec2Instance, "i-two"), ["two"]);
    assert_eq!(clusters(Topic::Ec2Volume, "vol-two"), ["two"]);
    assert_eq!(clusters(Topic::Ec2NetworkInterface, "eni-cp-one"), ["one"]);
    assert_eq!(clusters(Topic::Ec2LaunchTemplateVersion, "lt-two/3"), ["two"]);
    assert!(facts.get(Topic::Ec2Subnet, "subnet-unused").is_none());
    assert!(facts.get(Topic::Ec2NetworkInterface, "eni-other").is_none());
    assert!(facts.of(Topic::Ec2InstanceType)[0].clusters.is_empty());
}

#[test]
fn versions_of_an_add_on_from_several_replies_are_one_fact() {
    let versions = |names: &[&str]| {
        let versions: Vec<_> = names.iter().map(|name| json!({"addonVersion": name})).collect();
        json!({"addons": [{"addonName": "vpc-cni", "addonVersions": versions}]})
    };
    let mut tape = complete(&["one"]);
    // Recorded in one order, sorted in the other.
    tape.json(
        "DescribeAddonVersions",
        &[("addonName", "vpc-cni"), ("kubernetesVersion", "1.34")],
        &versions(&["v2", "v3"]),
    );
    tape.json(
        "DescribeAddonVersions",
        &[("addonName", "vpc-cni"), ("kubernetesVersion", "1.33")],
        &versions(&["v1", "v2"]),
    );
    let facts = normalise(&tape.0);
    let fact = facts.get(Topic::EksAddonVersion, "vpc-cni").unwrap();
    let value = fact.to_json();
    let listed = value["addonVersions"].as_array().unwrap();
    let mut names: Vec<&str> = listed.iter().map(|version| version["addonVersion"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["v1", "v1.20.0-eksbuild.1", "v2", "v3"]);
    assert_eq!(fact.exchanges.len(), 3);
}
