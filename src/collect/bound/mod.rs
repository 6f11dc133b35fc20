//! Whether a recording came of its plan. Ids, times and accounts are checked where a recording is read; here every reply
//! is held against its request, and every request against the plan. What AWS is asked follows from its replies, so the
//! collectors ask again: nothing may stand in the recording that they never ask, and nothing that they ask be left out.

#[cfg(feature = "aws")]
mod again;
mod pages;
mod said;

#[cfg(feature = "aws")]
pub use again::{AskedAgain, asked_again};

use std::collections::BTreeSet;

use super::kubernetes::Expected;
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::plan::closure;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

/// What no server answers to these requests; each entry `exchange: problem`.
#[must_use]
pub fn misfits(recording: &Recording) -> Vec<String> {
    let of_replies = recording.exchanges.iter().flat_map(|exchange| {
        let body = recording.replies.get(&exchange.id).map(Vec::as_slice);
        said::misfits(exchange, body).into_iter().map(|problem| format!("{}: {problem}", exchange.id.escape_default()))
    });
    of_replies.chain(pages::misfits(recording)).collect()
}

/// What no plan of the run leads to, as far as the recording says it by itself: its topics, and what the API servers were
/// asked. Each entry `exchange: problem`.
#[must_use]
pub fn unplanned(recording: &Recording) -> Vec<String> {
    let topics = topics(recording);
    let expected = Expected::of(recording, &topics);
    let whole = closure(&topics) == topics;
    let lacking = (!whole).then(|| "run.json: its topics leave out what others of them are found through".to_owned());
    let of_servers = recording.exchanges.iter().filter(|exchange| exchange.request.service == SERVICE);
    let unasked = of_servers.filter_map(|exchange| {
        expected.problem(exchange).map(|problem| format!("{}: {problem}", exchange.id.escape_default()))
    });
    lacking.into_iter().chain(unasked).collect()
}

fn topics(recording: &Recording) -> BTreeSet<Topic> {
    recording.run.topics.iter().filter_map(|name| name.parse().ok()).collect()
}
