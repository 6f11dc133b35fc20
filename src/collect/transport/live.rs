//! Answers calls from the network.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, SubsecRound as _, Utc};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::header;
use super::{Answer, Call, Failure, FailureKind, MAX_REPLY, Reply, Transport, too_large};
use crate::collect::error_words::words;
use crate::collect::recorder::with_reply;
use crate::collect::stated::Parsed;
use crate::evidence::exchange::{Exchange, MAX_PAGES, Outcome};
use crate::evidence::redaction::{Format, OwnerKeys, redact_keeping};

/// The SDK's own connector, and how long one attempt may take.
#[derive(Debug, Clone)]
pub(super) struct LiveTransport {
    pub(super) connector: SharedHttpConnector,
    pub(super) attempt_timeout: Duration,
    /// Keys of tags whose values are kept.
    pub(super) owners: Arc<OwnerKeys>,
}

impl Transport for LiveTransport {
    fn answer(&self, call: Call, http: HttpRequest) -> BoxFuture<'static, Answer> {
        let Self { connector, attempt_timeout, owners } = self.clone();
        async move {
            let started = Started { call, time: Utc::now().trunc_subsecs(3), owners };
            if started.call.page > MAX_PAGES {
                let message = format!("more than {MAX_PAGES} pages: the list was not read further");
                return started.broken(None, Failure { kind: FailureKind::Final, message });
            }
            // The limit is kept here, not by the SDK, which would cancel the
            // attempt before it is recorded.
            match tokio::time::timeout(attempt_timeout, receive(connector, http)).await {
                Ok(Ok(raw)) => started.received(raw),
                Ok(Err(failure)) => started.broken(None, failure),
                Err(_) => {
                    let message = format!("no complete reply within {} seconds", attempt_timeout.as_secs());
                    started.broken(None, Failure { kind: FailureKind::Timeout, message })
                }
            }
        }
        .boxed()
    }
}

/// A complete reply that nothing outside this file may see.
struct Raw {
    status: u16,
    code: Option<String>,
    request_id: Option<String>,
    body: Bytes,
}

async fn receive(connector: SharedHttpConnector, http: HttpRequest) -> Result<Raw, Failure> {
    let response = connector.call(http).await.map_err(|error| connection_failure(&error))?;
    let (code, request_id) = (header::code(response.headers()), header::request_id(response.headers()));
    let status = response.status().as_u16();
    let body = read_body(ByteStream::new(response.into_body())).await?;
    Ok(Raw { status, code, request_id, body })
}

/// The whole body, if it has an end that is near enough.
async fn read_body(mut stream: ByteStream) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(part) = stream.next().await {
        let part = part.map_err(|error| Failure {
            kind: FailureKind::Io,
            message: format!("the reply ended early: {}", words(&error)),
        })?;
        if body.len() + part.len() > MAX_REPLY {
            return Err(Failure { kind: FailureKind::Final, message: too_large() });
        }
        body.extend_from_slice(&part);
    }
    Ok(body.freeze())
}

fn connection_failure(error: &ConnectorError) -> Failure {
    let kind = match error {
        _ if error.is_timeout() => FailureKind::Timeout,
        _ if error.is_user() => FailureKind::Final,
        _ => FailureKind::Io,
    };
    Failure { kind, message: words(error) }
}

/// An attempt that was sent.
struct Started {
    call: Call,
    time: DateTime<Utc>,
    owners: Arc<OwnerKeys>,
}

impl Started {
    fn received(self, raw: Raw) -> Answer {
        let format = Format::of(&self.call.request);
        let redacted = match redact_keeping(&self.owners, &self.call.request, format, &raw.body) {
            Ok(redacted) => redacted,
            Err(unreadable) => return self.unreadable(&raw, &unreadable.to_string()),
        };
        let parsed = Parsed::new(format, &redacted.body);
        let parsed = parsed.as_ref();
        let code = raw.code.clone().or_else(|| parsed.and_then(Parsed::code));
        let message = parsed.and_then(Parsed::message).unwrap_or_default();
        let request_id = raw.request_id.clone().or_else(|| parsed.and_then(Parsed::request_id));
        let answered = (200..300).contains(&raw.status);
        let outcome = if answered {
            Outcome::Answered
        } else {
            Outcome::Refused { code: code.clone().unwrap_or_default(), message }
        };
        let mut exchange = self.exchange(outcome);
        exchange.status = Some(raw.status);
        exchange.request_id = request_id;
        let (exchange, body) = with_reply(exchange, format.as_str(), redacted.body, redacted.redactions);
        let code = if answered { None } else { code };
        Answer { exchanges: vec![(exchange, Some(body.clone()))], reply: Ok(Reply { status: raw.status, code, body }) }
    }

    /// A body that does not parse is not stored, and is not a reply: a list cut
    /// short must not look like a short list.
    fn unreadable(self, raw: &Raw, message: &str) -> Answer {
        // A proxy's page, say, that refuses the request will refuse it again.
        let kind = if (400..500).contains(&raw.status) { FailureKind::Final } else { FailureKind::Io };
        let failure = Failure { kind, message: format!("HTTP {}: {message}", raw.status) };
        let mut answer = self.broken(Some(raw.status), failure);
        if raw.status >= 500 {
            // The SDK knows from the status whether to try again.
            answer.reply = Ok(Reply { status: raw.status, code: raw.code.clone(), body: Bytes::new() });
        }
        for (exchange, _) in &mut answer.exchanges {
            exchange.request_id.clone_from(&raw.request_id);
        }
        answer
    }

    fn broken(self, status: Option<u16>, failure: Failure) -> Answer {
        let mut exchange = self.exchange(Outcome::Broken { message: failure.message.clone() });
        exchange.status = status;
        Answer { exchanges: vec![(exchange, None)], reply: Err(failure) }
    }

    /// Account and principal are filled in when they are known.
    fn exchange(self, outcome: Outcome) -> Exchange {
        let Call { request, attempt, page } = self.call;
        Exchange::without_reply(request, attempt, page, self.time, outcome)
    }
}
