//! A call to an API server as it is recorded, whether a server is asked or files stand in for it.

#[cfg(feature = "aws")]
use std::collections::BTreeMap;

#[cfg(feature = "aws")]
use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

#[cfg(feature = "aws")]
use crate::evidence::exchange::{Exchange, Outcome, Request};
#[cfg(feature = "aws")]
use crate::evidence::kubernetes::SERVICE;

/// Objects on one page.
pub(super) const LIMIT: &str = "500";

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Which cluster is asked, and where it is.
#[cfg(feature = "aws")]
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Name of the cluster.
    pub(super) cluster: String,
    /// AWS Region; empty when it is not known.
    pub(super) region: String,
}

/// The request that replay answers by.
#[cfg(feature = "aws")]
pub(super) fn request(place: &Place, operation: String, path: &str, query: &[(&str, &str)]) -> Request {
    let mut parameters: BTreeMap<String, String> =
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    parameters.insert("cluster".to_owned(), place.cluster.clone());
    parameters.insert("path".to_owned(), path.to_owned());
    Request { service: SERVICE.to_owned(), operation, region: place.region.clone(), parameters }
}

/// An attempt of which nothing has come yet.
#[cfg(feature = "aws")]
pub(super) fn exchange(request: Request, attempt: u32, page: u32, time: DateTime<Utc>) -> Exchange {
    let outcome = Outcome::Broken { message: "it was not sent".to_owned() };
    Exchange::without_reply(request, attempt, page, time, outcome)
}

/// A name as one segment of a path.
pub(super) fn segment(name: &str) -> String {
    utf8_percent_encode(name, SEGMENT).to_string()
}
