//! The one seam between the AWS SDK and everything else: each attempt at a
//! call passes through [`Capture`], which answers it from the network or from
//! a recording and keeps the redacted exchange.

mod capture;
mod header;
mod label;
mod live;
mod page;
mod replay;
mod request;

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use futures::future::BoxFuture;

pub(crate) use capture::{Backend, Capture};
pub(crate) use label::Label;
pub(crate) use replay::ReplayTransport;

use super::recorder::Kept;
use crate::evidence::exchange::Request;

/// Bytes of one reply, unpacked, that are read: a server that sends without end is left there. Ten times what the largest
/// page of AWS or Kubernetes has been seen to take.
pub(crate) const MAX_REPLY: usize = 128 << 20;

/// Why a reply was not read to its end.
pub(crate) fn too_large() -> String {
    format!("the reply is larger than {} MiB: it was not read further", MAX_REPLY >> 20)
}

/// One attempt at one call, as the SDK is about to send it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Call {
    /// What is asked.
    pub(crate) request: Request,
    /// 1 for the first try.
    pub(crate) attempt: u32,
    /// 1 for the first page.
    pub(crate) page: u32,
}

/// What came of one attempt: what is kept of it, and what the SDK is told.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The attempt, or in replay every attempt that was recorded.
    pub(crate) exchanges: Vec<Kept>,
    /// The reply for the SDK.
    pub(crate) reply: Result<Reply, Failure>,
}

/// A complete reply, redacted.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// Error code: EKS writes it in a header, not in the body.
    pub(crate) code: Option<String>,
    /// The body.
    pub(crate) body: Bytes,
}

/// Why no complete reply came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What kind of failure the SDK is told of.
    pub(crate) kind: FailureKind,
    /// The transport's words, redacted.
    pub(crate) message: String,
}

/// Decides whether the SDK tries again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Connection failed, was reset, or the reply was cut short.
    Io,
    /// No reply in time.
    Timeout,
    /// Trying again cannot help.
    Final,
}

/// Something that answers calls.
pub(crate) trait Transport: fmt::Debug + Send + Sync {
    /// Answers one attempt; a failure is an answer, too.
    fn answer(&self, call: Call, http: HttpRequest) -> BoxFuture<'static, Answer>;
}
