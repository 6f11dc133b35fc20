//! The collectors of Kubernetes. They reach an API server natively as EKS
//! authenticates, through a kubeconfig, or read what `kubectl get` wrote
//! earlier. As with AWS, a failed call ends nothing: it is recorded.

mod access;
mod call;
mod channel;
mod dump;
mod expected;
mod options;
mod permissions;
mod read;
mod token;

pub use options::{Namespace, Options, Source};
pub use permissions::{cluster_role, constraint_rule, opt_in_rules};

pub(super) use access::{Prepared, prepare};
pub(super) use channel::Kept;
pub(super) use expected::{Expected, as_stored};

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_config::SdkConfig;
use chrono::{SubsecRound as _, Utc};
use futures::StreamExt as _;

use self::call::{Place, exchange, request};
use self::channel::Channel;
use self::read::Plan;
use super::endpoint::Endpoint;
use super::error::CollectError;
use super::patience::Patience;
use super::progress::Progress;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::kubernetes::{FIRST, RESOURCES, Resource, SERVICE, resources_of};
use crate::evidence::recording::Recording;
use crate::evidence::redaction::{Names, OwnerKeys, redact_text};
use crate::evidence::topic::Topic;

/// Clusters read at one time.
const CLUSTERS: usize = 4;
/// What a collection gives to the reading of its clusters.
pub(super) struct Job<'a> {
    pub(super) prepared: Prepared,
    pub(super) options: &'a Options,
    pub(super) config: &'a SdkConfig,
    pub(super) patience: &'a Patience,
    /// Clusters asked for by name.
    pub(super) asked: &'a [String],
    /// What AWS says of the clusters.
    pub(super) endpoints: Vec<Endpoint>,
    /// ARN of the AWS caller.
    pub(super) principal: &'a str,
    pub(super) topics: &'a BTreeSet<Topic>,
    /// Keys of labels that name owners.
    pub(super) owners: &'a OwnerKeys,
}

/// Reads the Kubernetes side of the clusters.
///
/// # Errors
/// When it cannot be told which cluster a kubeconfig or a dump is of.
pub(super) async fn read(job: Job<'_>, progress: &dyn Progress) -> Result<Vec<Kept>, CollectError> {
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
        Prepared::Kubeconfig(kubeconfig) => {
            let cluster = access::cluster_name(kubeconfig.cluster_name(), job.asked, &known)?;
            let channel = kubeconfig.channel(job.patience).await.map(|channel| channel.naming(&names));
            let user = kubeconfig.user().unwrap_or(job.principal);
            Ok(read_cluster(channel, place(cluster), &plan, user, progress).await)
        }
        Prepared::Eks => {
            let clusters = job.endpoints.iter().map(|endpoint| {
                let channel = access::native(endpoint, job.config, job.patience).map(|channel| channel.naming(&names));
                read_cluster(channel, place(endpoint.cluster.clone()), &plan, job.principal, progress)
            });
            let kept: Vec<Vec<Kept>> = futures::stream::iter(clusters).buffer_unordered(CLUSTERS).collect().await;
            Ok(kept.into_iter().flatten().collect())
        }
    }
}

/// The exchanges of `recording` that `topics` rest on. They are taken as they
/// stand: which others there could be was for the server to say.
pub(super) fn recorded<'a>(
    recording: &'a Recording,
    topics: &BTreeSet<Topic>,
) -> impl Iterator<Item = &'a Exchange> + use<'a> {
    let wanted: BTreeSet<String> =
        topics.iter().flat_map(|topic| resources_of(*topic)).map(Resource::operation).collect();
    let reads = topics.iter().any(|topic| topic.group() == "kubernetes");
    let (policies, configuration) =
        (topics.contains(&Topic::KubernetesPolicyObject), topics.contains(&Topic::KubernetesConfigMap));
    let kubelets = topics.contains(&Topic::KubernetesKubeletConfig);
    recording.exchanges.iter().filter(move |exchange| {
        let operation = exchange.request.operation.as_str();
        let known = || RESOURCES.iter().any(|resource| resource.operation() == operation);
        exchange.request.service == SERVICE
            && reads
            && match operation {
                "get.configmaps" => configuration,
                "get.nodes.proxy.configz" => kubelets,
                _ if operation.starts_with("list.") => wanted.contains(operation) || (policies && !known()),
                _ => true,
            }
    })
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
