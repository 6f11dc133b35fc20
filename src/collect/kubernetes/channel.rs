//! The way to one API server: each attempt at a call is recorded, redacted
//! before anything else may see it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, SubsecRound as _, Utc};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use kube::client::Body;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::call::Call;
use super::place;
use super::token::Tokens;
use crate::collect::Patience;
use crate::collect::error_words::words;
use crate::collect::recorder::{Kept, Recorder, with_reply};
use crate::collect::transport::{MAX_REPLY, too_large};
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::kubernetes::{is_status, misfit};
use crate::evidence::redaction::{Names, redact_object, redact_text};

/// Requests in flight to one API server: below the share of a flow that API
/// priority and fairness gives to one client.
const CONCURRENCY: usize = 4;

/// How a call ended, its last attempt deciding.
#[derive(Debug)]
pub(super) enum Answer {
    /// A complete reply, reduced and redacted.
    Body(Value),
    /// The server refused, with this HTTP status.
    Refused(u16),
    /// No complete reply came.
    Broken,
}

/// The connection to one cluster.
pub(super) struct Channel {
    pub(super) client: kube::Client,
    /// Native EKS authentication; a kubeconfig's client authenticates itself.
    pub(super) tokens: Option<Tokens>,
    pub(super) patience: Patience,
    names: Arc<Names>,
    slots: Semaphore,
    recorder: Arc<Recorder>,
}

/// What came of one attempt.
enum Attempt {
    Reply { status: u16, retry_after: Option<Duration>, body: Bytes },
    Failed(String),
    TooLarge,
}

impl Channel {
    pub(super) fn new(client: kube::Client, tokens: Option<Tokens>, patience: Patience) -> Self {
        let slots = Semaphore::new(CONCURRENCY);
        Self { client, tokens, patience, names: Arc::default(), slots, recorder: Recorder::new() }
    }

    /// Shares what stands for redacted texts with the other clusters of the run.
    pub(super) fn naming(mut self, names: &Arc<Names>) -> Self {
        self.names = Arc::clone(names);
        self
    }

    /// Everything that was asked and answered.
    pub(super) fn finish(self) -> Vec<Kept> {
        self.recorder.take()
    }

    /// Asks until there is an answer or the attempts run out.
    pub(super) async fn ask(&self, call: Call) -> Answer {
        // The semaphore is never closed; without a permit the call still counts.
        let _slot = self.slots.acquire().await;
        let mut wait = self.patience.first_backoff;
        for left in (0..self.patience.attempts.max(1)).rev() {
            let time = Utc::now().trunc_subsecs(3);
            let limit = self.patience.attempt;
            let attempt = match tokio::time::timeout(limit, self.send(&call)).await {
                Ok(attempt) => attempt,
                Err(_) => Attempt::Failed(format!("no complete reply within {} seconds", limit.as_secs())),
            };
            let retry_after = match &attempt {
                Attempt::Reply { retry_after, .. } => *retry_after,
                Attempt::Failed(_) | Attempt::TooLarge => None,
            };
            let (answer, again) = self.keep(&call, time, attempt);
            if left == 0 || !again {
                return answer;
            }
            tokio::time::sleep(retry_after.unwrap_or(wait).min(self.patience.longest_backoff)).await;
            wait = wait.saturating_mul(2);
        }
        Answer::Broken
    }

    /// Records that a call was not made, and why.
    pub(super) fn leave(&self, call: &Call, why: &str) {
        let mut exchange = self.exchange(call, Utc::now().trunc_subsecs(3));
        exchange.outcome = Outcome::Broken { message: why.to_owned() };
        self.recorder.keep((exchange, None));
    }

    async fn send(&self, call: &Call) -> Attempt {
        let mut request = http::Request::builder().method(call.method.clone()).uri(call.target());
        request = request.header(ACCEPT, call.accept);
        if call.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(tokens) = &self.tokens {
            match tokens.token().await {
                Ok(token) => request = request.header(AUTHORIZATION, format!("Bearer {token}")),
                Err(why) => return Attempt::Failed(format!("no token could be made: {why}")),
            }
        }
        let body = call.body.as_ref().map_or_else(Vec::new, |body| body.to_string().into_bytes());
        let request = match request.body(Body::from(body)) {
            Ok(request) => request,
            Err(error) => return Attempt::Failed(words(&error)),
        };
        let response = match self.client.send(request).await {
            Ok(response) => response,
            Err(error) => return Attempt::Failed(words(&error)),
        };
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let (status, retry_after) = (response.status().as_u16(), seconds.map(Duration::from_secs));
        match Limited::new(response.into_body(), MAX_REPLY).collect().await {
            Ok(body) => Attempt::Reply { status, retry_after, body: body.to_bytes() },
            Err(error) if error.is::<LengthLimitError>() => Attempt::TooLarge,
            Err(error) => Attempt::Failed(format!("the reply ended early: {}", words(error.as_ref()))),
        }
    }

    /// Records an attempt; also tells whether another one may help.
    fn keep(&self, call: &Call, time: DateTime<Utc>, attempt: Attempt) -> (Answer, bool) {
        let mut exchange = self.exchange(call, time);
        let (status, body) = match attempt {
            Attempt::Reply { status, body, .. } => (status, body),
            Attempt::Failed(message) => {
                exchange.outcome = Outcome::Broken { message: redact_text(&message) };
                self.recorder.keep((exchange, None));
                return (Answer::Broken, true);
            }
            Attempt::TooLarge => {
                exchange.outcome = Outcome::Broken { message: too_large() };
                self.recorder.keep((exchange, None));
                return (Answer::Broken, false);
            }
        };
        exchange.status = Some(status);
        let again = status == 429 || status >= 500;
        let Ok(mut value) = serde_json::from_slice::<Value>(&body) else {
            return self.keep_foreign(exchange, status, "the reply is not well-formed JSON");
        };
        let answered = (200..300).contains(&status);
        let misfit = if answered {
            misfit(&call.request, &value)
        } else {
            (!is_status(&value, status)).then(|| "the reply is not a Status of a Kubernetes API".to_owned())
        };
        if let Some(misfit) = misfit {
            return self.keep_foreign(exchange, status, &misfit);
        }
        call.reduce(&mut value);
        let redactions = redact_object(&call.request, &self.names, &mut value);
        let stored = value.to_string().into_bytes();
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        exchange.outcome = if answered {
            Outcome::Answered
        } else {
            Outcome::Refused { code: word("reason"), message: word("message") }
        };
        let (exchange, stored) = with_reply(exchange, "json", stored, redactions);
        self.recorder.keep((exchange, Some(stored)));
        if answered { (Answer::Body(value), false) } else { (Answer::Refused(status), again) }
    }

    /// What is not a reply of a Kubernetes API shows neither that objects exist nor that they do not, and is not stored:
    /// nobody knows what it holds. Another attempt may pass whatever stood in between.
    fn keep_foreign(&self, mut exchange: Exchange, status: u16, why: &str) -> (Answer, bool) {
        exchange.outcome = Outcome::Broken { message: format!("HTTP {status}: {why}") };
        self.recorder.keep((exchange, None));
        let refused = (400..500).contains(&status);
        (if refused { Answer::Refused(status) } else { Answer::Broken }, !refused || status == 429)
    }

    /// Account and principal are filled in when they are known.
    fn exchange(&self, call: &Call, time: DateTime<Utc>) -> Exchange {
        let attempt = self.recorder.next_attempt(&call.request);
        place::exchange(call.request.clone(), attempt, call.page, time)
    }
}
