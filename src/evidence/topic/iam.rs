//! What AWS IAM tells of roles, policies and the account.

use super::Topic::*;
use super::built_in::BuiltIn;
use crate::evidence::model::iam;

pub(super) const TOPICS: &[BuiltIn] = &[
    BuiltIn::of_cluster::<iam::Role>(
        IamRole,
        "An IAM role that a cluster can reach, with its policies. Key: role ARN.",
    )
    .nouns("role", "roles")
    .key(&["arn"])
    .discovered_through(&[
        EksCluster,
        EksNodegroup,
        EksFargateProfile,
        EksAddon,
        EksAccessEntry,
        EksPodIdentityAssociation,
        Ec2Instance,
        Ec2LaunchTemplateVersion,
    ]),
    BuiltIn::of_account::<iam::Policy>(
        IamPolicy,
        "A managed policy attached to such a role, with its default version. Key: policy ARN.",
    )
    .nouns("policy", "policies")
    .key(&["arn"])
    .discovered_through(&[IamRole]),
    BuiltIn::of_account::<iam::OidcProvider>(IamOidcProvider, "An IAM OIDC provider. Key: provider ARN.")
        .nouns("OIDC provider", "OIDC providers")
        .key(&["arn"])
        .discovered_through(&[EksCluster]),
    BuiltIn::of_account::<iam::AccountSummary>(IamAccountSummary, "The account summary. Key: account.")
        .nouns("account", "accounts"),
];
