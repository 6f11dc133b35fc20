//! Amazon EKS: who may reach the Kubernetes API and AWS APIs from pods.
//! Source: Amazon EKS API Reference, data types of the same names.

use super::api_shapes;
use super::eks::Tags;
use crate::evidence::scalar::{Flag, Instant};

api_shapes! {
    /// `AccessEntry`, with the policies of `ListAssociatedAccessPolicies`.
    AccessEntry {
        cluster_name: String,
        principal_arn: String,
        kubernetes_groups: Vec<String>,
        access_entry_arn: String,
        created_at: Instant,
        modified_at: Instant,
        tags: Tags,
        username: String,
        #[serde(rename = "type")]
        entry_type: String,
        associated_access_policies: Vec<AssociatedAccessPolicy>,
    }
    /// `AssociatedAccessPolicy`.
    AssociatedAccessPolicy {
        policy_arn: String,
        access_scope: AccessScope,
        associated_at: Instant,
        modified_at: Instant,
    }
    /// `AccessScope`.
    AccessScope {
        #[serde(rename = "type")]
        scope_type: String,
        namespaces: Vec<String>,
    }
    /// `PodIdentityAssociation`.
    PodIdentityAssociation {
        cluster_name: String,
        namespace: String,
        service_account: String,
        role_arn: String,
        association_arn: String,
        association_id: String,
        tags: Tags,
        created_at: Instant,
        modified_at: Instant,
        owner_arn: String,
        disable_session_tags: Flag,
        target_role_arn: String,
        external_id: String,
    }
    /// `OidcIdentityProviderConfig`.
    IdentityProviderConfig {
        identity_provider_config_name: String,
        identity_provider_config_arn: String,
        cluster_name: String,
        issuer_url: String,
        client_id: String,
        username_claim: String,
        username_prefix: String,
        groups_claim: String,
        groups_prefix: String,
        tags: Tags,
        status: String,
    }
}
