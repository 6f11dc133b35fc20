//! Whom to collect as, from where, and how patiently.

use super::kubernetes;
use super::patience::Patience;

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
    /// Keys of tags whose values name owners, besides those in common use: their values are kept.
    pub owner_keys: Vec<String>,
    /// Ask nothing of AWS: no Region and no credentials are needed.
    pub no_aws: bool,
    /// How the Kubernetes side is reached.
    pub kubernetes: kubernetes::Options,
    /// How patiently.
    pub patience: Patience,
}
