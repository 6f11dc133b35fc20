//! Amazon EC2: VPCs and what is in them.
//! Source: Amazon EC2 API Reference, data types of the same names.

use super::api_shapes;
use super::ec2::{Association, GroupIdentifier, InstanceNetworkInterfaceAttachment, Operator, Tag};
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `SecurityGroup`, with its rules.
    SecurityGroup {
        group_id: String as ResourceId,
        group_name: String as Name,
        #[serde(alias = "groupDescription")]
        description: String,
        owner_id: String as Name,
        vpc_id: String as ResourceId,
        ip_permissions: Vec<IpPermission>,
        ip_permissions_egress: Vec<IpPermission>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `IpPermission`.
    IpPermission {
        ip_protocol: String as Protocol,
        from_port: Number,
        to_port: Number,
        #[serde(alias = "groups")]
        user_id_group_pairs: Vec<UserIdGroupPair>,
        ip_ranges: Vec<IpRange>,
        ipv6_ranges: Vec<Ipv6Range>,
        prefix_list_ids: Vec<PrefixListId>,
    }
    /// `UserIdGroupPair`.
    UserIdGroupPair { group_id: String as ResourceId, group_name: String as Name, user_id: String as Name, description: String, vpc_id: String as ResourceId, }
    /// `IpRange`.
    IpRange { cidr_ip: String as Cidr, description: String, }
    /// `Ipv6Range`.
    Ipv6Range { cidr_ipv6: String as Cidr, description: String, }
    /// `PrefixListId`.
    PrefixListId { prefix_list_id: String as ResourceId, description: String, }

    /// `Subnet`.
    Subnet {
        subnet_id: String as ResourceId,
        subnet_arn: String as Arn,
        vpc_id: String as ResourceId,
        state: String as Word,
        cidr_block: String as Cidr,
        availability_zone: String as Name,
        availability_zone_id: String as Name,
        available_ip_address_count: Number,
        default_for_az: Flag,
        map_public_ip_on_launch: Flag,
        assign_ipv6_address_on_creation: Flag,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `RouteTable`.
    RouteTable {
        route_table_id: String as ResourceId,
        vpc_id: String as ResourceId,
        #[serde(alias = "routeSet")]
        routes: Vec<Route>,
        #[serde(alias = "associationSet")]
        associations: Vec<RouteTableAssociation>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `Route`.
    Route {
        destination_cidr_block: String as Cidr,
        destination_ipv6_cidr_block: String as Cidr,
        destination_prefix_list_id: String as ResourceId,
        gateway_id: String as ResourceId,
        nat_gateway_id: String as ResourceId,
        transit_gateway_id: String as ResourceId,
        vpc_peering_connection_id: String as ResourceId,
        network_interface_id: String as ResourceId,
        egress_only_internet_gateway_id: String as ResourceId,
        instance_id: String as ResourceId,
        local_gateway_id: String as ResourceId,
        carrier_gateway_id: String as ResourceId,
        core_network_arn: String as Arn,
        state: String as Word,
        origin: String as Word,
    }
    /// `RouteTableAssociation`.
    RouteTableAssociation {
        route_table_association_id: String as ResourceId,
        route_table_id: String as ResourceId,
        subnet_id: String as ResourceId,
        gateway_id: String as ResourceId,
        main: Flag,
    }
    /// `Vpc`.
    Vpc {
        vpc_id: String as ResourceId,
        state: String as Word,
        cidr_block: String as Cidr,
        #[serde(alias = "cidrBlockAssociationSet")]
        cidr_block_associations: Vec<CidrBlockAssociation>,
        is_default: Flag,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `VpcCidrBlockAssociation`.
    CidrBlockAssociation { association_id: String as Name, cidr_block: String as Cidr, }
    /// `NatGateway`.
    NatGateway {
        nat_gateway_id: String as ResourceId,
        vpc_id: String as ResourceId,
        subnet_id: String as ResourceId,
        state: String as Word,
        connectivity_type: String as Word,
        availability_mode: String as Word,
        create_time: Instant,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `NetworkInterface`.
    NetworkInterface {
        network_interface_id: String as ResourceId,
        description: String as InterfaceDescription,
        interface_type: String as Word,
        subnet_id: String as ResourceId,
        vpc_id: String as ResourceId,
        availability_zone: String as Name,
        owner_id: String as Name,
        requester_id: String as Name,
        requester_managed: Flag,
        status: String as Word,
        private_ip_address: String as Cidr,
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
        flow_log_id: String as ResourceId,
        flow_log_status: String as Word,
        resource_id: String as ResourceId,
        traffic_type: String as Word,
        log_destination_type: String as Word,
        log_destination: String as Arn,
        log_group_name: String as Name,
        deliver_logs_status: String as Word,
        max_aggregation_interval: Number,
        creation_time: Instant,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
    /// `VpcEndpoint`.
    VpcEndpoint {
        vpc_endpoint_id: String as ResourceId,
        vpc_endpoint_type: String as Word,
        vpc_id: String as ResourceId,
        service_name: String as Name,
        state: String as Word,
        policy_document: String as Policy,
        private_dns_enabled: Flag,
        #[serde(alias = "routeTableIdSet")]
        route_table_ids: Vec<String> as ResourceId,
        #[serde(alias = "subnetIdSet")]
        subnet_ids: Vec<String> as ResourceId,
        #[serde(alias = "groupSet")]
        groups: Vec<GroupIdentifier>,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
    }
}
