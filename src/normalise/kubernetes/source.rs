//! The recorded exchanges of one cluster's Kubernetes API as reads: one path
//! with all its pages, each decided by its last attempt.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Head, ListPage, Page};
use crate::evidence::exchange::{Exchange, MAX_PAGES, Outcome};
use crate::evidence::fact::GapReason;
use crate::evidence::kubernetes::{
    Discovery, FIRST, Resource, SERVICE, Served, is_dump, list_path, misfit, says_absent,
};
use crate::evidence::recording::Recording;
use crate::normalise::failure::Failure;

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
            dump |= is_dump(&exchange.request);
            let decided = reads.entry(path).or_default().entry(parameter("continue")).or_insert(exchange);
            if exchange.attempt > decided.attempt {
                *decided = exchange;
            }
        }
        let (discovery, discovered_by) = (Discovery { of_files: dump, ..Discovery::default() }, BTreeSet::new());
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
        let body = serde_json::from_slice(self.stored(exchange)?)
            .map_err(|error| Failure::malformed(exchange, format!("the body is not JSON: {error}")))?;
        match misfit(&exchange.request, &body) {
            Some(misfit) => Err(Failure::malformed(exchange, misfit)),
            None => Ok(Page { exchange, body }),
        }
    }

    /// True when the server itself says that it does not have what was asked for: a proxy's 404 says nothing.
    pub(super) fn says_absent(&self, exchange: &Exchange) -> bool {
        let refused = exchange.status == Some(404) && matches!(exchange.outcome, Outcome::Refused { .. });
        let by_server = || {
            let body = self.replies.get(&exchange.id).and_then(|body| serde_json::from_slice(body).ok());
            body.is_some_and(|body| says_absent(&exchange.request, &body))
        };
        refused && (is_dump(&exchange.request) || by_server())
    }

    fn stored(&self, exchange: &'a Exchange) -> Result<&'a [u8], Failure> {
        if let Some(failure) = self.failure(exchange) {
            return Err(failure);
        }
        self.replies.get(&exchange.id).map(Vec::as_slice).ok_or_else(|| Failure {
            reason: GapReason::NotRecorded,
            detail: "the reply body is not in the recording".to_owned(),
            exchange: Some(exchange.id.clone()),
        })
    }

    fn failure(&self, exchange: &Exchange) -> Option<Failure> {
        let failure = failure(exchange)?;
        if failure.reason == GapReason::NotServed && !self.says_absent(exchange) {
            let detail = "HTTP 404, and the reply is not a Status of a Kubernetes API that says so".to_owned();
            return Some(Failure::malformed(exchange, detail));
        }
        Some(failure)
    }

    /// A page of a list, with the token of the next one.
    fn page(&self, exchange: &'a Exchange) -> Result<(ListPage<'a>, Option<String>), Failure> {
        let stored = self.stored(exchange)?;
        let next = Head::of(&exchange.request, stored).map_err(|why| Failure::malformed(exchange, why))?;
        Ok((ListPage { exchange, stored }, next))
    }

    /// Why nothing could be asked, when the first call says so.
    pub(super) fn not_reached(&self) -> Option<Failure> {
        let first = self.exchange("/version").filter(|exchange| exchange.request.operation == FIRST)?;
        let decides =
            matches!(first.outcome, Outcome::Broken { .. } | Outcome::NotRecorded) || first.status == Some(401);
        if decides { self.failure(first) } else { None }
    }

    /// A resource of the table, in every version that it was asked in.
    pub(super) fn listing(&self, resource: &Resource) -> Listing<'a> {
        let paths = resource.versions.iter().map(|version| resource.path(version));
        let mut listing = self.merged(paths);
        let served = self.discovery.served(resource);
        match (&listing.state, served) {
            (State::NotRead, Served::No) => {
                listing.state = State::NotServed;
                listing.exchanges.extend(self.discovered_by.iter().cloned());
            }
            (State::NotServed, Served::In(_)) => {
                listing.state = contradicted(&listing, "though its discovery documents list it");
            }
            (State::NotServed, Served::Unknown) if !resource.may_be_absent() => {
                listing.state = contradicted(&listing, "which every Kubernetes server has");
            }
            _ => {}
        }
        listing
    }

    /// A custom resource in the version that its definition names.
    pub(super) fn custom(&self, group: &str, version: &str, plural: &str) -> Listing<'a> {
        let mut listing = self.merged([list_path(group, version, plural)]);
        if listing.state == State::NotServed {
            listing.state = contradicted(&listing, "though its definition says that it is served");
        }
        listing
    }

    fn merged(&self, paths: impl IntoIterator<Item = String>) -> Listing<'a> {
        let mut merged = Listing { pages: Vec::new(), state: State::NotRead, exchanges: BTreeSet::new() };
        // A path that does not answer is no loss where another version lists the same objects.
        let mut without_answer = None;
        for path in paths.into_iter().filter(|path| self.reads.contains_key(path.as_str())) {
            let (pages, failure) = self.follow(&path);
            merged.exchanges.extend(pages.iter().map(|page| page.exchange.id.clone()));
            merged.pages.extend(pages);
            merged.state = match (failure, merged.state) {
                (_, failed @ State::Failed(_)) => failed,
                (None, _) => State::Complete,
                (Some((404, failure)), state) => {
                    merged.exchanges.extend(failure.exchange.clone());
                    let absent = failure.reason == GapReason::NotServed;
                    without_answer = without_answer.or((!absent).then_some(failure));
                    if state == State::Complete { state } else { State::NotServed }
                }
                (Some((_, failure)), _) => State::Failed(failure),
            };
        }
        if let (State::NotServed, Some(failure)) = (&merged.state, without_answer) {
            merged.state = State::Failed(failure);
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

/// A server's word that it does not have what it must have.
fn contradicted(listing: &Listing<'_>, why: &str) -> State {
    State::Failed(Failure {
        reason: GapReason::Malformed,
        detail: format!("the server says that there is no such resource, {why}"),
        exchange: listing.exchanges.first().cloned(),
    })
}

/// A failure that the exchange's outcome states.
/// Source: Kubernetes API Conventions, "HTTP Status codes".
fn failure(exchange: &Exchange) -> Option<Failure> {
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
        Outcome::Broken { message } if exchange.page > MAX_PAGES => (GapReason::Incomplete, message.clone()),
        // A page that is not a reply of the API proves neither absence nor presence.
        Outcome::Broken { message } if matches!(status, 404 | 410) => (GapReason::Connection, message.clone()),
        Outcome::Broken { message } => (of_status(GapReason::Connection), message.clone()),
        Outcome::NotRecorded => (GapReason::NotRecorded, "the recording does not hold this request".to_owned()),
        Outcome::NotAsked => (GapReason::NotAsked, "the Kubernetes API was not asked".to_owned()),
    };
    Some(Failure { reason, detail, exchange: Some(exchange.id.clone()) })
}
