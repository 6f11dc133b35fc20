//! What binds a recording to its run: ids over requests, one answer a request, the run's account, caller, Region and
//! times, and replies in the form in which they are stored. Whoever alters a recording can make every digest fit; what
//! is checked here must fit as well.

mod attempts;
mod caller;
mod markers;
mod reply;

pub use caller::{UNKNOWN, is_global, partition};
pub use markers::markers;

use super::{Recording, Run};
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::redaction::OwnerKeys;
use crate::evidence::topic::Topic;

/// What an honest run cannot have recorded, each `where: what`.
#[must_use]
pub fn misfits(recording: &Recording) -> Vec<String> {
    let run = &recording.run;
    let mut found: Vec<String> = of_run(run).into_iter().map(|problem| format!("run.json: {problem}")).collect();
    found.extend(caller::misfits(recording));
    let owners = OwnerKeys::new(run.owner_keys.iter().cloned());
    for exchange in &recording.exchanges {
        let body = recording.replies.get(&exchange.id).map(Vec::as_slice);
        let own = of_exchange(run, exchange).into_iter().chain(reply::misfits(&owners, exchange, body));
        found.extend(own.map(|problem| format!("{}: {problem}", shown(&exchange.id))));
    }
    found.extend(attempts::misfits(&recording.exchanges));
    found
}

/// An id fit for a message, whatever a forger calls an exchange.
fn shown(id: &str) -> String {
    id.escape_default().to_string()
}

fn of_run(run: &Run) -> Vec<String> {
    let mut found = Vec::new();
    if run.finished_at < run.started_at {
        found.push("it ended before it started".to_owned());
    }
    if run.region.is_empty() {
        found.push("it names no Region".to_owned());
    }
    if !run.owner_keys.is_sorted_by(|one, next| one < next) {
        found.push("its owner keys are not in their order, each once".to_owned());
    }
    let topics: Vec<Option<Topic>> = run.topics.iter().map(|name| name.parse().ok()).collect();
    if topics.iter().any(Option::is_none) {
        found.push("it names a topic that this version does not know".to_owned());
    }
    if !topics.is_sorted_by(|one, next| one < next) {
        found.push("its topics are not in their order, each once".to_owned());
    }
    let mut clusters = run.clusters.clone();
    clusters.sort();
    clusters.dedup();
    if clusters.len() != run.clusters.len() || clusters.iter().any(String::is_empty) {
        found.push("its clusters are not names, each once".to_owned());
    }
    found
}

fn of_exchange(run: &Run, exchange: &Exchange) -> Vec<String> {
    let mut found = Vec::new();
    let request = &exchange.request;
    if exchange.id != exchange.expected_id() {
        found.push("its id is not that of its request and attempt".to_owned());
    }
    if exchange.account != run.account {
        found.push(format!("it is of the account {}, the run of {}", shown(&exchange.account), run.account));
    }
    let region = if is_global(&request.service) { caller::GLOBAL } else { &run.region };
    if request.region != region {
        found.push(format!("it asked the Region {}, the run {region}", shown(&request.region)));
    }
    if exchange.time < run.started_at || exchange.time > run.finished_at {
        found.push("it was made outside the times of the run".to_owned());
    }
    if exchange.attempt == 0 || exchange.page == 0 {
        found.push("attempts and pages are counted from 1".to_owned());
    }
    found.extend(of_outcome(exchange).map(str::to_owned));
    found
}

/// Whether status, reply and outcome can stand together.
fn of_outcome(exchange: &Exchange) -> Option<&'static str> {
    let kubernetes = exchange.request.service == KUBERNETES;
    let dump = exchange.is_of_dump();
    let replied = exchange.reply.is_some();
    match (&exchange.outcome, exchange.status) {
        (Outcome::Answered, None) if dump && replied => None,
        (Outcome::Answered, Some(200..=299)) if !dump && replied => None,
        (Outcome::Answered, _) => Some("it cannot be answered with this status and reply"),
        (Outcome::Refused { .. }, Some(300..=599)) if replied || kubernetes => None,
        (Outcome::Refused { .. }, _) => Some("it cannot be refused with this status and reply"),
        (Outcome::Broken { .. }, _) if !replied && !dump => None,
        (Outcome::Broken { .. }, _) => Some("it cannot be broken off and have a reply"),
        (Outcome::NotRecorded | Outcome::NotAsked, None)
            if !replied && !kubernetes && exchange.attempt == 1 && exchange.request_id.is_none() =>
        {
            None
        }
        (Outcome::NotRecorded | Outcome::NotAsked, _) => Some("it was not asked, and says that something came of it"),
    }
}

/// Service name of exchanges with Kubernetes API servers.
const KUBERNETES: &str = "kubernetes";

#[cfg(test)]
pub(crate) mod tests;
