//! Whether the resources of a grant name anything.
//!
//! `role/*` is a type and names none of its roles; neither does `*`, nor a list that begins with every letter. A Region or
//! an account alone does not narrow either: everything of the type there is reached.

use std::collections::BTreeMap;

use super::arn::Arn;
use super::pattern::{covers, is_wild};

/// Words that stand before the name of what lies within a resource, as ARNs of AWS services write them.
/// Source: Service Authorization Reference, "Resource types defined by ...".
const INNER_TYPES: [&str; 14] = [
    "app",
    "gwy",
    "net",
    "backup",
    "execution",
    "export",
    "index",
    "log-stream",
    "object",
    "report",
    "session",
    "stream",
    "task",
    "version",
];

/// Services whose resources have no type in their ARN: the first part is a name.
const WITHOUT_TYPE: [&str; 4] = ["s3", "sns", "sqs", "dax"];

/// What of EC2 a request to start instances only refers to: `instance/*` decides what is started.
const REFERRED: [&str; 10] = [
    "capacity-reservation",
    "elastic-gpu",
    "image",
    "key-pair",
    "launch-template",
    "placement-group",
    "security-group",
    "snapshot",
    "spot-instances-request",
    "subnet",
];

/// The first of `patterns` that names no resource, or all of those that name none together: `a*`, `b*`, … `z*`.
pub(super) fn unnamed(patterns: &[&str]) -> Option<String> {
    let mut parts: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for pattern in patterns {
        match Shape::of(pattern) {
            Shape::Unnamed => return Some((*pattern).to_owned()),
            Shape::Part { place, name } => parts.entry(place).or_default().push(name),
            Shape::Named => {}
        }
    }
    let ((before, after), names) = parts.into_iter().find(|(_, names)| match_nearly_all(names))?;
    Some(format!("{before}{}{after} and {} more", names[0], names.len() - 1))
}

/// True where `pattern` is about what a start of instances only refers to.
pub(super) fn is_referred_to(action: &str, pattern: &str) -> bool {
    let starts = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion"];
    if !starts.iter().any(|start| start.eq_ignore_ascii_case(action)) {
        return false;
    }
    let arn = Arn::of(pattern);
    let kind = arn.and_then(|arn| arn.resource().split(['/', ':']).next());
    kind.is_some_and(|kind| REFERRED.contains(&kind))
}

enum Shape<'a> {
    Unnamed,
    Named,
    /// One part of the name is a pattern with some text in it; `place` is what stands before and after.
    Part {
        place: (String, String),
        name: &'a str,
    },
}

impl<'a> Shape<'a> {
    fn of(pattern: &'a str) -> Self {
        if is_wild(pattern) {
            return Self::Unnamed;
        }
        let Some(arn) = Arn::of(pattern) else { return Self::Named };
        let typed = !WITHOUT_TYPE.contains(&arn.service());
        let parts: Vec<&str> = arn.resource().split(['/', ':']).collect();
        // `role*` is every role; of a bucket it is a name.
        if let [one] = parts[..]
            && typed
            && one.ends_with('*')
        {
            return Self::Unnamed;
        }
        let is_open = |(place, part): &(usize, &&str)| {
            part.is_empty()
                || is_wild(part)
                || typed && (*place == 0 || INNER_TYPES.contains(&part.to_ascii_lowercase().as_str()))
        };
        let named: Vec<(usize, &str)> =
            parts.iter().enumerate().filter(|part| !is_open(part)).map(|(place, part)| (place, *part)).collect();
        match named[..] {
            [] if parts.iter().any(|part| is_wild(part)) => Self::Unnamed,
            [(_, name)] if name.ends_with('*') => {
                let at = name.as_ptr().addr() - pattern.as_ptr().addr();
                let place = (pattern[..at].to_owned(), pattern[at + name.len()..].to_owned());
                Self::Part { place, name }
            }
            _ => Self::Named,
        }
    }
}

/// True when hardly a name escapes: names of each letter of the alphabet are matched, but for two.
fn match_nearly_all(patterns: &[&str]) -> bool {
    const LETTERS_THAT_MAY_ESCAPE: usize = 2;
    let escapes = |letter: &char| {
        let names = [format!("{letter}q7zk"), format!("{letter}q7zk-long-names-have-many-letters")];
        !names.iter().any(|name| patterns.iter().any(|pattern| covers(pattern, name)))
    };
    ('a'..='z').filter(escapes).count() <= LETTERS_THAT_MAY_ESCAPE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i3_what_names_no_resource() {
        for open in [
            "*",
            "**",
            "?*",
            "arn:*",
            "arn:aws:*",
            "arn:aws:s3*",
            "arn:aws:s3",
            "arn:aws:iam::1",
            "arn:aws:iam::*",
            "arn:aws:secretsmanager:eu-west-1*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::?*",
            "arn:aws:s3:::*/*",
            "arn:aws:ec2:*:*:*",
            "arn:aws:*:eu-west-1:1:*",
            "arn:aws:secretsmanager:*:*:secret:*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*",
            "arn:aws:dynamodb:eu-west-1:1:table/*",
            "arn:aws:dynamodb:*:*:table/*/index/*",
            "arn:aws:iam::1:role/*",
            "arn:aws:iam::1:role*",
            "arn:aws-us-gov:iam::*:policy/*",
            "arn:*:iam::*:role/**",
            "arn:aws:sqs:*:*:*",
            "arn:aws:logs:*:*:log-group:*:log-stream:*",
            "arn:aws:ssm:*:*:parameter/*",
            "arn:aws:logs:*:*:log-group:/*",
            "arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*",
            "arn:aws:lambda:*:*:function:*",
        ] {
            assert_eq!(unnamed(&[open]).as_deref(), Some(open));
        }
        for named in [
            "",
            "arn:aws:s3:::logs",
            "arn:aws:s3:::logs/*",
            "arn:aws:s3:::logs*",
            "arn:aws:s3:::*/logs/*",
            "arn:aws:iam::1:role/app",
            "arn:aws:iam::1:role/app-*",
            "arn:aws:iam::1:role/apps/*",
            "arn:aws:iam::1:role/*/admin",
            "arn:aws:secretsmanager:*:*:secret:prod/*",
            "arn:aws:sqs:eu-west-1:1:orders",
            "arn:aws:dynamodb:*:*:table/orders/index/*",
            "arn:aws:logs:*:*:log-group:/aws/eks/*",
            "arn:aws:ssm:*:*:parameter/prod/*",
            "arn:aws:eks:eu-west-1:1:cluster/prod",
            "arn:aws:iam::1:root",
            "arn:aws:kms:eu-west-1:1:key/0f-1",
            "bucket*",
        ] {
            assert_eq!(unnamed(&[named]), None, "{named}");
        }
    }

    #[test]
    fn i3_a_list_that_begins_with_every_letter_names_nothing() {
        let letters = |range: std::ops::RangeInclusive<char>| -> Vec<String> {
            range.map(|letter| format!("arn:aws:s3:::{letter}*")).collect()
        };
        let all = letters('a'..='z');
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(unnamed(&all).as_deref(), Some("arn:aws:s3:::a* and 25 more"));
        let few = letters('a'..='f');
        assert_eq!(unnamed(&few.iter().map(String::as_str).collect::<Vec<_>>()), None);
    }
}
