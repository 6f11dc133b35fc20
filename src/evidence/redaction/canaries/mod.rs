//! Secrets planted in every place of AWS's replies that an outsider can write: none may be stored, in any encoding.

pub(super) mod places;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use super::tests::redacted;

/// A secret: its kind, the text that holds it, and the part that must not be found again, when that is not all of it.
/// `{L}` stands for letters and digits made by chance.
type Secret = (&'static str, &'static str, &'static str);

const LONG: &str = "Zq7XkP2mVb9LtR4sYw8NcJ3h";

const SECRETS: &[Secret] = &[
    ("word", "hunter2", ""),
    ("plain word", "Swordfish", ""),
    ("sentence", "correct horse battery staple", ""),
    ("pin", "48151623", ""),
    ("card number", "4111 1111 1111 1111", ""),
    ("dollar", "$ecretPa$$", ""),
    ("marker", "redacted(hunter2)", "hunter2"),
    ("marker of a kind", "redacted(tag-value) hunter2", "hunter2"),
    ("assignment", "password=hunter2", "hunter2"),
    ("colon", "password: hunter2", "hunter2"),
    ("option", "mysql -u root -phunter2", "hunter2"),
    ("curl", "curl -u ops:hunter2 https://x", "hunter2"),
    ("connection string", "Server=db;Uid=sa;Pwd=hunter2;", "hunter2"),
    ("JSON", r#"{"password":"hunter2"}"#, "hunter2"),
    ("YAML", "db:\n  password: hunter2\n", "hunter2"),
    ("URL", "https://ops:hun@ter2@db.example.com/x", "ter2"),
    ("query", "https://x.example.com/a?sig=hunter2%3D", "hunter2"),
    ("base64", "aHVudGVyMiBpcyB0aGUgcGFzc3dvcmQ=", ""),
    ("hex", "8f14e45fceea167a5a36dedd4bea2543deadbeef", ""),
    ("AWS key id", "AKIAQWERTYUIOPASDFGH", "QWERTYUIOPASDFGH"),
    ("AWS secret key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
    ("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl", ""),
    ("private key", "-----BEGIN PRIVATE KEY-----\n{L}\n-----END PRIVATE KEY-----", LONG),
    ("OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----\n{L}\n-----END OPENSSH PRIVATE KEY-----", LONG),
    ("age key", "AGE-SECRET-KEY-1QWERTYUIOPASDFGHJKLZXCVBNM23", "QWERTYUIOPASDFGH"),
    ("GitHub", "ghp_{L}{L}", LONG),
    ("GitLab", "glpat-{L}", LONG),
    ("Slack", "xoxb-1234567890-{L}", LONG),
    ("Slack hook", "https://hooks.slack.com/services/T0/B0/{L}", LONG),
    ("Stripe", "sk_live_{L}", LONG),
    ("npm", "npm_{L}{L}", LONG),
    ("PyPI", "pypi-{L}", LONG),
    ("SendGrid", "SG.{L}.{L}", LONG),
    ("Twilio", "SK0123456789abcdef0123456789abcdef", ""),
    ("Google", "AIza{L}{L}", LONG),
    ("Azure storage", "AccountName=x;AccountKey={L}==", LONG),
    ("Datadog", "dda0123456789abcdef0123456789abcdef01234567", ""),
    ("Vault", "hvs.{L}{L}", LONG),
    ("model key", "sk-ant-{L}", LONG),
    ("bearer", "Authorization: Bearer {L}", LONG),
    ("cookie", "session={L}; HttpOnly", LONG),
    ("hash", "$6$salt$sa{L}", LONG),
    ("quoted", "it's \"hunter2\" & <more>", "hunter2"),
    ("hidden characters", "pass\u{200b}word hunter2", "hunter2"),
    ("many lines", "line one\nhunter2\nline three", "hunter2"),
];

/// Kind, text, secret part.
fn secrets() -> Vec<(&'static str, String, String)> {
    let filled = SECRETS.iter().map(|(kind, text, secret)| {
        let text = text.replace("{L}", LONG);
        let secret = if secret.is_empty() { text.clone() } else { (*secret).to_owned() };
        (*kind, text, secret)
    });
    filled.collect()
}

pub(super) fn policies(secret: &str) -> Vec<Value> {
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
        for (place, operation, body) in places::JSON {
            check(place, kind, secret, "eks", operation, &body(text).to_string());
            planted += 1;
        }
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        for (place, service, operation, body) in places::XML {
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
