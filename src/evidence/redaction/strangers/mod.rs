//! What a stranger plants, besides the kinds of `canaries`: tokens that public scanners know, files and command lines of
//! many programs, and the same encoded, in every place of AWS and of a cluster where somebody can write.

mod kinds;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::canaries::{places, policies};
use super::kubernetes::planted;
use super::tests::redacted;

const HEX: &str = "0123456789abcdef";
const SMALL: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MIXED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text of a kind, and the longest part of it that was made by chance.
fn written(kind: &str, chance: &mut fastrand::Rng) -> (String, String) {
    let (mut text, mut secret, mut rest) = (String::new(), String::new(), kind);
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let letters = match rest[1..].chars().next().unwrap() {
            'H' => HEX,
            'L' => SMALL,
            'U' => CAPITALS,
            'M' => MIXED,
            'B' => BASE64,
            _ => "",
        };
        let inside = rest.get(2..).and_then(|rest| rest.split_once('}'));
        let Some((count, behind)) = inside.filter(|(count, _)| !letters.is_empty() && count.parse::<usize>().is_ok())
        else {
            text.push('{');
            rest = &rest[1..];
            continue;
        };
        // Every fourth one is a digit: what has none or one reads like words that are written together.
        let digit = |at: usize| at % 4 == 2 && letters != BASE64;
        let mut of = |letters: &str| letters.chars().nth(chance.usize(..letters.len())).unwrap();
        let made: String =
            (0..count.parse().unwrap()).map(|at| of(if digit(at) { &HEX[..10] } else { letters })).collect();
        text.push_str(&made);
        secret = if made.len() > secret.len() { made } else { secret };
        rest = behind;
    }
    text.push_str(rest);
    (text, secret)
}

/// Every kind, and some of them encoded.
fn secrets() -> Vec<(String, String)> {
    let mut chance = fastrand::Rng::with_seed(20_261_130);
    let plain: Vec<(String, String)> = kinds::TOKENS
        .split_whitespace()
        .chain(kinds::TEXTS.iter().copied())
        .map(|kind| written(kind, &mut chance))
        .collect();
    let encoded = plain.iter().step_by(7).flat_map(|(text, _)| {
        let hidden = [STANDARD.encode(text), URL_SAFE_NO_PAD.encode(text), hex::encode(text)];
        hidden.map(|text| (text.clone(), text))
    });
    plain.iter().cloned().chain(encoded).collect()
}

/// The text with its escapes undone.
fn holds(stored: &str, secret: &str) -> bool {
    let plain = stored.replace("\\\"", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    let decoded = percent_encoding::percent_decode_str(stored).decode_utf8_lossy();
    let encoded = STANDARD.encode(secret);
    [stored, &plain, &decoded].iter().any(|text| text.contains(secret) || text.contains(&encoded[..encoded.len() - 4]))
}

#[test]
fn nothing_that_a_stranger_plants_in_aws_is_stored() {
    let (mut kept, mut planted) = (Vec::new(), 0);
    for (text, secret) in secrets() {
        let mut check = |place: &str, service: &str, operation: &str, body: &str| {
            planted += 1;
            let (stored, _) = redacted(service, operation, body);
            if holds(&stored, &secret) {
                kept.push(format!("{text:?} in {place}: {stored}"));
            }
        };
        for (place, operation, body) in places::JSON {
            check(place, "eks", operation, &body(&text).to_string());
        }
        // Where a name is kept, what a vendor or a generator wrote is not.
        for member in ["owner", "team", "kubernetes.io/cluster/prod"] {
            check("a kept tag", "eks", "DescribeCluster", &json!({"cluster": {"tags": {member: text}}}).to_string());
        }
        check("a key", "eks", "DescribeNodegroup", &json!({"nodegroup": {"labels": {&text: "x"}}}).to_string());
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        for (place, service, operation, body) in places::XML {
            check(place, service, operation, &body.replace("{}", &escaped));
        }
        for policy in policies(&text) {
            let document = policy.to_string().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let body = format!(
                "<R><GetRolePolicyResult><PolicyDocument>{document}</PolicyDocument></GetRolePolicyResult></R>"
            );
            check("a policy", "iam", "GetRolePolicy", &body);
        }
    }
    assert!(planted > 15_000, "{planted}");
    assert!(kept.is_empty(), "{} of {planted}:\n{}", kept.len(), kept[..kept.len().min(20)].join("\n"));
}

#[test]
fn nothing_that_a_stranger_plants_in_a_cluster_is_stored() {
    let (mut kept, mut all) = (Vec::new(), 0);
    for (text, secret) in secrets() {
        for (operation, stored) in planted(&text) {
            all += 1;
            if holds(&stored, &secret) {
                kept.push(format!("{text:?} in {operation}: {stored}"));
            }
        }
    }
    assert!(all > 14_000, "{all}");
    assert!(kept.is_empty(), "{} of {all}:\n{}", kept.len(), kept[..kept.len().min(20)].join("\n"));
}

#[test]
fn messages_say_nothing_of_what_was_planted() {
    for (text, secret) in secrets() {
        for shown in [
            super::redact_text(&format!("The name {text} is invalid")),
            super::redact_error(&format!("invalid value: string \"{text}\", expected a number")),
        ] {
            assert!(!holds(&shown, &secret), "{text:?}: {shown}");
        }
    }
}

#[test]
fn there_are_more_than_a_hundred_and_fifty_kinds() {
    let kinds = kinds::TOKENS.split_whitespace().count() + kinds::TEXTS.len();
    assert!(kinds >= 190 && secrets().len() >= 250, "{kinds} {}", secrets().len());
    assert!(secrets().iter().all(|(text, secret)| secret.len() >= 14 && text.contains(secret.as_str())));
}
