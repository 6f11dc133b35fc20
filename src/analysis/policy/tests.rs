use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Attached, Document, Policies, allows_everything, data_reach, escalation_paths, service_wide, trust_of,
    unscoped_writes,
};
use crate::evidence::model::analysis::{Grant, PathEnd};

const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const OWN_POLICY: &str = "arn:aws:iam::111122223333:policy/app";

fn list(text: &str) -> (bool, Vec<String>) {
    let (complement, text) = text.strip_prefix("not ").map_or((false, text), |rest| (true, rest));
    (complement, text.split(',').map(str::to_owned).collect())
}

/// `allow not iam:* on * if {…}`, as documents.txt explains it.
fn statement(text: &str) -> Value {
    let (effect, rest) = text.trim().split_once(' ').unwrap();
    let (rest, condition) = rest.split_once(" if ").map_or((rest, None), |(rest, text)| (rest, Some(text)));
    let (actions, resources) = rest.split_once(" on ").unwrap();
    let mut value = json!({"Effect": if effect == "allow" { "Allow" } else { "Deny" }});
    for (name, text) in [("Action", actions), ("Resource", resources)] {
        let (complement, texts) = list(text);
        value[if complement { format!("Not{name}") } else { name.to_owned() }] = json!(texts);
    }
    if let Some(condition) = condition {
        value["Condition"] = serde_json::from_str(condition).unwrap();
    }
    value
}

fn policies(text: &str) -> Policies {
    let (bound, own): (Vec<&str>, Vec<&str>) = text.split(" ; ").partition(|one| one.trim().starts_with("bound:"));
    let document = |statements: Vec<Value>| Document::parse(&json!({"Statement": statements})).unwrap();
    let bound: Vec<Value> = bound.iter().map(|one| statement(one.trim().trim_start_matches("bound:"))).collect();
    Policies {
        own: vec![Attached {
            policy: OWN_POLICY.to_owned(),
            document: document(own.iter().map(|one| statement(one)).collect()),
        }],
        boundary: (!bound.is_empty()).then(|| document(bound)),
        role: ROLE.to_owned(),
    }
}

/// The letters of documents.txt.
fn answers(policies: &Policies) -> BTreeSet<char> {
    let everything = allows_everything(policies);
    let paths = if everything { Vec::new() } else { escalation_paths(policies) };
    let leads = |end| paths.iter().any(|path| path.leads_to == Some(end));
    let found = [
        ('A', everything || leads(PathEnd::AwsAdministration)),
        ('C', leads(PathEnd::ClusterAdministration)),
        ('I', leads(PathEnd::AnotherIdentity)),
        ('S', !service_wide(policies).is_empty()),
        ('W', !unscoped_writes(policies).is_empty()),
        ('D', !data_reach(policies).is_empty()),
    ];
    found.into_iter().filter_map(|(letter, holds)| holds.then_some(letter)).collect()
}

#[test]
fn i1_to_i6_documents_with_known_answers() {
    let rows = include_str!("tests/documents.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut wrong, mut number) = (Vec::new(), 0);
    for row in rows {
        let [name, expected, statements] = row.splitn(3, " | ").collect::<Vec<_>>()[..] else { panic!("{row}") };
        let expected: BTreeSet<char> = expected.chars().filter(|letter| letter.is_ascii_uppercase()).collect();
        let found = answers(&policies(statements));
        number += 1;
        if found != expected {
            wrong.push(format!("{name}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {number}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(number >= 120, "{number}");
}

fn actions(grants: Vec<Grant>) -> Vec<String> {
    grants.into_iter().map(|grant| grant.action.unwrap()).collect()
}

#[test]
fn a_grant_names_policy_statement_action_resource_and_conditions() {
    let policies = policies(
        "allow s3:*,ec2:Describe*,ec2:Create* on * ; allow dynamodb:* on arn:aws:dynamodb:*:*:* if \
         {\"Bool\":{\"aws:SecureTransport\":\"true\"}} ; allow not iam:* on *",
    );
    let grants = service_wide(&policies);
    assert_eq!(grants[0].action.as_deref(), Some("s3:*"));
    assert_eq!((grants[0].policy.as_deref(), grants[0].statement.as_deref()), (Some(OWN_POLICY), Some("1")));
    assert_eq!(actions(unscoped_writes(&policies)), ["s3:*", "ec2:Create*", "dynamodb:*", "all but iam:*"]);
    let conditions: Vec<_> = unscoped_writes(&policies).into_iter().map(|grant| grant.condition).collect();
    assert_eq!(conditions[2].as_deref(), Some("aws:SecureTransport"));
    assert_eq!(conditions[0], None);
}

#[test]
fn i2_a_path_names_each_of_its_steps() {
    let paths = escalation_paths(&policies("allow iam:Pass* on * ; allow ec2:Run* on arn:aws:ec2:*:*:instance/*"));
    let [path] = &paths[..] else { panic!("{paths:?}") };
    let steps = path.steps.clone().unwrap();
    let told: Vec<_> =
        steps.iter().map(|step| (step.action.as_deref().unwrap(), step.resource.as_deref().unwrap())).collect();
    assert_eq!(told, [("iam:PassRole", "*"), ("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*")]);
    assert_eq!(steps[1].statement.as_deref(), Some("2"));
}

#[test]
fn what_is_no_policy_is_not_read_as_one() {
    for value in [
        json!(null),
        json!({}),
        json!({"Statement": "x"}),
        json!({"Statement": [{}]}),
        json!({"Statement": [{"Effect": "Allow"}]}),
        json!({"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}),
        json!({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "s3:*", "Resource": "*"}}),
        json!({"Statement": {"Effect": "Allow", "Action": [1, {}], "Resource": "*"}}),
        json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "x"}}),
    ] {
        assert!(Document::parse(&value).is_none(), "{value}");
    }
}

const PROVIDER: &str = "arn:aws:iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/B1";

fn pinned(condition: Value) -> bool {
    let document = Document::parse(&json!({"Statement": {"Effect": "Allow", "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition}}));
    let trust = trust_of(&document.unwrap(), |_| true);
    trust.web_identity.unwrap()[0].pinned.unwrap().0
}

#[test]
fn a_pinned_trust_names_service_accounts_and_the_audience() {
    const SUB: &str = "oidc.eks.eu-west-1.amazonaws.com/id/B1:sub";
    const AUD: &str = "oidc.eks.eu-west-1.amazonaws.com/id/B1:aud";
    let cart = "system:serviceaccount:shop:cart";
    for (condition, expected) in [
        (json!({"StringEquals": {SUB: cart, AUD: "sts.amazonaws.com"}}), true),
        (json!({"StringEquals": {SUB: [cart, "system:serviceaccount:shop:pay"], AUD: ["sts.amazonaws.com"]}}), true),
        (json!({"StringLike": {SUB: cart}, "StringEquals": {AUD: "sts.amazonaws.com"}}), true),
        (
            json!({"StringLike": {SUB: "system:serviceaccount:shop:*"}, "StringEquals": {AUD: "sts.amazonaws.com"}}),
            false,
        ),
        (json!({"StringEquals": {SUB: "system:serviceaccount:*:*", AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringEquals": {SUB: [cart, "system:serviceaccount:shop:ca?t"], AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringEquals": {AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringEquals": {SUB: cart}}), false),
        (json!({"StringEquals": {SUB: cart, AUD: "other"}}), false),
        (json!({"StringEquals": {SUB: [], AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringEquals": {SUB: "someone", AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringEqualsIgnoreCase": {SUB: cart}, "StringEquals": {AUD: "sts.amazonaws.com"}}), true),
        (json!({"stringequals": {SUB: cart, AUD: "sts.amazonaws.com"}}), true),
        (json!({"StringEqualsIfExists": {SUB: cart}, "StringEquals": {AUD: "sts.amazonaws.com"}}), false),
        (json!({"ForAllValues:StringEquals": {SUB: cart}, "StringEquals": {AUD: "sts.amazonaws.com"}}), false),
        (json!({"StringNotEquals": {SUB: cart}, "StringEquals": {AUD: "sts.amazonaws.com"}}), false),
        (
            json!({"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/OTHER:sub": cart, AUD: "sts.amazonaws.com"}}),
            false,
        ),
        (json!({}), false),
    ] {
        assert_eq!(pinned(condition.clone()), expected, "{condition}");
    }
}

#[test]
fn anyone_and_everyone_who_may_assume() {
    let trust = |statement: Value| trust_of(&Document::parse(&json!({"Statement": [statement]})).unwrap(), |_| true);
    let anyone = |statement: Value| trust(statement).anyone.unwrap().0;
    assert!(anyone(json!({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"})));
    assert!(anyone(json!({"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "sts:*"})));
    assert!(anyone(
        json!({"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, "Action": "sts:AssumeRole"})
    ));
    assert!(!anyone(json!({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}})));
    assert!(!anyone(json!({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})));
    assert!(!anyone(json!({"Effect": "Allow", "Principal": "*", "Action": "sts:TagSession"})));
    let trust =
        trust(json!({"Effect": "Allow", "Principal": {"AWS": ["b", "a"], "Service": "s"}, "Action": "sts:AssumeRole"}));
    assert_eq!(
        (trust.aws_principals.unwrap(), trust.services.unwrap()),
        (vec!["a".into(), "b".into()], vec!["s".to_owned()])
    );
}

#[test]
fn i7_i8_anyone_whatever_the_kind_of_principal() {
    let anyone = |principal: Value, condition: Value| {
        let document = json!({"Statement": [{"Effect": "Allow", "Principal": principal, "Condition": condition,
            "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]}]});
        trust_of(&Document::parse(&document).unwrap(), |issuer| issuer.starts_with("oidc.eks.")).anyone.unwrap().0
    };
    let federated = |name: &str| json!({"Federated": name});
    let github = "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com";
    const SUB: &str = "token.actions.githubusercontent.com:sub";
    for (principal, condition, expected) in [
        (json!("*"), json!({"Bool": {"aws:SecureTransport": "true"}}), true),
        (json!({"AWS": "*"}), json!({"StringLike": {"aws:PrincipalArn": "*"}}), true),
        (json!({"AWS": "*"}), json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}), true),
        (json!({"AWS": "*"}), json!({"StringNotEquals": {"aws:PrincipalAccount": "1"}}), true),
        (json!({"AWS": "*"}), json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}), true),
        (json!({"AWS": "*"}), json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}), true),
        (json!({"AWS": "*"}), json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/*"}}), false),
        (json!({"AWS": "*"}), json!({"StringEquals": {"aws:PrincipalAccount": "1"}}), false),
        (json!({"AWS": "*"}), json!({"StringEquals": {"sts:ExternalId": "x"}}), false),
        (federated("cognito-identity.amazonaws.com"), json!({}), true),
        (
            federated("cognito-identity.amazonaws.com"),
            json!({"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"}}),
            true,
        ),
        (
            federated("cognito-identity.amazonaws.com"),
            json!({"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:1"}}),
            false,
        ),
        (federated("accounts.google.com"), json!({}), true),
        (
            federated(github),
            json!({"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}),
            true,
        ),
        (federated(github), json!({"StringLike": {SUB: "repo:*"}}), true),
        (federated(github), json!({"StringLike": {SUB: "repo:*/*:ref:refs/heads/main"}}), true),
        (federated(github), json!({"StringLike": {SUB: "repo:example/*"}}), false),
        (federated(github), json!({"StringEquals": {SUB: "repo:example/app:ref:refs/heads/main"}}), false),
        (federated("arn:aws:iam::1:saml-provider/office"), json!({}), false),
        (federated("arn:aws:iam::1:oidc-provider/login.example.org"), json!({}), false),
        (federated(PROVIDER), json!({}), false),
    ] {
        assert_eq!(anyone(principal.clone(), condition.clone()), expected, "{principal} {condition}");
    }
    let document = json!({"Statement": [
        {"Effect": "Allow", "Principal": {"Federated": [github, "arn:aws:iam::1:saml-provider/office"]},
            "Action": "sts:*"},
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
    ]});
    let trust = trust_of(&Document::parse(&document).unwrap(), |_| false);
    assert_eq!(trust.federated_principals.unwrap().len(), 2);
    let mut refused = document;
    let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:*"});
    refused["Statement"].as_array_mut().unwrap().push(deny);
    assert!(!trust_of(&Document::parse(&refused).unwrap(), |_| false).anyone.unwrap().0);
}

#[test]
fn providers_that_are_no_clusters_are_left_out() {
    let document = Document::parse(&json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": [
        "arn:aws:iam::1:oidc-provider/ci.example.org", PROVIDER, "arn:aws:iam::1:saml-provider/x",
    ]}}}));
    let trust = trust_of(&document.unwrap(), |issuer| issuer.starts_with("oidc.eks."));
    assert_eq!(trust.web_identity.unwrap().len(), 1);
}
