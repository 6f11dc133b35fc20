//! User data: never stored, yet two things about it are facts that rules need,
//! whether a literal credential stands in it and how many pods the kubelet may run.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;

use super::patterns;

/// The kubelet's limit as a flag, in a KubeletConfiguration or in Bottlerocket settings.
static MAX_PODS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:^|[^A-Za-z-]|--)max-?pods["']?\s*[=:\s]\s*["']?(\d{1,5})\b"#)
        .expect("a constant pattern is valid")
});

/// A part of a MIME multi-part archive that is itself in Base64.
static ENCODED_PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)content-transfer-encoding:\s*base64[^\n]*\n(?:[^\n]+\n)*?\s*\n([A-Za-z0-9+/=\s]+)")
        .expect("a constant pattern is valid")
});

/// Literal credentials as cloud-init, Kubernetes manifests and command lines
/// write them; in user data no other reading than a secret is likely.
static LITERAL: LazyLock<Regex> = LazyLock::new(|| {
    let names = "(?:password|passwd|secret|secret[-_]?key|token|api[-_]?key)";
    let pattern = format!(r#"(?im)(?:^[\s-]*["']?[\w.-]*{names}["']?\s*:|--[\w-]*{names}\s)[\t ]*["']?([^\s"',]+)"#);
    Regex::new(&pattern).expect("a constant pattern is valid")
});

/// What a marker says of the Base64 text `encoded`: `credentials: none`,
/// followed by `max-pods: 110` when the user data sets it. Credentials are
/// `undetermined` when the data cannot be read as text: silence would say that
/// there are none. `None` for no user data at all.
pub(super) fn facts(encoded: &str) -> Option<String> {
    if encoded.trim().is_empty() {
        return None;
    }
    let Some(text) = decode(encoded).and_then(with_parts) else {
        return Some("credentials: undetermined".to_owned());
    };
    let mut kinds = patterns::kinds(&text);
    if LITERAL.captures_iter(&text).any(|found| is_literal(&found[1])) {
        kinds.insert("assignment");
    }
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let credentials = if kinds.is_empty() { "none".to_owned() } else { kinds.join(",") };
    // Where it is set more than once, the kubelet takes the last.
    let limit = MAX_PODS.captures_iter(&text).last().map(|found| format!("; max-pods: {}", &found[1]));
    Some(format!("credentials: {credentials}{}", limit.unwrap_or_default()))
}

/// False for a variable, an ARN, a block's or mapping's start, a switch or the next option.
fn is_literal(value: &str) -> bool {
    !value.starts_with(['$', '`', '{', '[', '|', '>', '-', '<', '#'])
        && !value.starts_with("arn:")
        && !["true", "false", "null"].contains(&value)
}

fn decode(encoded: &str) -> Option<String> {
    let compact: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
    String::from_utf8(STANDARD.decode(compact).ok()?).ok()
}

/// The text with its encoded parts decoded after it; `None` when one cannot be.
fn with_parts(text: String) -> Option<String> {
    let text = text.replace("\r\n", "\n");
    let mut all = text.clone();
    for part in ENCODED_PART.captures_iter(&text) {
        all.push('\n');
        all.push_str(&decode(&part[1])?);
    }
    Some(all)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        facts(&STANDARD.encode(text)).unwrap()
    }

    #[test]
    fn the_limit_is_found_in_each_way_of_writing_it() {
        for text in [
            "/etc/eks/bootstrap.sh prod --use-max-pods false --kubelet-extra-args '--max-pods=110'",
            "  kubelet:\n    config:\n      maxPods: 110\n",
            "[settings.kubernetes]\nmax-pods = 110\n",
            "{\"maxPods\": 110}",
        ] {
            assert_eq!(of(text), "credentials: none; max-pods: 110", "{text}");
        }
        assert_eq!(of("#!/bin/sh\n/etc/eks/bootstrap.sh prod --use-max-pods false\n"), "credentials: none");
    }

    #[test]
    fn credentials_are_named_by_kind() {
        let text = "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n-----BEGIN RSA PRIVATE KEY-----\nMII\n";
        assert_eq!(of(text), "credentials: aws-access-key-id,private-key");
    }

    #[test]
    fn literal_credentials_are_found_however_they_are_written() {
        for text in [
            "#cloud-config\npassword: hunter2\n",
            "users:\n  - name: ops\n    hashed_passwd: $6$x\n    db_secret: 'hunter2'\n",
            "{\n \"apiKey\": \"hunter2\"\n}",
            "kubeadm join --token abcdef.0123456789abcdef host",
            "export TOKEN=\"hunter 2\"",
        ] {
            assert_eq!(of(text), "credentials: assignment", "{text}");
        }
        for text in [
            "TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token)\ncurl -H \"X-aws-ec2-metadata-token: $TOKEN\" x",
            "automountServiceAccountToken: false\n",
            "login --password \"$PASSWORD\" --token-ttl 5",
            "secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:x\n",
            "aws ecr get-login-password | docker login --password-stdin x",
        ] {
            assert_eq!(of(text), "credentials: none", "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_undetermined() {
        assert_eq!(facts("not base64!").unwrap(), "credentials: undetermined");
        assert_eq!(facts(&STANDARD.encode([0x1f, 0x8b, 8, 0, 0xff])).unwrap(), "credentials: undetermined");
        assert_eq!(facts(""), None);
    }

    #[test]
    fn parts_of_a_multi_part_archive_are_read() {
        let part = STANDARD.encode("password=hunter2 --max-pods=29");
        let text = format!(
            "MIME-Version: 1.0\n\n--B\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\n{part}\n--B--\n"
        );
        assert_eq!(of(&text), "credentials: assignment; max-pods: 29");
    }
}
