//! The recorded exchanges of one cluster's Kubernetes API as reads: one path
//! with all its pages, each decided by its last attempt.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::collect::kubernetes::{Discovery, FIRST, Resource, SERVICE, Served, list_path};
use crate::collect::normalise::failure::Failure;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::fact::GapReason;
use crate::evidence::recording::Recording;

/// One answered document.
pub(super) struct Page<'a> {
    pub(super) exchange: &'a Exchange,
    pub(super) body: Value,
}

impl Page<'_> {
    /// The objects on it.
    pub(super) fn items(&self) -> impl Iterator<Item = &Value> {
        self.body["items"].as_array().into_iter().flatten()
    }
}

/// One answered page of a list. Its objects are read when they are asked for and belong to whoever asks: a list of a
/// large cluster takes far more memory as a tree than as text.
pub(super) struct ListPage<'a> {
    pub(super) exchange: &'a Exchange,
    stored: &'a [u8],
}

impl ListPage<'_> {
    /// The objects on it.
    pub(super) fn items(&self) -> Vec<Value> {
        #[derive(Deserialize)]
        struct Items {
            items: Option<Vec<Value>>,
        }
        // That it is a list was found when the page was followed.
        serde_json::from_slice(self.stored).ok().and_then(|page: Items| page.items).unwrap_or_default()
    }
}

/// What leads from one page of a list to the next.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    metadata: Value,
    /// Absent where the reply is no list; a list without objects may say `null`.
    #[serde(default, deserialize_with = "present")]
    items: Option<Option<Vec<IgnoredAny>>>,
}

fn present<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<Vec<IgnoredAny>>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// How a read ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// At its last page.
    Complete,
    /// The server has no such resource.
    NotServed,
    /// Before its last page.
    Failed(Failure),
    /// It was never asked.
    NotRead,
}

/// One resource, read as far as it could be.
pub(super) struct Listing<'a> {
    pub(super) pages: Vec<ListPage<'a>>,
    pub(super) state: State,
    /// Exchanges that show the state.
    pub(super) exchanges: BTreeSet<String>,
}

/// The exchanges of one cluster.
pub(super) struct Source<'a> {
    replies: &'a BTreeMap<String, Vec<u8>>,
    /// By path, then by page token: the deciding attempt.
    reads: BTreeMap<&'a str, BTreeMap<Option<&'a str>, &'a Exchange>>,
    discovery: Discovery,
    /// Exchanges that the discovery rests on.
    discovered_by: BTreeSet<String>,
    /// True when the objects come from files.
    pub(super) dump: bool,
}

impl<'a> Source<'a> {
    pub(super) fn of(recording: &'a Recording, cluster: &str) -> Self {
        let mut reads: BTreeMap<&str, BTreeMap<Option<&str>, &Exchange>> = BTreeMap::new();
        let mut dump = false;
        for exchange in recording.exchanges.iter().filter(|exchange| exchange.request.service == SERVICE) {
            let parameter = |name: &str| exchange.request.parameters.get(name).map(String::as_str);
            let (Some(of), Some(path)) = (parameter("cluster"), parameter("path")) else { continue };
            if of != cluster {
                continue;
            }
            dump |= parameter("source") == Some("dump");
            let decided = reads.entry(path).or_default().entry(parameter("continue")).or_insert(exchange);
            if exchange.attempt > decided.attempt {
                *decided = exchange;
            }
        }
        let (discovery, discovered_by) = (Discovery::default(), BTreeSet::new());
        let mut source = Self { replies: &recording.replies, reads, discovery, discovered_by, dump };
        source.discover();
        source
    }

    fn discover(&mut self) {
        let (Some(core), Some(groups)) = (self.document("/api"), self.document("/apis")) else { return };
        if !self.discovery.add_groups(&core.body, &groups.body) {
            return;
        }
        self.discovered_by.extend([core.exchange.id.clone(), groups.exchange.id.clone()]);
        let paths: Vec<&str> = self.reads.keys().copied().filter(|path| path.matches('/').count() == 3).collect();
        for path in paths {
            if let (Some(page), Some(name)) = (self.document(path), path.strip_prefix("/apis/")) {
                self.discovery.add_resources(name, &page.body);
                self.discovered_by.insert(page.exchange.id.clone());
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reads.is_empty()
    }

    /// Group versions that the server lists, when that could be read.
    pub(super) fn group_versions(&self) -> Option<(&BTreeSet<String>, &BTreeSet<String>)> {
        Some((self.discovery.group_versions.as_ref()?, &self.discovered_by))
    }

    /// True when `resource` was asked in any of its versions.
    pub(super) fn asked(&self, resource: &Resource) -> bool {
        resource.versions.iter().any(|version| self.reads.contains_key(resource.path(version).as_str()))
    }

    /// Every path that was asked.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'a str> {
        self.reads.keys().copied()
    }

    /// The exchange that decided what `path` answers.
    pub(super) fn exchange(&self, path: &str) -> Option<&'a Exchange> {
        self.reads.get(path)?.get(&None).copied()
    }

    /// A reply of one page, when there is one.
    pub(super) fn document(&self, path: &str) -> Option<Page<'a>> {
        self.answer(self.exchange(path)?).ok()
    }

    /// The reply to `exchange`, or why there is none.
    pub(super) fn answer(&self, exchange: &'a Exchange) -> Result<Page<'a>, Failure> {
        match serde_json::from_slice(self.stored(exchange)?) {
            Ok(body) => Ok(Page { exchange, body }),
            Err(error) => Err(Failure::malformed(exchange, format!("the body is not JSON: {error}"))),
        }
    }

    fn stored(&self, exchange: &'a Exchange) -> Result<&'a [u8], Failure> {
        if let Some(failure) = failure(exchange) {
            return Err(failure);
        }
        self.replies.get(&exchange.id).map(Vec::as_slice).ok_or_else(|| Failure {
            reason: GapReason::NotRecorded,
            detail: "the reply body is not in the recording".to_owned(),
            exchange: Some(exchange.id.clone()),
        })
    }

    /// A page of a list, with the token of the next one.
    fn page(&self, exchange: &'a Exchange) -> Result<(ListPage<'a>, Option<String>), Failure> {
        let stored = self.stored(exchange)?;
        match serde_json::from_slice(stored) {
            Ok(Head { metadata, items: Some(_) }) => {
                let next = metadata["continue"].as_str().filter(|next| !next.is_empty()).map(str::to_owned);
                Ok((ListPage { exchange, stored }, next))
            }
            _ => {
                self.answer(exchange)?;
                Err(Failure::malformed(exchange, "the reply has no `items`".to_owned()))
            }
        }
    }

    /// Why nothing could be asked, when the first call says so.
    pub(super) fn not_reached(&self) -> Option<Failure> {
        let first = self.exchange("/version").filter(|exchange| exchange.request.operation == FIRST)?;
        let decides =
            matches!(first.outcome, Outcome::Broken { .. } | Outcome::NotRecorded) || first.status == Some(401);
        if decides { failure(first) } else { None }
    }

    /// A resource of the table, in every version that it was asked in.
    pub(super) fn listing(&self, resource: &Resource) -> Listing<'a> {
        let paths = resource.versions.iter().map(|version| resource.path(version));
        let mut listing = self.merged(paths);
        if listing.state == State::NotRead && self.discovery.served(resource) == Served::No {
            listing.state = State::NotServed;
            listing.exchanges.extend(self.discovered_by.iter().cloned());
        }
        listing
    }

    /// A custom resource in the version that its definition names.
    pub(super) fn custom(&self, group: &str, version: &str, plural: &str) -> Listing<'a> {
        let mut listing = self.merged([list_path(group, version, plural)]);
        if listing.state == State::NotServed {
            // Its definition says that it is served.
            listing.state = State::NotRead;
        }
        listing
    }

    fn merged(&self, paths: impl IntoIterator<Item = String>) -> Listing<'a> {
        let mut merged = Listing { pages: Vec::new(), state: State::NotRead, exchanges: BTreeSet::new() };
        for path in paths.into_iter().filter(|path| self.reads.contains_key(path.as_str())) {
            let (pages, failure) = self.follow(&path);
            merged.exchanges.extend(pages.iter().map(|page| page.exchange.id.clone()));
            merged.pages.extend(pages);
            merged.state = match (failure, merged.state) {
                (_, failed @ State::Failed(_)) => failed,
                (None, _) | (Some((404, _)), State::Complete) => State::Complete,
                (Some((404, failure)), _) => {
                    merged.exchanges.extend(failure.exchange);
                    State::NotServed
                }
                (Some((_, failure)), _) => State::Failed(failure),
            };
        }
        merged
    }

    /// The pages of one path, and what ended them before the last.
    fn follow(&self, path: &str) -> (Vec<ListPage<'a>>, Option<(u16, Failure)>) {
        let left = self.reads.get(path).into_iter().flatten();
        let mut left: BTreeMap<Option<String>, &'a Exchange> =
            left.map(|(token, exchange)| (token.map(str::to_owned), *exchange)).collect();
        let (mut pages, mut token): (Vec<ListPage<'a>>, Option<String>) = (Vec::new(), None);
        loop {
            // A page is taken out when it is read, so a token that comes back ends the chain.
            let Some(exchange) = left.remove(&token) else {
                let detail = format!("page {} was not read", pages.len() + 1);
                let exchange = pages.last().map(|page| page.exchange.id.clone());
                return (pages, Some((0, Failure { reason: GapReason::Incomplete, detail, exchange })));
            };
            let (page, next) = match self.page(exchange) {
                Ok(page) => page,
                Err(failure) if failure.reason == GapReason::Malformed => return (pages, Some((0, failure))),
                // Only the first page can say that there is no such resource.
                Err(failure) if !pages.is_empty() => return (pages, Some((0, failure))),
                Err(failure) => return (pages, Some((exchange.status.unwrap_or_default(), failure))),
            };
            pages.push(page);
            if next.is_none() {
                return (pages, None);
            }
            token = next;
        }
    }
}

/// A failure that the exchange's outcome states.
/// Source: Kubernetes API Conventions, "HTTP Status codes".
pub(super) fn failure(exchange: &Exchange) -> Option<Failure> {
    let status = exchange.status.unwrap_or_default();
    let of_status = |otherwise| match status {
        401 | 403 => GapReason::AccessDenied,
        404 => GapReason::NotServed,
        410 => GapReason::Incomplete,
        429 => GapReason::Throttled,
        500.. => GapReason::ServerError,
        _ => otherwise,
    };
    let (reason, detail) = match &exchange.outcome {
        Outcome::Answered => return None,
        Outcome::Refused { code, message } => (of_status(GapReason::Refused), format!("{code}: {message}")),
        // A page that is no reply of the API proves neither absence nor presence.
        Outcome::Broken { message } if matches!(status, 401 | 403) => (GapReason::AccessDenied, message.clone()),
        Outcome::Broken { message } => (GapReason::Connection, message.clone()),
        Outcome::NotRecorded => (GapReason::NotRecorded, "the recording does not hold this request".to_owned()),
        Outcome::NotAsked => (GapReason::NotAsked, "the Kubernetes API was not asked".to_owned()),
    };
    Some(Failure { reason, detail, exchange: Some(exchange.id.clone()) })
}
