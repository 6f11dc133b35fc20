use serde_json::json;

use super::tape::{ACCOUNT, Tape, encoded};
use super::world::complete;
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

/// A cluster that has nothing but a control plane.
fn bare(tape: &mut Tape, issuer: &str, lists: &[(&str, &str)]) {
    tape.json("ListClusters", &[], &json!({"clusters": ["one"]}));
    tape.json(
        "DescribeCluster",
        &[("name", "one")],
        &json!({"cluster": {
        "name": "one", "identity": {"oidc": {"issuer": issuer}},
        "resourcesVpcConfig": {"vpcId": "vpc-1", "subnetIds": []}}}),
    );
    for (operation, member) in lists {
        let mut body = json!({});
        body[*member] = json!([]);
        tape.json(operation, &[("clusterName", "one")], &body);
    }
    let tag = [("Filter.1.Name", "tag-key"), ("Filter.1.Value.1", "kubernetes.io/cluster/one")];
    tape.ec2("DescribeInstances", &tag, "<reservationSet/>");
}

const LISTS: &[(&str, &str)] = &[
    ("ListNodegroups", "nodegroups"),
    ("ListFargateProfiles", "fargateProfileNames"),
    ("ListAddons", "addons"),
    ("ListAccessEntries", "accessEntries"),
    ("ListPodIdentityAssociations", "associations"),
];

#[test]
fn a_cluster_without_nodes_is_known_to_have_no_volumes_and_no_images() {
    let mut tape = Tape::new();
    bare(&mut tape, "https://oidc.example/id/A", LISTS);
    let facts = normalise(&tape.0);
    for topic in [Topic::Ec2Instance, Topic::Ec2Volume, Topic::Ec2Image, Topic::Ec2LaunchTemplateVersion] {
        let coverage = facts.coverage.iter().find(|coverage| coverage.topic == topic);
        let coverage = coverage.unwrap_or_else(|| panic!("{topic} is not covered"));
        assert_eq!(coverage.items, 0, "{topic}");
        assert!(!coverage.exchanges.is_empty(), "{topic} cites nothing");
    }
    for topic in [Topic::Ec2RouteTable, Topic::Ec2FlowLog, Topic::IamRole, Topic::AutoscalingGroup] {
        assert!(!facts.covers(topic, "one"), "nothing enumerated {topic}");
    }
}

#[test]
fn a_cluster_described_without_a_vpc_has_no_known_network() {
    let mut tape = Tape::new();
    bare(&mut tape, "https://oidc.example/id/A", LISTS);
    tape.json("DescribeCluster", &[("name", "one")], &json!({"cluster": {"name": "one", "resourcesVpcConfig": {}}}));
    let facts = normalise(&tape.0);
    for topic in [Topic::Ec2Vpc, Topic::Ec2Subnet, Topic::Ec2SecurityGroup, Topic::Ec2FlowLog] {
        assert!(!facts.covers(topic, "one"), "{topic}");
    }
}

fn with_role(trusted: &str, tags_of_issuer: &str) -> Facts {
    let mut tape = Tape::new();
    bare(&mut tape, tags_of_issuer, LISTS);
    let trust = json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": [format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{trusted}")]}}]});
    let role = format!(
        "<RoleName>app</RoleName><Arn>arn:aws:iam::{ACCOUNT}:role/team/app</Arn><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>",
        encoded(&trust)
    );
    tape.query("iam", "ListRoles", &[], &format!("<Roles><member>{role}</member></Roles>"));
    tape.query("iam", "GetRole", &[("RoleName", "app")], &format!("<Role>{role}</Role>"));
    tape.query("iam", "ListAttachedRolePolicies", &[("RoleName", "app")], "<AttachedPolicies/>");
    tape.query("iam", "ListRolePolicies", &[("RoleName", "app")], "<PolicyNames/>");
    normalise(&tape.0)
}

#[test]
fn a_role_belongs_to_the_cluster_whose_issuer_it_trusts() {
    let key = format!("arn:aws:iam::{ACCOUNT}:role/team/app");
    let mine = with_role("oidc.example/id/A", "https://oidc.example/id/A");
    let role = mine.get(Topic::IamRole, &key).unwrap();
    assert!(role.clusters.contains("one"));
    assert_eq!((&role.to_json()["attachedPolicies"], &role.to_json()["inlinePolicies"]), (&json!([]), &json!([])));
    assert!(mine.covers(Topic::IamRole, "one") && mine.covers(Topic::IamPolicy, "one"));
    let other = with_role("oidc.example/id/AB", "https://oidc.example/id/A");
    assert_eq!(other.of(Topic::IamRole), []);
    assert!(other.covers(Topic::IamRole, "one"));
}

#[test]
fn a_role_of_another_account_is_never_taken_for_the_one_of_the_same_name() {
    let mut tape = complete(&["one"]);
    let elsewhere = "arn:aws:iam::999999999999:role/one-node";
    tape.json(
        "ListPodIdentityAssociations",
        &[("clusterName", "one")],
        &json!({"associations": [{"associationId": "a-1"}]}),
    );
    tape.json(
        "DescribePodIdentityAssociation",
        &[("clusterName", "one"), ("associationId", "a-1")],
        &json!({"association": {"clusterName": "one", "associationId": "a-1", "targetRoleArn": elsewhere}}),
    );
    let facts = normalise(&tape.0);
    assert!(facts.get(Topic::IamRole, elsewhere).is_none());
    assert_eq!(facts.gaps.len(), 1);
    assert_eq!(facts.gaps[0].item.as_deref(), Some(elsewhere));
    assert!(!facts.covers(Topic::IamRole, "one"));
}

fn instance(id: &str, state: &str, tags: &[(&str, &str)]) -> String {
    let tags: String = tags.iter().map(|(k, v)| format!("<item><key>{k}</key><value>{v}</value></item>")).collect();
    format!(
        "<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><name>{state}</name></instanceState><tagSet>{tags}</tagSet></item></instancesSet></item>"
    )
}

#[test]
fn nodes_are_known_by_tag_or_group_and_only_while_they_exist() {
    let mut tape = complete(&["one"]);
    let tagged = [
        instance("i-shared", "running", &[("kubernetes.io/cluster/one", "shared")]),
        instance("i-auto", "running", &[("aws:eks:cluster-name", "one")]),
        instance("i-karpenter", "running", &[("eks:eks-cluster-name", "one")]),
        instance("i-group", "running", &[("aws:autoscaling:groupName", "asg-one")]),
        instance("i-ended", "terminated", &[("kubernetes.io/cluster/one", "owned")]),
        instance("i-unknown", "running", &[("kubernetes.io/cluster/other", "owned"), ("Name", "one")]),
    ];
    let by_tag = [("Filter.1.Name", "tag:aws:eks:cluster-name"), ("Filter.1.Value.1", "one")];
    tape.ec2("DescribeInstances", &by_tag, &format!("<reservationSet>{}</reservationSet>", tagged.concat()));
    let facts = normalise(&tape.0);
    let keys: Vec<&str> = facts.of(Topic::Ec2Instance).iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["i-auto", "i-group", "i-karpenter", "i-one", "i-shared"]);
    assert!(!facts.covers(Topic::Ec2Volume, "one"), "the volumes of the other nodes were not asked for");
}

#[test]
fn what_a_reply_no_longer_holds_is_gone() {
    let mut tape = complete(&["one"]);
    tape.ec2("DescribeImages", &[("ImageId.1", "ami-1")], "<imagesSet/>");
    let facts = normalise(&tape.0);
    let gap = &facts.gaps[0];
    assert_eq!(
        (gap.reason, gap.item.as_deref(), gap.cluster.as_deref()),
        (GapReason::Gone, Some("ami-1"), Some("one"))
    );
    assert!(gap.exchange.is_some() && !facts.covers(Topic::Ec2Image, "one"));
}

#[test]
fn the_latest_and_the_default_version_become_numbers() {
    let mut tape = complete(&["one"]);
    let group = |version: &str| {
        json!({"nodegroup": {"clusterName": "one", "nodegroupName": "a",
        "launchTemplate": {"id": "lt-9", "version": version}}})
    };
    let describe = [("clusterName", "one"), ("nodegroupName", "a")];
    let versions: Vec<String> = (1..=10).map(|n| format!("<item><launchTemplateId>lt-9</launchTemplateId><versionNumber>{n}</versionNumber><defaultVersion>{}</defaultVersion><launchTemplateData/></item>", n == 2)).collect();
    tape.ec2(
        "DescribeLaunchTemplateVersions",
        &[("LaunchTemplateId", "lt-9")],
        &format!("<launchTemplateVersionSet>{}</launchTemplateVersionSet>", versions.concat()),
    );
    for (version, key) in [("$Latest", "lt-9/10"), ("$Default", "lt-9/2"), ("7", "lt-9/7")] {
        tape.json("DescribeNodegroup", &describe, &group(version));
        let facts = normalise(&tape.0);
        let list = facts.of(Topic::Ec2LaunchTemplateVersion).iter();
        let keys: Vec<Option<&str>> = list.map(|fact| fact.text(&["launchTemplateId"])).collect();
        assert_eq!(keys, [Some("lt-9"), Some("lt-one")]);
        assert!(facts.get(Topic::Ec2LaunchTemplateVersion, key).is_some(), "{version}");
        assert_eq!(facts.gaps, []);
    }
}
