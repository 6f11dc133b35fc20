//! Where a recording comes from: AWS, or a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use super::arguments::{Kubernetes, Source};
use super::error::CliError;
use super::terminal::{self, Display, Step};
use crate::collect::kubernetes::{self, Namespace, Options};
use crate::collect::store::{self, StoreError};
use crate::collect::{self, Bound, Progress};
use crate::engagement::Engagement;
use crate::evidence::recording::{Recording, RecordingError};
use crate::evidence::topic::Topic;
use crate::normalise;

/// Reads what `topics` need from where `source` says.
///
/// # Errors
/// When the recording cannot be used, or AWS cannot be reached.
pub(super) fn recording(
    source: &Source,
    engagement: &Engagement,
    topics: &BTreeSet<Topic>,
    display: &Display,
) -> Result<Recording, CliError> {
    if let Some(folder) = &source.replay {
        return replay(&read(folder)?, topics);
    }
    let Engagement { scope, owners, .. } = engagement;
    let mut options = collect::Options {
        owner_keys: owners.tags.iter().chain(&owners.labels).cloned().collect(),
        profile: source.profile.clone(),
        region: source.region.clone().or_else(|| scope.region.clone()),
        role_arn: source.role_arn.clone(),
        no_aws: source.kubernetes.no_aws,
        kubernetes: kubernetes(&source.kubernetes),
        ..collect::Options::default()
    };
    options.clusters = if source.clusters.is_empty() { scope.clusters.clone() } else { source.clusters.clone() };
    if let Some(seconds) = source.read_timeout {
        options.patience.attempt = Duration::from_secs(seconds);
    }
    options.clusters.sort();
    options.clusters.dedup();
    let progress = Bars { display, steps: Mutex::default() };
    block_on(collect::collect(options, topics, &progress))?.map_err(failed)
}

/// What was given may be at fault, or the way to AWS.
fn failed(error: collect::CollectError) -> CliError {
    if error.is_refusal() { CliError::refused(error) } else { CliError::failed(error) }
}

fn kubernetes(given: &Kubernetes) -> Options {
    let source = match given {
        Kubernetes { no_kubernetes: true, .. } => kubernetes::Source::Off,
        Kubernetes { kubernetes_dump: Some(path), .. } => {
            kubernetes::Source::Dump { path: path.clone(), namespace: namespace(given) }
        }
        Kubernetes { kubeconfig: None, context: None, .. } => kubernetes::Source::Eks,
        Kubernetes { kubeconfig, context, .. } => {
            kubernetes::Source::Kubeconfig { file: kubeconfig.clone(), context: context.clone() }
        }
    };
    Options { source, secret_metadata: given.secret_metadata, kubelet_config: given.kubelet_config }
}

/// As `kubectl apply` chooses it: the option, else the context's where one is named, else `default`.
fn namespace(given: &Kubernetes) -> Namespace {
    match given {
        Kubernetes { namespace: Some(name), .. } => Namespace::Named(name.clone()),
        Kubernetes { kubeconfig: None, context: None, .. } => Namespace::Default,
        Kubernetes { kubeconfig, context, .. } => {
            Namespace::OfContext { file: kubeconfig.clone(), context: context.clone() }
        }
    }
}

/// The recording in `folder`.
///
/// # Errors
/// When it is incomplete or altered, or holds what its plan never asks.
pub(super) fn read(folder: &Path) -> Result<Recording, CliError> {
    let recording = store::read(folder).map_err(CliError::refused)?;
    let misfits = bound(&recording)?.misfits;
    if misfits.is_empty() {
        return Ok(recording);
    }
    let (path, source) = (folder.to_owned(), RecordingError::Unbound(misfits));
    Err(CliError::refused(StoreError::Recording { path, source }))
}

/// Holds a recording against the plan of its run.
///
/// # Errors
/// When the runtime cannot be started.
pub(super) fn bound(recording: &Recording) -> Result<Bound, CliError> {
    let mut bound = block_on(collect::bound(recording))?;
    bound.misfits.splice(0..0, normalise::misnamed(recording));
    Ok(bound)
}

/// Reads `topics` again from a recording, through the same collectors.
///
/// # Errors
/// When the runtime cannot be started.
pub(super) fn replay(recording: &Recording, topics: &BTreeSet<Topic>) -> Result<Recording, CliError> {
    block_on(collect::replay(recording, topics))?.map_err(failed)
}

fn block_on<T>(future: impl Future<Output = T>) -> Result<T, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| CliError::Runtime { source })?;
    let result = runtime.block_on(future);
    // A child that hangs is not waited for.
    runtime.shutdown_background();
    Ok(result)
}

/// Progress of a collection as lines of a display.
struct Bars<'a> {
    display: &'a Display,
    steps: Mutex<BTreeMap<String, Step>>,
}

impl Progress for Bars<'_> {
    fn started(&self, label: &str) {
        let step = self.display.step(label);
        if let Ok(mut steps) = self.steps.lock() {
            steps.insert(label.to_owned(), step);
        }
    }

    fn noted(&self, words: &str) {
        terminal::note(words);
    }

    fn finished(&self, label: &str) {
        if let Ok(mut steps) = self.steps.lock() {
            steps.remove(label);
        }
    }
}
