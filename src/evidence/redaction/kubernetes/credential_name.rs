//! Names that tell that their value is secret.

/// Words that name a secret.
const SECRET: [&str; 24] = [
    "accesskey",
    "apikey",
    "authkey",
    "bearer",
    "cred",
    "credential",
    "credentials",
    "creds",
    "jwt",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "privatekey",
    "psk",
    "pw",
    "pwd",
    "secret",
    "secretkey",
    "signingkey",
    "token",
    "webhookurl",
];
/// Ends of words that are written together: `dbpassword`, `authtoken`.
const ENDS: [&str; 8] = ["password", "passwd", "passphrase", "secret", "token", "dbpass", "userpass", "rootpass"];
/// Words that make a key a secret.
const KEYS: [&str; 23] = [
    "access",
    "account",
    "admin",
    "aes",
    "api",
    "auth",
    "client",
    "cookie",
    "crypt",
    "deploy",
    "encryption",
    "hmac",
    "license",
    "master",
    "private",
    "rsa",
    "secret",
    "service",
    "session",
    "shared",
    "signing",
    "ssh",
    "storage",
];
/// Last words of names whose value says where a secret is, or how it is used, and not what it is.
const REFERENCES: [&str; 51] = [
    "alg",
    "algorithm",
    "arn",
    "audience",
    "class",
    "count",
    "dir",
    "directory",
    "disabled",
    "enable",
    "enabled",
    "endpoint",
    "expiration",
    "expires",
    "expiry",
    "field",
    "file",
    "files",
    "format",
    "header",
    "host",
    "id",
    "interval",
    "issuer",
    "length",
    "lifetime",
    "location",
    "max",
    "min",
    "mode",
    "name",
    "names",
    "namespace",
    "path",
    "paths",
    "policy",
    "port",
    "prefix",
    "provider",
    "ref",
    "reference",
    "region",
    "rotation",
    "size",
    "store",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "version",
];

/// True for a name whose value is secret.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else { return false };
    // A secret id is the password of an AppRole.
    let secret_id = words.ends_with(&["secret".to_owned(), "id".to_owned()]);
    if REFERENCES.contains(&last.as_str()) && !secret_id {
        return false;
    }
    words.iter().enumerate().any(|(index, word)| {
        let next = words.get(index + 1).map(String::as_str);
        let passing = word == "pass" && matches!(next, Some("through" | "thru" | "rate"));
        let key = KEYS.contains(&word.as_str()) && matches!(next, Some("key" | "keys"));
        key || !passing && (SECRET.contains(&word.as_str()) || ENDS.iter().any(|end| word.ends_with(end)))
    })
}

/// True for the name of a password, which may be a number.
pub(super) fn names_password(name: &str) -> bool {
    words(name).iter().any(|word| {
        word.starts_with("pass") || word.ends_with("password") || matches!(word.as_str(), "pw" | "pwd" | "pin")
    })
}

/// The words of a name in lower case, `dbPassword2` as `db`, `password`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let starts = c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if starts || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_ascii_alphabetic(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_names_of_secrets_are_known_and_names_of_their_places_are_not() {
        for name in [
            "PASSPHRASE",
            "PRIVATE_KEY",
            "DB_PASS",
            "JWT",
            "ACCESS_KEY",
            "PWD",
            "dbPassword2",
            "authToken",
            "x/api-token",
            "MYSQL_ROOT_PASSWORD",
            "SECRET_ID",
            "apiKey",
            "AWS_SECRET_ACCESS_KEY",
            "--client-secret",
            "SSH_KEY",
            "clientSecret",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "SECRET_NAME",
            "TOKEN_TTL",
            "password-file",
            "PASSWORD_MIN_LENGTH",
            "BYPASS",
            "PASS_THROUGH",
            "AWS_ACCESS_KEY_ID",
            "MAX_TOKENS",
            "LEVEL",
            "TOKEN_URL",
            "keyboard",
            "MONKEY",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
