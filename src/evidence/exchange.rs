//! One API call: who asked, what, when, and the redacted reply.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::canonical;

/// Pages of one list that are read: a server that names ever new pages is left there, and the list is not complete. The
/// largest lists that AWS and Kubernetes document have a hundredth of it.
pub const MAX_PAGES: u32 = 2_000;

/// Where a request goes and what it asks: what replay answers by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// Lower-case service name as in IAM actions: `eks`, `ec2`, `iam`.
    pub service: String,
    /// Operation name as the service's API reference writes it: `DescribeCluster`.
    pub operation: String,
    /// AWS Region that was asked; `us-east-1` or `aws-global` for global services.
    pub region: String,
    /// Parameters by their API names, as text or JSON text, page tokens included.
    pub parameters: BTreeMap<String, String>,
}

impl Request {
    /// Identifier made of service, operation and a digest of the request as RFC 8785 writes it:
    /// safe as a file name, equal for equal requests.
    #[must_use]
    pub fn id(&self) -> String {
        let line = canonical::to_line(self).unwrap_or_default();
        format!("{}.{}.{}", self.service, self.operation, &canonical::sha256(line.as_bytes())[..16])
    }
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// A complete reply with a success status; its body is recorded.
    Answered,
    /// A complete reply with an error status; its body is recorded.
    Refused {
        /// Error code as the service wrote it: `AccessDeniedException`.
        code: String,
        /// Error message, redacted.
        message: String,
    },
    /// No complete reply came: reset, timeout, truncated body, no route.
    Broken {
        /// What went wrong, in the transport's words, redacted.
        message: String,
    },
    /// A replayed recording does not hold this request.
    NotRecorded,
    /// The run was told to ask nothing of this service.
    NotAsked,
}

/// The stored reply body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reply {
    /// `json` or `xml`: the format, and the ending of the stored file's name.
    pub format: String,
    /// Size of the stored (redacted) body in bytes.
    pub bytes: u64,
    /// SHA-256 of the stored (redacted) body. No hash of the unredacted body exists.
    pub sha256: String,
    /// Redaction markers in the stored body, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub redactions: BTreeMap<String, u64>,
}

/// One attempt at one API call, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exchange {
    /// [`Request::id`], followed by `.N` for attempt N when it was retried.
    pub id: String,
    /// What was asked.
    pub request: Request,
    /// AWS account of the caller, 12 digits; empty until it is known.
    pub account: String,
    /// ARN of the caller from `sts:GetCallerIdentity`; empty until it is known.
    pub principal: String,
    /// 1 for the first try.
    pub attempt: u32,
    /// 1 for the first page.
    pub page: u32,
    /// When the request was sent.
    pub time: DateTime<Utc>,
    /// HTTP status of the reply, when one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The service's request id, when it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The stored body, when one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

impl Exchange {
    /// An attempt without a reply. Account and principal are empty until they are known.
    #[must_use]
    pub fn without_reply(request: Request, attempt: u32, page: u32, time: DateTime<Utc>, outcome: Outcome) -> Self {
        let id = if attempt > 1 { format!("{}.{attempt}", request.id()) } else { request.id() };
        Self {
            id,
            request,
            account: String::new(),
            principal: String::new(),
            attempt,
            page,
            time,
            status: None,
            request_id: None,
            outcome,
            reply: None,
        }
    }

    /// The id that request and attempt give.
    #[must_use]
    pub fn expected_id(&self) -> String {
        let id = self.request.id();
        if self.attempt > 1 { format!("{id}.{}", self.attempt) } else { id }
    }

    /// True for what files given instead of a server said: it has no status.
    #[must_use]
    pub fn is_of_dump(&self) -> bool {
        self.request.service == "kubernetes" && self.request.parameters.get("source").is_some_and(|from| from == "dump")
    }

    /// Path of the stored body inside a recording, when there is one.
    #[must_use]
    pub fn reply_path(&self) -> Option<String> {
        self.reply.as_ref().map(|reply| format!("replies/{}.{}", self.id, reply.format))
    }
}
