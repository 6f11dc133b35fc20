//! What one collection reads of Kubernetes.

use std::collections::BTreeSet;

use aws_config::SdkConfig;

use super::access::Prepared;
use super::options::Options;
use crate::collect::endpoint::Endpoint;
use crate::collect::patience::Patience;
use crate::evidence::redaction::OwnerKeys;
use crate::evidence::topic::Topic;

/// What a collection gives to the reading of its clusters.
pub(in crate::collect) struct Job<'a> {
    pub(in crate::collect) prepared: Prepared,
    pub(in crate::collect) options: &'a Options,
    pub(in crate::collect) config: &'a SdkConfig,
    pub(in crate::collect) patience: &'a Patience,
    /// Clusters asked for by name.
    pub(in crate::collect) asked: &'a [String],
    /// What AWS says of the clusters.
    pub(in crate::collect) endpoints: Vec<Endpoint>,
    /// ARN of the AWS caller.
    pub(in crate::collect) principal: &'a str,
    pub(in crate::collect) topics: &'a BTreeSet<Topic>,
    /// Keys of labels that name owners.
    pub(in crate::collect) owners: &'a OwnerKeys,
}
