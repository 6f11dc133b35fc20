//! Amazon EC2: VPCs and what is in them.
//! Source: Amazon EC2 API Reference, data types of the same names.

use super::api_shapes;
use super::ec2::{Association, GroupIdentifier, InstanceNetworkInterfaceAttachment, Operator, Tag};
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `SecurityGroup`, with its rules.
    SecurityGroup {
        group_id: String,
        group_name: String,
        #[serde(alias = "groupDescription")]
        description: String,
        owner_id: String,
        vpc_id: String,
        ip_permissions: Vec<IpPermission>,
        ip_permissions_egress: Vec<IpPermission>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `IpPermission`.
    IpPermission {
        ip_protocol: String,
        from_port: Number,
        to_port: Number,
        #[serde(alias = "groups")]
        user_id_group_pairs: Vec<UserIdGroupPair>,
        ip_ranges: Vec<IpRange>,
        ipv6_ranges: Vec<Ipv6Range>,
        prefix_list_ids: Vec<PrefixListId>,
    }
    /// `UserIdGroupPair`.
    UserIdGroupPair { group_id: String, group_name: String, user_id: String, description: String, vpc_id: String, }
    /// `IpRange`.
    IpRange { cidr_ip: String, description: String, }
    /// `Ipv6Range`.
    Ipv6Range { cidr_ipv6: String, description: String, }
    /// `PrefixListId`.
    PrefixListId { prefix_list_id: String, description: String, }

    /// `Subnet`.
    Subnet {
        subnet_id: String,
        subnet_arn: String,
        vpc_id: String,
        state: String,
        cidr_block: String,
        availability_zone: String,
        availability_zone_id: String,
        available_ip_address_count: Number,
        default_for_az: Flag,
        map_public_ip_on_launch: Flag,
        assign_ipv6_address_on_creation: Flag,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `RouteTable`.
    RouteTable {
        route_table_id: String,
        vpc_id: String,
        #[serde(alias = "routeSet")]
        routes: Vec<Route>,
        #[serde(alias = "associationSet")]
        associations: Vec<RouteTableAssociation>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `Route`.
    Route {
        destination_cidr_block: String,
        destination_ipv6_cidr_block: String,
        destination_prefix_list_id: String,
        gateway_id: String,
        nat_gateway_id: String,
        transit_gateway_id: String,
        vpc_peering_connection_id: String,
        network_interface_id: String,
        egress_only_internet_gateway_id: String,
        instance_id: String,
        local_gateway_id: String,
        carrier_gateway_id: String,
        core_network_arn: String,
        state: String,
        origin: String,
    }
    /// `RouteTableAssociation`.
    RouteTableAssociation {
        route_table_association_id: String,
        route_table_id: String,
        subnet_id: String,
        gateway_id: String,
        main: Flag,
    }
    /// `Vpc`.
    Vpc {
        vpc_id: String,
        state: String,
        cidr_block: String,
        #[serde(alias = "cidrBlockAssociationSet")]
        cidr_block_associations: Vec<CidrBlockAssociation>,
        is_default: Flag,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `VpcCidrBlockAssociation`.
    CidrBlockAssociation { association_id: String, cidr_block: String, }
    /// `NatGateway`.
    NatGateway {
        nat_gateway_id: String,
        vpc_id: String,
        subnet_id: String,
        state: String,
        connectivity_type: String,
        availability_mode: String,
        create_time: Instant,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `NetworkInterface`.
    NetworkInterface {
        network_interface_id: String,
        description: String,
        interface_type: String,
        subnet_id: String,
        vpc_id: String,
        availability_zone: String,
        owner_id: String,
        requester_id: String,
        requester_managed: Flag,
        status: String,
        private_ip_address: String,
        association: Association,
        attachment: InstanceNetworkInterfaceAttachment,
        #[serde(alias = "groupSet")]
        groups: Vec<GroupIdentifier>,
        #[serde(rename = "tagSet")]
        tags: Vec<Tag>,
        operator: Operator,
    }
    /// `FlowLog`.
    FlowLog {
        flow_log_id: String,
        flow_log_status: String,
        resource_id: String,
        traffic_type: String,
        log_destination_type: String,
        log_destination: String,
        log_group_name: String,
        deliver_logs_status: String,
        max_aggregation_interval: Number,
        creation_time: Instant,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `VpcEndpoint`.
    VpcEndpoint {
        vpc_endpoint_id: String,
        vpc_endpoint_type: String,
        vpc_id: String,
        service_name: String,
        state: String,
        policy_document: String,
        private_dns_enabled: Flag,
        #[serde(alias = "routeTableIdSet")]
        route_table_ids: Vec<String>,
        #[serde(alias = "subnetIdSet")]
        subnet_ids: Vec<String>,
        #[serde(alias = "groupSet")]
        groups: Vec<GroupIdentifier>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
}
