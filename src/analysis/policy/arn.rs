//! ARNs in policies: six parts, each a pattern of its own.

use super::pattern;

/// The parts of an ARN: `arn`, partition, service, Region, account, resource.
pub(super) struct Arn<'a>([&'a str; 6]);

impl<'a> Arn<'a> {
    /// `None` for what does not begin as an ARN, such as `*`. Parts that are missing stand for everything.
    /// Source: IAM User Guide, "IAM JSON policy elements: Resource": AWS completes an ARN of fewer than six fields with `*`.
    pub(super) fn of(pattern: &'a str) -> Option<Self> {
        let mut parts = ["*"; 6];
        for (part, text) in parts.iter_mut().zip(pattern.splitn(6, ':')) {
            *part = text;
        }
        (parts[0] == "arn").then_some(Self(parts))
    }

    pub(super) fn service(&self) -> &'a str {
        self.0[2]
    }

    pub(super) fn account(&self) -> &'a str {
        self.0[4]
    }

    pub(super) fn resource(&self) -> &'a str {
        self.0[5]
    }
}

/// True when each ARN that `narrow` matches is matched by `wide` too.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    of_parts(wide, narrow, pattern::covers)
}

/// True when some ARN is matched by both.
pub(super) fn overlaps(one: &str, other: &str) -> bool {
    of_parts(one, other, pattern::overlaps)
}

/// A wildcard stands for text within its part of the ARN; only what is not an ARN is one pattern from end to end.
fn of_parts(one: &str, other: &str, holds: fn(&str, &str) -> bool) -> bool {
    match (Arn::of(one), Arn::of(other)) {
        (Some(one), Some(other)) => one.0.iter().zip(other.0).all(|(one, other)| holds(one, other)),
        _ => holds(one, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stay_within_their_part() {
        assert!(
            covers("*", "arn:aws:s3:::x")
                && covers("arn:aws:s3", "arn:aws:s3:::x/y")
                && covers("arn:*", "arn:aws:s3:::x")
        );
        assert!(overlaps("arn:*:iam:*", "arn:aws:iam::1:role/x") && overlaps("*:role/x", "arn:aws:iam::1:role/x"));
        assert!(!overlaps("arn:aws:s3:::*", "arn:*:iam:*") && !covers("arn:*:iam:*", "arn:aws:s3:::x:iam:y"));
        assert!(!covers("arn:aws:iam::1:role/*", "arn:aws:iam::1:user/x"));
    }
}
