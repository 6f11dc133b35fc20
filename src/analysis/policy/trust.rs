//! Who may assume a role, from its trust policy.

use std::collections::BTreeSet;

use super::document::{Clause, Document, Principals, Selection, Statement};
use super::pattern;
use crate::evidence::model::analysis::{Trust, WebIdentityTrust};
use crate::evidence::scalar::Flag;

/// The audience of tokens for IAM roles for service accounts.
/// Source: EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
const AUDIENCE: &str = "sts.amazonaws.com";
const SERVICE_ACCOUNT: &str = "system:serviceaccount:";

/// What the trust policy says. `is_cluster_issuer` tells the OIDC providers of
/// clusters, given without scheme, from others.
pub(in crate::analysis) fn trust_of(document: &Document, is_cluster_issuer: impl Fn(&str) -> bool) -> Trust {
    let mut services = BTreeSet::new();
    let mut aws_principals = BTreeSet::new();
    let mut anyone = false;
    let mut web_identity = Vec::new();
    for statement in document.statements.iter().filter(|statement| statement.allow && assumes(statement)) {
        match &statement.principals {
            Some(Principals::Only(principals)) => {
                for (kind, value) in principals {
                    anyone |= value == "*" && kind != "Service" && !statement.conditioned();
                    match kind.as_str() {
                        "Service" => drop(services.insert(value.clone())),
                        "AWS" | "*" => drop(aws_principals.insert(value.clone())),
                        "Federated" => web_identity.extend(web_identity_trust(statement, value, &is_cluster_issuer)),
                        _ => {}
                    }
                }
            }
            // Everyone but a few is anyone.
            Some(Principals::AllBut) => anyone |= !statement.conditioned(),
            None => {}
        }
    }
    Trust {
        services: Some(services.into_iter().collect()),
        aws_principals: Some(aws_principals.into_iter().collect()),
        anyone: Some(Flag(anyone)),
        web_identity: Some(web_identity),
    }
}

const ASSUME_ACTIONS: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

fn assumes(statement: &Statement) -> bool {
    let any = |patterns: &[String], action| patterns.iter().any(|pattern| pattern::covers(pattern, action));
    match &statement.actions {
        Selection::Only(actions) => ASSUME_ACTIONS.iter().any(|action| any(actions, action)),
        Selection::AllBut(excluded) => ASSUME_ACTIONS.iter().any(|action| !any(excluded, action)),
    }
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
    let positive = clauses.iter().filter(|clause| !clause.operator.contains("Not"));
    let values: BTreeSet<String> = positive.flat_map(|clause| clause.values.iter().cloned()).collect();
    values.into_iter().collect()
}

/// True when the clause lets nothing through but the accepted values. The
/// `IfExists` and `ForAllValues` forms let a missing claim through.
fn is_exact(clause: &Clause, accepts: impl Fn(&str) -> bool) -> bool {
    matches!(clause.operator.as_str(), "StringEquals" | "StringLike")
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
