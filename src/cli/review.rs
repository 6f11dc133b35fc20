//! `review`: may these clusters go live?

use std::fmt::Write as _;
use std::path::Path;

use super::arguments::{Attest, Document};
use super::attest;
use super::error::CliError;
use super::exit::Exit;
use super::terminal::{self, Display};
use crate::assess::gate::{Decision, Item, Review, WaiverState, Weight};
use crate::assess::model::Assessment;

const SHOWN: usize = 8;

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, CliError> {
    let done = attest::bundle(arguments, &[Document::Review], display)?;
    let Some(review) = &done.review else { return Ok(Exit::Failed) };
    if !display.is_quiet() {
        terminal::print(&text(&done.assessment, review, &arguments.out))
            .map_err(|source| CliError::write("standard output".as_ref(), source))?;
    }
    Ok(Exit::from(review.decision))
}

/// The decision in capitals, as go-live boards write it.
fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "GO",
        Decision::ConditionalGo => "CONDITIONAL GO",
        Decision::NoGo => "NO-GO",
    }
}

fn text(assessment: &Assessment, review: &Review, out: &Path) -> String {
    let clusters: Vec<String> = assessment.clusters.iter().map(|cluster| terminal::visible(&cluster.name)).collect();
    let number = |weight| review.of(weight).count();
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}  {} as of {}", word(review.decision), clusters.join(", "), review.as_of);
    let (blockers, conditions, noted) = (number(Weight::Blocker), number(Weight::Condition), number(Weight::Noted));
    let open = review.not_assessed;
    let _ = writeln!(text, "{blockers} blockers, {conditions} conditions, {noted} noted; {open} of these not assessed");
    for obstacle in &review.obstacles {
        let _ = writeln!(text, "  {obstacle}");
    }
    list(&mut text, "Blockers", assessment, review.of(Weight::Blocker).collect());
    list(&mut text, "Conditions", assessment, review.of(Weight::Condition).collect());
    for waiver in review.waivers.iter().filter(|waiver| waiver.state == WaiverState::Expired) {
        let id = terminal::visible(&waiver.waiver.id);
        let _ = writeln!(text, "\nThe waiver {id} expired on {} and waives nothing.", waiver.waiver.expires);
    }
    let _ = writeln!(text, "\nWritten to {}", out.display());
    text
}

fn list(text: &mut String, heading: &str, assessment: &Assessment, items: Vec<&Item>) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{heading} (first {} of {}):", SHOWN.min(items.len()), items.len());
    for item in items.into_iter().take(SHOWN) {
        let title = assessment.controls.get(&item.control).map_or(item.control.as_str(), |control| &control.title);
        let level = format!("{:?}", item.severity).to_lowercase();
        let owner = terminal::visible(item.owner.as_deref().unwrap_or("no owner"));
        let _ = writeln!(text, "  {level:<8}  {}  {title} ({owner})", terminal::visible(&item.cluster));
    }
}
