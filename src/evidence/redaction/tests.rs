//! Planted secrets must not survive, and what is no secret must not change.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

/// Every canary holds this word, so that a leak is found whatever its form.
const CANARY: &str = "CANARYCANARYCANA";

fn canaries() -> Vec<String> {
    vec![
        format!("AKIA{CANARY}"),
        format!("aws_secret_access_key = {CANARY}{CANARY}01234567"),
        format!("-----BEGIN EC PRIVATE KEY-----\n{CANARY}\n-----END EC PRIVATE KEY-----"),
        format!("eyJhbGciOiJI.eyJzdWIi{CANARY}.{CANARY}"),
        format!("ghp_{CANARY}{CANARY}abcdefgh"),
        format!("xoxb-{CANARY}"),
        format!("https://user:{CANARY}@example.com/x"),
        format!("run --db-password={CANARY} now"),
        format!("Authorization: Bearer {CANARY}{CANARY}"),
        format!("You are not authorized. Encoded authorization failure message: {CANARY}"),
    ]
}

fn request(service: &str, operation: &str) -> Request {
    Request {
        service: service.into(),
        operation: operation.into(),
        region: "eu-west-1".into(),
        parameters: BTreeMap::new(),
    }
}

/// Redacts twice: the second time must change nothing.
fn redacted(request: &Request, format: Format, body: &str) -> (String, BTreeMap<String, u64>) {
    let once = redact(request, format, body.as_bytes()).unwrap();
    let twice = redact(request, format, &once.body).unwrap();
    assert_eq!(once.body, twice.body, "redaction must be idempotent");
    assert!(twice.redactions.is_empty(), "{:?}", twice.redactions);
    (String::from_utf8(once.body).unwrap(), once.redactions)
}

fn json(value: &serde_json::Value) -> String {
    redacted(&request("eks", "DescribeCluster"), Format::Json, &value.to_string()).0
}

fn xml(body: &str) -> String {
    redacted(&request("ec2", "DescribeInstances"), Format::Xml, body).0
}

#[test]
fn no_canary_survives_anywhere_in_json() {
    for canary in canaries() {
        for body in [
            serde_json::json!({"cluster": {"name": canary}}),
            serde_json::json!({"cluster": {"tags": {"note": canary, canary.as_str(): "x"}}}),
            serde_json::json!({"list": [{"deep": [canary]}]}),
            serde_json::json!({"message": canary}),
            serde_json::json!({"addon": {"configurationValues": serde_json::json!({"a": [canary]}).to_string()}}),
            serde_json::json!({"addon": {"configurationValues": format!("a: {}\n", serde_json::json!(canary))}}),
            serde_json::json!({"addon": {"configurationValues": canary}}),
        ] {
            let result = json(&body);
            assert!(!result.contains(CANARY), "{body} became {result}");
        }
    }
}

#[test]
fn no_canary_survives_anywhere_in_xml() {
    for canary in canaries() {
        let encoded = percent_encoding::utf8_percent_encode(&canary, percent_encoding::NON_ALPHANUMERIC);
        for body in [
            format!("<R><a>{canary}</a></R>"),
            format!("<R><![CDATA[{canary}]]></R>"),
            format!("<R>\n <tagSet><item><key>note</key><value>{canary}</value></item></tagSet></R>"),
            format!("<R><Document>%7B%22a%22%3A%22{encoded}%22%7D</Document></R>"),
            format!("<Response><Errors><Error><Code>X</Code><Message>{canary}</Message></Error></Errors></Response>"),
            format!("<R><userData>{}</userData></R>", STANDARD.encode(&canary)),
            format!("<R><!-- {} --><a/></R>", canary.replace("--", "==")),
        ] {
            let result = xml(&body);
            assert!(!result.contains(CANARY), "{body} became {result}");
            assert!(!result.contains(&STANDARD.encode(&canary)), "{body} became {result}");
        }
    }
}

#[test]
fn only_the_secret_text_of_xml_changes() {
    let body =
        "<?xml version=\"1.0\"?>\n<R xmlns=\"u\">\n  <a b='1'>x &amp; y</a><p>password=hunter2 &amp; more</p>\n</R>\n";
    assert_eq!(xml(body), body.replace("hunter2", "redacted(assignment)"));
}

#[test]
fn an_unredacted_body_keeps_its_bytes() {
    let body = "{ \"b\" : 1.50,\n \"a\": \"x\", \"nextToken\": \"token=AKIAIOSFODNN7EXAMPLE\" }";
    assert_eq!(redacted(&request("eks", "ListClusters"), Format::Json, body).0, body);
}

#[test]
fn tags_named_secret_lose_their_value() {
    let tags = json(&serde_json::json!({"tags": {"DbPassword": "hunter2", "team": "pay"}}));
    assert_eq!(tags, r#"{"tags":{"DbPassword":"redacted(secret-named-tag)","team":"pay"}}"#);
    let body =
        "<tagSet><item><key>api-key</key><value>x1</value></item><item><key>Name</key><value>n</value></item></tagSet>";
    assert_eq!(xml(body), body.replace("x1", "redacted(secret-named-tag)"));
}

#[test]
fn the_counts_of_an_account_are_no_tags() {
    let body = "<SummaryMap><entry><key>GlobalEndpointTokenVersion</key><value>1</value></entry></SummaryMap>";
    assert_eq!(xml(body), body);
}

#[test]
fn user_data_leaves_its_facts() {
    let encoded = STANDARD.encode("bootstrap.sh --max-pods=58\nexport DB_PASSWORD=hunter2\n");
    let marker = "redacted(user-data; credentials: assignment; max-pods: 58)";
    assert_eq!(xml(&format!("<d><userData>{encoded}</userData></d>")), format!("<d><userData>{marker}</userData></d>"));
    let body = format!("<r><userData><value>{encoded}</value></userData></r>");
    assert_eq!(xml(&body), format!("<r><userData><value>{marker}</value></userData></r>"));
}

#[test]
fn environment_values_go_by_their_names() {
    let values = r#"{"env":[{"name":"API_TOKEN","value":"abc"},{"name":"LEVEL","value":"debug"}],"dbPassword":"x"}"#;
    let result = json(&serde_json::json!({"addon": {"configurationValues": values}}));
    assert!(!result.contains("abc") && result.contains("debug") && !result.contains(r#":\"x\""#), "{result}");
    let yaml = "env:\n  API_TOKEN: abc\n  LEVEL: debug\n";
    let result = json(&serde_json::json!({"addon": {"configurationValues": yaml}}));
    assert!(!result.contains("abc") && result.contains("debug"), "{result}");
}

#[test]
fn parameters_and_credentials_are_never_kept() {
    let body = r#"{"Parameters":[{"Name":"/db","Value":"v1"},{"Name":"/aws/service/eks/x","Value":"ami-1"}]}"#;
    let (result, kinds) = redacted(&request("ssm", "GetParameters"), Format::Json, body);
    assert!(!result.contains("v1") && result.contains("ami-1"), "{result}");
    assert_eq!(kinds, BTreeMap::from([("parameter-value".to_owned(), 1)]));
    let body = "<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>B</SecretAccessKey><SessionToken>C</SessionToken></Credentials>";
    let result = xml(body);
    assert!(["A", "B", "C"].iter().all(|secret| !result.contains(&format!(">{secret}<"))), "{result}");
    // Of a listener that signs people in.
    let result = xml("<R><ClientId>id</ClientId><ClientSecret>D</ClientSecret><NextMarker>token=eyJ</NextMarker></R>");
    assert!(!result.contains(">D<") && result.contains(">id<") && result.contains(">token=eyJ<"), "{result}");
}

#[test]
fn a_truncated_body_is_refused_and_never_quoted() {
    for (format, body) in [
        (Format::Json, r#"{"clusters": ["CANARY"#),
        (Format::Json, ""),
        (Format::Xml, "<R><a>CANARY</a>"),
        (Format::Xml, "<!doctype html><p>CANARY"),
    ] {
        let error = redact(&request("eks", "ListClusters"), format, body.as_bytes()).unwrap_err();
        assert!(!error.to_string().contains("CANARY"), "{error}");
    }
}
