//! What is kept, place by place; `canaries.rs` tries secrets in all of them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::*;

pub(super) fn request(service: &str, operation: &str) -> Request {
    Request {
        service: service.into(),
        operation: operation.into(),
        region: "eu-west-1".into(),
        parameters: BTreeMap::new(),
    }
}

/// Redacts twice: the second time must change nothing.
pub(super) fn redacted(service: &str, operation: &str, body: &str) -> (String, BTreeMap<String, u64>) {
    let format = if service == "eks" { Format::Json } else { Format::Xml };
    let request = request(service, operation);
    let once = redact(&request, format, body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    let twice = redact(&request, format, &once.body).unwrap();
    assert_eq!(String::from_utf8_lossy(&once.body), String::from_utf8_lossy(&twice.body), "redacting twice is as once");
    assert!(twice.redactions.is_empty(), "{:?}", twice.redactions);
    (String::from_utf8(once.body).unwrap(), once.redactions)
}

fn cluster(value: serde_json::Value) -> String {
    redacted("eks", "DescribeCluster", &json!({ "cluster": value }).to_string()).0
}

fn addon(configuration: &str) -> String {
    let body = json!({"addon": {"addonName": "vpc-cni", "configurationValues": configuration}}).to_string();
    let body = redacted("eks", "DescribeAddon", &body).0;
    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
    value["addon"]["configurationValues"].as_str().unwrap().to_owned()
}

fn instance(inside: &str) -> String {
    let wrap = |inside: &str| {
        format!(
            "<R><reservationSet><item><instancesSet><item>{inside}</item></instancesSet></item></reservationSet></R>"
        )
    };
    let body = redacted("ec2", "DescribeInstances", &wrap(inside)).0;
    let (before, after) = ("<instancesSet><item>", "</item></instancesSet>");
    body.split_once(before).unwrap().1.split_once(after).unwrap().0.to_owned()
}

#[test]
fn a_body_of_declared_text_keeps_its_bytes() {
    let body = "{ \"clusters\" : [\"prod\"],\n \"nextToken\": \"token=AKIAIOSFODNN7EXAMPLE/+==\" }";
    // A token is AWS's own: without it the recording could not be replayed.
    assert!(!redacted("eks", "ListClusters", body).0.contains("AKIAIOSFODNN7EXAMPLE"));
    let body = "{ \"clusters\" : [\"prod\"],\n \"nextToken\": \"eyJ2IjoxfQ==\" }";
    assert_eq!(redacted("eks", "ListClusters", body).0, body);
    let body = "<?xml version=\"1.0\"?>\n<R xmlns=\"u\">\n  <vpcSet><item><vpcId>vpc-0123456789abcdef0</vpcId></item></vpcSet>\n</R>\n";
    assert_eq!(redacted("ec2", "DescribeVpcs", body).0, body);
}

#[test]
fn a_declared_field_keeps_text_of_its_form_alone() {
    assert_eq!(
        cluster(json!({"roleArn": "arn:aws:iam::111122223333:role/r"})),
        r#"{"cluster":{"roleArn":"arn:aws:iam::111122223333:role/r"}}"#
    );
    assert_eq!(cluster(json!({"roleArn": "hunter2"})), r#"{"cluster":{"roleArn":"redacted(text)"}}"#);
    assert_eq!(instance("<subnetId>hunter2</subnetId>"), "<subnetId>redacted(text)</subnetId>");
    // A name that looks like a credential is none.
    assert_eq!(cluster(json!({"name": "password=hunter2"})), r#"{"cluster":{"name":"redacted(name; assignment)"}}"#);
}

#[test]
fn text_that_no_shape_declares_goes_and_what_the_api_counts_stays() {
    let body = instance("<amiLaunchIndex>0</amiLaunchIndex><clientToken>12</clientToken><kernelId>hunter2</kernelId>");
    assert_eq!(
        body,
        "<amiLaunchIndex>0</amiLaunchIndex><clientToken>redacted(text)</clientToken><kernelId>redacted(text)</kernelId>"
    );
    assert_eq!(
        cluster(json!({"clientRequestToken": "12", "future": {"count": 5, "note": "hunter2"}})),
        r#"{"cluster":{"clientRequestToken":"redacted(text)","future":{"count":5,"note":"redacted(text)"}}}"#
    );
}

#[test]
fn tags_keep_keys_that_are_names_and_values_of_declared_keys() {
    let tags = json!({"note": "x", "kubernetes.io/cluster/prod": "owned", "owner": "payments", "DbPassword": "x", "k k": "y", "l l": "z"});
    assert_eq!(
        cluster(json!({ "tags": tags })),
        r#"{"cluster":{"tags":{"DbPassword":"redacted(tag-value)","kubernetes.io/cluster/prod":"owned","note":"redacted(tag-value)","owner":"payments","redacted(tag-key)":"redacted(tag-value)","redacted(tag-key; 2)":"redacted(tag-value)"}}}"#
    );
    let tags = "<tagSet><item><key>note</key><value>n</value></item><item><key>eks:cluster-name</key><value>prod</value></item></tagSet>";
    assert_eq!(instance(tags), tags.replace(">n<", ">redacted(tag-value)<"));
}

#[test]
fn keys_that_the_engagement_names_keep_their_values() {
    let body = json!({"cluster": {"tags": {"x/responsible": "payments"}}}).to_string();
    let keys = OwnerKeys::new(["x/responsible".to_owned()]);
    let kept = redact_keeping(&keys, &request("eks", "DescribeCluster"), Format::Json, body.as_bytes()).unwrap();
    assert_eq!(kept.body, body.as_bytes());
    assert!(redacted("eks", "DescribeCluster", &body).0.contains("redacted(tag-value)"));
}

#[test]
fn the_counts_of_an_account_are_no_tags() {
    let body = "<SummaryMap><entry><key>GlobalEndpointTokenVersion</key><value>1</value></entry></SummaryMap>";
    let body = format!("<R><GetAccountSummaryResult>{body}</GetAccountSummaryResult></R>");
    assert_eq!(redacted("iam", "GetAccountSummary", &body).0, body);
}

#[test]
fn user_data_leaves_its_facts() {
    let encoded = STANDARD.encode("bootstrap.sh --max-pods=58\nexport DB_PASSWORD=hunter2\n");
    let marker = "redacted(user-data; credentials: assignment; max-pods: 58)";
    let body = |data: &str| {
        format!(
            "<R><launchTemplateVersionSet><item><launchTemplateData><userData>{data}</userData></launchTemplateData></item></launchTemplateVersionSet></R>"
        )
    };
    assert_eq!(redacted("ec2", "DescribeLaunchTemplateVersions", &body(&encoded)).0, body(marker));
    let body = |data: &str| format!("<R><userData><value>{data}</value></userData></R>");
    assert_eq!(redacted("ec2", "DescribeInstanceAttribute", &body(&encoded)).0, body(marker));
}

#[test]
fn the_configuration_of_an_add_on_keeps_keys_and_switches() {
    let json = r#"{"enableNetworkPolicy": "true", "env": {"ENABLE_PREFIX_DELEGATION": "true"}}"#;
    assert_eq!(addon(json), json);
    assert_eq!(
        addon(r#"{"env":[{"name":"API_TOKEN","value":"abc"},{"name":"WARM_IP_TARGET","value":"5"}],"port":4711}"#),
        r#"{"env":[{"name":"API_TOKEN","value":"redacted(configuration-value; assignment)"},{"name":"WARM_IP_TARGET","value":"5"}],"port":"redacted(configuration-value)"}"#
    );
    // A switch in a comment is not a switch, and what a comment says is not stored.
    assert_eq!(
        addon("# enableNetworkPolicy: true, hunter2\nenableNetworkPolicy: \"false\"\n"),
        r#"{"enableNetworkPolicy":"false"}"#
    );
    assert_eq!(addon("hunter2"), "redacted(unreadable-configuration)");
    assert_eq!(addon(r#"{"a":"hunter2","a":true}"#), r#"{"a":true}"#);
}

#[test]
fn policies_keep_their_grammar_and_lose_what_is_free() {
    let document = json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "AllowPods", "Effect": "Allow", "Action": ["s3:Get*", "*"],
        "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/X", "Service": "ec2.amazonaws.com"},
        "Resource": ["arn:aws:s3:::bucket/${aws:username}/*", "*"],
        "Condition": {
            "StringEquals": {"oidc.example.com/id/X:sub": "system:serviceaccount:shop:orders", "oidc.example.com/id/X:aud": "sts.amazonaws.com",
                "aws:PrincipalOrgID": "o-abcdefghij", "aws:RequestedRegion": "eu-west-1"},
            "IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}, "Bool": {"aws:SecureTransport": "true"},
            "StringLike": {"token.actions.githubusercontent.com:sub": "repo:org/*"},
        },
    }]});
    let encoded = |value: &serde_json::Value| {
        percent_encoding::utf8_percent_encode(&value.to_string(), percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let body = |text: &str| {
        format!("<R><GetRolePolicyResult><PolicyDocument>{text}</PolicyDocument></GetRolePolicyResult></R>")
    };
    let kept = body(&encoded(&document));
    assert_eq!(redacted("iam", "GetRolePolicy", &kept).0, kept);
    let mut hidden = document.clone();
    let statement = &mut hidden["Statement"][0];
    statement["Sid"] = json!("my hunter2");
    statement["Action"] = json!("hunter2");
    statement["hunter2 key"] = json!("x");
    statement["Condition"]["StringEquals"]["sts:ExternalId"] = json!("hunter2");
    statement["Condition"]["StringEquals"]["aws:RequestTag/note"] = json!("hunter2");
    let body = redacted("iam", "GetRolePolicy", &body(&encoded(&hidden))).0;
    assert!(!body.contains("hunter2"), "{body}");
    assert_eq!(body.matches("policy%2Dvalue").count() + body.matches("policy-value").count(), 5, "{body}");
}

#[test]
fn errors_keep_code_request_and_the_known_words_of_their_message() {
    let body = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. Encoded authorization failure message: XYZCANARY</Message></Error></Errors><RequestID>0a1b</RequestID></Response>";
    assert_eq!(redacted("ec2", "DescribeVpcs", body).0, body.replace("XYZCANARY", "redacted(message)"));
    let body = r#"{"message":"No cluster found for name: hunter2.","__type":"ResourceNotFoundException","clusterName":"prod"}"#;
    assert_eq!(
        redacted("eks", "DescribeCluster", body).0,
        r#"{"__type":"ResourceNotFoundException","clusterName":"prod","message":"No cluster found for name: redacted(message)"}"#
    );
}

#[test]
fn credentials_of_replies_are_never_kept() {
    let body = "<R><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>B</SecretAccessKey><SessionToken>C</SessionToken></Credentials></R>";
    let result = redacted("sts", "AssumeRole", body).0;
    assert!(["A", "B", "C"].iter().all(|secret| !result.contains(&format!(">{secret}<"))), "{result}");
    // Of a listener that signs people in, with what it answers itself.
    let action = "<Type>authenticate-oidc</Type><AuthenticateOidcConfig><ClientId>id</ClientId><ClientSecret>D</ClientSecret></AuthenticateOidcConfig><FixedResponseConfig><MessageBody>E</MessageBody></FixedResponseConfig>";
    let body = format!(
        "<R><DescribeListenersResult><Listeners><member><DefaultActions><member>{action}</member></DefaultActions></member></Listeners></DescribeListenersResult></R>"
    );
    let result = redacted("elasticloadbalancing", "DescribeListeners", &body).0;
    assert!(["id", "D", "E"].iter().all(|secret| !result.contains(&format!(">{secret}<"))), "{result}");
    assert!(result.contains("<Type>authenticate-oidc</Type>"), "{result}");
}

#[test]
fn what_cannot_be_read_is_refused_and_never_quoted() {
    for (format, body) in [
        (Format::Json, r#"{"clusters": ["CANARY"#.to_owned()),
        (Format::Json, String::new()),
        (Format::Json, r#"{"cluster": {"name": "CANARY", "name": "prod"}}"#.to_owned()),
        (Format::Xml, "<R><a>CANARY</a>".to_owned()),
        (Format::Xml, "<!doctype html><p>CANARY".to_owned()),
        (Format::Xml, format!("{}CANARY{}", "<a>".repeat(100), "</a>".repeat(100))),
    ] {
        let error = redact(&request("eks", "ListClusters"), format, body.as_bytes()).unwrap_err();
        assert!(!error.to_string().contains("CANARY"), "{error}");
    }
}
