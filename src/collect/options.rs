//! Whom to collect as, from where, and how patiently.

use std::time::Duration;

use super::kubernetes;

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
    /// Keys of tags whose values name owners, beside those in common use: their values are kept.
    pub owner_keys: Vec<String>,
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
