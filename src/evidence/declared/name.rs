//! What may be declared under which name.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a constant pattern is valid"));
    };
}

pattern!(READ, r"^(?:BatchGet|Describe|Get|List|Lookup)[A-Z][A-Za-z0-9]{1,80}$");
pattern!(ACTION, r"^[a-z][a-z0-9-]{0,40}:(?:BatchGet|Describe|Get|List|Lookup)[A-Z][A-Za-z0-9]{1,80}$");
pattern!(SERVICE, r"^[a-z][a-z0-9-]{0,40}$");
pattern!(FIELD, r"^[a-z][A-Za-z0-9]{0,79}$");
pattern!(HOST, r"^[a-z][a-z0-9.-]{0,60}$");
pattern!(CODE, r"^[A-Z][A-Za-z0-9.]{2,80}$");
// Source: API references of AWS Secrets Manager, AWS STS, IAM Identity Center, Amazon ECR, AWS CodeArtifact, Amazon
// Redshift, Amazon Cognito, Amazon EC2, Amazon S3, Amazon DynamoDB, Amazon Kinesis, AWS Systems Manager, CloudWatch Logs.
pattern!(
    SECRET,
    r"^(?:Batch)?Get(?:SecretValue|RandomPassword|PasswordData|Parameters?|ParametersByPath|ParameterHistory|Object|ObjectTorrent|Item|Records|LogEvents|LogRecord|QueryResults|Id|OpenIdToken.*)$|Credentials|AuthorizationToken|SessionToken|FederationToken|AccessToken|ApiKeys?$|AccessDetails$"
);

/// What an operation must be called to be accepted.
pub(super) const READS: &str = "only operations that read are accepted: Describe…, Get…, List…, Lookup…, BatchGet…";

/// Words that stand for something else in a condition.
const RESERVED: [&str; 24] = [
    "as",
    "asOf",
    "break",
    "cluster",
    "const",
    "continue",
    "else",
    "facts",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "parameters",
    "return",
    "true",
    "var",
    "while",
];

/// True where the variable of a topic would be something else in a condition.
pub(super) fn is_reserved(thing: &str) -> bool {
    RESERVED.contains(&thing)
}

/// True for the name of an operation that reads.
pub(super) fn is_read(name: &str) -> bool {
    READ.is_match(name)
}

/// True for an operation that answers with credentials, or with what others stored.
pub(super) fn answers_with_secrets(name: &str) -> bool {
    SECRET.is_match(name)
}

/// True for an IAM action that reads.
pub(super) fn is_action(action: &str) -> bool {
    ACTION.is_match(action)
}

/// True for the name of a service in IAM actions.
pub(super) fn is_service(name: &str) -> bool {
    SERVICE.is_match(name) && name != "kubernetes"
}

/// True for a name as facts have them.
pub(super) fn is_field(name: &str) -> bool {
    FIELD.is_match(name)
}

/// True for what may stand in front of a host name.
pub(super) fn is_host_part(name: &str) -> bool {
    HOST.is_match(name)
}

/// True for an error code.
pub(super) fn is_code(name: &str) -> bool {
    CODE.is_match(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_may_be_called() {
        for name in ["DescribeDBInstances", "GetRepositoryPolicy", "ListKeys", "LookupEvents", "BatchGetProjects"] {
            assert!(is_read(name) && !answers_with_secrets(name), "{name}");
        }
        for name in ["DeleteDBInstance", "Describe", "Getaway", "describeInstances", "PutItem", "ListX; Delete"] {
            assert!(!is_read(name), "{name}");
        }
        for name in ["GetSecretValue", "BatchGetSecretValue", "GetAuthorizationToken", "GetSessionToken", "GetObject"] {
            assert!(answers_with_secrets(name), "{name}");
        }
        assert!(!answers_with_secrets("DescribeSecret") && !answers_with_secrets("GetPublicAccessBlock"));
        assert!(is_action("ecr:DescribeRepositories") && !is_action("ecr:DeleteRepository") && !is_action("*"));
    }
}
