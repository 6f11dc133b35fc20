//! Which conditions make a grant smaller.
//!
//! A condition that everybody meets, or the role itself always, takes nothing away: `aws:SecureTransport`, a Region,
//! `aws:PrincipalArn` of any role. Only the keys listed here narrow, in an operator that asks for a value, with values
//! that do not stand for everything. Whatever else is asked is told with the grant.
//! Source: IAM User Guide, "AWS global condition context keys" and "IAM JSON policy elements: Condition operators";
//! Service Authorization Reference for the keys of services.

use ipnet::IpNet;

use super::arn::Arn;
use super::document::{Clause, Statement};
use super::pattern::is_wild;

/// Keys whose value tells from where a call comes, in whose name, or on what it acts.
const KEYS: [&str; 44] = [
    "autoscaling:loadbalancernames",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "cloudwatch:namespace",
    "dynamodb:leadingkeys",
    "ec2:createaction",
    "ec2:instanceprofile",
    "ec2:launchtemplate",
    "ec2:parentsnapshot",
    "ec2:subnet",
    "ec2:vpc",
    "ecs:cluster",
    "eks:accessentrytype",
    "eks:clustername",
    "eks:policyarn",
    "eks:principalarn",
    "elasticfilesystem:accesspointarn",
    "elasticloadbalancing:createaction",
    "iam:associatedresourcearn",
    "iam:awsservicename",
    "iam:permissionsboundary",
    "iam:policyarn",
    "kms:resourcealiases",
    "kms:viaservice",
    "lambda:functionarn",
    "route53:changeresourcerecordsetsnormalizedrecordnames",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:prefix",
    "secretsmanager:secretid",
    "sns:endpoint",
    "sts:externalid",
    "wafv2:loadbalancerarn",
];
/// Beginnings and middles of keys that name a tag, or a part of what encryption is bound to.
const TAG_KEYS: [&str; 5] = ["resourcetag/", "requesttag/", "db-tag/", "existingobjecttag/", "encryptioncontext:"];

/// Keys that narrow when they are true: the call is an AWS service's own.
const TRUE_KEYS: [&str; 2] = ["aws:viaawsservice", "kms:grantisforawsresource"];

/// What only narrows who may assume a role.
const TRUST_KEYS: [&str; 3] = ["aws:principalaccount", "aws:principalarn", "aws:userid"];

/// True when a condition of `statement`, one of an identity policy, narrows what it allows.
pub(super) fn narrows(statement: &Statement) -> bool {
    statement.condition.iter().any(|clause| asks(clause) && is_narrow_key(&clause.key) && !is_met_by_all(clause))
}

/// True when a condition of `statement`, one of a trust policy, keeps anyone out.
/// `claims` are keys of an identity provider that tell its customers apart.
pub(super) fn keeps_out(statement: &Statement, claims: &[String]) -> bool {
    let known = |key: &str| is_narrow_key(key) || TRUST_KEYS.contains(&key.to_lowercase().as_str());
    let is_claim = |key: &str| claims.iter().any(|claim| claim.eq_ignore_ascii_case(key));
    let of_any_customer = |clause: &Clause| clause.values.iter().any(|value| is_of_any_customer(value));
    statement.condition.iter().any(|clause| {
        asks(clause)
            && !is_met_by_all(clause)
            && (known(&clause.key) || is_claim(&clause.key) && !of_any_customer(clause))
    })
}

/// `repo:*`, `repo:*/*:ref:*`: the part that names the customer is open.
fn is_of_any_customer(value: &str) -> bool {
    value.split([':', '/']).nth(1).is_some_and(is_wild)
}

/// What is asked besides, for the reader: the keys of all conditions.
pub(super) fn words(statement: &Statement) -> Option<String> {
    let mut keys: Vec<&str> = statement.condition.iter().map(|clause| clause.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    (!keys.is_empty()).then(|| keys.join(", "))
}

/// The services to which `iam:PassRole` may pass a role, when a condition names them.
pub(super) fn passed_to(statement: &Statement) -> Option<&[String]> {
    let clause = statement.condition.iter().find(|clause| {
        clause.key.eq_ignore_ascii_case("iam:PassedToService")
            && asks(clause)
            && !clause.values.iter().any(|v| is_wild(v))
    })?;
    Some(&clause.values)
}

fn is_narrow_key(key: &str) -> bool {
    let key = key.to_lowercase();
    TRUE_KEYS.contains(&key.as_str()) || KEYS.contains(&key.as_str()) || TAG_KEYS.iter().any(|part| key.contains(part))
}

/// True when the operator lets a value through only if it is there. Operators are compared without their case; `IfExists`
/// and `ForAllValues` let an absent key through, `Not…` nearly everything.
fn asks(clause: &Clause) -> bool {
    let operator = clause.operator.to_lowercase();
    let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    match operator {
        "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike" | "ipaddress" => true,
        "bool" => {
            TRUE_KEYS.contains(&clause.key.to_lowercase().as_str())
                && clause.values.iter().all(|value| value.eq_ignore_ascii_case("true"))
        }
        // That a tag is there at all.
        "null" => clause.values.iter().all(|value| value.eq_ignore_ascii_case("false")),
        _ => false,
    }
}

/// One value that everybody meets makes the clause one that everybody meets.
fn is_met_by_all(clause: &Clause) -> bool {
    clause.values.is_empty() || clause.values.iter().any(|value| stands_for_all(value))
}

fn stands_for_all(value: &str) -> bool {
    if is_wild(value) {
        return true;
    }
    if let Ok(block) = value.parse::<IpNet>() {
        // Shorter prefixes are a large share of the internet.
        return match block {
            IpNet::V4(block) => block.prefix_len() < 8,
            IpNet::V6(block) => block.prefix_len() < 16,
        };
    }
    // An ARN without a name in it: `arn:aws:iam::*:role/*`.
    Arn::of(value).is_some_and(|arn| arn.account().is_empty() || is_wild(arn.account()))
        && super::breadth::unnamed(&[value]).is_some()
}
