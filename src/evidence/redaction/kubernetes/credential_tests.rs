use super::*;

fn of(name: &str, value: &str) -> String {
    described(name, value)
}

#[test]
fn p5_literal_values_that_look_like_credentials_are_named() {
    for name in ["PASSPHRASE", "PRIVATE_KEY", "DB_PASS", "JWT", "ACCESS_KEY", "PWD"] {
        assert_eq!(of(name, "hunter2"), "secret-named", "{name}");
    }
    for (value, kind) in [
        ("bearer 0123abcd4567", "bearer-token"),
        ("Authorization: Basic dXNlcjpwYXNz", "bearer-token"),
        ("Server=db;User Id=app;Pwd=hunter2;", "assignment"),
        ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcd+/==", "assignment"),
        ("password: hunter2", "assignment"),
        ("{\"password\":\"hunter2\"}", "assignment"),
        ("--auth-token hunter2 x", "assignment"),
        ("curl -u app:hunter2 https://x", "assignment"),
        ("postgres://a:p@ss@h/x", "url-password"),
        ("https://a.blob.core.windows.net/c?sv=1&sig=abc", "assignment"),
        ("glpat-0123456789abcdef", "gitlab-token"),
        ("ghp_0123456789abcdefghij0123456789abcdef", "github-token"),
        ("sk_live_0123456789abcdef", "vendor-token"),
        ("AKIAIOSFODNN7EXAMPLE", "aws-access-key-id"),
        ("cGFzc3dvcmQ9aHVudGVyMg==", "encoded"),
    ] {
        assert_eq!(of("x", value), kind, "{value}");
    }
}

#[test]
fn what_only_leads_to_a_secret_is_none() {
    for (name, value) in [
        ("PASSWORD", "$(DB_PASSWORD)"),
        ("PASSWORD", "${DB_PASSWORD}"),
        ("TOKEN", "/var/run/secrets/token"),
        ("TOKEN", "3600"),
        ("SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"),
        ("PWD", "/srv/app"),
        ("SECRET_NAME", "db"),
        ("LEVEL", "debug"),
        ("U", "postgres://a:$(PASS)@h/x"),
        ("NOTE", "the token review API is used"),
        ("X", "HttpTokens=required"),
        ("X", "bearer authentication"),
    ] {
        assert_eq!(of(name, value), "none", "{name}={value}");
    }
    assert_eq!(of("PASSWORD", "12345"), "secret-named");
}
