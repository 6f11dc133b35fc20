//! AWS IAM. Source: IAM API Reference, data types of the same names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api_shapes;
use super::ec2::Tag;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `Role`, with its policies; documents are decoded JSON.
    Role {
        path: String,
        role_name: String,
        role_id: String,
        arn: String,
        create_date: Instant,
        assume_role_policy_document: Value,
        description: String,
        max_session_duration: Number,
        permissions_boundary: PermissionsBoundary,
        tags: Vec<Tag>,
        role_last_used: RoleLastUsed,
        /// From `ListAttachedRolePolicies`.
        attached_policies: Vec<AttachedPolicy>,
        /// From `ListRolePolicies` and `GetRolePolicy`.
        inline_policies: Vec<InlinePolicy>,
        /// From `GetInstanceProfile`: the profiles that give the role to instances.
        instance_profile_arns: Vec<String>,
    }
    /// `AttachedPermissionsBoundary`.
    PermissionsBoundary { permissions_boundary_type: String, permissions_boundary_arn: String, }
    /// `RoleLastUsed`.
    RoleLastUsed { last_used_date: Instant, region: String, }
    /// `AttachedPolicy`.
    AttachedPolicy { policy_name: String, policy_arn: String, }
    /// Reply of `GetRolePolicy`; the document is decoded JSON.
    InlinePolicy { policy_name: String, policy_document: Value, }
    /// `Policy`, with the document of its default version decoded.
    Policy {
        policy_name: String,
        policy_id: String,
        arn: String,
        path: String,
        default_version_id: String,
        attachment_count: Number,
        is_attachable: Flag,
        create_date: Instant,
        update_date: Instant,
        document: Value,
    }
    /// Reply of `GetOpenIDConnectProvider`, with its ARN.
    OidcProvider {
        arn: String,
        url: String,
        #[serde(rename = "clientIDList")]
        client_id_list: Vec<String>,
        thumbprint_list: Vec<String>,
        create_date: Instant,
        tags: Vec<Tag>,
    }
    /// Reply of `GetAccountSummary`: counts by name, such as `AccountMFAEnabled`.
    AccountSummary { summary_map: BTreeMap<String, Number>, }
}
