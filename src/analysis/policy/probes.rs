//! Actions to ask of, where a policy is judged by what its patterns match.

use std::collections::BTreeSet;

use super::document::{Selection, Statement};
use super::evaluate::Policies;
use super::pattern::covers;

/// Services that stand for all: those that a cluster's account uses, of every kind.
const SERVICES: [&str; 24] = [
    "autoscaling",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticloadbalancing",
    "events",
    "glue",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "states",
    "sts",
];
/// Words with which names of actions begin that change something.
const CHANGING: [&str; 8] = ["Attach", "Create", "Delete", "Put", "Run", "Send", "Terminate", "Update"];
/// What follows them in no action of AWS.
const REST: &str = "Q7zk";

/// Every service that stands for all, and those that the policies name.
pub(super) fn services(policies: &Policies) -> BTreeSet<String> {
    let mut services: BTreeSet<String> = SERVICES.iter().map(|&service| service.to_owned()).collect();
    for pattern in patterns(policies) {
        let named = pattern.split_once(':').map(|(service, _)| service.to_lowercase());
        services.extend(named.filter(|service| !service.is_empty() && !service.contains(['*', '?'])));
    }
    services
}

/// Services some of whose actions act on what another service names.
/// Source: Service Authorization Reference, "Resource types defined by ...".
const ACTING_ON: [(&str, &str); 6] = [
    ("ec2-instance-connect", "ec2"),
    ("eks-auth", "eks"),
    ("rds-data", "rds"),
    ("sso", "iam"),
    ("ssm", "ec2"),
    ("sts", "iam"),
];

/// The kind of every resource of a service.
pub(super) fn everything_of(service: &str) -> String {
    format!("arn:*:{service}:*")
}

/// The kinds of everything that actions of a service act on.
pub(super) fn acted_on(service: &str) -> impl Iterator<Item = String> {
    let others = ACTING_ON.iter().filter(move |(acting, _)| *acting == service).map(|(_, other)| *other);
    std::iter::once(service).chain(others).map(everything_of)
}

/// An action for each letter of the alphabet.
pub(super) fn of_letters(service: &str) -> impl Iterator<Item = String> {
    ('A'..='Z').map(move |letter| format!("{service}:{letter}{}", REST.to_lowercase()))
}

/// Actions that change something and that `pattern` matches: itself where it names one; else those that stand for all
/// services, and every pattern of the policies with its wildcards filled.
pub(super) fn changes(policies: &Policies, pattern: &str) -> Vec<String> {
    if !pattern.contains(['*', '?']) {
        return vec![pattern.to_owned()];
    }
    let services = services(policies).into_iter();
    let standing = services.flat_map(|service| CHANGING.map(|verb| format!("{service}:{verb}{REST}")));
    let written = patterns(policies).into_iter().chain([pattern]);
    let written = written.map(|pattern| pattern.replace('*', REST).replace('?', "q"));
    let all: BTreeSet<String> = standing.chain(written).collect();
    let fits = |action: &String| action.contains(':') && covers(pattern, action) && super::verbs::changes(action);
    all.into_iter().filter(fits).collect()
}

fn patterns(policies: &Policies) -> Vec<&str> {
    let boundary = policies.boundary.iter().flat_map(|document| &document.statements);
    let own = policies.own.iter().flat_map(|attached| &attached.document.statements);
    own.chain(boundary).flat_map(of_statement).map(String::as_str).collect()
}

fn of_statement(statement: &Statement) -> &[String] {
    match &statement.actions {
        Selection::Only(list) | Selection::AllBut(list) => list,
    }
}
