//! Amazon EC2: instances, images, launch templates, volumes, account settings.
//! Source: Amazon EC2 API Reference, data types of the same names.

use super::api_shapes;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `Tag`.
    Tag { key: String as Key, value: String as Tag, }
    /// `TagDescription` of Auto Scaling.
    AutoscalingTag { resource_id: String as Name, key: String as Key, value: String as Tag, propagate_at_launch: Flag, }

    /// `Instance`.
    Instance {
        instance_id: String as ResourceId,
        image_id: String as ResourceId,
        #[serde(alias = "instanceState")]
        state: InstanceState,
        instance_type: String as Name,
        launch_time: Instant,
        placement: Placement,
        private_ip_address: String as Cidr,
        #[serde(alias = "ipAddress")]
        public_ip_address: String as Cidr,
        private_dns_name: String as Host,
        #[serde(alias = "dnsName")]
        public_dns_name: String as Host,
        key_name: String as Name,
        subnet_id: String as ResourceId,
        vpc_id: String as ResourceId,
        platform: String as Word,
        platform_details: String as Title,
        architecture: String as Name,
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
    InstanceState { code: Number, name: String as Word, }
    /// `Placement`.
    Placement { availability_zone: String as Name, availability_zone_id: String as Name, tenancy: String as Word, }
    /// `IamInstanceProfile`.
    IamInstanceProfile { arn: String as Arn, id: String as Name, name: String as Name, }
    /// `GroupIdentifier`.
    GroupIdentifier { group_id: String as ResourceId, group_name: String as Name, }
    /// `InstanceNetworkInterface`.
    InstanceNetworkInterface {
        network_interface_id: String as ResourceId,
        subnet_id: String as ResourceId,
        vpc_id: String as ResourceId,
        private_ip_address: String as Cidr,
        association: Association,
        #[serde(alias = "groupSet")]
        groups: Vec<GroupIdentifier>,
        interface_type: String as Word,
        attachment: InstanceNetworkInterfaceAttachment,
        #[serde(alias = "ipv4PrefixSet")]
        ipv4_prefixes: Vec<Ipv4Prefix>,
    }
    /// `InstanceNetworkInterfaceAssociation`, `NetworkInterfaceAssociation`.
    Association { public_ip: String as Cidr, public_dns_name: String as Host, ip_owner_id: String as Name, }
    /// `InstanceNetworkInterfaceAttachment`, `NetworkInterfaceAttachment`.
    InstanceNetworkInterfaceAttachment {
        attachment_id: String as Name,
        device_index: Number,
        status: String as Word,
        delete_on_termination: Flag,
        instance_id: String as ResourceId,
        instance_owner_id: String as Name,
    }
    /// `InstanceIpv4Prefix`.
    Ipv4Prefix { ipv4_prefix: String as Cidr, }
    /// `InstanceBlockDeviceMapping`.
    InstanceBlockDeviceMapping { device_name: String as Path, ebs: EbsInstanceBlockDevice, }
    /// `EbsInstanceBlockDevice`.
    EbsInstanceBlockDevice { volume_id: String as ResourceId, status: String as Word, attach_time: Instant, delete_on_termination: Flag, }
    /// `InstanceMetadataOptionsResponse`, `LaunchTemplateInstanceMetadataOptions`.
    MetadataOptions {
        state: String as Word,
        http_tokens: String as Word,
        http_put_response_hop_limit: Number,
        http_endpoint: String as Word,
        http_protocol_ipv6: String as Word,
        instance_metadata_tags: String as Word,
    }
    /// `Monitoring`.
    Monitoring { state: String as Word, }
    /// `EnclaveOptions`.
    EnclaveOptions { enabled: Flag, }
    /// `OperatorResponse`: set when another service manages the resource.
    Operator { managed: Flag, principal: String as Host, }

    /// `LaunchTemplateVersion`.
    LaunchTemplateVersion {
        launch_template_id: String as ResourceId,
        launch_template_name: String as Name,
        version_number: Number,
        create_time: Instant,
        default_version: Flag,
        launch_template_data: LaunchTemplateData,
    }
    /// `ResponseLaunchTemplateData`. User data is a redaction marker.
    LaunchTemplateData {
        image_id: String as ResourceId,
        instance_type: String as Name,
        key_name: String as Name,
        user_data: String as UserData,
        iam_instance_profile: IamInstanceProfile,
        #[serde(alias = "blockDeviceMappingSet")]
        block_device_mappings: Vec<LaunchTemplateBlockDeviceMapping>,
        #[serde(alias = "networkInterfaceSet")]
        network_interfaces: Vec<LaunchTemplateNetworkInterface>,
        metadata_options: MetadataOptions,
        #[serde(alias = "securityGroupIdSet")]
        security_group_ids: Vec<String> as ResourceId,
        #[serde(alias = "securityGroupSet")]
        security_groups: Vec<String> as Name,
    }
    /// `LaunchTemplateBlockDeviceMapping`.
    LaunchTemplateBlockDeviceMapping { device_name: String as Path, ebs: LaunchTemplateEbs, }
    /// `LaunchTemplateEbsBlockDevice`.
    LaunchTemplateEbs { encrypted: Flag, kms_key_id: String as KeyId, volume_type: String as Word, volume_size: Number, delete_on_termination: Flag, }
    /// `LaunchTemplateInstanceNetworkInterfaceSpecification`.
    LaunchTemplateNetworkInterface {
        device_index: Number,
        associate_public_ip_address: Flag,
        subnet_id: String as ResourceId,
        #[serde(alias = "groupSet")]
        groups: Vec<String> as ResourceId,
    }

    /// `Image`.
    Image {
        image_id: String as ResourceId,
        name: String as Name,
        #[serde(alias = "imageOwnerId")]
        owner_id: String as Name,
        image_owner_alias: String as Name,
        creation_date: Instant,
        deprecation_time: Instant,
        #[serde(alias = "imageState")]
        state: String as Word,
        architecture: String as Name,
        platform_details: String as Title,
        description: String,
        root_device_type: String as Word,
        #[serde(rename = "public", alias = "isPublic")]
        public: Flag,
    }
    /// `InstanceTypeInfo`.
    InstanceTypeInfo {
        instance_type: String as Name,
        hypervisor: String as Word,
        bare_metal: Flag,
        current_generation: Flag,
        v_cpu_info: VCpuInfo,
        memory_info: MemoryInfo,
        network_info: NetworkInfo,
        nitro_enclaves_support: String as Word,
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
        ena_support: String as Word,
        encryption_in_transit_supported: Flag,
    }
    /// `Volume`.
    Volume {
        volume_id: String as ResourceId,
        size: Number,
        snapshot_id: String as ResourceId,
        availability_zone: String as Name,
        #[serde(alias = "status")]
        state: String as Word,
        create_time: Instant,
        #[serde(alias = "attachmentSet")]
        attachments: Vec<VolumeAttachment>,
        volume_type: String as Word,
        encrypted: Flag,
        kms_key_id: String as KeyId,
        #[serde(alias = "tagSet")]
        tags: Vec<Tag>,
        operator: Operator,
    }
    /// `VolumeAttachment`.
    VolumeAttachment {
        volume_id: String as ResourceId,
        instance_id: String as ResourceId,
        device: String as Path,
        #[serde(alias = "status")]
        state: String as Word,
        delete_on_termination: Flag,
    }
    /// Reply of `GetEbsEncryptionByDefault`.
    EbsEncryptionByDefault { ebs_encryption_by_default: Flag, sse_type: String as Word, }
    /// `InstanceMetadataDefaultsResponse`.
    InstanceMetadataDefaults {
        http_tokens: String as Word,
        http_put_response_hop_limit: Number,
        http_endpoint: String as Word,
        instance_metadata_tags: String as Word,
        managed_by: String as Word,
    }
}
