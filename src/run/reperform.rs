//! Carries the stages out again on a bundle's inputs alone.

use super::comparison::Previous;
use super::inspect::{self, Parts, in_words};
use super::pipeline::{self, AttestationJob};
use super::previous;
use crate::bundle::{BagInfo, Compare, Fill, Stored, Verification, reperform};

/// What verdicts and reports are made from; everything else is rebuilt.
const INPUTS: [&str; 5] = ["evidence/", "controls/", "engagement/", "templates/", "previous/"];

pub(super) fn carry_out(bag: &Stored, parts: Parts) -> Verification {
    reperform(bag, is_input, |compare| rebuild(job(bag, parts)?, compare))
}

fn is_input(name: &str) -> bool {
    name == "inputs.json" || INPUTS.iter().any(|folder| name.starts_with(folder))
}

/// Each file is compared as soon as it is made, and held no longer.
fn rebuild(job: AttestationJob, compare: &mut Compare<'_>) -> Result<BagInfo, String> {
    let mut keep = |name: &str, fill: &mut Fill<'_>| {
        compare(name, fill);
        Ok(())
    };
    let done = pipeline::carry_out(job, &mut keep).map_err(|error| in_words(&error))?;
    Ok(done.bag_info())
}

fn job(bag: &Stored, parts: Parts) -> Result<AttestationJob, String> {
    let inputs = parts.inputs.map_err(|problem| format!("`inputs.json`: {problem}"))?;
    if inputs.tool != super::tool() {
        let (theirs, ours) = (inputs.tool, super::tool());
        return Err(format!("the bundle was made by {theirs}; re-perform it with that version (this is {ours})"));
    }
    Ok(AttestationJob {
        previous: previous_of(bag, inputs.expiring_within_days)?,
        recording: parts.recording.map_err(|problems| problems.into_iter().next().unwrap_or_default())?,
        controls: parts.controls?,
        engagement: parts.engagement?,
        templates: parts.templates?,
        as_of: Some(inputs.as_of),
        formats: inspect::formats(&inputs)?,
        documents: inspect::documents(&inputs)?,
        clusters: inputs.clusters,
    })
}

fn previous_of(bag: &Stored, days: Option<u32>) -> Result<Previous, String> {
    let stored = bag.below("previous/").map_err(|error| error.to_string())?;
    let named = stored.into_iter().map(|(name, bytes)| (format!("previous/{name}").into(), bytes)).collect();
    previous::from_stored(named, days.unwrap_or_default()).map_err(|error| in_words(&error))
}
