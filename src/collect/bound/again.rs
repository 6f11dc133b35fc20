//! What the collectors of AWS ask, given what the recording answers.

use std::collections::BTreeSet;

use super::topics;
use crate::collect::run::ask_again;
use crate::evidence::exchange::Outcome;
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::recording::Recording;

/// What was found; each entry `exchange: problem`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AskedAgain {
    /// What the plan never asks: an honest run cannot have recorded it.
    pub unplanned: Vec<String>,
    /// Requests that the plan asks and the recording does not hold: evidence that was left out.
    pub missing: Vec<String>,
}

/// Asks AWS's side of `recording` again, by the plan of its topics and clusters.
pub async fn asked_again(recording: &Recording) -> AskedAgain {
    let (asked, _) = ask_again(recording, &topics(recording)).await;
    let asked_ids: BTreeSet<&str> = asked.iter().map(|exchange| exchange.id.as_str()).collect();
    let held: BTreeSet<&str> = recording.exchanges.iter().map(|exchange| exchange.id.as_str()).collect();
    let of_aws = recording.exchanges.iter().filter(|exchange| exchange.request.service != SERVICE);
    let never = of_aws.filter(|exchange| !asked_ids.contains(exchange.id.as_str()));
    let lacking = asked.iter().filter(|exchange| exchange.outcome == Outcome::NotRecorded);
    let lacking = lacking.filter(|exchange| !held.contains(exchange.id.as_str()));
    AskedAgain {
        unplanned: never
            .map(|exchange| format!("{}: the plan of the run never asks this", exchange.id.escape_default()))
            .collect(),
        missing: lacking
            .map(|exchange| {
                let (id, request) = (&exchange.id, &exchange.request);
                format!("{id}: the plan asks {} of {}, and no exchange holds it", request.operation, request.service)
            })
            .collect(),
    }
}
