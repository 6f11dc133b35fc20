//! AWS IAM: policies, OIDC providers and the account as a whole.

use std::collections::BTreeSet;

use futures::future::join_all;

use super::eks::ClusterParts;
use super::{Clients, Nodes, Scope, iam_roles};
use crate::evidence::topic::Topic;

pub(super) const POLICY: &[&str] = &["iam:GetPolicy", "iam:GetPolicyVersion"];
pub(super) const OIDC_PROVIDER: &[&str] = &["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider"];
pub(super) const ACCOUNT_SUMMARY: &[&str] = &["iam:GetAccountSummary"];

/// Reads what of IAM is in scope.
pub(super) async fn read(clients: &Clients, scope: &Scope, clusters: &[ClusterParts], nodes: &Nodes) {
    let roles = async {
        let policies = iam_roles::read(clients, scope, clusters, nodes).await;
        read_policies(clients, scope, &policies).await;
    };
    let summary = async {
        if scope.reads(Topic::IamAccountSummary) {
            drop(clients.iam.get_account_summary().send().await);
        }
    };
    tokio::join!(roles, oidc_providers(clients, scope, clusters), summary);
}

/// Reads the roles with these ARNs, and their policies.
pub(super) async fn read_roles(clients: &Clients, scope: &Scope, arns: &BTreeSet<String>) {
    if scope.reads(Topic::IamRole) {
        let policies = iam_roles::read_named(clients, scope, arns).await;
        read_policies(clients, scope, &policies).await;
    }
}

async fn read_policies(clients: &Clients, scope: &Scope, policies: &BTreeSet<String>) {
    if scope.reads(Topic::IamPolicy) {
        join_all(policies.iter().map(|arn| policy(clients, arn))).await;
    }
}

async fn policy(clients: &Clients, arn: &str) {
    let Ok(reply) = clients.iam.get_policy().policy_arn(arn).send().await else { return };
    if let Some(version) = reply.policy().and_then(|policy| policy.default_version_id()) {
        drop(clients.iam.get_policy_version().policy_arn(arn).version_id(version).send().await);
    }
}

/// Lists all providers, because IAM has no filter, and reads the clusters' own.
async fn oidc_providers(clients: &Clients, scope: &Scope, clusters: &[ClusterParts]) {
    if !scope.reads(Topic::IamOidcProvider) {
        return;
    }
    let Ok(reply) = clients.iam.list_open_id_connect_providers().send().await else { return };
    let issuers: BTreeSet<&str> = clusters.iter().filter_map(ClusterParts::issuer).collect();
    let arns = reply.open_id_connect_provider_list().iter().filter_map(|provider| provider.arn());
    let own = arns.filter(|arn| arn.split_once(":oidc-provider/").is_some_and(|(_, url)| issuers.contains(url)));
    join_all(own.map(|arn| clients.iam.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send())).await;
}
