//! The forms that kept text must have: text is stored only where its field, flag or key is declared as kept, and only
//! when it has the declared form.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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
    /// A date and time as RFC 3339 writes it, or a date alone.
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
    /// A version: `1.34`, `v1.34.2-eks-abc`, `eks.4`.
    Version,
    /// A state or a kind that an API names with one word: `ACTIVE`, `internet-facing`.
    Word,
    /// A name that may hold `*` and `?`.
    Pattern,
    /// An ARN that may hold wildcards and policy variables, or `*`.
    ArnPattern,
    /// An action of IAM, which may hold wildcards: `s3:Get*`.
    Action,
    /// An `https` address without user, query and fragment; the scheme may lack, as in IAM.
    Url,
    /// The id, alias or ARN of a KMS key.
    KeyId,
    /// A protocol of a security group rule: a name, a number or `-1`.
    Protocol,
    /// A port or `#{port}`, a protocol or `#{protocol}`.
    Port,
    /// The priority of a listener rule: a number or `default`.
    Priority,
    /// A version of a launch template: a number, `$Latest` or `$Default`.
    TemplateVersion,
    /// Subnet ids with commas between them.
    Subnets,
    /// A TLS policy of Elastic Load Balancing or a switch of one.
    SecurityPolicy,
    /// A title that AWS gives: words, numbers and plain punctuation.
    Title,
    /// A user or group of Kubernetes, with the variables of an access entry: `system:node:{{EC2PrivateDNSName}}`.
    UserName,
    /// What AWS itself writes as the description of a network interface.
    InterfaceDescription,
    /// A page token: opaque, but without spaces and quotes.
    Token,
    /// A certificate or a bundle of them in PEM, or that in Base64: public.
    Certificate,
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
pattern!(TIMESTAMP, r"^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$");
pattern!(ARN, r"^arn:aws[a-z-]{0,16}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(?:\d{12}|aws)?:[A-Za-z0-9_+=,.@:/*?$-]{1,512}$");
pattern!(ACCOUNT, r"^\d{12}$");
pattern!(
    RESOURCE_ID,
    r"^(?:[a-z]{1,20}-)+[0-9a-f]{1,17}$|^mrk-[0-9a-f]{32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^(?:[a-z]{1,10}-)?(?:igw|local|vgw)-?[0-9a-f]{0,17}$"
);
// Source: github.com/distribution/reference, grammar of a reference.
pattern!(
    IMAGE,
    r"^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?(?::\d{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128})?$"
);
pattern!(HOST, r"^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?(?::\d{1,5})?$");
pattern!(NAME, r"^[A-Za-z0-9][A-Za-z0-9_.:/@+=,-]{0,252}$");
pattern!(PATH, r"^/[A-Za-z0-9_.,:@+=*/-]{0,511}$");
pattern!(VERSION, r"^(?:eks\.)?v?\d{1,5}(?:\.\d{1,9}){0,4}(?:[.+-][A-Za-z0-9.+-]{1,60})?$");
pattern!(WORD, r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$");
pattern!(PATTERN, r"^[A-Za-z0-9*?][A-Za-z0-9_.:/@+=,*?-]{0,252}$");
pattern!(
    ARN_PATTERN,
    r"^(?:\*|arn:[a-z*?-]{1,24}(?::[A-Za-z0-9*?-]{0,40}){2}:[A-Za-z0-9*?${}:]{0,64}:[A-Za-z0-9_+=,.@:/*?${}~!#()-]{1,1024}|arn:[A-Za-z0-9:/?-]{0,200}\*)$"
);
pattern!(ACTION, r"^(?:[A-Za-z0-9*?-]{1,64}:[A-Za-z0-9*?]{1,128}|[A-Za-z0-9?]{0,32}\*[A-Za-z0-9*?]{0,32})$");
pattern!(
    URL,
    r"^(?:https://)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::\d{1,5})?(?:/[A-Za-z0-9_.~-]{1,128}){0,8}/?$"
);
pattern!(KEY_ID, r"^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[A-Za-z0-9/_-]{1,250})$");
pattern!(PROTOCOL, r"^(?:-1|\d{1,3}|[a-z][a-z0-9]{1,15})$");
pattern!(PORT, r"^(?:\d{1,5}|[A-Z]{2,10}|#\{(?:port|protocol)\})$");
pattern!(SUBNETS, r"^subnet-[0-9a-f]{8,32}(?:, ?subnet-[0-9a-f]{8,32}){0,199}$");
pattern!(SECURITY_POLICY, r"^(?:true|false|ELBSecurityPolicy-[A-Za-z0-9-]{1,100})$");
pattern!(TITLE, r"^[A-Za-z][A-Za-z0-9 .,()/:'_-]{0,127}$");
pattern!(USER_NAME, r"^[A-Za-z0-9](?:[A-Za-z0-9_.:/@+=,-]|\{\{[A-Za-z0-9]{1,32}\}\}){0,252}$");
pattern!(
    INTERFACE_DESCRIPTION,
    r"^(?:Amazon EKS [0-9A-Za-z_-]{1,100}|aws-K8S-i-[0-9a-f]{8,17}|Primary network interface|Interface for NAT Gateway nat-[0-9a-f]{8,17}|VPC Endpoint Interface vpce-[0-9a-f]{8,17})$"
);
pattern!(TOKEN, r"^[A-Za-z0-9+/=_.:~%|-]{1,8192}$");
pattern!(CERTIFICATE, r"^(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$");

impl Form {
    /// The words of `docs/facts.md`.
    #[must_use]
    pub fn describe(self) -> String {
        let words = match self {
            Self::Enum(words) => return words.join(", "),
            Self::Boolean => "true or false",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Timestamp => "time",
            Self::Arn => "ARN",
            Self::Account => "account id",
            Self::ResourceId => "resource id",
            Self::Image => "image reference",
            Self::Cidr => "IP address or CIDR block",
            Self::Host => "host name",
            Self::Name => "name",
            Self::Path => "path",
            Self::Version => "version",
            Self::Word => "word",
            Self::Pattern => "name or pattern",
            Self::ArnPattern => "ARN or pattern",
            Self::Action => "action or pattern",
            Self::Url => "address without user and query",
            Self::KeyId => "KMS key",
            Self::Protocol => "protocol",
            Self::Port => "port or protocol",
            Self::Priority => "number or `default`",
            Self::TemplateVersion => "number, `$Latest` or `$Default`",
            Self::Subnets => "subnet ids",
            Self::SecurityPolicy => "TLS policy",
            Self::Title => "title",
            Self::UserName => "user or group",
            Self::InterfaceDescription => "as AWS writes it",
            Self::Token => "page token",
            Self::Certificate => "certificate",
        };
        words.to_owned()
    }

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
            Self::Word => WORD.is_match(text),
            Self::Pattern => PATTERN.is_match(text),
            Self::ArnPattern => ARN_PATTERN.is_match(text),
            Self::Action => ACTION.is_match(text),
            Self::Url => URL.is_match(text),
            Self::KeyId => KEY_ID.is_match(text) || ARN.is_match(text),
            Self::Protocol => PROTOCOL.is_match(text),
            Self::Port => PORT.is_match(text),
            Self::Priority => text == "default" || NUMBER.is_match(text),
            Self::TemplateVersion => text == "$Latest" || text == "$Default" || NUMBER.is_match(text),
            Self::Subnets => SUBNETS.is_match(text),
            Self::SecurityPolicy => SECURITY_POLICY.is_match(text),
            Self::Title => TITLE.is_match(text),
            Self::UserName => USER_NAME.is_match(text),
            Self::InterfaceDescription => INTERFACE_DESCRIPTION.is_match(text),
            Self::Token => TOKEN.is_match(text),
            Self::Certificate => CERTIFICATE.is_match(text) || pem(text).is_some_and(|pem| CERTIFICATE.is_match(&pem)),
        }
    }
}

/// The text of a certificate in Base64, as EKS gives it.
fn pem(text: &str) -> Option<String> {
    let compact: String = text.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(compact).ok()?).ok()
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
            (
                Form::Timestamp,
                &["2026-11-30T03:37:07Z", "2026-11-30T03:37:07.123456+00:00", "2026-11-30"],
                &["yesterday"],
            ),
            (Form::Enum(&["strict"]), &["strict"], &["Strict", "other"]),
            (Form::Arn, &["arn:aws-us-gov:iam::111122223333:role/a/b", "arn:aws:s3:::bucket/*"], &["arn:x", "role/a"]),
            (
                Form::ResourceId,
                &["vpc-0123456789abcdef0", "sg-12345678"],
                &["vpc-", "password", "key-0123456789abcdef0123456789abcdef"],
            ),
            (
                Form::Image,
                &["nginx", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.4-eksbuild.2"],
                &["a b", "user:pa$$@host/x"],
            ),
            (Form::Cidr, &["10.0.0.0/8", "::/0", "10.1.2.3"], &["10.0.0.0/99"]),
            (Form::Host, &["*.example.com", "example.com:443"], &["https://example.com", "a b"]),
            (Form::Path, &["/etc/kubernetes"], &["etc", "/a?token=x"]),
            (Form::Version, &["1.34", "v1.34.2-eks-abc123", "eks.4"], &["latest"]),
            (Form::Word, &["ACTIVE", "internet-facing"], &["two words", "a=b"]),
            (
                Form::ArnPattern,
                &["*", "arn:aws:s3:::b/${aws:username}/*", "arn:*", "arn:aws:iam::111122223333:role/*"],
                &["hunter2", "arn:aws:s3:::a b", "arn:hunter2"],
            ),
            (Form::Action, &["s3:Get*", "*", "a*", "?*:*"], &["hunter2", "pass: word"]),
            (
                Form::Url,
                &["https://oidc.eks.eu-west-1.amazonaws.com/id/C332", "oidc.example.com/id"],
                &["https://u:p@h/x", "https://h/?token=x", "http://h"],
            ),
            (Form::Subnets, &["subnet-0123456789abcdef0,subnet-12345678"], &["subnet-x"]),
            (Form::UserName, &["system:node:{{EC2PrivateDNSName}}", "ops@example.com"], &["a b", "{{x"]),
            (Form::Title, &["Deprecated APIs removed in Kubernetes v1.25"], &["a=b", "1"]),
            (Form::Token, &["eyJ2IjoxfQ==", "token=a.b"], &["two words", "\"x\""]),
            (
                Form::Certificate,
                &["LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSQotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg=="],
                &["aHVudGVyMg=="],
            ),
        ];
        for (form, good, bad) in cases {
            assert!(good.iter().all(|text| form.holds(text)), "{form:?}: {good:?}");
            assert!(!bad.iter().any(|text| form.holds(text)), "{form:?}: {bad:?}");
        }
    }
}
