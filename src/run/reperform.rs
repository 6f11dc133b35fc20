//! Carries the stages out again on a bundle's inputs alone.

use super::comparison::Previous;
use super::inspect::{self, Parts, in_words};
use super::options::Format;
use super::pipeline::{self, AttestationJob};
use super::previous;
use crate::bundle::{BagInfo, Compare, Fill, LeftOut, Stored, Verification, reperform};

/// What verdicts and reports are made from; everything else is rebuilt.
const INPUTS: [&str; 5] = ["evidence/", "controls/", "engagement/", "templates/", "previous/"];

pub(super) fn carry_out(bag: &Stored, parts: Parts) -> Verification {
    let left_out = left_out(&parts);
    reperform(bag, is_input, &left_out, |compare| rebuild(job(bag, parts)?, compare))
}

/// The reports of the bundle that this build cannot write.
fn left_out(parts: &Parts) -> LeftOut {
    let inputs = parts.inputs.iter();
    let pdfs =
        inputs.filter(|inputs| !Format::Pdf.is_built_in() && inputs.formats.iter().any(|format| format == "pdf"));
    let names = pdfs.flat_map(|inputs| inputs.documents.iter().map(|name| format!("reports/{name}.pdf")));
    LeftOut { files: names.collect(), why: "this build was made without the feature `pdf`" }
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
