//! Where AWS and the API servers are reached.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::profile::exported;

/// What `eks:DescribeCluster` says of reaching a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::collect) struct Endpoint {
    /// Name of the cluster.
    pub(in crate::collect) cluster: String,
    /// URL of its API server; `None` when the cluster could not be described.
    pub(in crate::collect) url: Option<String>,
    /// Its certificate authority, PEM in Base64.
    pub(in crate::collect) authority: Option<String>,
}

/// URL that the first call goes to, and what names it where it is none of AWS's.
pub(in crate::collect) fn endpoint(config: &SdkConfig) -> (String, Option<&'static str>) {
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    // Variables go before profiles, and those of one service before those of all.
    let key = ServiceConfigKey::builder().service_id("STS").env("AWS_ENDPOINT_URL").profile("endpoint_url").build();
    let of_service = config.service_config().zip(key.ok()).and_then(|(all, key)| all.load_config(key));
    match of_service.or_else(|| config.endpoint_url().map(str::to_owned)) {
        Some(url) if exported("AWS_ENDPOINT_URL_STS") => (url, Some("AWS_ENDPOINT_URL_STS")),
        Some(url) if exported("AWS_ENDPOINT_URL") => (url, Some("AWS_ENDPOINT_URL")),
        Some(url) => (url, Some("`endpoint_url` in the profile")),
        None => (sts_endpoint(&region), None),
    }
}

/// Source: AWS General Reference, "AWS Security Token Service endpoints".
pub(in crate::collect) fn sts_endpoint(region: &str) -> String {
    let suffix = match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    format!("https://sts.{region}.{suffix}")
}
