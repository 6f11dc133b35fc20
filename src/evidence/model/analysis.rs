//! Facts that no single API reply holds: derived by `analysis`, pure.

use super::api_shapes;
use super::ec2::MetadataOptions;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::scalar::{Flag, Instant, Number};
use crate::evidence::vocabulary::vocabulary;

vocabulary! {
    /// The operating system of a node.
    OperatingSystem {
        Al2 = "al2",
        Al2023 = "al2023",
        Bottlerocket = "bottlerocket",
        Ubuntu = "ubuntu",
        Windows = "windows",
        Unknown = "unknown",
    }
    /// Where a subnet's default route leads.
    DefaultRoute {
        EgressOnlyInternetGateway = "egress-only-internet-gateway",
        InternetGateway = "internet-gateway",
        NatGateway = "nat-gateway",
        NetworkInterface = "network-interface",
        None = "none",
        Other = "other",
        TransitGateway = "transit-gateway",
        VirtualPrivateGateway = "virtual-private-gateway",
    }
    /// What a cluster uses a security group for.
    SecurityGroupUse { Additional = "additional", Cluster = "cluster", Node = "node", RemoteAccess = "remote-access" }
    /// What the source or destination of a rule is.
    PeerType { Cidr = "cidr", PrefixList = "prefix-list", SecurityGroup = "security-group" }
    /// What a path of steps ends in.
    PathEnd {
        AnotherIdentity = "another-identity",
        AwsAdministration = "aws-administration",
        ClusterAdministration = "cluster-administration",
    }
    /// What a cluster uses a role for.
    RoleUseKind {
        AccessEntry = "access-entry",
        Addon = "addon",
        Cluster = "cluster",
        Irsa = "irsa",
        Node = "node",
        PodExecution = "pod-execution",
        PodIdentity = "pod-identity",
    }
}

api_shapes! {
    /// A node of a cluster, with what several replies say about it.
    Node {
        cluster_name: String,
        /// The node's name in Kubernetes for nodes that are no EC2 instance of the account: `fargate`, `hybrid`.
        instance_id: String,
        compute_type: ComputeType,
        /// What the compute type was read from, for the reader of a report.
        compute_type_evidence: String,
        instance_type: String,
        nodegroup_name: String,
        auto_scaling_group_name: String,
        launch_template_id: String,
        launch_template_version: String,
        image_id: String,
        image_name: String,
        image_owner_alias: String,
        image_creation_date: Instant,
        image_deprecation_time: Instant,
        /// `amiType` of the node group, when there is one.
        ami_type: String,
        /// From the AMI type or the image's name.
        operating_system: OperatingSystem,
        /// True when the image is not one that Amazon owns.
        custom_image: Flag,
        /// Kubernetes minor version that the image's name or the node group states: `1.33`.
        kubernetes_version: String,
        launch_time: Instant,
        state: String,
        availability_zone: String,
        subnet_id: String,
        /// True when the subnet's default route leads to an internet gateway.
        subnet_public: Flag,
        /// Absent when the instance has none.
        public_ip_address: String,
        has_public_ip: Flag,
        /// Absent when the instance has none.
        key_name: String,
        metadata_options: MetadataOptions,
        role_arn: String,
        security_group_ids: Vec<String>,
        network_interface_count: Number,
        volumes: Vec<NodeVolume>,
        /// Number of attached volumes whose description could not be found.
        volumes_unknown: Number,
        pod_capacity: PodCapacity,
    }
    /// A volume attached to a node.
    NodeVolume { volume_id: String, device_name: String, encrypted: Flag, kms_key_id: String, }
    /// How many pods the network lets a node hold.
    /// Source: EKS User Guide, "Choose an optimal Amazon EC2 node instance type".
    PodCapacity {
        maximum_network_interfaces: Number,
        ipv4_addresses_per_interface: Number,
        prefix_delegation: Flag,
        /// Pods that addresses allow, capped at AWS's recommended 110 (below 30 vCPU) or 250.
        maximum_pods: Number,
        /// `maxPods` that the launch template's user data states; absent when it states none.
        configured_maximum_pods: Number,
    }

    /// A subnet as a cluster uses it.
    Subnet {
        cluster_name: String,
        subnet_id: String,
        vpc_id: String,
        availability_zone: String,
        cidr_block: String,
        available_ip_address_count: Number,
        map_public_ip_on_launch: Flag,
        /// `control-plane`, `node`, `nodegroup NAME`, `fargate NAME`.
        uses: Vec<String>,
        /// True when a node, a node group or a Fargate profile uses it.
        used_by_nodes: Flag,
        route_table_id: String,
        default_route: DefaultRoute,
        /// Id of the default route's target; absent when there is no default route.
        default_route_target: String,
        /// True when a default route (IPv4 or IPv6) leads to an internet gateway.
        public: Flag,
        /// Zone of the NAT gateway that serves it; absent when none does.
        nat_gateway_availability_zone: String,
    }

    /// A security group as a cluster uses it.
    SecurityGroup {
        cluster_name: String,
        group_id: String,
        group_name: String,
        /// True for the VPC's `default` group.
        is_default: Flag,
        uses: Vec<SecurityGroupUse>,
        ingress: Vec<Opening>,
        egress: Vec<Opening>,
        /// Ingress openings whose sources hold more of the internet than one organisation has, alone or together: a /8 of
        /// IPv4, a /16 of IPv6. Absent when a prefix list that was not read decides.
        open_to_world: Vec<Opening>,
    }
    /// One source or destination that one rule lets through.
    Opening {
        /// `tcp`, `udp`, `icmp`, `icmpv6`, `all` or a protocol number.
        protocol: String,
        /// First port; 0 when the protocol has none or all are open.
        from_port: Number,
        /// Last port; 65535 when all are open.
        to_port: Number,
        /// CIDR block, group id or prefix list id.
        peer: String,
        peer_type: PeerType,
    }

    /// An IAM role as a cluster can use it.
    Role {
        cluster_name: String,
        role_arn: String,
        role_name: String,
        uses: Vec<RoleUse>,
        /// The distinct `kind`s of `uses`.
        kinds: Vec<RoleUseKind>,
        /// ARNs of the attached managed policies.
        attached_policy_arns: Vec<String>,
        /// True when its policies together allow every action on every resource, or a path ends in administration of
        /// the account. What policies of the organisation take away is not seen.
        allows_administration: Flag,
        /// Steps by which the role takes what it was not given, those to administration first; none where everything is
        /// allowed already.
        escalation_paths: Vec<EscalationPath>,
        /// Grants of a whole service on resources that nothing names, by any policy that AWS does not recommend for
        /// such a role.
        service_wide_grants: Vec<Grant>,
        /// Grants of actions that change AWS resources, on resources that nothing names, by such policies.
        unscoped_write_grants: Vec<Grant>,
        /// Grants that give out stored data of any resource: `secretsmanager:GetSecretValue` on `*`, by such policies.
        data_reach_grants: Vec<Grant>,
        trust: Trust,
    }
    /// Who uses a role.
    RoleUse {
        kind: RoleUseKind,
        /// The node group, Fargate profile, service account, principal or add-on: `namespace/name` for service accounts.
        subject: String,
    }
    /// Actions that together give what was not granted.
    EscalationPath {
        leads_to: PathEnd,
        /// All of them are allowed on resources that nothing names, or on the role itself.
        steps: Vec<Grant>,
    }
    /// One action pattern that one policy statement allows.
    Grant {
        policy: String,
        statement: String,
        action: String,
        resource: String,
        /// Keys of the conditions under which it is granted and that do not narrow it; absent without any.
        condition: String,
    }
    /// Who may assume a role.
    Trust {
        services: Vec<String>,
        aws_principals: Vec<String>,
        /// Identity providers, the clusters' own among them: ARNs, or names such as `cognito-identity.amazonaws.com`.
        federated_principals: Vec<String>,
        /// True when any principal may assume the role, or anyone with an account at a public identity provider: no
        /// condition keeps others out.
        anyone: Flag,
        /// Statements that trust the clusters' OIDC providers.
        web_identity: Vec<WebIdentityTrust>,
    }
    /// A trust statement for `sts:AssumeRoleWithWebIdentity`.
    WebIdentityTrust {
        provider_arn: String,
        /// Values that the condition on `sub` allows; empty when there is none.
        subjects: Vec<String>,
        audiences: Vec<String>,
        /// True when `sub` names one service account of one namespace each, without wildcard, and `aud` is `sts.amazonaws.com`.
        pinned: Flag,
    }

    /// A cluster's network as a whole.
    Network {
        cluster_name: String,
        vpc_id: String,
        vpc_is_default: Flag,
        control_plane_zones: Vec<String>,
        node_zones: Vec<String>,
        node_subnet_ids: Vec<String>,
        public_node_subnet_ids: Vec<String>,
        /// Zones of available public NAT gateways.
        nat_gateway_zones: Vec<String>,
        /// Node subnets whose default route leads to a NAT gateway in another zone.
        subnets_with_nat_in_another_zone: Vec<String>,
        /// True when no node subnet has a default route at all.
        isolated: Flag,
        /// Short names of available VPC endpoints: `ecr.api`, `s3`, `sts`.
        endpoint_services: Vec<String>,
        /// Of `ec2`, `ecr.api`, `ecr.dkr`, `s3`, `sts`, `eks`: those without an endpoint.
        endpoint_services_missing: Vec<String>,
        /// `ALL`, `REJECT`, `ACCEPT`: traffic types of active flow logs on the VPC.
        flow_log_traffic_types: Vec<String>,
        /// Flows that must be open and are not: `control plane to nodes tcp/10250`.
        /// Source: EKS User Guide, "View Amazon EKS security group requirements for clusters".
        control_plane_flows_missing: Vec<String>,
    }
}
