//! The API servers of the clusters, several at one time.

use std::sync::Arc;

use chrono::{SubsecRound as _, Utc};
use futures::StreamExt as _;

use super::channel::Channel;
use super::job::Job;
use super::kubeconfig::{self, Context};
use super::place::{Place, exchange, request};
use super::plan::Plan;
use super::read;
use crate::collect::progress::Progress;
use crate::collect::recorder::Kept;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::kubernetes::FIRST;
use crate::evidence::redaction::{Names, redact_text};

/// Clusters read at one time.
const CLUSTERS: usize = 4;
/// Reads the one cluster of a kubeconfig.
pub(super) async fn by_kubeconfig(
    kubeconfig: &Context,
    place: Place,
    job: &Job<'_>,
    plan: &Plan,
    names: &Arc<Names>,
    progress: &dyn Progress,
) -> Vec<Kept> {
    let channel = kubeconfig.channel(job.patience).await.map(|channel| channel.naming(names));
    let user = kubeconfig.user().unwrap_or(job.principal);
    read_cluster(channel, place, plan, user, progress).await
}

/// Reads every cluster of the run as EKS authenticates.
pub(super) async fn by_eks(
    place: &(dyn Fn(String) -> Place + Sync),
    job: &Job<'_>,
    plan: &Plan,
    names: &Arc<Names>,
    progress: &dyn Progress,
) -> Vec<Kept> {
    let clusters = job.endpoints.iter().map(|endpoint| {
        let channel = kubeconfig::native(endpoint, job.config, job.patience).map(|channel| channel.naming(names));
        read_cluster(channel, place(endpoint.cluster.clone()), plan, job.principal, progress)
    });
    let kept: Vec<Vec<Kept>> = futures::stream::iter(clusters).buffer_unordered(CLUSTERS).collect().await;
    kept.into_iter().flatten().collect()
}

async fn read_cluster(
    channel: Result<Channel, String>,
    place: Place,
    plan: &Plan,
    principal: &str,
    progress: &dyn Progress,
) -> Vec<Kept> {
    let channel = match channel {
        Ok(channel) => channel,
        Err(why) => return vec![(not_reached(&place, principal, &why), None)],
    };
    let label = format!("{}: Kubernetes", place.cluster);
    progress.started(&label);
    let user = read::cluster(&channel, &place, plan).await;
    progress.finished(&label);
    let principal = user.unwrap_or_else(|| principal.to_owned());
    let mut kept = channel.finish();
    for (exchange, _) in &mut kept {
        exchange.principal.clone_from(&principal);
    }
    kept
}

/// The first call, which could not even be sent.
fn not_reached(place: &Place, principal: &str, why: &str) -> Exchange {
    let request = request(place, FIRST.to_owned(), "/version", &[]);
    let mut exchange = exchange(request, 1, 1, Utc::now().trunc_subsecs(3));
    exchange.outcome = Outcome::Broken { message: redact_text(why) };
    principal.clone_into(&mut exchange.principal);
    exchange
}
