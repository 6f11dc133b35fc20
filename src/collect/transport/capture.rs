//! The HTTP client that every AWS client of a run is built with.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use tokio::sync::{OnceCell, Semaphore};

use super::label::Labelled;
use super::live::LiveTransport;
use super::page::Pages;
use super::{Answer, Call, Failure, FailureKind, ReplayTransport, Reply, Transport, request};
use crate::collect::recorder::Recorder;
use crate::collect::stated::{Parsed, next_token};
use crate::evidence::exchange::{Outcome, Request};
use crate::evidence::redaction::{Format, OwnerKeys};

/// Requests in flight at one time: enough to hide latency, few enough not to
/// provoke the throttling that would lose evidence.
const CONCURRENCY: usize = 8;

/// A request and which attempt at it.
type Attempt = (Request, u32);

/// The calls of one run. The same request is made once in a run, however often
/// it is asked, so that exchange ids are unique and a run sees one state of
/// each thing.
struct Calls {
    answers: Mutex<HashMap<Attempt, Arc<OnceCell<Answer>>>>,
    pages: Pages,
    slots: Semaphore,
    recorder: Arc<Recorder>,
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calls")
    }
}

impl Calls {
    fn new(recorder: Arc<Recorder>) -> Arc<Self> {
        let slots = Semaphore::new(CONCURRENCY);
        Arc::new(Self { answers: Mutex::default(), pages: Pages::default(), slots, recorder })
    }

    async fn answer(&self, transport: &dyn Transport, labelled: Labelled, http: HttpRequest) -> Answer {
        let request = request::derive(&labelled, &http);
        let key = (request, labelled.attempt);
        let cell = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(key.clone()).or_default())
        };
        cell.get_or_init(|| self.ask(transport, key.0, key.1, http)).await.clone()
    }

    async fn ask(&self, transport: &dyn Transport, request: Request, attempt: u32, http: HttpRequest) -> Answer {
        // The semaphore is never closed; without a permit the call still counts.
        let _slot = self.slots.acquire().await;
        let call = Call { page: self.pages.page_of(&request), request, attempt };
        let mut answer = transport.answer(call, http).await;
        answer.exchanges.iter().for_each(|kept| self.recorder.keep(kept.clone()));
        if !self.leads_on(&answer) {
            // The SDK would go round for ever. The page is kept as it came; facts are told that the list has no end.
            let message = "the page names an earlier one as the next".to_owned();
            answer.reply = Err(Failure { kind: FailureKind::Final, message });
        }
        answer
    }

    /// Notes the page that the answer names as the next; false when it was there before.
    fn leads_on(&self, answer: &Answer) -> bool {
        let Some((exchange, Some(body))) = answer.exchanges.last() else { return true };
        if exchange.outcome != Outcome::Answered {
            return true;
        }
        let parsed = Parsed::new(Format::of(&exchange.request), body);
        let token = parsed.and_then(|parsed| next_token(&exchange.request, &parsed, body));
        token.is_none_or(|token| self.pages.leads_to(&exchange.request, exchange.page, token))
    }
}

/// Where answers come from.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    /// AWS, through the SDK's HTTP client.
    Live {
        /// The client that connects.
        client: SharedHttpClient,
        /// Limit of one attempt, body included.
        attempt_timeout: Duration,
        /// Keys of tags whose values are kept.
        owners: Arc<OwnerKeys>,
    },
    /// A recording.
    Replay(ReplayTransport),
}

/// Our HTTP client.
#[derive(Debug, Clone)]
pub(crate) struct Capture {
    /// Where answers come from.
    backend: Backend,
    calls: Arc<Calls>,
}

impl Capture {
    /// A client whose exchanges are kept by `recorder`.
    pub(crate) fn new(backend: Backend, recorder: &Arc<Recorder>) -> Self {
        Self { backend, calls: Calls::new(Arc::clone(recorder)) }
    }
}

impl HttpClient for Capture {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let (transport, unrecorded): (Arc<dyn Transport>, _) = match &self.backend {
            Backend::Live { client, attempt_timeout, owners } => {
                let connector = client.http_connector(settings, parts);
                let live = LiveTransport {
                    connector: connector.clone(),
                    attempt_timeout: *attempt_timeout,
                    owners: Arc::clone(owners),
                };
                (Arc::new(live), Some(connector))
            }
            Backend::Replay(replay) => (Arc::new(replay.clone()), None),
        };
        SharedHttpConnector::new(CaptureConnector { transport, unrecorded, calls: Arc::clone(&self.calls) })
    }
}

#[derive(Debug)]
struct CaptureConnector {
    transport: Arc<dyn Transport>,
    /// For calls that must not be recorded; replay makes none.
    unrecorded: Option<SharedHttpConnector>,
    calls: Arc<Calls>,
}

impl HttpConnector for CaptureConnector {
    fn call(&self, http: HttpRequest) -> HttpConnectorFuture {
        let Some(labelled) = http.extension::<Labelled>().cloned() else {
            return match &self.unrecorded {
                Some(connector) => connector.call(http),
                None => HttpConnectorFuture::ready(Err(ConnectorError::user("no recorded service".into()))),
            };
        };
        let (transport, calls) = (Arc::clone(&self.transport), Arc::clone(&self.calls));
        HttpConnectorFuture::new(async move {
            match calls.answer(transport.as_ref(), labelled, http).await.reply {
                Ok(reply) => response(reply),
                Err(failure) => Err(connector_error(failure)),
            }
        })
    }
}

fn response(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status = reply.status.try_into().map_err(|_| ConnectorError::user("not an HTTP status".into()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    if let Some(code) = reply.code {
        let code = http::HeaderValue::from_str(&code).map_err(|error| ConnectorError::user(error.into()))?;
        response.headers_mut().insert("x-amzn-errortype", code);
    }
    Ok(response)
}

fn connector_error(failure: Failure) -> ConnectorError {
    let words = failure.message.into();
    match failure.kind {
        FailureKind::Io => ConnectorError::io(words),
        FailureKind::Timeout => ConnectorError::timeout(words),
        FailureKind::Final => ConnectorError::user(words),
    }
}
