use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::analysis::{derive, fixture::Fixture};
use crate::evidence::topic::Topic;

fn node(fixture: &Fixture) -> Value {
    fixture.derived(Topic::AnalysisNode, "i-a")
}

fn tagged(tags: &[(&str, &str)]) -> Fixture {
    let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    let mut fixture = Fixture::blue();
    fixture.node("a", json!(tags));
    fixture
}

#[test]
fn compute_types_in_their_order() {
    const CLUSTER: (&str, &str) = ("kubernetes.io/cluster/blue", "owned");
    for (tags, expected) in [
        (vec![("eks:nodegroup-name", "workers"), CLUSTER], "managed-node-group"),
        (vec![("aws:autoscaling:groupName", "asg-1"), CLUSTER], "managed-node-group"),
        (vec![("karpenter.sh/nodepool", "default"), CLUSTER], "karpenter"),
        (vec![("karpenter.sh/provisioner-name", "old"), CLUSTER], "karpenter"),
        // Karpenter sets the cluster's name too: only a node class of EKS makes it Auto Mode.
        (vec![("karpenter.sh/nodepool", "d"), ("eks:eks-cluster-name", "blue"), CLUSTER], "karpenter"),
        (
            vec![
                ("karpenter.sh/nodepool", "d"),
                ("eks:eks-cluster-name", "blue"),
                ("eks:kubernetes-node-class-name", "default"),
            ],
            "auto-mode",
        ),
        (vec![CLUSTER], "self-managed"),
        (vec![("aws:autoscaling:groupName", "asg-of-ours"), CLUSTER], "self-managed"),
    ] {
        let node = node(&tagged(&tags));
        assert_eq!(node["computeType"], expected, "{tags:?}");
        assert!(!node["computeTypeEvidence"].as_str().unwrap().is_empty());
    }
}

#[test]
fn the_operator_wins_over_tags() {
    let mut fixture = tagged(&[("karpenter.sh/nodepool", "d"), ("eks:nodegroup-name", "workers")]);
    fixture.value(Topic::Ec2Instance, "i-a")["operator"] = json!({"managed": "true", "principal": "eks.amazonaws.com"});
    assert_eq!(node(&fixture)["computeType"], "auto-mode");
    fixture.value(Topic::Ec2Instance, "i-a")["operator"] = json!({"managed": "false"});
    assert_eq!(node(&fixture)["computeType"], "managed-node-group");
    fixture.value(Topic::Ec2Instance, "i-a")["operator"] =
        json!({"managed": "true", "principal": "other.amazonaws.com"});
    assert_eq!(node(&fixture)["computeType"], "managed-node-group");
}

#[test]
fn without_any_sign_the_compute_type_is_unknown() {
    let node = node(&tagged(&[("kubernetes.io/cluster/green", "owned")]));
    assert!(node.get("computeType").is_none(), "{node}");
}

#[test]
fn terminated_instances_are_no_nodes_and_stopped_ones_are() {
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2Instance, "i-a")["state"] = json!({"name": "terminated"});
    fixture.value(Topic::Ec2Instance, "i-b")["state"] = json!({"name": "stopped"});
    let facts = derive(fixture.0);
    let keys: Vec<&str> = facts.of(Topic::AnalysisNode).iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["i-b"]);
}

#[test]
fn an_instance_of_two_clusters_is_a_node_of_each() {
    let mut fixture = tagged(&[("kubernetes.io/cluster/blue", "owned")]);
    let both = BTreeSet::from(["blue".to_owned(), "green".to_owned()]);
    fixture.0.clusters.clone_from(&both);
    fixture.fact(Topic::Ec2Instance, "i-a").clusters = both.into();
    let facts = derive(fixture.0);
    let names = |cluster: &str| -> Vec<(String, Value)> {
        let nodes = facts.of_cluster(Topic::AnalysisNode, cluster);
        nodes.map(|fact| (fact.key.clone(), fact.to_json()["computeType"].take())).collect()
    };
    assert_eq!(names("blue")[0], ("i-a".to_owned(), json!("self-managed")));
    // Nothing says how it joined the other one.
    assert_eq!(names("green"), [("i-a".to_owned(), Value::Null)]);
}

#[test]
fn joins_image_volumes_template_and_role() {
    let mut fixture = tagged(&[
        ("eks:nodegroup-name", "workers"),
        ("aws:ec2launchtemplate:id", "lt-1"),
        ("aws:ec2launchtemplate:version", "3"),
    ]);
    fixture.value(Topic::Ec2Instance, "i-a")["blockDeviceMappings"] = json!([
        {"deviceName": "/dev/xvda", "ebs": {"volumeId": "vol-1"}},
        {"deviceName": "/dev/xvdb", "ebs": {"volumeId": "vol-2"}},
    ]);
    fixture.value(Topic::Ec2Instance, "i-a")["networkInterfaces"][0]["association"] =
        json!({"publicIp": "203.0.113.9"});
    fixture.add(Topic::Ec2Volume, "vol-1", json!({"volumeId": "vol-1", "encrypted": "true", "kmsKeyId": "key"}));
    let name = "amazon-eks-node-al2023-x86_64-standard-1.32-v20250920";
    fixture.add(Topic::Ec2Image, "ami-1", json!({"imageId": "ami-1", "name": name, "imageOwnerAlias": "amazon"}));
    fixture.add(
        Topic::Ec2LaunchTemplateVersion,
        "lt-1/3",
        json!({"launchTemplateId": "lt-1", "versionNumber": 3,
            "launchTemplateData": {"userData": "redacted(user-data; credentials: none; max-pods: 58)"}}),
    );
    let node = node(&fixture);
    assert_eq!(node["nodegroupName"], "workers");
    assert_eq!(node["autoScalingGroupName"], Value::Null);
    assert_eq!((&node["operatingSystem"], &node["kubernetesVersion"]), (&json!("al2023"), &json!("1.32")));
    assert_eq!(node["customImage"], false);
    assert_eq!(node["roleArn"], "arn:aws:iam::111122223333:role/node");
    assert_eq!(node["publicIpAddress"], "203.0.113.9");
    assert_eq!(node["hasPublicIp"], true);
    assert_eq!(node["podCapacity"]["configuredMaximumPods"], 58);
    assert_eq!(node["volumes"][0]["encrypted"], true);
    // A volume that was not described is counted, and has no `encrypted` to rely on.
    assert_eq!(node["volumesUnknown"], 1);
    assert!(node["volumes"][1].get("encrypted").is_none());

    let facts = derive(fixture.0);
    let exchanges = &facts.get(Topic::AnalysisNode, "i-a").unwrap().exchanges;
    for source in ["ec2.instance.i-a", "ec2.volume.vol-1", "ec2.image.ami-1", "ec2.launchTemplateVersion.lt-1/3"] {
        assert!(exchanges.contains(source), "{source}: {exchanges:?}");
    }
}

#[test]
fn images_of_others_are_custom_and_unread_ones_unknown() {
    let mut fixture = Fixture::blue();
    fixture.add(Topic::Ec2Image, "ami-1", json!({"imageId": "ami-1", "name": "amazon-eks-node-1.33-v1"}));
    assert_eq!(node(&fixture)["customImage"], true);
    fixture.value(Topic::EksNodegroup, "blue/workers")["amiType"] = json!("CUSTOM");
    fixture.0.topics.remove(&Topic::Ec2Image);
    assert_eq!(node(&fixture)["customImage"], true);
    let self_managed = node(&tagged(&[("kubernetes.io/cluster/blue", "owned")]));
    assert!(self_managed.get("customImage").is_none() && self_managed.get("operatingSystem").is_none());
}

#[test]
fn a_profile_named_like_a_role_of_the_cluster_gives_the_role() {
    let mut fixture = tagged(&[("kubernetes.io/cluster/blue", "owned")]);
    let profile = json!({"arn": "arn:aws:iam::111122223333:instance-profile/path/ours"});
    fixture.value(Topic::Ec2Instance, "i-a")["iamInstanceProfile"] = profile;
    assert!(node(&fixture).get("roleArn").is_none());
    let arn = "arn:aws:iam::111122223333:role/ours";
    fixture.add(Topic::IamRole, arn, json!({"arn": arn, "roleName": "ours"}));
    assert_eq!(node(&fixture)["roleArn"], arn);
}

#[test]
fn prefix_delegation_needs_the_add_ons_own_word() {
    let instance_type = json!({"instanceType": "m5.large", "hypervisor": "nitro", "vCpuInfo": {"defaultVCpus": 2},
        "networkInfo": {"maximumNetworkInterfaces": 3, "ipv4AddressesPerInterface": 10}});
    let capacity = |configuration: Option<Value>| {
        let mut fixture = Fixture::blue();
        fixture.add(Topic::Ec2InstanceType, "m5.large", instance_type.clone());
        if let Some(addon) = configuration {
            fixture.add(Topic::EksAddon, "blue/vpc-cni", addon);
        }
        let capacity = node(&fixture)["podCapacity"].clone();
        (capacity["prefixDelegation"].clone(), capacity["maximumPods"].clone())
    };
    let values = |text: &str| Some(json!({"addonName": "vpc-cni", "configurationValues": text}));
    assert_eq!(capacity(None), (Value::Null, Value::Null));
    assert_eq!(capacity(Some(json!({"addonName": "vpc-cni"}))), (json!(false), json!(29)));
    assert_eq!(capacity(values(r#"{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}"#)), (json!(true), json!(110)));
    assert_eq!(capacity(values("env:\n  ENABLE_PREFIX_DELEGATION: \"true\"\n")), (json!(true), json!(110)));
    assert_eq!(capacity(values(r#"{"env":{"WARM_ENI_TARGET":"1"}}"#)), (json!(false), json!(29)));
    assert_eq!(capacity(values(r#"{"env":{"ENABLE_PREFIX_DELEGATION":"redacted"}}"#)), (Value::Null, Value::Null));
    assert_eq!(capacity(values("not: [settings")), (Value::Null, Value::Null));
    assert_eq!(capacity(values("redacted(configuration)")), (Value::Null, Value::Null));
}

#[test]
fn auto_mode_nodes_do_not_follow_the_add_on() {
    let mut fixture = Fixture::blue();
    fixture.add(Topic::EksAddon, "blue/vpc-cni", json!({"addonName": "vpc-cni"}));
    fixture.add(
        Topic::Ec2InstanceType,
        "m5.large",
        json!({"hypervisor": "nitro", "vCpuInfo": {"defaultVCpus": 2},
            "networkInfo": {"maximumNetworkInterfaces": 3, "ipv4AddressesPerInterface": 10}}),
    );
    fixture.value(Topic::Ec2Instance, "i-a")["operator"] = json!({"managed": true, "principal": "eks.amazonaws.com"});
    let capacity = |id| fixture.derived(Topic::AnalysisNode, id)["podCapacity"].clone();
    assert!(capacity("i-a").get("maximumPods").is_none());
    assert_eq!(capacity("i-b")["maximumPods"], 29);
}
