//! Secrets planted in every place of AWS's replies that an outsider can write: none may be stored, in any encoding.

#![allow(clippy::unwrap_used, reason = "tests")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use super::tests::redacted;

/// Secrets by kind, each with the part that must not be found again.
fn secrets() -> Vec<(&'static str, String, String)> {
    let whole = |kind, text: &str| (kind, text.to_owned(), text.to_owned());
    let part = |kind, text: String, secret: &str| (kind, text, secret.to_owned());
    let long = "Zq7XkP2mVb9LtR4sYw8NcJ3h";
    vec![
        whole("word", "hunter2"),
        whole("plain word", "Swordfish"),
        whole("sentence", "correct horse battery staple"),
        whole("pin", "48151623"),
        whole("card number", "4111 1111 1111 1111"),
        whole("dollar", "$ecretPa$$"),
        part("marker", "redacted(hunter2)".into(), "hunter2"),
        part("marker of a kind", "redacted(tag-value) hunter2".into(), "hunter2"),
        part("assignment", "password=hunter2".into(), "hunter2"),
        part("colon", "password: hunter2".into(), "hunter2"),
        part("option", "mysql -u root -phunter2".into(), "hunter2"),
        part("curl", "curl -u ops:hunter2 https://x".into(), "hunter2"),
        part("connection string", "Server=db;Uid=sa;Pwd=hunter2;".into(), "hunter2"),
        part("JSON", r#"{"password":"hunter2"}"#.into(), "hunter2"),
        part("YAML", "db:\n  password: hunter2\n".into(), "hunter2"),
        part("URL", "https://ops:hun@ter2@db.example.com/x".into(), "ter2"),
        part("query", "https://x.example.com/a?sig=hunter2%3D".into(), "hunter2"),
        whole("base64", &STANDARD.encode("hunter2 is the password")),
        whole("hex", "8f14e45fceea167a5a36dedd4bea2543deadbeef"),
        part("AWS key id", format!("AKIA{}", "QWERTYUIOPASDFGH"), "QWERTYUIOPASDFGH"),
        whole("AWS secret key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        whole("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl"),
        part("private key", format!("-----BEGIN PRIVATE KEY-----\n{long}\n-----END PRIVATE KEY-----"), long),
        part(
            "OpenSSH key",
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{long}\n-----END OPENSSH PRIVATE KEY-----"),
            long,
        ),
        part("age key", format!("AGE-SECRET-KEY-1{}", long.to_uppercase()), &long.to_uppercase()),
        part("GitHub", format!("ghp_{long}{long}"), long),
        part("GitLab", format!("glpat-{long}"), long),
        part("Slack", format!("xoxb-1234567890-{long}"), long),
        part("Slack hook", format!("https://hooks.slack.com/services/T0/B0/{long}"), long),
        part("Stripe", format!("sk_live_{long}"), long),
        part("npm", format!("npm_{long}{long}"), long),
        part("PyPI", format!("pypi-{long}"), long),
        part("SendGrid", format!("SG.{long}.{long}"), long),
        whole("Twilio", "SK0123456789abcdef0123456789abcdef"),
        part("Google", format!("AIza{long}{long}"), long),
        part("Azure storage", format!("AccountName=x;AccountKey={long}=="), long),
        whole("Datadog", "dda0123456789abcdef0123456789abcdef01234567"),
        part("Vault", format!("hvs.{long}{long}"), long),
        part("model key", format!("sk-ant-{long}"), long),
        part("bearer", format!("Authorization: Bearer {long}"), long),
        part("cookie", format!("session={long}; HttpOnly"), long),
        part("hash", format!("$6$salt$sa{long}"), long),
        part("quoted", "it's \"hunter2\" & <more>".into(), "hunter2"),
        part("hidden characters", "pass\u{200b}word hunter2".into(), "hunter2"),
        part("many lines", "line one\nhunter2\nline three".into(), "hunter2"),
    ]
}

/// Places in JSON replies of EKS: operation, and where in the reply the secret stands.
fn json_places() -> Vec<(&'static str, &'static str, fn(&str) -> Value)> {
    vec![
        ("tag", "DescribeCluster", |s| json!({"cluster": {"name": "prod", "tags": {"note": s}}})),
        ("reserved tag", "DescribeCluster", |s| json!({"cluster": {"tags": {"kubernetes.io/cluster/prod": s}}})),
        ("tag of a node group", "DescribeNodegroup", |s| json!({"nodegroup": {"tags": {"env": s}}})),
        ("label", "DescribeNodegroup", |s| json!({"nodegroup": {"labels": {"note": s}}})),
        (
            "taint",
            "DescribeNodegroup",
            |s| json!({"nodegroup": {"taints": [{"key": "k", "value": s, "effect": "NO_SCHEDULE"}]}}),
        ),
        (
            "issue of a node group",
            "DescribeNodegroup",
            |s| json!({"nodegroup": {"health": {"issues": [{"code": "X", "message": s}]}}}),
        ),
        (
            "add-on configuration",
            "DescribeAddon",
            |s| json!({"addon": {"configurationValues": json!({"env": {"NOTE": s}}).to_string()}}),
        ),
        (
            "add-on list",
            "DescribeAddon",
            |s| json!({"addon": {"configurationValues": json!({"args": [s]}).to_string()}}),
        ),
        (
            "add-on switch",
            "DescribeAddon",
            |s| json!({"addon": {"configurationValues": json!({"enableNetworkPolicy": s, "replicaCount": s}).to_string()}}),
        ),
        ("add-on YAML", "DescribeAddon", |s| json!({"addon": {"configurationValues": format!("a: {}\n", json!(s))}})),
        (
            "add-on comment",
            "DescribeAddon",
            |s| json!({"addon": {"configurationValues": format!("# {}\na: true\n", s.replace('\n', " "))}}),
        ),
        ("add-on as text", "DescribeAddon", |s| json!({"addon": {"configurationValues": s}})),
        (
            "issue of an add-on",
            "DescribeAddon",
            |s| json!({"addon": {"health": {"issues": [{"code": "X", "message": s}]}}}),
        ),
        ("external id", "DescribePodIdentityAssociation", |s| json!({"association": {"externalId": s}})),
        ("tag of an entry", "DescribeAccessEntry", |s| json!({"accessEntry": {"tags": {"note": s}}})),
        (
            "required claim",
            "DescribeIdentityProviderConfig",
            |s| json!({"identityProviderConfig": {"oidc": {"requiredClaims": {"claim": s}}}}),
        ),
        (
            "insight",
            "DescribeInsight",
            |s| json!({"insight": {"description": s, "recommendation": s, "additionalInfo": {"a": s}}}),
        ),
        (
            "insight summary",
            "DescribeInsight",
            |s| json!({"insight": {"categorySpecificSummary": {"deprecationDetails": [{"usage": s}]}}}),
        ),
        ("activation code", "DescribeCluster", |s| json!({"cluster": {"connectorConfig": {"activationCode": s}}})),
        ("error", "DescribeCluster", |s| json!({"__type": "X", "message": format!("No cluster named {s} found")})),
        ("new member", "DescribeCluster", |s| json!({"cluster": {"future": {"deep": [{"text": s}]}}})),
        ("unknown operation", "DescribeFuture", |s| json!({"future": s})),
    ]
}

/// Places in XML replies: service, operation, and the reply around the escaped secret.
fn xml_places() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    vec![
        (
            "tag",
            "ec2",
            "DescribeInstances",
            "<R><reservationSet><item><instancesSet><item><tagSet><item><key>note</key><value>{}</value></item></tagSet></item></instancesSet></item></reservationSet></R>",
        ),
        (
            "client token",
            "ec2",
            "DescribeInstances",
            "<R><reservationSet><item><instancesSet><item><clientToken>{}</clientToken></item></instancesSet></item></reservationSet></R>",
        ),
        (
            "state reason",
            "ec2",
            "DescribeInstances",
            "<R><reservationSet><item><instancesSet><item><stateReason><message>{}</message></stateReason></item></instancesSet></item></reservationSet></R>",
        ),
        (
            "volume tag",
            "ec2",
            "DescribeVolumes",
            "<R><volumeSet><item><tagSet><item><key>Backup</key><value>{}</value></item></tagSet></item></volumeSet></R>",
        ),
        (
            "group description",
            "ec2",
            "DescribeSecurityGroups",
            "<R><securityGroupInfo><item><groupDescription>{}</groupDescription></item></securityGroupInfo></R>",
        ),
        (
            "rule description",
            "ec2",
            "DescribeSecurityGroups",
            "<R><securityGroupInfo><item><ipPermissions><item><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp><description>{}</description></item></ipRanges></item></ipPermissions></item></securityGroupInfo></R>",
        ),
        (
            "interface description",
            "ec2",
            "DescribeNetworkInterfaces",
            "<R><networkInterfaceSet><item><description>{}</description></item></networkInterfaceSet></R>",
        ),
        (
            "image description",
            "ec2",
            "DescribeImages",
            "<R><imagesSet><item><description>{}</description></item></imagesSet></R>",
        ),
        (
            "template description",
            "ec2",
            "DescribeLaunchTemplateVersions",
            "<R><launchTemplateVersionSet><item><versionDescription>{}</versionDescription></item></launchTemplateVersionSet></R>",
        ),
        (
            "user data as it is",
            "ec2",
            "DescribeLaunchTemplateVersions",
            "<R><launchTemplateVersionSet><item><launchTemplateData><userData>{}</userData></launchTemplateData></item></launchTemplateVersionSet></R>",
        ),
        (
            "template tag",
            "ec2",
            "DescribeLaunchTemplateVersions",
            "<R><launchTemplateVersionSet><item><launchTemplateData><tagSpecificationSet><item><tagSet><item><key>a</key><value>{}</value></item></tagSet></item></tagSpecificationSet></launchTemplateData></item></launchTemplateVersionSet></R>",
        ),
        (
            "endpoint policy",
            "ec2",
            "DescribeVpcEndpoints",
            "<R><vpcEndpointSet><item><policyDocument>{}</policyDocument></item></vpcEndpointSet></R>",
        ),
        (
            "log format",
            "ec2",
            "DescribeFlowLogs",
            "<R><flowLogSet><item><logFormat>{}</logFormat></item></flowLogSet></R>",
        ),
        (
            "role description",
            "iam",
            "GetRole",
            "<R><GetRoleResult><Role><Description>{}</Description></Role></GetRoleResult></R>",
        ),
        (
            "role tag",
            "iam",
            "GetRole",
            "<R><GetRoleResult><Role><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></Role></GetRoleResult></R>",
        ),
        (
            "policy description",
            "iam",
            "GetPolicy",
            "<R><GetPolicyResult><Policy><Description>{}</Description></Policy></GetPolicyResult></R>",
        ),
        (
            "policy as text",
            "iam",
            "GetRolePolicy",
            "<R><GetRolePolicyResult><PolicyDocument>{}</PolicyDocument></GetRolePolicyResult></R>",
        ),
        (
            "group tag",
            "autoscaling",
            "DescribeAutoScalingGroups",
            "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>",
        ),
        (
            "group context",
            "autoscaling",
            "DescribeAutoScalingGroups",
            "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><Context>{}</Context></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>",
        ),
        (
            "fixed response",
            "elasticloadbalancing",
            "DescribeRules",
            "<R><DescribeRulesResult><Rules><member><Actions><member><FixedResponseConfig><MessageBody>{}</MessageBody></FixedResponseConfig></member></Actions></member></Rules></DescribeRulesResult></R>",
        ),
        (
            "header condition",
            "elasticloadbalancing",
            "DescribeRules",
            "<R><DescribeRulesResult><Rules><member><Conditions><member><HttpHeaderConfig><Values><member>{}</member></Values></HttpHeaderConfig></member></Conditions></member></Rules></DescribeRulesResult></R>",
        ),
        (
            "redirect query",
            "elasticloadbalancing",
            "DescribeListeners",
            "<R><DescribeListenersResult><Listeners><member><DefaultActions><member><RedirectConfig><Query>{}</Query><Path>{}</Path><Host>{}</Host></RedirectConfig></member></DefaultActions></member></Listeners></DescribeListenersResult></R>",
        ),
        (
            "client secret",
            "elasticloadbalancing",
            "DescribeListeners",
            "<R><DescribeListenersResult><Listeners><member><DefaultActions><member><AuthenticateOidcConfig><ClientSecret>{}</ClientSecret><AuthenticationRequestExtraParams><entry><key>a</key><value>{}</value></entry></AuthenticationRequestExtraParams></AuthenticateOidcConfig></member></DefaultActions></member></Listeners></DescribeListenersResult></R>",
        ),
        (
            "balancer tag",
            "elasticloadbalancing",
            "DescribeTags",
            "<R><DescribeTagsResult><TagDescriptions><member><Tags><member><Key>note</Key><Value>{}</Value></member></Tags></member></TagDescriptions></DescribeTagsResult></R>",
        ),
        (
            "balancer attribute",
            "elasticloadbalancing",
            "DescribeLoadBalancerAttributes",
            "<R><DescribeLoadBalancerAttributesResult><Attributes><member><Key>access_logs.s3.prefix</Key><Value>{}</Value></member></Attributes></DescribeLoadBalancerAttributesResult></R>",
        ),
        (
            "cookie",
            "elb",
            "DescribeLoadBalancers",
            "<R><DescribeLoadBalancersResult><LoadBalancerDescriptions><member><Policies><AppCookieStickinessPolicies><member><CookieName>{}</CookieName></member></AppCookieStickinessPolicies></Policies></member></LoadBalancerDescriptions></DescribeLoadBalancersResult></R>",
        ),
        (
            "policy attribute",
            "elb",
            "DescribeLoadBalancerPolicies",
            "<R><DescribeLoadBalancerPoliciesResult><PolicyDescriptions><member><PolicyAttributeDescriptions><member><AttributeName>CookieName</AttributeName><AttributeValue>{}</AttributeValue></member></PolicyAttributeDescriptions></member></PolicyDescriptions></DescribeLoadBalancerPoliciesResult></R>",
        ),
        (
            "error",
            "ec2",
            "DescribeVpcs",
            "<Response><Errors><Error><Code>X</Code><Message>The value {} is invalid</Message></Error></Errors></Response>",
        ),
        (
            "error of IAM",
            "iam",
            "GetRole",
            "<ErrorResponse><Error><Type>Sender</Type><Code>X</Code><Message>{}</Message></Error></ErrorResponse>",
        ),
        ("text between", "ec2", "DescribeVpcs", "<R>{}<vpcSet/></R>"),
        ("attribute", "ec2", "DescribeVpcs", "<R a=\"{}\"><vpcSet/></R>"),
        ("unknown operation", "ec2", "DescribeFuture", "<R><future><count>{}</count></future></R>"),
    ]
}

fn policies(secret: &str) -> Vec<Value> {
    let statement = |member: &str, value: Value| json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", member: value}]});
    vec![
        statement("Sid", json!(format!("x {secret}"))),
        statement("Action", json!([secret])),
        statement("Resource", json!(secret)),
        statement("Principal", json!({"AWS": secret})),
        statement("Condition", json!({"StringEquals": {"sts:ExternalId": secret, "aws:RequestTag/note": [secret]}})),
        statement("Condition", json!({"StringEquals": {format!("x {secret}"): "y"}})),
        statement("Comment", json!(secret)),
        json!({"Version": secret, "Id": format!("x {secret}"), "Statement": []}),
        json!({"Statement": secret}),
    ]
}

/// The text as it stands, unescaped, percent-decoded, and every run of Base64 in it decoded.
fn readings(body: &str) -> Vec<String> {
    let mut all = vec![body.to_owned(), body.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")];
    all.push(percent_decode_str(body).decode_utf8_lossy().into_owned());
    for _ in 0..2 {
        let last = all.last().unwrap().replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
        all.push(last);
    }
    let runs = body.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))).filter(|run| run.len() >= 8);
    all.extend(runs.filter_map(|run| String::from_utf8(STANDARD.decode(run).ok()?).ok()));
    all
}

fn check(place: &str, kind: &str, secret: &str, service: &str, operation: &str, body: &str) {
    let (stored, redactions) = redacted(service, operation, body);
    assert!(!redactions.is_empty(), "{kind} in {place}: nothing was replaced in {stored}");
    for reading in readings(&stored) {
        assert!(!reading.contains(secret), "{kind} in {place} is stored: {stored}");
    }
}

#[test]
fn no_planted_secret_is_stored_in_any_place() {
    let secrets = secrets();
    let mut planted = 0;
    for (kind, text, secret) in &secrets {
        for (place, operation, body) in json_places() {
            check(place, kind, secret, "eks", operation, &body(text).to_string());
            planted += 1;
        }
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        for (place, service, operation, body) in xml_places() {
            check(place, kind, secret, service, operation, &body.replace("{}", &escaped));
            planted += 1;
        }
        for policy in policies(text) {
            let document = utf8_percent_encode(&policy.to_string(), NON_ALPHANUMERIC).to_string();
            let body = format!(
                "<R><GetRolePolicyResult><PolicyDocument>{document}</PolicyDocument></GetRolePolicyResult></R>"
            );
            check("policy", kind, secret, "iam", "GetRolePolicy", &body);
            planted += 1;
        }
        let data = STANDARD.encode(format!("#!/bin/sh\n{text}\n"));
        let body = format!(
            "<R><launchTemplateVersionSet><item><launchTemplateData><userData>{data}</userData></launchTemplateData></item></launchTemplateVersionSet></R>"
        );
        check("user data", kind, secret, "ec2", "DescribeLaunchTemplateVersions", &body);
        planted += 1;
    }
    assert!(secrets.len() >= 40 && planted >= 2_500, "{planted}");
}

#[test]
fn credentials_in_kept_places_are_not_stored() {
    // Where a name belongs, text of a name's form stays: what looks like a credential does not.
    for (kind, text, secret) in secrets().into_iter().filter(|(kind, ..)| {
        [
            "assignment",
            "AWS key id",
            "JWT",
            "GitHub",
            "GitLab",
            "Slack",
            "Stripe",
            "npm",
            "PyPI",
            "SendGrid",
            "Twilio",
            "Google",
            "Vault",
            "model key",
        ]
        .contains(kind)
    }) {
        for body in [
            json!({"cluster": {"name": text}}),
            json!({"cluster": {"tags": {"owner": text}}}),
            json!({"cluster": {"tags": {text.as_str(): "x"}}}),
            json!({"cluster": {"roleArn": format!("arn:aws:iam::111122223333:role/{text}")}}),
        ] {
            check("a name", kind, &secret, "eks", "DescribeCluster", &body.to_string());
        }
    }
}

#[test]
fn messages_of_errors_lose_every_secret() {
    for (kind, text, secret) in secrets() {
        for message in [
            super::redact_text(&format!("The name {text} is invalid")),
            super::redact_error(&format!("invalid value: string \"{text}\"")),
        ] {
            assert!(!message.contains(&secret), "{kind}: {message}");
        }
    }
}
