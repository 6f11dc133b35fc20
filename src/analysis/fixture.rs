//! Facts for tests: one cluster `blue` on which a test builds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::evidence::fact::{Coverage, Fact, Facts, Gap, GapReason, SCHEMA};
use crate::evidence::topic::Topic;

/// Facts in the making.
pub(super) struct Fixture(pub(super) Facts);

impl Fixture {
    pub(super) fn empty() -> Self {
        let time = "2026-01-02T03:04:05Z".parse().unwrap();
        Self(Facts {
            schema: SCHEMA.to_owned(),
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            principal: "arn:aws:iam::111122223333:role/auditor".to_owned(),
            started_at: time,
            finished_at: time,
            clusters: BTreeSet::from(["blue".to_owned()]),
            topics: BTreeMap::new(),
            gaps: Vec::new(),
            notes: Vec::new(),
            coverage: Vec::new(),
        })
    }

    /// A cluster in two zones with a node of a node group in each: private
    /// subnets with a NAT gateway each, cluster security group everywhere.
    pub(super) fn blue() -> Self {
        let mut fixture = Self::empty();
        fixture.add(
            Topic::EksCluster,
            "blue",
            json!({"name": "blue", "roleArn": "arn:aws:iam::111122223333:role/cluster",
                "identity": {"oidc": {"issuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/B1"}},
                "kubernetesNetworkConfig": {"ipFamily": "ipv4"},
                "resourcesVpcConfig": {"vpcId": "vpc-1", "subnetIds": ["subnet-a", "subnet-b"],
                    "securityGroupIds": [], "clusterSecurityGroupId": "sg-own"}}),
        );
        fixture.add(
            Topic::EksNodegroup,
            "blue/workers",
            json!({"clusterName": "blue", "nodegroupName": "workers", "amiType": "AL2023_x86_64_STANDARD",
                "version": "1.33", "nodeRole": "arn:aws:iam::111122223333:role/node",
                "subnets": ["subnet-a", "subnet-b"], "resources": {"autoScalingGroups": [{"name": "asg-1"}]}}),
        );
        for (letter, block) in [("a", "10.0.0.0/24"), ("b", "10.0.1.0/24")] {
            fixture.zone(letter, block);
            fixture.node(letter, json!([{"key": "eks:nodegroup-name", "value": "workers"}]));
        }
        fixture.add(Topic::Ec2Vpc, "vpc-1", json!({"vpcId": "vpc-1", "isDefault": "false"}));
        fixture.add(
            Topic::Ec2SecurityGroup,
            "sg-own",
            json!({"groupId": "sg-own", "groupName": "eks-cluster-sg-blue",
                "ipPermissions": [{"ipProtocol": "-1", "groups": [{"groupId": "sg-own"}]}],
                "ipPermissionsEgress": [{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}]}),
        );
        fixture
    }

    /// A private subnet `subnet-LETTER` with its route table, and a public one with a NAT gateway.
    fn zone(&mut self, letter: &str, block: &str) {
        let (zone, nat) = (format!("eu-west-1{letter}"), format!("nat-{letter}"));
        for (id, block) in [(format!("subnet-{letter}"), block), (format!("public-{letter}"), "10.9.0.0/24")] {
            let subnet = json!({"subnetId": id, "vpcId": "vpc-1", "availabilityZone": zone, "cidrBlock": block});
            self.add(Topic::Ec2Subnet, &id, subnet);
        }
        self.routes(&format!("subnet-{letter}"), json!([{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat}]));
        self.add(
            Topic::Ec2NatGateway,
            &nat,
            json!({"natGatewayId": nat, "vpcId": "vpc-1", "subnetId": format!("public-{letter}"),
                "state": "available", "connectivityType": "public"}),
        );
    }

    /// A route table of the subnet's own, in place of an earlier one.
    pub(super) fn routes(&mut self, subnet: &str, routes: Value) {
        let id = format!("rtb-{subnet}");
        self.add(
            Topic::Ec2RouteTable,
            &id,
            json!({"routeTableId": id, "vpcId": "vpc-1", "routes": routes, "associations": [{"subnetId": subnet}]}),
        );
    }

    /// Instance `i-LETTER` in `subnet-LETTER`.
    pub(super) fn node(&mut self, letter: &str, tags: Value) {
        let id = format!("i-{letter}");
        self.add(
            Topic::Ec2Instance,
            &id,
            json!({"instanceId": id, "state": {"name": "running"}, "subnetId": format!("subnet-{letter}"),
                "instanceType": "m5.large", "imageId": "ami-1", "tags": tags,
                "placement": {"availabilityZone": format!("eu-west-1{letter}")},
                "securityGroups": [{"groupId": "sg-own"}],
                "networkInterfaces": [{"networkInterfaceId": format!("eni-{letter}")}]}),
        );
    }

    /// Adds the fact of cluster `blue`, in place of one with the same key.
    pub(super) fn add(&mut self, topic: Topic, key: &str, value: Value) {
        let list = self.0.topics.entry(topic).or_default();
        list.retain(|fact| fact.key != key);
        list.push(Fact {
            key: key.to_owned(),
            clusters: ["blue".to_owned()].into(),
            value: value.into(),
            exchanges: [format!("{topic}.{key}")].into(),
            observed_at: self.0.started_at,
        });
        list.sort_by(|a, b| a.key.cmp(&b.key));
    }

    /// The fact's value, to change it.
    pub(super) fn value(&mut self, topic: Topic, key: &str) -> Edit<'_> {
        let fact = self.fact(topic, key);
        Edit { value: fact.to_json(), fact }
    }

    pub(super) fn fact(&mut self, topic: Topic, key: &str) -> &mut Fact {
        self.0.topics.get_mut(&topic).unwrap().iter_mut().find(|fact| fact.key == key).unwrap()
    }

    pub(super) fn gap(&mut self, topic: Topic) {
        self.0.gaps.push(Gap {
            topics: BTreeSet::from([topic]),
            cluster: Some("blue".to_owned()),
            item: None,
            reason: GapReason::AccessDenied,
            permission: "service:Read".to_owned(),
            detail: "no".to_owned(),
            exchange: None,
        });
    }

    pub(super) fn cover(&mut self, topic: Topic, cluster: Option<&str>) {
        let exchanges = BTreeSet::from([format!("list {topic}")]);
        let cluster = cluster.map(str::to_owned);
        self.0.coverage.push(Coverage { topic, cluster, items: 0, pages: 1, exchanges });
    }

    /// The value of the derived fact with this key.
    pub(super) fn derived(&self, topic: Topic, key: &str) -> Value {
        let facts = super::derive(self.0.clone());
        facts.get(topic, key).unwrap_or_else(|| panic!("{topic} has no {key}")).to_json()
    }
}

/// A fact's value while it is changed.
pub(super) struct Edit<'a> {
    value: Value,
    fact: &'a mut Fact,
}

impl std::ops::Deref for Edit<'_> {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl std::ops::DerefMut for Edit<'_> {
    fn deref_mut(&mut self) -> &mut Value {
        &mut self.value
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        self.fact.value = self.value.take().into();
    }
}
