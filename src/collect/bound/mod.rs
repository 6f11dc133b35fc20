//! Whether a recording came of its plan. Ids, times and accounts are checked where a recording is read; here the
//! collectors ask again, so that nothing stands in it that they never ask, and every reply is held against its request.

mod pages;
mod said;

use std::collections::BTreeSet;

use super::kubernetes::Expected;
use super::run::ask_again;
use crate::evidence::exchange::Outcome;
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::plan::closure;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;

/// What was found; each entry `exchange: problem`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    /// What an honest run cannot have recorded.
    pub misfits: Vec<String>,
    /// Requests that the plan asks and the recording does not hold: evidence that was left out.
    pub missing: Vec<String>,
}

/// Holds `recording` against the plan of its topics and clusters.
pub async fn bound(recording: &Recording) -> Bound {
    let topics: BTreeSet<Topic> = recording.run.topics.iter().filter_map(|name| name.parse().ok()).collect();
    let mut found = Bound::default();
    if closure(&topics) != topics {
        found.misfits.push("run.json: its topics leave out what others of them are found through".to_owned());
    }
    let (asked, _) = ask_again(recording, &topics).await;
    let asked_ids: BTreeSet<&str> = asked.iter().map(|exchange| exchange.id.as_str()).collect();
    let held: BTreeSet<&str> = recording.exchanges.iter().map(|exchange| exchange.id.as_str()).collect();
    let expected = Expected::of(recording, &topics);
    for exchange in &recording.exchanges {
        let problem = if exchange.request.service == SERVICE {
            expected.problem(exchange)
        } else if asked_ids.contains(exchange.id.as_str()) {
            None
        } else {
            Some("the plan of the run never asks this".to_owned())
        };
        let body = recording.replies.get(&exchange.id).map(Vec::as_slice);
        let problems = problem.into_iter().chain(said::misfits(exchange, body));
        found.misfits.extend(problems.map(|problem| format!("{}: {problem}", exchange.id.escape_default())));
    }
    found.misfits.extend(pages::misfits(recording));
    let lacking = asked.iter().filter(|exchange| exchange.outcome == Outcome::NotRecorded);
    let lacking = lacking.filter(|exchange| !held.contains(exchange.id.as_str()));
    found.missing.extend(lacking.map(|exchange| {
        let request = &exchange.request;
        format!("{}: the plan asks {} of {}, and no exchange holds it", exchange.id, request.operation, request.service)
    }));
    found
}
