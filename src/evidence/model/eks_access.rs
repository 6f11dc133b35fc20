//! Amazon EKS: who may reach the Kubernetes API and AWS APIs from pods.
//! Source: Amazon EKS API Reference, data types of the same names.

use super::api_shapes;
use super::eks::Tags;
use crate::evidence::scalar::{Flag, Instant};

api_shapes! {
    /// `AccessEntry`, with the policies of `ListAssociatedAccessPolicies`.
    AccessEntry {
        cluster_name: String as Name,
        principal_arn: String as Arn,
        kubernetes_groups: Vec<String> as Name,
        access_entry_arn: String as Arn,
        created_at: Instant,
        modified_at: Instant,
        tags: Tags as Tag,
        username: String as UserName,
        #[serde(rename = "type")]
        entry_type: String as Word,
        associated_access_policies: Vec<AssociatedAccessPolicy>,
    }
    /// `AssociatedAccessPolicy`.
    AssociatedAccessPolicy {
        policy_arn: String as Arn,
        access_scope: AccessScope,
        associated_at: Instant,
        modified_at: Instant,
    }
    /// `AccessScope`.
    AccessScope {
        #[serde(rename = "type")]
        scope_type: String as Word,
        namespaces: Vec<String> as Pattern,
    }
    /// `PodIdentityAssociation`.
    PodIdentityAssociation {
        cluster_name: String as Name,
        namespace: String as Name,
        service_account: String as Name,
        role_arn: String as Arn,
        association_arn: String as Arn,
        association_id: String as Name,
        tags: Tags as Tag,
        created_at: Instant,
        modified_at: Instant,
        owner_arn: String as Arn,
        disable_session_tags: Flag,
        target_role_arn: String as Arn,
        external_id: String,
    }
    /// `OidcIdentityProviderConfig`.
    IdentityProviderConfig {
        identity_provider_config_name: String as Name,
        identity_provider_config_arn: String as Arn,
        cluster_name: String as Name,
        issuer_url: String as Url,
        client_id: String as Name,
        username_claim: String as Name,
        username_prefix: String as UserName,
        groups_claim: String as Name,
        groups_prefix: String as UserName,
        tags: Tags as Tag,
        status: String as Word,
    }
}
