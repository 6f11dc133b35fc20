//! Grants that reach too far.

use super::condition;
use super::document::Selection;
use super::evaluate::{Allowed, Policies, all_but, matched};
use super::probes;
use super::verbs;
use crate::evidence::model::analysis::Grant;

/// How many letters' actions may be missing from what still is the whole service.
const LETTERS_THAT_MAY_MISS: usize = 2;

/// True when every action is allowed on resources that nothing names.
pub(in crate::analysis) fn allows_everything(policies: &Policies) -> bool {
    probes::services(policies).iter().all(|service| whole(policies, service).is_some())
}

/// Grants of a whole service that name no resource, once for each pattern that gives one.
pub(in crate::analysis) fn service_wide(policies: &Policies) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for service in probes::services(policies) {
        for found in whole(policies, &service).into_iter().flatten() {
            let grant = found.grant();
            if !grants.contains(&grant) {
                grants.push(grant);
            }
        }
    }
    in_order(policies, grants)
}

/// The grants by which every action of `service` is allowed on resources that nothing names; `None` when some are not.
/// One pattern that gives all is told alone.
fn whole<'a>(policies: &'a Policies, service: &str) -> Option<Vec<Allowed<'a>>> {
    let kind = probes::everything_of(service);
    let mut missing = 0;
    let mut found: Vec<Allowed<'a>> = Vec::new();
    for action in probes::of_letters(service) {
        match policies.wide(&action, &kind) {
            Some(allowed) => {
                if !found.iter().any(|known| same(known, &allowed)) {
                    found.push(allowed);
                }
            }
            None => missing += 1,
        }
        if missing > LETTERS_THAT_MAY_MISS {
            return None;
        }
    }
    if found.len() > 1 {
        let number = found.len() - 1;
        let mut first = found.swap_remove(0);
        first.action = format!("{} and {number} more patterns", first.action);
        return Some(vec![first]);
    }
    Some(found)
}

fn same(one: &Allowed<'_>, other: &Allowed<'_>) -> bool {
    one.policy == other.policy && one.statement.id == other.statement.id && one.action == other.action
}

/// Grants of changes on resources that nothing names.
pub(in crate::analysis) fn unscoped_writes(policies: &Policies) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for attached in &policies.own {
        for statement in attached.document.statements.iter().filter(|s| s.allow && !condition::narrows(s)) {
            let patterns = match &statement.actions {
                Selection::Only(actions) => actions.iter().filter(|action| verbs::changes(action)).cloned().collect(),
                Selection::AllBut(left) => vec![all_but(left)],
            };
            for pattern in patterns {
                let asked = match &statement.actions {
                    Selection::Only(_) => probes::changes(policies, &pattern),
                    Selection::AllBut(_) => probes::changes(policies, "*"),
                };
                let own = |action: &String| {
                    matched(&statement.actions, action)?;
                    let (kind, found) = kinds_of(action)
                        .into_iter()
                        .find_map(|kind| policies.wide(action, &kind).map(|found| (kind, found)))?;
                    let mine = found.policy == attached.policy && found.statement.id == statement.id;
                    let one =
                        if mine { found } else { own_of(policies, action, &kind, &attached.policy, &statement.id)? };
                    Some(Grant { action: Some(pattern.clone()), ..one.grant() })
                };
                grants.extend(asked.iter().find_map(own));
            }
        }
    }
    grants
}

/// The grant of another statement is told first; this one's own counts, too, where it is as wide.
fn own_of<'a>(policies: &'a Policies, action: &str, kind: &str, policy: &str, statement: &str) -> Option<Allowed<'a>> {
    let of_own = |one: &Allowed<'_>| one.policy == policy && one.statement.id == statement;
    policies.allowed(action, kind).into_iter().filter(of_own).find(Allowed::is_wide)
}

fn kinds_of(action: &str) -> Vec<String> {
    let service = action.split_once(':').map_or("*", |(service, _)| service).to_lowercase();
    if service.contains(['*', '?']) { vec!["arn:*".to_owned()] } else { probes::acted_on(&service).collect() }
}

/// Actions that give out stored data, with the kind of resource that holds it.
/// Source: Service Authorization Reference, tables of actions of these services.
const DATA: [(&str, &str); 16] = [
    ("secretsmanager:GetSecretValue", "arn:*:secretsmanager:*:*:secret:*"),
    ("secretsmanager:BatchGetSecretValue", "arn:*:secretsmanager:*:*:secret:*"),
    ("ssm:GetParameter", "arn:*:ssm:*:*:parameter/*"),
    ("ssm:GetParameters", "arn:*:ssm:*:*:parameter/*"),
    ("ssm:GetParametersByPath", "arn:*:ssm:*:*:parameter/*"),
    ("ssm:GetParameterHistory", "arn:*:ssm:*:*:parameter/*"),
    ("s3:GetObject", "arn:*:s3:::*"),
    ("s3:GetObjectVersion", "arn:*:s3:::*"),
    ("kms:Decrypt", "arn:*:kms:*:*:key/*"),
    ("dynamodb:GetItem", "arn:*:dynamodb:*:*:table/*"),
    ("dynamodb:BatchGetItem", "arn:*:dynamodb:*:*:table/*"),
    ("dynamodb:Query", "arn:*:dynamodb:*:*:table/*"),
    ("dynamodb:Scan", "arn:*:dynamodb:*:*:table/*"),
    ("dynamodb:PartiQLSelect", "arn:*:dynamodb:*:*:table/*"),
    ("sqs:ReceiveMessage", "arn:*:sqs:*:*:*"),
    ("rds-data:ExecuteStatement", "arn:*:rds:*:*:cluster:*"),
];

/// Grants that give out stored data of any resource, each action once.
pub(in crate::analysis) fn data_reach(policies: &Policies) -> Vec<Grant> {
    let of = |(action, kind): &(&str, &str)| {
        let found = policies.wide(action, kind)?;
        Some(Grant { action: Some((*action).to_owned()), ..found.grant() })
    };
    DATA.iter().filter_map(of).collect()
}

/// In the order of policies and statements, as a reader finds them there.
fn in_order(policies: &Policies, mut grants: Vec<Grant>) -> Vec<Grant> {
    let place = |grant: &Grant| {
        let policy = policies.own.iter().position(|attached| Some(&attached.policy) == grant.policy.as_ref());
        let statements = policy.map(|at| &policies.own[at].document.statements);
        let statement =
            statements.and_then(|list| list.iter().position(|one| Some(&one.id) == grant.statement.as_ref()));
        (policy, statement)
    };
    grants.sort_by_key(place);
    grants
}
