//! Why a read gave nothing, from how its last attempt ended.

use crate::evidence::exchange::{Exchange, MAX_PAGES, Outcome};
use crate::evidence::fact::GapReason;

/// The words of a run that leaves AWS out.
pub(super) const NOT_ASKED: &str = "AWS was not asked (--no-aws)";

/// A read that did not give what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) reason: GapReason,
    pub(super) detail: String,
    pub(super) exchange: Option<String>,
}

impl Failure {
    /// A failure that the exchange's outcome states; `None` when it was answered.
    pub(super) fn of(exchange: &Exchange) -> Option<Self> {
        let (reason, detail) = match &exchange.outcome {
            Outcome::Answered => return None,
            Outcome::Refused { code, message } => {
                (reason_of(code, exchange.status.unwrap_or_default()), format!("{code}: {message}"))
            }
            Outcome::Broken { message } if exchange.page > MAX_PAGES => (GapReason::Incomplete, message.clone()),
            Outcome::Broken { message } => (GapReason::Connection, message.clone()),
            Outcome::NotRecorded => (GapReason::NotRecorded, "the recording does not hold this request".to_owned()),
            Outcome::NotAsked => (GapReason::NotAsked, NOT_ASKED.to_owned()),
        };
        Some(Self { reason, detail, exchange: Some(exchange.id.clone()) })
    }

    /// A complete reply that is not what the API documents.
    pub(super) fn malformed(exchange: &Exchange, detail: String) -> Self {
        Self { reason: GapReason::Malformed, detail, exchange: Some(exchange.id.clone()) }
    }
}

/// Error codes: common errors of the query and REST JSON protocols, and the
/// `Invalid….NotFound` family of the EC2 API.
fn reason_of(code: &str, status: u16) -> GapReason {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| code.starts_with(prefix));
    if starts(&["AccessDenied", "UnauthorizedOperation", "UnauthorizedAccess", "NotAuthorized"]) {
        GapReason::AccessDenied
    } else if starts(&["Throttl", "RequestLimitExceeded", "RequestThrottled", "TooManyRequests", "SlowDown"])
        || code == "EC2ThrottledException"
        || status == 429
    {
        GapReason::Throttled
    } else if starts(&["UnknownOperation", "InvalidAction", "NotImplemented"]) || status == 501 {
        GapReason::NotServed
    } else if starts(&["InternalFailure", "InternalError", "InternalServer", "ServiceUnavailable", "ServerException"])
        || code == "Unavailable"
        || status >= 500
    {
        GapReason::ServerError
    } else if starts(&["ResourceNotFound", "NoSuchEntity"])
        || (code.starts_with("Invalid") && code.ends_with(".NotFound"))
    {
        GapReason::Gone
    } else {
        GapReason::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_give_reasons() {
        for (code, status, reason) in [
            ("AccessDeniedException", 403, GapReason::AccessDenied),
            ("AccessDenied", 403, GapReason::AccessDenied),
            ("UnauthorizedOperation", 403, GapReason::AccessDenied),
            ("ThrottlingException", 429, GapReason::Throttled),
            ("Throttling", 400, GapReason::Throttled),
            ("RequestLimitExceeded", 503, GapReason::Throttled),
            ("TooManyRequestsException", 429, GapReason::Throttled),
            ("InternalFailure", 500, GapReason::ServerError),
            ("ServiceUnavailableException", 503, GapReason::ServerError),
            ("", 502, GapReason::ServerError),
            ("ResourceNotFoundException", 404, GapReason::Gone),
            ("NoSuchEntity", 404, GapReason::Gone),
            ("InvalidInstanceID.NotFound", 400, GapReason::Gone),
            ("UnknownOperationException", 404, GapReason::NotServed),
            ("InvalidAction", 400, GapReason::NotServed),
            ("ExpiredTokenException", 400, GapReason::Refused),
            ("InvalidParameterException", 400, GapReason::Refused),
        ] {
            assert_eq!(reason_of(code, status), reason, "{code} {status}");
        }
    }
}
