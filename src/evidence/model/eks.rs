//! Amazon EKS: clusters, node groups, add-ons, versions, insights.
//! Source: Amazon EKS API Reference, data types of the same names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api_shapes;
use crate::evidence::scalar::{Flag, Instant, Number};

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

api_shapes! {
    /// `Cluster`.
    Cluster {
        name: String as Name,
        arn: String as Arn,
        created_at: Instant,
        version: String as Version,
        endpoint: String as Url,
        role_arn: String as Arn,
        resources_vpc_config: VpcConfig,
        kubernetes_network_config: KubernetesNetworkConfig,
        logging: Logging,
        identity: Identity,
        status: String as Word,
        platform_version: String as Version,
        tags: Tags as Tag,
        encryption_config: Vec<EncryptionConfig>,
        connector_config: Value as Closed,
        health: Health,
        outpost_config: Value as Closed,
        access_config: AccessConfig,
        upgrade_policy: UpgradePolicy,
        zonal_shift_config: Enabled,
        remote_network_config: Value as Closed,
        compute_config: ComputeConfig,
        storage_config: StorageConfig,
        deletion_protection: Flag,
        control_plane_scaling_config: Value as Closed,
    }
    /// `VpcConfigResponse`.
    VpcConfig {
        subnet_ids: Vec<String> as ResourceId,
        security_group_ids: Vec<String> as ResourceId,
        cluster_security_group_id: String as ResourceId,
        vpc_id: String as ResourceId,
        endpoint_public_access: Flag,
        endpoint_private_access: Flag,
        public_access_cidrs: Vec<String> as Cidr,
        control_plane_egress_mode: String as Word,
    }
    /// `KubernetesNetworkConfigResponse`.
    KubernetesNetworkConfig {
        service_ipv4_cidr: String as Cidr,
        service_ipv6_cidr: String as Cidr,
        ip_family: String as Word,
        elastic_load_balancing: Enabled,
    }
    /// An object with one `enabled` member.
    Enabled { enabled: Flag, }
    /// `Logging`.
    Logging { cluster_logging: Vec<LogSetup>, }
    /// `LogSetup`.
    LogSetup { types: Vec<String> as Word, enabled: Flag, }
    /// `Identity`.
    Identity { oidc: Oidc, }
    /// `OIDC`.
    Oidc { issuer: String as Url, }
    /// `EncryptionConfig`.
    EncryptionConfig { resources: Vec<String> as Word, provider: Provider, }
    /// `Provider`.
    Provider { key_arn: String as Arn, }
    /// `ClusterHealth`, `NodegroupHealth`, `AddonHealth`.
    Health { issues: Vec<Issue>, }
    /// `Issue`, `ClusterIssue`, `AddonIssue`.
    Issue { code: String as Word, message: String as Message, resource_ids: Vec<String> as Name, }
    /// `AccessConfigResponse`.
    AccessConfig { bootstrap_cluster_creator_admin_permissions: Flag, authentication_mode: String as Word, }
    /// `UpgradePolicyResponse`.
    UpgradePolicy { support_type: String as Word, }
    /// `ComputeConfigResponse`.
    ComputeConfig { enabled: Flag, node_pools: Vec<String> as Name, node_role_arn: String as Arn, }
    /// `StorageConfigResponse`.
    StorageConfig { block_storage: Enabled, }

    /// `Nodegroup`.
    Nodegroup {
        nodegroup_name: String as Name,
        nodegroup_arn: String as Arn,
        cluster_name: String as Name,
        version: String as Version,
        release_version: String as Name,
        created_at: Instant,
        modified_at: Instant,
        status: String as Word,
        capacity_type: String as Word,
        scaling_config: ScalingConfig,
        instance_types: Vec<String> as Name,
        subnets: Vec<String> as ResourceId,
        remote_access: RemoteAccess,
        ami_type: String as Word,
        node_role: String as Arn,
        labels: Tags as Tag,
        taints: Vec<Taint>,
        resources: NodegroupResources,
        disk_size: Number,
        health: Health,
        update_config: UpdateConfig,
        node_repair_config: Enabled,
        launch_template: LaunchTemplateSpecification,
        tags: Tags as Tag,
    }
    /// `Taint`.
    Taint { key: String as Name, value: String, effect: String as Word, }
    /// `NodegroupScalingConfig`.
    ScalingConfig { min_size: Number, max_size: Number, desired_size: Number, }
    /// `RemoteAccessConfig`.
    RemoteAccess { ec2_ssh_key: String as Name, source_security_groups: Vec<String> as ResourceId, }
    /// `NodegroupResources`.
    NodegroupResources { auto_scaling_groups: Vec<Named>, remote_access_security_group: String as ResourceId, }
    /// An object with one `name` member.
    Named { name: String as Name, }
    /// `NodegroupUpdateConfig`.
    UpdateConfig { max_unavailable: Number, max_unavailable_percentage: Number, update_strategy: String as Word, }
    /// `LaunchTemplateSpecification`.
    LaunchTemplateSpecification { name: String as Name, version: String as TemplateVersion, id: String as ResourceId, }

    /// `FargateProfile`.
    FargateProfile {
        fargate_profile_name: String as Name,
        fargate_profile_arn: String as Arn,
        cluster_name: String as Name,
        created_at: Instant,
        pod_execution_role_arn: String as Arn,
        subnets: Vec<String> as ResourceId,
        selectors: Vec<FargateSelector>,
        status: String as Word,
        tags: Tags as Tag,
    }
    /// `FargateProfileSelector`.
    FargateSelector { namespace: String as Pattern, labels: Tags as Pattern, }

    /// `Addon`.
    Addon {
        addon_name: String as Name,
        addon_arn: String as Arn,
        cluster_name: String as Name,
        status: String as Word,
        addon_version: String as Name,
        health: Health,
        created_at: Instant,
        modified_at: Instant,
        service_account_role_arn: String as Arn,
        tags: Tags as Tag,
        publisher: String as Name,
        owner: String as Name,
        configuration_values: String as Configuration,
        pod_identity_associations: Vec<String> as Arn,
    }
    /// `AddonInfo`.
    AddonInfo {
        addon_name: String as Name,
        #[serde(rename = "type")]
        addon_type: String as Word,
        addon_versions: Vec<AddonVersionInfo>,
        publisher: String as Name,
        owner: String as Name,
    }
    /// `AddonVersionInfo`.
    AddonVersionInfo {
        addon_version: String as Name,
        architecture: Vec<String> as Name,
        compute_types: Vec<String> as Word,
        compatibilities: Vec<Compatibility>,
        requires_configuration: Flag,
        requires_iam_permissions: Flag,
    }
    /// `Compatibility`.
    Compatibility { cluster_version: String as Version, platform_versions: Vec<String> as Pattern, default_version: Flag, }

    /// `ClusterVersionInformation`.
    ClusterVersion {
        cluster_version: String as Version,
        cluster_type: String as Name,
        default_platform_version: String as Version,
        default_version: Flag,
        release_date: Instant,
        end_of_standard_support_date: Instant,
        end_of_extended_support_date: Instant,
        status: String as Word,
        version_status: String as Word,
        kubernetes_patch_version: String as Version,
    }
    /// `Insight`, with its cluster.
    Insight {
        id: String as Name,
        name: String as Title,
        cluster_name: String as Name,
        category: String as Word,
        kubernetes_version: String as Version,
        last_refresh_time: Instant,
        last_transition_time: Instant,
        description: String,
        insight_status: InsightStatus,
        recommendation: String,
        additional_info: Tags,
        resources: Vec<Value>,
        category_specific_summary: Value,
    }
    /// `InsightStatus`.
    InsightStatus { status: String as Word, reason: String as Message, }
}
