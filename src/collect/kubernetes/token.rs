//! Bearer tokens as EKS accepts them: a presigned request for the caller's
//! identity that the cluster makes in the caller's name. Source: EKS User
//! Guide, "Grant IAM users access to Kubernetes"; aws-iam-authenticator, "API
//! Authorization from Outside a Cluster".

use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::Mutex;

use crate::collect::error_words::words;

/// The cluster accepts a token for 15 minutes after it was signed.
const RENEWED_AFTER: Duration = Duration::from_secs(10 * 60);
/// Limit of the presigned request itself, as `aws eks get-token` sets it.
const EXPIRES: Duration = Duration::from_secs(60);

/// Makes and renews the tokens of one cluster. Nothing of them is recorded.
pub(super) struct Tokens {
    config: SdkConfig,
    cluster: String,
    current: Mutex<Option<(SystemTime, String)>>,
}

impl Tokens {
    pub(super) fn new(config: SdkConfig, cluster: &str) -> Self {
        Self { config, cluster: cluster.to_owned(), current: Mutex::new(None) }
    }

    /// A token that is good for at least five more minutes.
    ///
    /// # Errors
    /// When there are no credentials, or they cannot sign; in words that hold none of them.
    pub(super) async fn token(&self) -> Result<String, String> {
        let mut current = self.current.lock().await;
        let now = SystemTime::now();
        if let Some((made, token)) = &*current
            && now.duration_since(*made).is_ok_and(|age| age < RENEWED_AFTER)
        {
            return Ok(token.clone());
        }
        let provider = self.config.credentials_provider().ok_or("no AWS credentials are configured")?;
        let credentials = provider.provide_credentials().await.map_err(|error| words(&error))?;
        let region = self.config.region().map(ToString::to_string).unwrap_or_default();
        let (endpoint, _) = crate::collect::endpoint::endpoint(&self.config);
        let token = sign_token(&credentials, &region, &endpoint, &self.cluster, now)?;
        *current = Some((now, token.clone()));
        Ok(token)
    }
}

fn sign_token(
    credentials: &Credentials,
    region: &str,
    endpoint: &str,
    cluster: &str,
    now: SystemTime,
) -> Result<String, String> {
    let url = format!("{}/?Action=GetCallerIdentity&Version=2011-06-15", endpoint.trim_end_matches('/'));
    let identity = credentials.clone().into();
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES);
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("sts")
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let headers = [("x-k8s-aws-id", cluster)];
    let signable = SignableRequest::new("GET", url.as_str(), headers.into_iter(), SignableBody::Bytes(&[]))
        .map_err(|error| error.to_string())?;
    let (instructions, _) = sign(signable, &parameters).map_err(|error| error.to_string())?.into_parts();
    let mut request = http::Request::builder().uri(&url).body(()).map_err(|error| error.to_string())?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(request.uri().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::endpoint::sts_endpoint;

    fn decoded(endpoint: &str, session: Option<&str>) -> String {
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", session.map(str::to_owned), None, "test");
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_758_000_000);
        let token = sign_token(&credentials, "eu-west-1", endpoint, "prod", now).unwrap();
        let encoded = token.strip_prefix("k8s-aws-v1.").unwrap();
        String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
    }

    #[test]
    fn the_token_is_a_presigned_identity_request_that_names_the_cluster() {
        let url = decoded(&sts_endpoint("eu-west-1"), Some("session"));
        assert!(url.starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&"));
        for part in [
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250916%2Feu-west-1%2Fsts%2Faws4_request",
            "X-Amz-Date=20250916T052000Z",
            "X-Amz-Expires=60",
            "X-Amz-SignedHeaders=host%3Bx-k8s-aws-id",
            "X-Amz-Security-Token=session",
            "X-Amz-Signature=",
        ] {
            assert!(url.contains(part), "{part}: {url}");
        }
    }

    #[test]
    fn another_endpoint_is_used_as_it_is() {
        assert!(decoded("http://127.0.0.1:5555/", None).starts_with("http://127.0.0.1:5555/?Action="));
        assert_eq!(sts_endpoint("cn-north-1"), "https://sts.cn-north-1.amazonaws.com.cn");
    }
}
