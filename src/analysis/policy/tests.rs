use serde_json::{Value, json};

use super::{Attached, Document, allows_administration, service_wide, trust_of, unscoped_writes};

fn policies(statements: Value) -> Vec<Attached> {
    let document = Document::parse(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap();
    vec![Attached { policy: "inline".to_owned(), document }]
}

fn actions(grants: Vec<crate::evidence::model::analysis::Grant>) -> Vec<String> {
    grants.into_iter().map(|grant| grant.action.unwrap()).collect()
}

#[test]
fn administration_in_its_spellings() {
    for (statements, expected) in [
        (json!({"Effect": "Allow", "Action": "*", "Resource": "*"}), true),
        (json!([{"Effect": "Allow", "Action": ["s3:Get*", "*:*"], "Resource": ["arn:aws:s3:::x", "*"]}]), true),
        (json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*"}), true),
        (json!({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"}), true),
        (json!({"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "*"}), true),
        (json!({"Effect": "Allow", "NotAction": "iam:DeleteRole", "Resource": "*"}), true),
        (json!({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}), false),
        (json!({"Effect": "Allow", "NotAction": "IAM:*", "Resource": "*"}), false),
        (json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::*"}), false),
        (json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"k": true}}}), false),
        (json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}), true),
        (json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}), false),
        (json!({"Effect": "Deny", "Action": "*", "Resource": "*"}), false),
        (json!({"Effect": "Allow", "Action": "*", "NotResource": "*"}), false),
        (json!([]), false),
    ] {
        assert_eq!(allows_administration(&policies(statements.clone())), expected, "{statements}");
    }
}

#[test]
fn a_deny_counts_only_when_it_plainly_covers_the_grant() {
    let allow = json!({"Effect": "Allow", "Action": ["ec2:Create*", "*"], "Resource": "*"});
    let with = |deny: Value| policies(json!([allow, deny]));
    for deny in [
        json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"Bool": {"k": false}}}),
        json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:instance/*"}),
        json!({"Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*"}),
        json!({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}),
    ] {
        assert_eq!(actions(unscoped_writes(&with(deny.clone()))), ["ec2:Create*", "*"], "{deny}");
        assert!(allows_administration(&with(deny)));
    }
    let denied = with(json!({"Effect": "Deny", "Action": "EC2:*", "Resource": "*"}));
    assert_eq!(actions(unscoped_writes(&denied)), ["*"]);
    let denied = with(json!({"Effect": "Deny", "Action": "*:*", "Resource": "*"}));
    assert!(unscoped_writes(&denied).is_empty() && !allows_administration(&denied));
}

#[test]
fn wide_grants_and_unscoped_writes() {
    let policies = policies(json!([
        {"Sid": "Wide", "Effect": "Allow", "Action": ["s3:*", "ec2:Describe*", "ec2:Create*"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["sqs:*", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:1:orders"},
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:*:*"},
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "x"}}},
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ]));
    assert_eq!(actions(service_wide(&policies)), ["s3:*", "dynamodb:*", "all but iam:*"]);
    assert_eq!(actions(unscoped_writes(&policies)), ["s3:*", "ec2:Create*", "dynamodb:*", "all but iam:*"]);
    let first = &service_wide(&policies)[0];
    assert_eq!((first.policy.as_deref(), first.statement.as_deref()), (Some("inline"), Some("Wide")));
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
fn providers_that_are_no_clusters_are_left_out() {
    let document = Document::parse(&json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": [
        "arn:aws:iam::1:oidc-provider/ci.example.org", PROVIDER, "arn:aws:iam::1:saml-provider/x",
    ]}}}));
    let trust = trust_of(&document.unwrap(), |issuer| issuer.starts_with("oidc.eks."));
    assert_eq!(trust.web_identity.unwrap().len(), 1);
}
