//! From options to the one configuration that all AWS clients share.

use std::time::Duration;

use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;

use super::error_words::words;
use super::options::Options;
use super::patience::Patience;
use super::profile::Profile;
use super::progress::Progress;
use super::{CollectError, advice, network};

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

/// A client that asks no proxy and trusts this machine's roots.
#[cfg(test)]
pub(super) fn http_client() -> SharedHttpClient {
    network::client(network::Proxies::none(), &network::Authorities::default())
}

/// The client that the environment and the profile ask for.
async fn client(profile: &Profile) -> Result<SharedHttpClient, CollectError> {
    let variable = std::env::var("AWS_CA_BUNDLE").ok();
    let authorities = network::Authorities::of(variable, profile.get("ca_bundle"))?;
    Ok(network::client(network::Proxies::from_env()?, &authorities))
}

/// Loads the configuration through the usual chain. Its HTTP client records
/// nothing: it is the one that fetches credentials.
pub(super) async fn load(options: &Options, progress: &dyn Progress) -> Result<SdkConfig, CollectError> {
    check_region(options.region.as_deref())?;
    let patience = &options.patience;
    let profile = Profile::load(options.profile.as_deref()).await?;
    let client = client(&profile).await?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(client.clone())
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
    let region = config.region().ok_or(CollectError::NoRegion)?.clone();
    if !is_region(region.as_ref()) {
        let named_by = "`region` in the profile";
        return Err(CollectError::BadRegion { region: region.to_string(), named_by });
    }
    advice::on_conflict(&profile).into_iter().for_each(|words| progress.noted(&words));
    if let Some((cause, help)) = advice::on_profile(&profile) {
        return Err(CollectError::NoCredentials { cause, help });
    }
    let config = if profile.by_option { of_profile(config, &profile.name, client, region).await } else { config };
    let config = match &options.role_arn {
        Some(role) => assume(config, role).await,
        None => config,
    };
    let role = options.role_arn.as_deref().map(|role| format!("{role}: ")).unwrap_or_default();
    check_credentials(&config, &role, &profile, patience.credentials).await?;
    Ok(config)
}

/// With the credentials of the profile, and not those that are exported. As for the AWS CLI, what runs the program has
/// a say where the profile gives none.
async fn of_profile(config: SdkConfig, profile: &str, client: SharedHttpClient, region: Region) -> SdkConfig {
    let provider = ProviderConfig::without_region().with_http_client(client).with_region(Some(region));
    let container = aws_config::ecs::EcsCredentialsProvider::builder().configure(&provider).build();
    let machine = aws_config::imds::credentials::ImdsCredentialsProvider::builder().configure(&provider).build();
    let profile = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile).build();
    let chain = CredentialsProviderChain::first_try("profile", profile)
        .or_else("container", container)
        .or_else("machine", machine);
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(chain)).build()
}

/// Refuses what does not have the form of a Region's name, before anything is asked.
pub(super) fn check_region(option: Option<&str>) -> Result<(), CollectError> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = [
        (option.map(str::to_owned), "--region or the scope of the engagement"),
        (variable("AWS_REGION"), "AWS_REGION"),
        (variable("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"),
    ];
    match named.into_iter().find_map(|(region, named_by)| Some((region?, named_by))) {
        Some((region, named_by)) if !is_region(&region) => Err(CollectError::BadRegion { region, named_by }),
        _ => Ok(()),
    }
}

/// `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`: words and a number.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let word = |part: &&str| {
        !part.is_empty()
            && part.len() <= 12
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match parts.split_last() {
        Some((number, words)) => {
            words.len() >= 2
                && words.iter().all(word)
                && matches!(number.len(), 1 | 2)
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    }
}

async fn assume(config: SdkConfig, role: &str) -> SdkConfig {
    let provider = AssumeRoleProvider::builder(role).session_name("eks-attest").configure(&config).build().await;
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build()
}

/// Asked before the first call, so that missing credentials are not mistaken
/// for a network failure.
async fn check_credentials(
    config: &SdkConfig,
    role: &str,
    profile: &Profile,
    limit: Duration,
) -> Result<(), CollectError> {
    let missing = |cause: String| {
        let help = advice::on_credentials(&cause, profile);
        CollectError::NoCredentials { cause: format!("{role}{cause}"), help }
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_a_region_is_known_by_its_form() {
        for region in ["eu-west-1", "us-gov-east-1", "eusc-de-east-1", "us-isob-east-1", "cn-north-1", "ap-southeast-7"]
        {
            assert!(is_region(region), "{region}");
        }
        for region in [
            "eu west 1",
            "eu-west-1 ",
            "EU-WEST-1",
            "eu-west",
            "eu-west-1a",
            "eu-west-1/x",
            "",
            "-",
            "a-b-",
            "eu-west-100",
        ] {
            assert!(!is_region(region), "{region}");
        }
    }
}
