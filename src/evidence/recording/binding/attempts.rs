//! One answer a request: attempts are numbered without holes, and only the last one can have succeeded.

use std::collections::{BTreeMap, BTreeSet};

use super::{KUBERNETES, shown};
use crate::evidence::exchange::{Exchange, Outcome, Request};

/// Codes of 4xx replies after which clients ask again.
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
const AGAIN: [&str; 18] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "RequestTimeTooSkewed",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
    "RequestInTheFuture",
];

pub(super) fn misfits(exchanges: &[Exchange]) -> Vec<String> {
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    let mut requests: BTreeMap<&Request, Vec<&Exchange>> = BTreeMap::new();
    for exchange in exchanges {
        if !ids.insert(&exchange.id) {
            found.push(format!("{}: the id stands twice", shown(&exchange.id)));
        }
        requests.entry(&exchange.request).or_default().push(exchange);
    }
    let expired = expired_lists(exchanges);
    for (request, mut attempts) in requests {
        attempts.sort_by_key(|exchange| exchange.attempt);
        if !attempts.iter().map(|exchange| exchange.attempt).eq((1..).take(attempts.len())) {
            found.push(format!("{}: its attempts are not 1, 2, 3 without holes", shown(&attempts[0].id)));
        }
        if attempts.iter().any(|exchange| exchange.page != attempts[0].page) {
            found.push(format!("{}: its attempts are of different pages", shown(&attempts[0].id)));
        }
        let begun_again = !request.parameters.contains_key("continue") && expired.contains(&list(request));
        let earlier = &attempts[..attempts.len() - 1];
        found.extend(earlier.iter().filter(|earlier| !asks_again(earlier, begun_again)).map(|earlier| {
            format!("{}: it was asked again, and nothing about its end asked for that", shown(&earlier.id))
        }));
    }
    found
}

/// Whether a client asks again after this.
fn asks_again(exchange: &Exchange, list_was_begun_again: bool) -> bool {
    match &exchange.outcome {
        Outcome::Broken { .. } => true,
        Outcome::Refused { code, .. } => match exchange.status {
            Some(400..=499) => exchange.status == Some(429) || AGAIN.contains(&code.as_str()),
            _ => true,
        },
        Outcome::Answered => list_was_begun_again,
        Outcome::NotRecorded | Outcome::NotAsked => false,
    }
}

/// A list without its page.
fn list(request: &Request) -> (&str, Option<&String>, Option<&String>) {
    (&request.operation, request.parameters.get("cluster"), request.parameters.get("path"))
}

/// Lists of Kubernetes whose page token expired: they were begun again.
fn expired_lists(exchanges: &[Exchange]) -> BTreeSet<(&str, Option<&String>, Option<&String>)> {
    let expired = |exchange: &&Exchange| {
        exchange.request.service == KUBERNETES
            && exchange.status == Some(410)
            && exchange.request.parameters.contains_key("continue")
    };
    exchanges.iter().filter(expired).map(|exchange| list(&exchange.request)).collect()
}
