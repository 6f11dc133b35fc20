//! From options to the one configuration that all AWS clients share.

use std::error::Error;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;

use super::CollectError;
use super::kubernetes;
use super::names;
use crate::evidence::redaction::redact_text;

/// Whom to collect as, from where, and how patiently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Profile of the AWS configuration files; the usual chain decides when absent.
    pub profile: Option<String>,
    /// AWS Region; the usual chain decides when absent.
    pub region: Option<String>,
    /// ARN of a role to assume before anything is read.
    pub role_arn: Option<String>,
    /// Clusters by name; all clusters of the Region when empty.
    pub clusters: Vec<String>,
    /// Ask nothing of AWS: no Region and no credentials are needed.
    pub no_aws: bool,
    /// How the Kubernetes side is reached.
    pub kubernetes: kubernetes::Options,
    /// How patiently.
    pub patience: Patience,
}

/// Limits that make sure that a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Attempts at one call, the first included.
    pub attempts: u32,
    /// Wait before the second attempt; it doubles with every further one.
    pub first_backoff: Duration,
    /// Longest wait between attempts.
    pub longest_backoff: Duration,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest wait for one complete reply.
    pub attempt: Duration,
    /// Longest wait for credentials.
    pub credentials: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_backoff: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(20),
            credentials: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// The limit of an attempt is kept by the transport, which records the
    /// attempt; the SDK would cancel it.
    pub(super) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder().connect_timeout(self.connect).build()
    }

    pub(super) fn retries(&self) -> RetryConfig {
        RetryConfig::standard()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(self.first_backoff)
            .with_max_backoff(self.longest_backoff)
    }
}

/// The SDK's client over rustls; it speaks plain HTTP to `http://` endpoints.
pub(super) fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// Loads the configuration through the usual chain. Its HTTP client records
/// nothing: it is the one that fetches credentials.
pub(super) async fn load(options: &Options) -> Result<SdkConfig, CollectError> {
    let patience = &options.patience;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client())
        .retry_config(patience.retries())
        .timeout_config(patience.timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    match config.region() {
        None => return Err(CollectError::NoRegion),
        Some(region) => names::check_region(region.as_ref())?,
    }
    let config = match &options.role_arn {
        Some(role) => assume(config, role).await,
        None => config,
    };
    let role = options.role_arn.as_deref().map(|role| format!("{role}: ")).unwrap_or_default();
    check_credentials(&config, &role, patience.credentials).await?;
    Ok(config)
}

async fn assume(config: SdkConfig, role: &str) -> SdkConfig {
    let provider = AssumeRoleProvider::builder(role).session_name("eks-attest").configure(&config).build().await;
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build()
}

/// Asked before the first call, so that missing credentials are not mistaken
/// for a network failure.
async fn check_credentials(config: &SdkConfig, role: &str, limit: Duration) -> Result<(), CollectError> {
    let missing = |cause: String| CollectError::NoCredentials { cause: format!("{role}{cause}") };
    let provider = config.credentials_provider().ok_or_else(|| missing("no provider is configured".to_owned()))?;
    match tokio::time::timeout(limit, provider.provide_credentials()).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(missing(words(&error))),
        Err(_) => Err(missing(format!("no provider answered within {} seconds", limit.as_secs()))),
    }
}

/// The configuration of a replay: no network, no waiting, no real credentials.
pub(super) fn replaying(region: &str, client: impl HttpClient + 'static) -> SdkConfig {
    let credentials = Credentials::new("replay", "replay", None, None, "replay");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(client)
        .build()
}

/// An error and its causes on one line, redacted, each said once.
pub(super) fn words(error: &(dyn Error + 'static)) -> String {
    let mut words = redact_text(&error.to_string());
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = redact_text(&error.to_string());
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = error.source();
    }
    words
}
