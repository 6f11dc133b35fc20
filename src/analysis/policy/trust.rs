//! Who may assume a role, from its trust policy.

use std::collections::BTreeSet;

use super::condition;
use super::document::{Clause, Document, Principals, Statement};
use super::evaluate;
use crate::evidence::model::analysis::{Trust, WebIdentityTrust};
use crate::evidence::scalar::Flag;

/// The audience of tokens for IAM roles for service accounts.
/// Source: EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
const AUDIENCE: &str = "sts.amazonaws.com";
const SERVICE_ACCOUNT: &str = "system:serviceaccount:";

/// Identity providers that serve the public: whoever has an account there meets a trust that does not ask for more.
/// Claims that tell one customer of theirs from another.
const PUBLIC_PROVIDERS: [(&str, &[&str]); 9] = [
    ("accounts.google.com", &["aud", "oaud", "sub"]),
    ("agent.buildkite.com", &["sub"]),
    ("api.bitbucket.org", &["aud", "sub"]),
    ("app.terraform.io", &["sub"]),
    ("cognito-identity.amazonaws.com", &["aud", "sub"]),
    ("gitlab.com", &["sub"]),
    ("graph.facebook.com", &["app_id", "id"]),
    ("token.actions.githubusercontent.com", &["sub", "repository", "repository_owner", "job_workflow_ref"]),
    ("www.amazon.com", &["app_id", "user_id"]),
];

/// What the trust policy says. `is_cluster_issuer` tells the OIDC providers of
/// clusters, given without scheme, from others.
pub(in crate::analysis) fn trust_of(document: &Document, is_cluster_issuer: impl Fn(&str) -> bool) -> Trust {
    let mut services = BTreeSet::new();
    let mut aws_principals = BTreeSet::new();
    let mut federated = BTreeSet::new();
    let mut anyone = false;
    let mut web_identity = Vec::new();
    let nobody = document.statements.iter().any(denies_all);
    for statement in document.statements.iter().filter(|statement| statement.allow && assumes(statement) && !nobody) {
        match &statement.principals {
            Some(Principals::Only(principals)) => {
                for (kind, value) in principals {
                    anyone |= value == "*" && kind != "Service" && !condition::keeps_out(statement, &[]);
                    match kind.as_str() {
                        "Service" => drop(services.insert(value.clone())),
                        "AWS" | "*" => drop(aws_principals.insert(value.clone())),
                        "Federated" => {
                            anyone |= is_public(statement, value);
                            federated.insert(value.clone());
                            web_identity.extend(web_identity_trust(statement, value, &is_cluster_issuer));
                        }
                        _ => {}
                    }
                }
            }
            // Everyone but a few is anyone.
            Some(Principals::AllBut) => anyone |= !condition::keeps_out(statement, &[]),
            None => {}
        }
    }
    Trust {
        services: Some(services.into_iter().collect()),
        aws_principals: Some(aws_principals.into_iter().collect()),
        federated_principals: Some(federated.into_iter().collect()),
        anyone: Some(Flag(anyone)),
        web_identity: Some(web_identity),
    }
}

/// A refusal of everyone, without a condition.
fn denies_all(statement: &Statement) -> bool {
    let everyone = match &statement.principals {
        Some(Principals::Only(list)) => list.iter().any(|(kind, value)| value == "*" && kind != "Service"),
        Some(Principals::AllBut) | None => false,
    };
    let every_way = ASSUME_ACTIONS.iter().all(|action| evaluate::matched(&statement.actions, action).is_some());
    !statement.allow && !statement.conditioned() && everyone && every_way
}

/// True when the provider serves the public, and nothing that is asked tells its customers apart.
fn is_public(statement: &Statement, provider: &str) -> bool {
    let host = issuer_of(provider).unwrap_or(provider);
    let host = host.split('/').next().unwrap_or(host);
    let Some((_, claims)) = PUBLIC_PROVIDERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(host)) else {
        return false;
    };
    let issuer = issuer_of(provider).unwrap_or(provider);
    let keys: Vec<String> = claims.iter().map(|claim| format!("{issuer}:{claim}")).collect();
    !condition::keeps_out(statement, &keys)
}

const ASSUME_ACTIONS: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

fn assumes(statement: &Statement) -> bool {
    ASSUME_ACTIONS.iter().any(|action| evaluate::matched(&statement.actions, action).is_some())
}

/// The part of an OIDC provider's ARN after `:oidc-provider/`: the issuer
/// without scheme.
pub(in crate::analysis) fn issuer_of(provider_arn: &str) -> Option<&str> {
    provider_arn.split_once(":oidc-provider/").map(|(_, issuer)| issuer)
}

fn web_identity_trust(
    statement: &Statement,
    provider_arn: &str,
    is_cluster_issuer: &impl Fn(&str) -> bool,
) -> Option<WebIdentityTrust> {
    let issuer = issuer_of(provider_arn).filter(|issuer| is_cluster_issuer(issuer))?;
    let clauses = |claim: &str| -> Vec<&Clause> {
        let key = format!("{issuer}:{claim}");
        statement.condition.iter().filter(|clause| clause.key.eq_ignore_ascii_case(&key)).collect()
    };
    let (subjects, audiences) = (clauses("sub"), clauses("aud"));
    let pinned = subjects.iter().any(|clause| is_exact(clause, is_service_account))
        && audiences.iter().any(|clause| is_exact(clause, |value| value == AUDIENCE));
    Some(WebIdentityTrust {
        provider_arn: Some(provider_arn.to_owned()),
        subjects: Some(values(&subjects)),
        audiences: Some(values(&audiences)),
        pinned: Some(Flag(pinned)),
    })
}

/// Values that a clause can let through: those of negated operators are not.
fn values(clauses: &[&Clause]) -> Vec<String> {
    let positive = clauses.iter().filter(|clause| !clause.operator.to_lowercase().contains("not"));
    let values: BTreeSet<String> = positive.flat_map(|clause| clause.values.iter().cloned()).collect();
    values.into_iter().collect()
}

/// True when the clause lets nothing through but the accepted values. The
/// `IfExists` and `ForAllValues` forms let a missing claim through. Operators are read without their case; names in
/// Kubernetes have no capitals, so that ignoring case lets nobody else in.
fn is_exact(clause: &Clause, accepts: impl Fn(&str) -> bool) -> bool {
    let operator = clause.operator.to_lowercase();
    let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    matches!(operator, "stringequals" | "stringequalsignorecase" | "stringlike")
        && !clause.values.is_empty()
        && clause.values.iter().all(|value| !value.contains(['*', '?']) && accepts(value))
}

fn is_service_account(subject: &str) -> bool {
    service_account(subject).is_some()
}

/// `namespace/name` of the subject `system:serviceaccount:namespace:name`.
pub(in crate::analysis) fn service_account(subject: &str) -> Option<String> {
    let (namespace, name) = subject.strip_prefix(SERVICE_ACCOUNT)?.split_once(':')?;
    let named = !namespace.is_empty() && !name.is_empty() && !name.contains(':');
    named.then(|| format!("{namespace}/{name}"))
}
