//! The forms that kept text must have: text is stored only where its field, flag or key is declared as kept, and only
//! when it has the declared form.

use std::sync::LazyLock;

use regex::Regex;

/// What a kept value must look like. A value of another form becomes a marker, whoever wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`, in any case.
    Boolean,
    /// A decimal number of at most 18 digits, with sign and fraction.
    Number,
    /// A number with a unit of Kubernetes or a duration: `500m`, `1.5Gi`, `30s`.
    Quantity,
    /// A date and time as RFC 3339 writes it.
    Timestamp,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// An Amazon Resource Name of any partition.
    Arn,
    /// A 12-digit AWS account id.
    Account,
    /// A resource id that AWS gives: `vpc-0a1b…`, `sg-…`, `ami-…`, a UUID.
    ResourceId,
    /// A container image reference.
    Image,
    /// An IP address or a CIDR block.
    Cidr,
    /// A host name, with a wildcard label at most at its start, and a port.
    Host,
    /// A name as Kubernetes and AWS allow for their objects: letters, digits and `-._:/@+=,`, 253 characters at most.
    Name,
    /// An absolute path of a file or folder, without query.
    Path,
    /// A version: `1.34`, `v1.34.2-eks-abc`.
    Version,
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern is valid"));
    };
}

pattern!(NUMBER, r"^[+-]?\d{1,18}(?:\.\d{1,9})?$");
pattern!(
    QUANTITY,
    r"^[+-]?\d{1,18}(?:\.\d{1,9})?(?:[eE][+-]?\d{1,2}|[numkKMGTPE]i?|[smhd]|ms)?(?:\d{1,4}[smh]|\d{1,4}ms){0,3}%?$"
);
pattern!(TIMESTAMP, r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:?\d{2})?$");
pattern!(ARN, r"^arn:aws[a-z-]{0,16}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(?:\d{12}|aws)?:[A-Za-z0-9_+=,.@:/*?$-]{1,512}$");
pattern!(ACCOUNT, r"^\d{12}$");
pattern!(
    RESOURCE_ID,
    r"^(?:[a-z]{1,20}-)+[0-9a-f]{8,32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^(?:[a-z]{1,10}-)?(?:igw|local|vgw)-?[0-9a-f]{0,17}$"
);
// Source: github.com/distribution/reference, grammar of a reference.
pattern!(
    IMAGE,
    r"^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?(?::\d{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128})?$"
);
pattern!(HOST, r"^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?(?::\d{1,5})?$");
pattern!(NAME, r"^[A-Za-z0-9][A-Za-z0-9_.:/@+=,-]{0,252}$");
pattern!(PATH, r"^/[A-Za-z0-9_.,:@+=*/-]{0,511}$");
pattern!(VERSION, r"^v?\d{1,5}(?:\.\d{1,9}){0,4}(?:[.+-][A-Za-z0-9.+-]{1,60})?$");

impl Form {
    /// True when `text` has this form.
    #[must_use]
    pub fn holds(self, text: &str) -> bool {
        let text = text.trim();
        match self {
            Self::Boolean => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
            Self::Number => NUMBER.is_match(text),
            Self::Quantity => QUANTITY.is_match(text),
            Self::Timestamp => TIMESTAMP.is_match(text),
            Self::Enum(words) => words.contains(&text),
            Self::Arn => ARN.is_match(text),
            Self::Account => ACCOUNT.is_match(text),
            Self::ResourceId => RESOURCE_ID.is_match(text),
            Self::Image => text.len() <= 512 && IMAGE.is_match(text),
            Self::Cidr => text.parse::<ipnet::IpNet>().is_ok() || text.parse::<std::net::IpAddr>().is_ok(),
            Self::Host => HOST.is_match(text),
            Self::Name => NAME.is_match(text),
            Self::Path => PATH.is_match(text),
            Self::Version => VERSION.is_match(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_takes_its_own_and_refuses_the_rest() {
        let cases: &[(Form, &[&str], &[&str])] = &[
            (Form::Boolean, &["true", "False"], &["yes", ""]),
            (Form::Number, &["5", "-1", "0.5"], &["5 apples", "1234567890123456789"]),
            (Form::Quantity, &["500m", "1.5Gi", "30s", "1h30m", "80%"], &["hunter2", "m"]),
            (Form::Timestamp, &["2026-11-30T03:37:07Z", "2026-11-30T03:37:07.123456+00:00"], &["yesterday"]),
            (Form::Enum(&["strict"]), &["strict"], &["Strict", "other"]),
            (Form::Arn, &["arn:aws-us-gov:iam::111122223333:role/a/b", "arn:aws:s3:::bucket/*"], &["arn:x", "role/a"]),
            (Form::ResourceId, &["vpc-0123456789abcdef0", "sg-12345678"], &["vpc-", "password"]),
            (
                Form::Image,
                &["nginx", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.4-eksbuild.2"],
                &["a b", "user:pa$$@host/x"],
            ),
            (Form::Cidr, &["10.0.0.0/8", "::/0", "10.1.2.3"], &["10.0.0.0/99"]),
            (Form::Host, &["*.example.com", "example.com:443"], &["https://example.com", "a b"]),
            (Form::Path, &["/etc/kubernetes"], &["etc", "/a?token=x"]),
            (Form::Version, &["1.34", "v1.34.2-eks-abc123"], &["latest"]),
        ];
        for (form, good, bad) in cases {
            assert!(good.iter().all(|text| form.holds(text)), "{form:?}: {good:?}");
            assert!(!bad.iter().any(|text| form.holds(text)), "{form:?}: {bad:?}");
        }
    }
}
