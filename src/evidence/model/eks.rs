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
        name: String,
        arn: String,
        created_at: Instant,
        version: String,
        endpoint: String,
        role_arn: String,
        resources_vpc_config: VpcConfig,
        kubernetes_network_config: KubernetesNetworkConfig,
        logging: Logging,
        identity: Identity,
        status: String,
        platform_version: String,
        tags: Tags,
        encryption_config: Vec<EncryptionConfig>,
        connector_config: Value,
        health: Health,
        outpost_config: Value,
        access_config: AccessConfig,
        upgrade_policy: UpgradePolicy,
        zonal_shift_config: Enabled,
        remote_network_config: Value,
        compute_config: ComputeConfig,
        storage_config: StorageConfig,
        deletion_protection: Flag,
        control_plane_scaling_config: Value,
    }
    /// `VpcConfigResponse`.
    VpcConfig {
        subnet_ids: Vec<String>,
        security_group_ids: Vec<String>,
        cluster_security_group_id: String,
        vpc_id: String,
        endpoint_public_access: Flag,
        endpoint_private_access: Flag,
        public_access_cidrs: Vec<String>,
        control_plane_egress_mode: String,
    }
    /// `KubernetesNetworkConfigResponse`.
    KubernetesNetworkConfig {
        service_ipv4_cidr: String,
        service_ipv6_cidr: String,
        ip_family: String,
        elastic_load_balancing: Enabled,
    }
    /// An object with one `enabled` member.
    Enabled { enabled: Flag, }
    /// `Logging`.
    Logging { cluster_logging: Vec<LogSetup>, }
    /// `LogSetup`.
    LogSetup { types: Vec<String>, enabled: Flag, }
    /// `Identity`.
    Identity { oidc: Oidc, }
    /// `OIDC`.
    Oidc { issuer: String, }
    /// `EncryptionConfig`.
    EncryptionConfig { resources: Vec<String>, provider: Provider, }
    /// `Provider`.
    Provider { key_arn: String, }
    /// `ClusterHealth`, `NodegroupHealth`, `AddonHealth`.
    Health { issues: Vec<Issue>, }
    /// `Issue`, `ClusterIssue`, `AddonIssue`.
    Issue { code: String, message: String, resource_ids: Vec<String>, }
    /// `AccessConfigResponse`.
    AccessConfig { bootstrap_cluster_creator_admin_permissions: Flag, authentication_mode: String, }
    /// `UpgradePolicyResponse`.
    UpgradePolicy { support_type: String, }
    /// `ComputeConfigResponse`.
    ComputeConfig { enabled: Flag, node_pools: Vec<String>, node_role_arn: String, }
    /// `StorageConfigResponse`.
    StorageConfig { block_storage: Enabled, }

    /// `Nodegroup`.
    Nodegroup {
        nodegroup_name: String,
        nodegroup_arn: String,
        cluster_name: String,
        version: String,
        release_version: String,
        created_at: Instant,
        modified_at: Instant,
        status: String,
        capacity_type: String,
        scaling_config: ScalingConfig,
        instance_types: Vec<String>,
        subnets: Vec<String>,
        remote_access: RemoteAccess,
        ami_type: String,
        node_role: String,
        labels: Tags,
        taints: Vec<Value>,
        resources: NodegroupResources,
        disk_size: Number,
        health: Health,
        update_config: UpdateConfig,
        node_repair_config: Enabled,
        launch_template: LaunchTemplateSpecification,
        tags: Tags,
    }
    /// `NodegroupScalingConfig`.
    ScalingConfig { min_size: Number, max_size: Number, desired_size: Number, }
    /// `RemoteAccessConfig`.
    RemoteAccess { ec2_ssh_key: String, source_security_groups: Vec<String>, }
    /// `NodegroupResources`.
    NodegroupResources { auto_scaling_groups: Vec<Named>, remote_access_security_group: String, }
    /// An object with one `name` member.
    Named { name: String, }
    /// `NodegroupUpdateConfig`.
    UpdateConfig { max_unavailable: Number, max_unavailable_percentage: Number, update_strategy: String, }
    /// `LaunchTemplateSpecification`.
    LaunchTemplateSpecification { name: String, version: String, id: String, }

    /// `FargateProfile`.
    FargateProfile {
        fargate_profile_name: String,
        fargate_profile_arn: String,
        cluster_name: String,
        created_at: Instant,
        pod_execution_role_arn: String,
        subnets: Vec<String>,
        selectors: Vec<FargateSelector>,
        status: String,
        tags: Tags,
    }
    /// `FargateProfileSelector`.
    FargateSelector { namespace: String, labels: Tags, }

    /// `Addon`.
    Addon {
        addon_name: String,
        addon_arn: String,
        cluster_name: String,
        status: String,
        addon_version: String,
        health: Health,
        created_at: Instant,
        modified_at: Instant,
        service_account_role_arn: String,
        tags: Tags,
        publisher: String,
        owner: String,
        configuration_values: String,
        pod_identity_associations: Vec<String>,
    }
    /// `AddonInfo`.
    AddonInfo {
        addon_name: String,
        #[serde(rename = "type")]
        addon_type: String,
        addon_versions: Vec<AddonVersionInfo>,
        publisher: String,
        owner: String,
    }
    /// `AddonVersionInfo`.
    AddonVersionInfo {
        addon_version: String,
        architecture: Vec<String>,
        compute_types: Vec<String>,
        compatibilities: Vec<Compatibility>,
        requires_configuration: Flag,
        requires_iam_permissions: Flag,
    }
    /// `Compatibility`.
    Compatibility { cluster_version: String, platform_versions: Vec<String>, default_version: Flag, }

    /// `ClusterVersionInformation`.
    ClusterVersion {
        cluster_version: String,
        cluster_type: String,
        default_platform_version: String,
        default_version: Flag,
        release_date: Instant,
        end_of_standard_support_date: Instant,
        end_of_extended_support_date: Instant,
        status: String,
        version_status: String,
        kubernetes_patch_version: String,
    }
    /// `Insight`, with its cluster.
    Insight {
        id: String,
        name: String,
        cluster_name: String,
        category: String,
        kubernetes_version: String,
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
    InsightStatus { status: String, reason: String, }
}
