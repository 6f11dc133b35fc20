//! Amazon EC2: instances, images, launch templates, volumes, account settings.
//! Source: Amazon EC2 API Reference, data types of the same names.

use super::api_shapes;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `Tag`.
    Tag { key: String, value: String, }
    /// `TagDescription` of Auto Scaling.
    AutoscalingTag { resource_id: String, key: String, value: String, propagate_at_launch: Flag, }

    /// `Instance`.
    Instance {
        instance_id: String,
        image_id: String,
        #[serde(alias = "instanceState")]
        state: InstanceState,
        instance_type: String,
        launch_time: Instant,
        placement: Placement,
        private_ip_address: String,
        #[serde(alias = "ipAddress")]
        public_ip_address: String,
        private_dns_name: String,
        #[serde(alias = "dnsName")]
        public_dns_name: String,
        key_name: String,
        subnet_id: String,
        vpc_id: String,
        platform: String,
        platform_details: String,
        architecture: String,
        iam_instance_profile: IamInstanceProfile,
        #[serde(alias = "groupSet")]
        security_groups: Vec<GroupIdentifier>,
        #[serde(alias = "networkInterfaceSet")]
        network_interfaces: Vec<InstanceNetworkInterface>,
        #[serde(alias = "blockDeviceMapping")]
        block_device_mappings: Vec<InstanceBlockDeviceMapping>,
        metadata_options: MetadataOptions,
        monitoring: Monitoring,
        ebs_optimized: Flag,
        enclave_options: EnclaveOptions,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
        operator: Operator,
    }
    /// `InstanceState`.
    InstanceState { code: Number, name: String, }
    /// `Placement`.
    Placement { availability_zone: String, availability_zone_id: String, tenancy: String, }
    /// `IamInstanceProfile`.
    IamInstanceProfile { arn: String, id: String, name: String, }
    /// `GroupIdentifier`.
    GroupIdentifier { group_id: String, group_name: String, }
    /// `InstanceNetworkInterface`.
    InstanceNetworkInterface {
        network_interface_id: String,
        subnet_id: String,
        vpc_id: String,
        private_ip_address: String,
        association: Association,
        #[serde(alias = "groupSet")]
        groups: Vec<GroupIdentifier>,
        interface_type: String,
        attachment: InstanceNetworkInterfaceAttachment,
        #[serde(alias = "ipv4PrefixSet")]
        ipv4_prefixes: Vec<Ipv4Prefix>,
    }
    /// `InstanceNetworkInterfaceAssociation`, `NetworkInterfaceAssociation`.
    Association { public_ip: String, public_dns_name: String, ip_owner_id: String, }
    /// `InstanceNetworkInterfaceAttachment`, `NetworkInterfaceAttachment`.
    InstanceNetworkInterfaceAttachment {
        attachment_id: String,
        device_index: Number,
        status: String,
        delete_on_termination: Flag,
        instance_id: String,
        instance_owner_id: String,
    }
    /// `InstanceIpv4Prefix`.
    Ipv4Prefix { ipv4_prefix: String, }
    /// `InstanceBlockDeviceMapping`.
    InstanceBlockDeviceMapping { device_name: String, ebs: EbsInstanceBlockDevice, }
    /// `EbsInstanceBlockDevice`.
    EbsInstanceBlockDevice { volume_id: String, status: String, attach_time: Instant, delete_on_termination: Flag, }
    /// `InstanceMetadataOptionsResponse`, `LaunchTemplateInstanceMetadataOptions`.
    MetadataOptions {
        state: String,
        http_tokens: String,
        http_put_response_hop_limit: Number,
        http_endpoint: String,
        http_protocol_ipv6: String,
        instance_metadata_tags: String,
    }
    /// `Monitoring`.
    Monitoring { state: String, }
    /// `EnclaveOptions`.
    EnclaveOptions { enabled: Flag, }
    /// `OperatorResponse`: set when another service manages the resource.
    Operator { managed: Flag, principal: String, }

    /// `LaunchTemplateVersion`.
    LaunchTemplateVersion {
        launch_template_id: String,
        launch_template_name: String,
        version_number: Number,
        create_time: Instant,
        default_version: Flag,
        launch_template_data: LaunchTemplateData,
    }
    /// `ResponseLaunchTemplateData`. User data is a redaction marker.
    LaunchTemplateData {
        image_id: String,
        instance_type: String,
        key_name: String,
        user_data: String,
        iam_instance_profile: IamInstanceProfile,
        #[serde(alias = "blockDeviceMappingSet")]
        block_device_mappings: Vec<LaunchTemplateBlockDeviceMapping>,
        #[serde(alias = "networkInterfaceSet")]
        network_interfaces: Vec<LaunchTemplateNetworkInterface>,
        metadata_options: MetadataOptions,
        #[serde(alias = "securityGroupIdSet")]
        security_group_ids: Vec<String>,
        #[serde(alias = "securityGroupSet")]
        security_groups: Vec<String>,
    }
    /// `LaunchTemplateBlockDeviceMapping`.
    LaunchTemplateBlockDeviceMapping { device_name: String, ebs: LaunchTemplateEbs, }
    /// `LaunchTemplateEbsBlockDevice`.
    LaunchTemplateEbs { encrypted: Flag, kms_key_id: String, volume_type: String, volume_size: Number, delete_on_termination: Flag, }
    /// `LaunchTemplateInstanceNetworkInterfaceSpecification`.
    LaunchTemplateNetworkInterface {
        device_index: Number,
        associate_public_ip_address: Flag,
        subnet_id: String,
        #[serde(alias = "groupSet")]
        groups: Vec<String>,
    }

    /// `Image`.
    Image {
        image_id: String,
        name: String,
        #[serde(alias = "imageOwnerId")]
        owner_id: String,
        image_owner_alias: String,
        creation_date: Instant,
        deprecation_time: Instant,
        #[serde(alias = "imageState")]
        state: String,
        architecture: String,
        platform_details: String,
        description: String,
        root_device_type: String,
        #[serde(rename = "public", alias = "isPublic")]
        public: Flag,
    }
    /// `InstanceTypeInfo`.
    InstanceTypeInfo {
        instance_type: String,
        hypervisor: String,
        bare_metal: Flag,
        current_generation: Flag,
        v_cpu_info: VCpuInfo,
        memory_info: MemoryInfo,
        network_info: NetworkInfo,
        nitro_enclaves_support: String,
    }
    /// `VCpuInfo`.
    VCpuInfo { default_v_cpus: Number, }
    /// `MemoryInfo`.
    MemoryInfo {
        #[serde(rename = "sizeInMiB")]
        size_in_mib: Number,
    }
    /// `NetworkInfo`.
    NetworkInfo {
        maximum_network_interfaces: Number,
        ipv4_addresses_per_interface: Number,
        ipv6_addresses_per_interface: Number,
        ipv6_supported: Flag,
        ena_support: String,
        encryption_in_transit_supported: Flag,
    }
    /// `Volume`.
    Volume {
        volume_id: String,
        size: Number,
        snapshot_id: String,
        availability_zone: String,
        #[serde(alias = "status")]
        state: String,
        create_time: Instant,
        #[serde(alias = "attachmentSet")]
        attachments: Vec<VolumeAttachment>,
        volume_type: String,
        encrypted: Flag,
        kms_key_id: String,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
        operator: Operator,
    }
    /// `VolumeAttachment`.
    VolumeAttachment {
        volume_id: String,
        instance_id: String,
        device: String,
        #[serde(alias = "status")]
        state: String,
        delete_on_termination: Flag,
    }
    /// Reply of `GetEbsEncryptionByDefault`.
    EbsEncryptionByDefault { ebs_encryption_by_default: Flag, sse_type: String, }
    /// `InstanceMetadataDefaultsResponse`.
    InstanceMetadataDefaults {
        http_tokens: String,
        http_put_response_hop_limit: Number,
        http_endpoint: String,
        instance_metadata_tags: String,
        managed_by: String,
    }
}
