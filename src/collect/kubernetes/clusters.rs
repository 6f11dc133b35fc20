//! Reads the clusters: from files, or from their API servers.

use std::sync::Arc;

use super::access::{self, Prepared};
use super::job::Job;
use super::place::Place;
use super::plan::Plan;
#[cfg(feature = "kubernetes")]
use super::servers;
use crate::collect::error::CollectError;
use crate::collect::progress::Progress;
use crate::collect::recorder::Kept;
use crate::evidence::redaction::Names;

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
