//! The base facts in typed form, and the view of one cluster on them.

use super::table::{Entry, Table};
use crate::evidence::aws_auth;
use crate::evidence::fact::{Facts, Gap};
use crate::evidence::model::{autoscaling, ec2, ec2_network, eks, eks_access, iam};
use crate::evidence::topic::Topic;

macro_rules! inputs {
    ($( $field:ident: $type:ty = $topic:ident; )+) => {
        /// Every base topic that derivations read.
        pub(super) struct Inputs<'a> {
            $( pub(super) $field: Table<'a, $type>, )+
        }

        impl<'a> Inputs<'a> {
            /// Reads all tables; facts without the shape of their topic are returned as gaps.
            pub(super) fn read(facts: &'a Facts) -> (Self, Vec<Gap>) {
                let mut gaps = Vec::new();
                let inputs = Self { $( $field: Table::read(facts, Topic::$topic, &mut gaps), )+ };
                (inputs, gaps)
            }
        }
    };
}

inputs! {
    clusters: eks::Cluster = EksCluster;
    nodegroups: eks::Nodegroup = EksNodegroup;
    fargate_profiles: eks::FargateProfile = EksFargateProfile;
    addons: eks::Addon = EksAddon;
    access_entries: eks_access::AccessEntry = EksAccessEntry;
    pod_identity_associations: eks_access::PodIdentityAssociation = EksPodIdentityAssociation;
    instances: ec2::Instance = Ec2Instance;
    security_groups: ec2_network::SecurityGroup = Ec2SecurityGroup;
    subnets: ec2_network::Subnet = Ec2Subnet;
    route_tables: ec2_network::RouteTable = Ec2RouteTable;
    vpcs: ec2_network::Vpc = Ec2Vpc;
    nat_gateways: ec2_network::NatGateway = Ec2NatGateway;
    launch_template_versions: ec2::LaunchTemplateVersion = Ec2LaunchTemplateVersion;
    images: ec2::Image = Ec2Image;
    instance_types: ec2::InstanceTypeInfo = Ec2InstanceType;
    volumes: ec2::Volume = Ec2Volume;
    flow_logs: ec2_network::FlowLog = Ec2FlowLog;
    vpc_endpoints: ec2_network::VpcEndpoint = Ec2VpcEndpoint;
    roles: iam::Role = IamRole;
    policies: iam::Policy = IamPolicy;
    auto_scaling_groups: autoscaling::AutoScalingGroup = AutoscalingGroup;
}

/// One cluster's view.
pub(super) struct Scope<'a> {
    pub(super) cluster: &'a str,
    pub(super) inputs: &'a Inputs<'a>,
    facts: &'a Facts,
}

impl<'a> Scope<'a> {
    pub(super) fn new(cluster: &'a str, inputs: &'a Inputs<'a>, facts: &'a Facts) -> Self {
        Self { cluster, inputs, facts }
    }

    /// True when no read of `topic` failed for the cluster: only then does
    /// the absence of a fact say anything.
    pub(super) fn complete(&self, topic: Topic) -> bool {
        self.facts.gaps_in(topic, self.cluster).next().is_none()
    }

    pub(super) fn region(&self) -> &'a str {
        &self.facts.region
    }

    pub(super) fn description(&self) -> Option<&'a Entry<'a, eks::Cluster>> {
        self.inputs.clusters.get(self.cluster)
    }

    pub(super) fn vpc_config(&self) -> Option<&'a eks::VpcConfig> {
        self.description()?.value.resources_vpc_config.as_ref()
    }

    /// The cluster's instances that exist: a terminated instance runs nothing
    /// and stays in replies for about an hour.
    pub(super) fn instances(&self) -> impl Iterator<Item = &'a Entry<'a, ec2::Instance>> {
        self.inputs
            .instances
            .of_cluster(self.cluster)
            .filter(|entry| entry.value.state.as_ref().and_then(|state| state.name.as_deref()) != Some("terminated"))
    }

    /// ARNs of the roles that the cluster's `aws-auth` maps to nodes, as they stand there; none where it was not read.
    pub(super) fn mapped_node_roles(&self) -> Vec<String> {
        let map = self.facts.get(Topic::KubernetesConfigMap, &format!("{}/kube-system/aws-auth", self.cluster));
        map.map(|map| aws_auth::node_roles(&map.to_json())).unwrap_or_default()
    }

    pub(super) fn nodegroups(&self) -> impl Iterator<Item = &'a Entry<'a, eks::Nodegroup>> {
        self.inputs.nodegroups.of_cluster(self.cluster)
    }

    pub(super) fn fargate_profiles(&self) -> impl Iterator<Item = &'a Entry<'a, eks::FargateProfile>> {
        self.inputs.fargate_profiles.of_cluster(self.cluster)
    }
}

/// The items of a list; an absent list has none. Only for lists whose absence
/// cannot make a rule hold.
pub(super) fn items<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// The value of the tag `key`.
pub(super) fn tag<'t>(tags: &'t Option<Vec<ec2::Tag>>, key: &str) -> Option<&'t str> {
    items(tags).iter().find(|tag| tag.key.as_deref() == Some(key)).map(|tag| tag.value.as_deref().unwrap_or_default())
}
