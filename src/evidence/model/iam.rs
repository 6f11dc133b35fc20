//! AWS IAM. Source: IAM API Reference, data types of the same names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api_shapes;
use super::ec2::Tag;
use crate::evidence::scalar::{Flag, Instant, Number};

api_shapes! {
    /// `Role`, with its policies; documents are decoded JSON.
    Role {
        path: String as Path,
        role_name: String as Name,
        role_id: String as Name,
        arn: String as Arn,
        create_date: Instant,
        assume_role_policy_document: Value as Policy,
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
        instance_profile_arns: Vec<String> as Arn,
    }
    /// `AttachedPermissionsBoundary`.
    PermissionsBoundary { permissions_boundary_type: String as Word, permissions_boundary_arn: String as Arn, }
    /// `RoleLastUsed`.
    RoleLastUsed { last_used_date: Instant, region: String as Name, }
    /// `AttachedPolicy`.
    AttachedPolicy { policy_name: String as Name, policy_arn: String as Arn, }
    /// Reply of `GetRolePolicy`; the document is decoded JSON.
    InlinePolicy { policy_name: String as Name, policy_document: Value as Policy, }
    /// `Policy`, with the document of its default version decoded.
    Policy {
        policy_name: String as Name,
        policy_id: String as Name,
        arn: String as Arn,
        path: String as Path,
        default_version_id: String as Version,
        attachment_count: Number,
        is_attachable: Flag,
        create_date: Instant,
        update_date: Instant,
        document: Value as Policy,
    }
    /// Reply of `GetOpenIDConnectProvider`, with its ARN.
    OidcProvider {
        arn: String as Arn,
        url: String as Url,
        #[serde(rename = "clientIDList")]
        client_id_list: Vec<String> as Name,
        thumbprint_list: Vec<String> as Name,
        create_date: Instant,
        tags: Vec<Tag>,
    }
    /// Reply of `GetAccountSummary`: counts by name, such as `AccountMFAEnabled`.
    AccountSummary { summary_map: BTreeMap<String, Number>, }
}
