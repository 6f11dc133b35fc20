//! What is recorded of calls, whichever API they go to: one recorder, one form of an exchange with its reply.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::evidence::canonical;
use crate::evidence::exchange::{Exchange, Reply, Request};

/// An exchange with its stored body.
pub(in crate::collect) type Kept = (Exchange, Option<Bytes>);

/// Exchanges by their ids.
#[derive(Debug, Default)]
pub(in crate::collect) struct Recorder {
    kept: Mutex<BTreeMap<String, Kept>>,
    attempts: Mutex<HashMap<Request, u32>>,
}

impl Recorder {
    pub(in crate::collect) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Which attempt at `request` comes now; 1 for the first.
    #[cfg(feature = "kubernetes")]
    pub(in crate::collect) fn next_attempt(&self, request: &Request) -> u32 {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        *attempts.entry(request.clone()).and_modify(|count| *count += 1).or_insert(1)
    }

    /// Keeps an attempt. The same one, which a replay may find twice, is kept once.
    pub(in crate::collect) fn keep(&self, kept: Kept) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(kept.0.id.clone(), kept);
    }

    /// Everything that was kept until now: exchanges sorted by id, and bodies by exchange id.
    pub(in crate::collect) fn so_far(&self) -> (Vec<Exchange>, BTreeMap<String, Vec<u8>>) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let body = |(id, (_, body)): (&String, &Kept)| Some((id.clone(), body.as_ref()?.to_vec()));
        (kept.values().map(|(exchange, _)| exchange.clone()).collect(), kept.iter().filter_map(body).collect())
    }

    /// Everything that was kept, which the recorder then no longer holds.
    #[cfg(feature = "kubernetes")]
    pub(in crate::collect) fn take(&self) -> Vec<Kept> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner)).into_values().collect()
    }
}

/// `exchange` with the reply that is stored of it; `body` is redacted, and `redactions` counts what was taken out.
pub(in crate::collect) fn with_reply(
    mut exchange: Exchange,
    format: &str,
    body: Vec<u8>,
    redactions: BTreeMap<String, u64>,
) -> (Exchange, Bytes) {
    exchange.reply = Some(Reply {
        format: format.to_owned(),
        bytes: body.len() as u64,
        sha256: canonical::sha256(&body),
        redactions,
    });
    (exchange, Bytes::from(body))
}

#[cfg(all(test, feature = "kubernetes"))]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::evidence::exchange::Outcome;

    fn request(operation: &str) -> Request {
        Request {
            service: "eks".to_owned(),
            operation: operation.to_owned(),
            region: "eu-west-1".to_owned(),
            parameters: BTreeMap::new(),
        }
    }

    #[test]
    fn attempts_are_counted_for_each_request_and_kept_once() {
        let recorder = Recorder::new();
        for (operation, expected) in [("ListClusters", 1), ("ListAddons", 1), ("ListClusters", 2)] {
            let attempt = recorder.next_attempt(&request(operation));
            assert_eq!(attempt, expected, "{operation}");
            let outcome = Outcome::Answered;
            let exchange = Exchange::without_reply(request(operation), attempt, 1, DateTime::UNIX_EPOCH, outcome);
            let (exchange, body) = with_reply(exchange, "json", b"{}".to_vec(), BTreeMap::new());
            recorder.keep((exchange.clone(), Some(body.clone())));
            recorder.keep((exchange, Some(body)));
        }
        let (exchanges, replies) = recorder.so_far();
        assert_eq!((exchanges.len(), replies.len()), (3, 3));
        assert!(exchanges.is_sorted_by(|a, b| a.id < b.id));
        assert_eq!(recorder.take().len(), 3);
        assert!(recorder.take().is_empty());
    }
}
