//! Answers calls from a recording, by what is asked and never by order.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::{Answer, Call, Failure, FailureKind, Reply, Transport};
use crate::collect::recorder::Kept;
use crate::evidence::exchange::{Exchange, Outcome, Request};
use crate::evidence::recording::{Recording, Run};

/// A recording, indexed by request.
#[derive(Debug, Clone)]
pub(crate) struct ReplayTransport {
    source: Arc<Recording>,
    attempts: Arc<HashMap<Request, Vec<usize>>>,
    /// How a request ends that the recording does not hold.
    absent: Outcome,
}

impl ReplayTransport {
    /// Indexes `source`.
    pub(crate) fn new(source: Recording) -> Self {
        Self::ending(source, Outcome::NotRecorded)
    }

    /// Sends nothing: every request is recorded as not asked, at the time of `run`.
    pub(crate) fn not_asking(run: Run) -> Self {
        Self::ending(Recording { run, exchanges: Vec::new(), replies: BTreeMap::new() }, Outcome::NotAsked)
    }

    fn ending(source: Recording, absent: Outcome) -> Self {
        let mut attempts: HashMap<Request, Vec<usize>> = HashMap::new();
        for (position, exchange) in source.exchanges.iter().enumerate() {
            attempts.entry(exchange.request.clone()).or_default().push(position);
        }
        for positions in attempts.values_mut() {
            positions.sort_by_key(|position| source.exchanges[*position].attempt);
        }
        Self { source: Arc::new(source), attempts: Arc::new(attempts), absent }
    }

    fn body(&self, exchange: &Exchange) -> Option<Bytes> {
        self.source.replies.get(&exchange.id).cloned().map(Bytes::from)
    }

    fn find(&self, call: Call) -> Answer {
        let positions = self.attempts.get(&call.request).map_or(&[][..], Vec::as_slice);
        let exchanges: Vec<Kept> = positions
            .iter()
            .map(|position| &self.source.exchanges[*position])
            .map(|exchange| (exchange.clone(), self.body(exchange)))
            .collect();
        match exchanges.last() {
            Some((last, body)) => Answer { reply: reply(last, body.as_ref()), exchanges },
            None => self.missing(call),
        }
    }

    fn missing(&self, call: Call) -> Answer {
        let run = &self.source.run;
        let exchange = Exchange {
            id: call.request.id(),
            account: run.account.clone(),
            principal: run.principal.clone(),
            attempt: call.attempt,
            page: call.page,
            // Replay has no clock: the recording ends here.
            time: run.finished_at,
            status: None,
            request_id: None,
            outcome: self.absent.clone(),
            reply: None,
            request: call.request,
        };
        let message = "the recording does not hold this request".to_owned();
        Answer { exchanges: vec![(exchange, None)], reply: Err(Failure { kind: FailureKind::Final, message }) }
    }
}

fn reply(exchange: &Exchange, body: Option<&Bytes>) -> Result<Reply, Failure> {
    let failure = |message: &str| Failure { kind: FailureKind::Final, message: message.to_owned() };
    let code = match &exchange.outcome {
        Outcome::Answered => None,
        Outcome::Refused { code, .. } => Some(code.clone()),
        Outcome::Broken { message } => return Err(failure(message)),
        Outcome::NotRecorded => return Err(failure("the recording does not hold this request")),
        Outcome::NotAsked => return Err(failure("the request was not made")),
    };
    match (exchange.status, body) {
        (Some(status), Some(body)) => Ok(Reply { status, code, body: body.clone() }),
        _ => Err(failure("the recording holds no reply body for this request")),
    }
}

impl Transport for ReplayTransport {
    fn answer(&self, call: Call, _: HttpRequest) -> BoxFuture<'static, Answer> {
        futures::future::ready(self.find(call)).boxed()
    }
}
