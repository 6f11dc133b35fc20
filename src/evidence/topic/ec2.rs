//! What Amazon EC2 tells of nodes and networks.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::{ec2, ec2_network};

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<ec2::Instance>(Ec2Instance, "An EC2 instance that belongs to a cluster. Key: instance id.")
        .nouns("instance", "instances")
        .key(&["instanceId"])
        .discovered_through(&[EksCluster, AutoscalingGroup]),
    BuiltIn::of_cluster::<ec2_network::SecurityGroup>(
        Ec2SecurityGroup,
        "A security group that a cluster or its nodes use. Key: group id.",
    )
    .nouns("security group", "security groups")
    .key(&["groupId"])
    .discovered_through(&[EksCluster, EksNodegroup, Ec2Instance, Ec2NetworkInterface, Ec2LaunchTemplateVersion]),
    BuiltIn::of_cluster::<ec2_network::Subnet>(
        Ec2Subnet,
        "A subnet that a cluster, a node group or a Fargate profile uses. Key: subnet id.",
    )
    .nouns("subnet", "subnets")
    .key(&["subnetId"])
    .discovered_through(&[EksCluster, EksNodegroup, EksFargateProfile, Ec2Instance]),
    BuiltIn::of_cluster::<ec2_network::RouteTable>(
        Ec2RouteTable,
        "A route table of a cluster's VPC. Key: route table id.",
    )
    .nouns("route table", "route tables")
    .key(&["routeTableId"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<ec2_network::Vpc>(Ec2Vpc, "A cluster's VPC. Key: VPC id.")
        .nouns("VPC", "VPCs")
        .key(&["vpcId"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<ec2_network::NatGateway>(
        Ec2NatGateway,
        "A NAT gateway of a cluster's VPC. Key: NAT gateway id.",
    )
    .nouns("NAT gateway", "NAT gateways")
    .key(&["natGatewayId"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_cluster::<ec2::LaunchTemplateVersion>(
        Ec2LaunchTemplateVersion,
        "A launch template version that nodes are started from. Key: `template id/version`.",
    )
    .nouns("launch template version", "launch template versions")
    .key(&["launchTemplateId", "versionNumber"])
    .discovered_through(&[EksNodegroup, AutoscalingGroup, Ec2Instance]),
    BuiltIn::of_cluster::<ec2::Image>(Ec2Image, "An image (AMI) that nodes run. Key: image id.")
        .nouns("image", "images")
        .key(&["imageId"])
        .discovered_through(&[Ec2Instance, Ec2LaunchTemplateVersion]),
    BuiltIn::of_account::<ec2::InstanceTypeInfo>(Ec2InstanceType, "An instance type that nodes use. Key: type name.")
        .nouns("instance type", "instance types")
        .key(&["instanceType"])
        .discovered_through(&[EksNodegroup, Ec2Instance, Ec2LaunchTemplateVersion]),
    BuiltIn::of_cluster::<ec2_network::NetworkInterface>(
        Ec2NetworkInterface,
        "A network interface of a node or of the control plane. Key: interface id.",
    )
    .nouns("network interface", "network interfaces")
    .key(&["networkInterfaceId"])
    .discovered_through(&[EksCluster, Ec2Instance]),
    BuiltIn::of_cluster::<ec2::Volume>(
        Ec2Volume,
        "A volume attached to a node or tagged for a cluster. Key: volume id.",
    )
    .nouns("volume", "volumes")
    .key(&["volumeId"])
    .discovered_through(&[Ec2Instance]),
    BuiltIn::of_cluster::<ec2_network::FlowLog>(
        Ec2FlowLog,
        "A flow log of a cluster's VPC or its subnets. Key: flow log id.",
    )
    .nouns("flow log", "flow logs")
    .key(&["flowLogId"])
    .discovered_through(&[EksCluster, Ec2Subnet]),
    BuiltIn::of_cluster::<ec2_network::VpcEndpoint>(
        Ec2VpcEndpoint,
        "A VPC endpoint of a cluster's VPC. Key: endpoint id.",
    )
    .nouns("VPC endpoint", "VPC endpoints")
    .key(&["vpcEndpointId"])
    .discovered_through(&[EksCluster]),
    BuiltIn::of_account::<ec2::EbsEncryptionByDefault>(
        Ec2EbsEncryptionByDefault,
        "Whether EBS encrypts new volumes by default. Key: `account/Region`.",
    )
    .nouns("account setting", "account settings"),
    BuiltIn::of_account::<ec2::InstanceMetadataDefaults>(
        Ec2InstanceMetadataDefaults,
        "The account's instance metadata defaults. Key: `account/Region`.",
    )
    .nouns("account setting", "account settings"),
];
