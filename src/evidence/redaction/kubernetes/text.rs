//! Which text may stay where a name, a host or a path belongs.

use super::credential;
use crate::evidence::redaction::{Form, patterns};

/// Ends of names that AWS gives to load balancers and nodes, with ids in them.
const AWS: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".compute.internal", ".ec2.internal"];

/// True for the name of an object: letters, digits and what names of RBAC, users and IAM hold, and nothing that is known
/// to be a credential.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/@+=,-{}*".contains(&byte))
        && !is_token(text)
}

/// True for a value of a label or a name within an object: as short as the API takes it, and not random.
pub(super) fn is_label(text: &str) -> bool {
    text.len() <= 63
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && !is_token(text)
        && (!is_random(text) || Form::ResourceId.holds(text))
}

/// True for the key of a label, annotation or setting.
pub(super) fn is_key(text: &str) -> bool {
    text.len() <= 317
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte))
        && !is_token(text)
        && !is_random(text)
}

/// True for an address, a CIDR block or a host's name.
pub(super) fn is_host(text: &str) -> bool {
    let of_aws = || AWS.iter().any(|end| text.ends_with(end));
    Form::Cidr.holds(text) || Form::Host.holds(text) && !is_token(text) && (!is_random(text) || of_aws())
}

/// True for one part of a path.
pub(super) fn is_part(text: &str) -> bool {
    text.len() <= 80
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._,:@+=*-".contains(&byte))
        && !is_token(text)
        && !is_random(text)
}

/// True when a detector knows it. Short lower-case names, which most are, need no search. A colon alone gives no value to
/// a name: `csi-secret:v1` is an image.
pub(in crate::evidence::redaction) fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let short = text.len() < 16 && text.bytes().all(plain);
    let is_told = |kind: &&str| *kind != "assignment" || text.contains('=');
    !short && (credential::of_text(text).iter().any(is_told) || patterns::kinds(text).iter().any(is_told))
}

/// True for what a generator of keys and passwords writes: letters and digits mixed, or cases, without a break.
fn is_random(text: &str) -> bool {
    text.len() >= 16 && text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_random_run)
}

fn is_random_run(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    // Words that are written together begin with capitals, too, but not so often.
    let capitals =
        run.as_bytes().windows(2).filter(|pair| !pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase());
    run.len() >= 16 && (digits >= 2 && digits < run.len() || digits == 1 && capitals.count() >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_keys_of_vendors_do_not() {
        for text in [
            "web",
            "ip-10-0-1-2.eu-west-1.compute.internal",
            "i-0123456789abcdef0",
            "system:serviceaccounts:a",
            "ada@example.com",
        ] {
            assert!(is_name(text), "{text}");
        }
        for text in ["AKIAIOSFODNN7EXAMPLE", "xoxb-1234567890-abcdef", "Ada Lovelace", "a$b"] {
            assert!(!is_name(text), "{text}");
        }
        assert!(is_name("registry.example.com/csi-secret:v1") && !is_name("password=hunter2"));
        assert!(is_label("v1.34.2") && is_label("ami-0123456789abcdef0") && !is_label("9f8e7d6c5b4a39281706f5e4"));
        assert!(is_host("10.0.0.0/8") && is_host("*.example.com") && !is_host("https://x/y"));
    }
}
