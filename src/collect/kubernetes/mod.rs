//! The collectors of Kubernetes. They reach an API server natively as EKS
//! authenticates, through a kubeconfig, or read what `kubectl get` wrote
//! earlier. As with AWS, a failed call ends nothing: it is recorded.

#[cfg(feature = "aws")]
mod access;
#[cfg(feature = "kubernetes")]
mod call;
#[cfg(feature = "kubernetes")]
mod channel;
#[cfg(feature = "aws")]
mod clusters;
#[cfg(feature = "aws")]
mod dump;
mod expected;
#[cfg(feature = "aws")]
mod job;
#[cfg(feature = "kubernetes")]
mod kubeconfig;
mod options;
mod permissions;
mod place;
#[cfg(feature = "aws")]
mod plan;
#[cfg(feature = "kubernetes")]
mod read;
#[cfg(feature = "kubernetes")]
mod servers;
#[cfg(feature = "kubernetes")]
mod token;

pub use options::{Namespace, Options, Source};
pub use permissions::{cluster_role, constraint_rule, opt_in_rules};

#[cfg(feature = "aws")]
pub(super) use access::{Prepared, prepare};
#[cfg(feature = "aws")]
pub(super) use clusters::read;
pub(super) use expected::{Expected, as_stored};
#[cfg(feature = "aws")]
pub(super) use job::Job;

use std::collections::BTreeSet;

use crate::evidence::exchange::Exchange;
use crate::evidence::kubernetes::{RESOURCES, Resource, SERVICE, resources_of};
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

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

#[cfg(all(test, feature = "kubernetes"))]
#[allow(clippy::unwrap_used, reason = "tests; clippy knows them by `cfg(test)` alone")]
mod tests;
