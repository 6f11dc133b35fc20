//! One collection from its first call to its recording, live or replayed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_config::SdkConfig;
use chrono::{DateTime, SubsecRound as _, Utc};

use super::aws::{self, Caller, Clients, Scope};
use super::kubernetes::{self, Job, Prepared};
use super::options::Options;
use super::progress::{Progress, Quiet};
use super::recorder::Recorder;
use super::session;
use super::transport::{Backend, Capture, ReplayTransport};
use super::{CollectError, network};
use crate::evidence::aws_auth;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::fact::Facts;
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::plan::closure;
use crate::evidence::recording::binding::{self, UNKNOWN};
use crate::evidence::recording::{Recording, Run, SCHEMA};
use crate::evidence::redaction::OwnerKeys;
use crate::evidence::topic::Topic;
use crate::normalise::normalise;

/// Reads from AWS what `topics` need. Once the caller is known, no failure
/// ends the run: each is recorded.
///
/// # Errors
/// When Region or credentials are missing, or the first call,
/// `sts:GetCallerIdentity`, fails.
pub async fn collect(
    options: Options,
    topics: &BTreeSet<Topic>,
    progress: &dyn Progress,
) -> Result<Recording, CollectError> {
    // What is wrong with a file that is named is said before anything is asked.
    let prepared = kubernetes::prepare(&options.kubernetes.source)?;
    if options.no_aws {
        session::check_region(options.region.as_deref())?;
        return without_aws(&options, prepared, topics, progress).await;
    }
    let config = session::load(&options, progress).await?;
    collect_with(config, &options, prepared, topics, progress).await
}

/// As [`collect`], with a configuration that is loaded already.
pub(super) async fn collect_with(
    config: SdkConfig,
    options: &Options,
    prepared: Prepared,
    topics: &BTreeSet<Topic>,
    progress: &dyn Progress,
) -> Result<Recording, CollectError> {
    let patience = &options.patience;
    let started_at = Utc::now().trunc_subsecs(3);
    let recorder = Recorder::new();
    let client = match config.http_client() {
        Some(client) => client,
        None => network::client(network::Proxies::from_env()?, &network::Authorities::default()),
    };
    let backend = Backend::Live {
        client,
        attempt_timeout: patience.attempt,
        owners: Arc::new(OwnerKeys::new(options.owner_keys.iter().cloned())),
    };
    let capture = Capture::new(backend, &recorder);
    let config = config.into_builder().http_client(capture).timeout_config(patience.timeouts()).build();
    let clients = Clients::new(&config);
    let silent = |_| aws::unreachable(&config, format!("no reply within {} seconds", patience.attempt.as_secs()));
    let caller = tokio::time::timeout(patience.attempt, aws::caller(&clients, &config)).await.map_err(silent)??;
    gather(Session { config, clients, recorder, caller, started_at }, options, prepared, topics, progress).await
}

/// Reads the Kubernetes side alone. Every call that AWS would have got is
/// recorded as not asked, so that what rests on it stays open and says why.
async fn without_aws(
    options: &Options,
    prepared: Prepared,
    topics: &BTreeSet<Topic>,
    progress: &dyn Progress,
) -> Result<Recording, CollectError> {
    let started_at = Utc::now().trunc_subsecs(3);
    let run = Run {
        schema: SCHEMA.to_owned(),
        tool: String::new(),
        started_at,
        finished_at: started_at,
        account: UNKNOWN.to_owned(),
        region: options.region.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
        principal: UNKNOWN.to_owned(),
        clusters: options.clusters.clone(),
        topics: Vec::new(),
        owner_keys: Vec::new(),
    };
    let recorder = Recorder::new();
    let region = run.region.clone();
    let backend = Backend::Replay(ReplayTransport::not_asking(run));
    let config = session::replaying(&region, Capture::new(backend, &recorder));
    let clients = Clients::new(&config);
    // It fails like every other call.
    drop(aws::caller(&clients, &config).await);
    let caller = Caller { account: UNKNOWN.to_owned(), arn: UNKNOWN.to_owned() };
    gather(Session { config, clients, recorder, caller, started_at }, options, prepared, topics, progress).await
}

/// A connection whose caller is known.
struct Session {
    config: SdkConfig,
    clients: Clients,
    recorder: Arc<Recorder>,
    caller: Caller,
    started_at: DateTime<Utc>,
}

async fn gather(
    session: Session,
    options: &Options,
    prepared: Prepared,
    topics: &BTreeSet<Topic>,
    progress: &dyn Progress,
) -> Result<Recording, CollectError> {
    let Session { config, clients, recorder, caller, started_at } = session;
    let Options { clusters, patience, .. } = options;
    let owner_keys = OwnerKeys::new(options.owner_keys.iter().cloned());
    let scope = Scope { clusters: clusters.clone(), topics: closure(topics), account: caller.account.clone() };
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    aws::check_clusters(&clients, &scope, &region).await?;
    let endpoints = aws::read(&clients, &scope, progress).await;
    let job = Job {
        prepared,
        options: &options.kubernetes,
        config: &config,
        patience,
        asked: clusters,
        endpoints,
        principal: &caller.arn,
        topics: &scope.topics,
        owners: &owner_keys,
    };
    let of_kubernetes = kubernetes::read(job, progress).await?;
    let mapped = of_kubernetes.iter().filter_map(|(exchange, body)| Some((exchange, body.as_deref()?)));
    aws::read_roles(&clients, &scope, &node_roles(mapped)).await;
    let so_far = || facts_so_far(&recorder, &run_so_far(&scope, &region, started_at));
    aws::declared::read(&config, &scope, &so_far).await;
    let (mut exchanges, mut replies) = recorder.so_far();
    for exchange in &mut exchanges {
        exchange.principal.clone_from(&caller.arn);
    }
    for (exchange, body) in of_kubernetes {
        replies.extend(body.map(|body| (exchange.id.clone(), body.into())));
        exchanges.push(exchange);
    }
    for exchange in &mut exchanges {
        exchange.account.clone_from(&caller.account);
        // A reply can hold the words of a marker: what counts is what stands there.
        if let (Some(reply), Some(body)) = (&mut exchange.reply, replies.get(&exchange.id)) {
            reply.redactions = binding::markers(body);
        }
    }
    exchanges.sort_by(|a, b| a.id.cmp(&b.id));
    // A dump is read before the first call; and a clock may be set while a run lasts.
    let times = || exchanges.iter().map(|exchange| exchange.time);
    let started_at = times().min().map_or(started_at, |first| first.min(started_at));
    let ended_at = Utc::now().trunc_subsecs(3).max(started_at);
    let finished_at = times().max().map_or(ended_at, |last| last.max(ended_at));
    let Caller { account, arn: principal } = caller;
    let run = Run {
        schema: SCHEMA.to_owned(),
        tool: concat!("eks-attest ", env!("CARGO_PKG_VERSION")).to_owned(),
        started_at,
        finished_at,
        account,
        region: config.region().map(ToString::to_string).unwrap_or_default(),
        principal,
        clusters: clusters.clone(),
        topics: scope.topics.iter().map(ToString::to_string).collect(),
        owner_keys: owner_keys.iter().map(str::to_owned).collect(),
    };
    Ok(Recording { run, exchanges, replies })
}

/// Reads `topics` again from `recording`, through the same collectors. What
/// the recording lacks is recorded as lacking; what nobody asks for is left
/// out.
///
/// # Errors
/// When the run asked for a cluster by name that, by its own replies, did not exist.
pub async fn replay(recording: &Recording, topics: &BTreeSet<Topic>) -> Result<Recording, CollectError> {
    let topics = closure(topics);
    let again = Again::of(recording);
    aws::check_clusters(&again.clients, &again.scope(&topics), &again.run.region).await?;
    let (mut exchanges, mut replies) = again.read(recording, &topics).await;
    for exchange in kubernetes::recorded(recording, &topics) {
        replies.extend(recording.replies.get(&exchange.id).map(|body| (exchange.id.clone(), body.clone())));
        exchanges.push(exchange.clone());
    }
    exchanges.sort_by(|a, b| a.id.cmp(&b.id));
    // A topic that was not collected is a gap of what was read again, and not a part of it that was never meant.
    let run = Run { topics: topics.iter().map(ToString::to_string).collect(), ..recording.run.clone() };
    Ok(Recording { run, exchanges, replies })
}

/// What the collectors ask AWS for `topics`, and what `recording` answers.
pub(super) async fn ask_again(
    recording: &Recording,
    topics: &BTreeSet<Topic>,
) -> (Vec<Exchange>, BTreeMap<String, Vec<u8>>) {
    Again::of(recording).read(recording, topics).await
}

/// The collectors of AWS's side over a recording.
struct Again {
    run: Run,
    recorder: Arc<Recorder>,
    config: SdkConfig,
    clients: Clients,
}

impl Again {
    fn of(recording: &Recording) -> Self {
        let run = recording.run.clone();
        let recorder = Recorder::new();
        let of_aws = recording.exchanges.iter().filter(|exchange| exchange.request.service != SERVICE);
        let exchanges: Vec<Exchange> = of_aws.cloned().collect();
        let bodies = exchanges.iter().filter_map(|exchange| recording.replies.get_key_value(&exchange.id));
        let replies = bodies.map(|(id, body)| (id.clone(), body.clone())).collect();
        let source = Backend::Replay(ReplayTransport::new(Recording { run: run.clone(), exchanges, replies }));
        let config = session::replaying(&run.region, Capture::new(source, &recorder));
        let clients = Clients::new(&config);
        Self { run, recorder, config, clients }
    }

    fn scope(&self, topics: &BTreeSet<Topic>) -> Scope {
        let Run { clusters, account, .. } = self.run.clone();
        Scope { clusters, topics: topics.clone(), account }
    }

    async fn read(
        &self,
        recording: &Recording,
        topics: &BTreeSet<Topic>,
    ) -> (Vec<Exchange>, BTreeMap<String, Vec<u8>>) {
        let scope = self.scope(topics);
        // A failure is recorded like any other.
        drop(aws::caller(&self.clients, &self.config).await);
        aws::read(&self.clients, &scope, &Quiet).await;
        let bodies = kubernetes::recorded(recording, topics)
            .filter_map(|exchange| Some((exchange, recording.replies.get(&exchange.id)?.as_slice())));
        aws::read_roles(&self.clients, &scope, &node_roles(bodies)).await;
        aws::declared::read(&self.config, &scope, &|| {
            facts_so_far(&self.recorder, &run_so_far(&scope, &self.run.region, self.run.started_at))
        })
        .await;
        self.recorder.so_far()
    }
}

/// The facts of what AWS answered so far: what declared operations are asked about.
fn facts_so_far(recorder: &Recorder, run: &Run) -> Facts {
    let (exchanges, replies) = recorder.so_far();
    normalise(&Recording { run: run.clone(), exchanges, replies })
}

/// A run that is still under way.
fn run_so_far(scope: &Scope, region: &str, started_at: DateTime<Utc>) -> Run {
    Run {
        schema: SCHEMA.to_owned(),
        tool: String::new(),
        started_at,
        finished_at: started_at,
        account: scope.account.clone(),
        region: region.to_owned(),
        principal: UNKNOWN.to_owned(),
        clusters: scope.clusters.clone(),
        topics: scope.topics.iter().map(ToString::to_string).collect(),
        owner_keys: Vec::new(),
    }
}

/// Roles that the clusters' `aws-auth` maps to nodes: where no instance and no
/// node group names them, nothing else does.
fn node_roles<'a>(bodies: impl Iterator<Item = (&'a Exchange, &'a [u8])>) -> BTreeSet<String> {
    let of_map = |exchange: &Exchange| {
        exchange.outcome == Outcome::Answered
            && exchange.request.parameters.get("path").is_some_and(|path| path == aws_auth::PATH)
    };
    let maps = bodies.filter(|(exchange, _)| of_map(exchange));
    maps.filter_map(|(_, body)| serde_json::from_slice(body).ok()).flat_map(|map| aws_auth::node_roles(&map)).collect()
}
