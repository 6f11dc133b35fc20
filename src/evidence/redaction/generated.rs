//! What a generator of keys and passwords writes, told from what people and AWS call things by.

/// Letters and digits in one run; shorter ones are suffixes that Kubernetes and CloudFormation give.
const RUN: usize = 16;

/// True for text that holds a run in which capitals, small letters and digits follow one another as by chance. A run of
/// hexadecimal digits is the id of a resource or a digest.
pub(super) fn is_generated(text: &str) -> bool {
    text.len() >= RUN && text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_run)
}

/// As [`is_generated`], where no ids and no digests stand: a long run of hexadecimal digits is none of a name either.
pub(super) fn is_no_name(text: &str) -> bool {
    let is_hex = |run: &str| {
        run.len() >= 24
            && run.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !run.bytes().all(|byte| byte.is_ascii_digit())
    };
    is_generated(text) || text.contains("://") || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_hex)
}

fn is_run(run: &str) -> bool {
    let run = without_hash(run);
    let is_hex = |upper: fn(&u8) -> bool| run.bytes().all(|byte| byte.is_ascii_hexdigit() && !upper(&byte));
    if run.len() < RUN || is_hex(u8::is_ascii_uppercase) || is_hex(u8::is_ascii_lowercase) {
        return false;
    }
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let changes = run.as_bytes().windows(2).filter(|pair| changes(pair[0], pair[1])).count();
    // Names in several words change where a word begins, and have few digits.
    let percent = match digits {
        0 => 40,
        1 => 30,
        _ => 22,
    };
    let enough = run.len() >= 20 || digits > 0;
    enough && digits < run.len() && changes * 100 >= (run.len() - 1) * percent
}

/// Without the eight digits that the AWS CDK puts behind a name.
fn without_hash(run: &str) -> &str {
    let Some((name, hash)) = run.split_at_checked(run.len().saturating_sub(8)) else { return run };
    let of_cdk = hash.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
        && name.ends_with(|c: char| c.is_ascii_lowercase());
    if of_cdk { name } else { run }
}

/// From a capital to a small letter is not a change: a word begins so.
fn changes(one: u8, next: u8) -> bool {
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    class(one) != class(next) && !(one.is_ascii_uppercase() && next.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_things_are_told_from_generated_ones() {
        for text in [
            "Zq7XkP2mVb9LtR4sYw8N",
            "a1b2c3k4e5z6g7h8i9",
            "QXR2ZK7LMN5T4WVP3ABC",
            "role/x-aHVudGVyMi1pcyBhIHNlY3JldA",
            "tr0ub4dor3xK9dLq2mZp",
        ] {
            assert!(is_generated(text), "{text}");
        }
        for text in [
            "K8sPSPAllowPrivilegeEscalationContainer",
            "EksClusterNodegroupDefaultCapacityNodeGroupRole55953B04",
            "AWSLoadBalancerControllerIAMPolicy",
            "NodeInstanceRole-1AB2CD3EF4GH5",
            "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
            "i-0123456789abcdef0",
            "aws:///eu-west-1a/i-0123456789abcdef0",
            "terraform-20251130053348889500000001",
            "amazon-eks-node-al2023-x86_64-standard-1.34-v20251120",
            "9f8e7d6c5b4a39281706f5e49f8e7d6c",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "validatingadmissionpolicybindings",
            "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
            "web-7d9c5b8f6d-x2v4q",
            "52c80da4-e77d-4a2c-b2a8-e44a8f0d16b1",
        ] {
            assert!(!is_generated(text), "{text}");
        }
    }
}
