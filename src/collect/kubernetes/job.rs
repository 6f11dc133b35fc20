//! What one collection reads of Kubernetes: from files, or from the API servers.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_config::SdkConfig;

use super::access::{self, Endpoint, Prepared};
use super::options::Options;
use super::place::{Kept, Place};
use super::plan::Plan;
#[cfg(feature = "kubernetes")]
use super::servers;
use crate::collect::error::CollectError;
use crate::collect::options::Patience;
use crate::collect::progress::Progress;
use crate::evidence::redaction::{Names, OwnerKeys};
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

/// Reads the Kubernetes side of the clusters.
///
/// # Errors
/// When it cannot be told which cluster a kubeconfig or a dump is of.
#[cfg_attr(not(feature = "kubernetes"), expect(unused_variables, reason = "only servers are waited for"))]
pub(in crate::collect) async fn read(job: Job<'_>, progress: &dyn Progress) -> Result<Vec<Kept>, CollectError> {
    let plan = Plan::new(job.topics, job.options);
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    let region = job.config.region().map(ToString::to_string).unwrap_or_default();
    let place = |cluster: String| Place { cluster, region: region.clone() };
    let names = Arc::new(Names::new(job.owners.clone()));
    let known: Vec<String> = job.endpoints.iter().map(|endpoint| endpoint.cluster.clone()).collect();
    match job.prepared {
        Prepared::Off => Ok(Vec::new()),
        Prepared::Dump(dump) => {
            let cluster = access::cluster_name(None, job.asked, &known)?;
            Ok(dump.into_exchanges(&place(cluster), &plan.topics, &names))
        }
        #[cfg(feature = "kubernetes")]
        Prepared::Kubeconfig(ref kubeconfig) => {
            let cluster = access::cluster_name(kubeconfig.cluster_name(), job.asked, &known)?;
            Ok(servers::by_kubeconfig(kubeconfig, place(cluster), &job, &plan, &names, progress).await)
        }
        #[cfg(feature = "kubernetes")]
        Prepared::Eks => Ok(servers::by_eks(&place, &job, &plan, &names, progress).await),
    }
}
