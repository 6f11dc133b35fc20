//! What a person can do about a run that could not start.

use super::profile::{Profile, exported};

/// Keys of a profile that the AWS CLI can hand over where we cannot take them.
fn handed_over(profile: &str) -> String {
    format!(
        "let the AWS CLI hand its keys over: `eval \"$(aws configure export-credentials --profile {profile} --format env)\"`, then run this again without --profile and AWS_PROFILE"
    )
}

/// Why a profile cannot be used as it is, and what to do; known before anything is asked.
pub(super) fn on_profile(profile: &Profile) -> Option<(String, String)> {
    if profile.yields_to_exported_keys() {
        return None;
    }
    let name = &profile.name;
    if profile.get_of_chain("login_session").is_some() {
        let cause = format!("the profile `{name}` signs in with `aws login`, whose session only the AWS CLI can read");
        return Some((cause, handed_over(name)));
    }
    if profile.get("role_arn").is_some() && profile.get("mfa_serial").is_some() {
        let cause =
            format!("the profile `{name}` assumes a role with `mfa_serial`, and a code cannot be asked for here");
        return Some((cause, handed_over(name)));
    }
    None
}

/// What to do when no credentials were found; `cause` is what the providers said.
pub(super) fn on_credentials(cause: &str, profile: &Profile) -> String {
    let name = &profile.name;
    if let Some(help) = on_words(cause) {
        return help;
    }
    if !profile.yields_to_exported_keys() {
        let named = [
            (profile.get("web_identity_token_file").map(str::to_owned), "`web_identity_token_file` in the profile"),
            (
                std::env::var("AWS_WEB_IDENTITY_TOKEN_FILE").ok().filter(|_| !profile.by_option),
                "AWS_WEB_IDENTITY_TOKEN_FILE",
            ),
        ];
        let missing = named.into_iter().find_map(|(path, by)| Some((path.filter(|path| !path.is_empty())?, by)));
        if let Some((path, by)) = missing.filter(|(path, _)| !std::path::Path::new(path).is_file()) {
            return format!(
                "{by} names `{path}`, and there is no file: in a pod, see that its service account is annotated with `eks.amazonaws.com/role-arn` and that the pod is younger than that; elsewhere, unset it"
            );
        }
        if profile.get_of_chain("sso_session").or(profile.get_of_chain("sso_start_url")).is_some() {
            return format!("sign in with `aws sso login --profile {name}`, then run this again");
        }
        if profile.get_of_chain("credential_process").is_some() {
            return format!(
                "run the command of `credential_process` in the profile `{name}` by itself: it must write its JSON and end, without asking"
            );
        }
    }
    "sign in (`aws sso login`), name a profile with --profile, or set the AWS_* variables; then check with `aws sts get-caller-identity`; without access to AWS, --no-aws judges a dump or what a kubeconfig reaches".to_owned()
}

/// What to do when the first call was refused.
pub(super) fn on_refusal(code: &str, message: &str, region: &str) -> String {
    if let Some(help) = on_words(&format!("{code}: {message}")) {
        return help;
    }
    match code {
        "InvalidClientTokenId" | "UnrecognizedClientException" | "AuthFailure" => format!(
            "the key is unknown, of another partition, or the Region `{region}` is not enabled in the account: compare with `aws sts get-caller-identity --region us-east-1`, and see `aws account get-region-opt-status --region-name {region}`"
        ),
        "SignatureDoesNotMatch" => {
            "the secret access key does not belong to the access key: set both again, without spaces or quotes around them".to_owned()
        }
        _ => "the credentials may not call sts:GetCallerIdentity, or are of another partition: compare with `aws sts get-caller-identity`".to_owned(),
    }
}

/// What the words of a refusal say that can be done, wherever it came from.
fn on_words(words: &str) -> Option<String> {
    let lower = words.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let skewed = [
        "requesttimetooskewed",
        "signature expired",
        "signature not yet current",
        "requestexpired",
        "is now earlier than",
        "is later than",
    ];
    if has(&skewed) {
        let now = "see that this machine's clock is right (`timedatectl`, or `sntp time.aws.com`): AWS takes no request that is more than five minutes off";
        return Some(now.to_owned());
    }
    if has(&["regiondisabled", "sts is not activated in this region", "optinrequired"]) {
        return Some("the Region is not enabled in the account: enable it (`aws account enable-region --region-name REGION`), or name another with --region".to_owned());
    }
    if has(&["multifactorauthentication", "multi-factor"]) {
        return Some("the role asks for a code of an MFA device: sign in with the AWS CLI and let it hand its keys over (`aws configure export-credentials --format env`)".to_owned());
    }
    if has(&["expiredtoken", "token has expired", "token included in the request is expired", "session has expired"]) {
        return Some("the session has ended: sign in again (`aws sso login`), or export new keys".to_owned());
    }
    if has(&["feature must be enabled", "cargo feature"]) {
        return Some(format!("the profile signs in by a way that only the AWS CLI knows: {}", handed_over("NAME")));
    }
    None
}

/// What to do when nothing answered: `named_by` is the variable or key that names another endpoint than AWS's own,
/// `proxy` the variable that names the proxy that was asked.
pub(super) fn on_silence(named_by: Option<&str>, proxy: Option<&str>, region: &str) -> String {
    let first = match (named_by, proxy) {
        (Some(name), _) => format!("{name} names this endpoint: see that something listens there, or unset it"),
        (None, Some(variable)) => {
            format!("{variable} names the proxy that was asked: see that it is right, and NO_PROXY")
        }
        (None, None) => {
            format!("check the network, whether it needs HTTPS_PROXY, and that there is a Region `{region}`")
        }
    };
    format!("{first}; to work without a network, use a recording with --replay")
}

/// What to say where keys that are exported go before a profile that a variable names, as for the AWS CLI.
pub(super) fn on_conflict(profile: &Profile) -> Option<String> {
    let both = exported("AWS_PROFILE") && profile.yields_to_exported_keys();
    both.then(|| {
        format!(
            "AWS_ACCESS_KEY_ID is exported and goes before AWS_PROFILE, as for the AWS CLI: the profile `{name}` gives no credentials. To use it, say --profile {name}",
            name = profile.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_each_refusal_is_told_with_what_helps() {
        for (code, message, help) in [
            (
                "SignatureDoesNotMatch",
                "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z",
                "clock",
            ),
            ("RequestTimeTooSkewed", "The difference is too large", "clock"),
            ("SignatureDoesNotMatch", "The request signature we calculated does not match", "secret access key"),
            (
                "InvalidClientTokenId",
                "The security token included in the request is invalid",
                "`af-south-1` is not enabled",
            ),
            ("RegionDisabledException", "STS is not activated in this region for account:1", "enable-region"),
            ("ExpiredToken", "The security token included in the request is expired", "sign in again"),
            ("AccessDenied", "MultiFactorAuthentication failed", "MFA"),
            ("AccessDenied", "no", "sts:GetCallerIdentity"),
        ] {
            let told = on_refusal(code, message, "af-south-1");
            assert!(told.contains(help), "{code}: {told}");
        }
    }

    #[test]
    fn s7_no_help_names_what_a_user_cannot_act_on() {
        let told =
            on_words("In order to use an active login session, the `credentials-login` feature must be enabled.");
        assert!(told.is_some_and(|told| told.contains("export-credentials") && !told.contains("feature")));
    }

    #[test]
    fn s7_an_endpoint_is_told_by_the_name_of_what_names_it() {
        assert!(on_silence(Some("AWS_ENDPOINT_URL_STS"), None, "eu-west-1").starts_with("AWS_ENDPOINT_URL_STS names"));
        assert!(on_silence(None, Some("https_proxy"), "eu-west-1").starts_with("https_proxy names the proxy"));
        assert!(on_silence(None, None, "eu-west-9").contains("Region `eu-west-9`"));
    }
}
