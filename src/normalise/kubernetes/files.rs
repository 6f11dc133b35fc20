//! What was made of the files of a dump: what a reader must know, and what leaves populations open.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::View;
use super::page::Page;
use super::source::Source;
use crate::evidence::fact::{GapReason, Note};
use crate::evidence::kubernetes::DUMP_PATH;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::normalise::failure::Failure;

/// Kinds that one sentence names.
const NAMED: usize = 20;

/// What of the files was not used, and what was taken for granted, of all clusters.
pub(in crate::normalise) fn notes(recording: &Recording, clusters: &BTreeSet<String>) -> Vec<Note> {
    let mut notes = Vec::new();
    for cluster in clusters {
        if let Some(page) = Source::of(recording, cluster).document(DUMP_PATH) {
            let note = |detail| Note { cluster: cluster.clone(), detail, exchange: page.exchange.id.clone() };
            notes.extend(sentences(&page).into_iter().map(note));
        }
    }
    notes
}

/// Kinds from which pods are made and which are not judged: workloads are missing.
pub(super) fn gaps(view: &mut View<'_, '_>) {
    let Some(page) = view.source.document(DUMP_PATH) else { return };
    let Some((number, named)) = listed(&page.body["notJudged"]) else { return };
    if !view.builder.is_planned(Topic::KubernetesWorkload) {
        return;
    }
    let objects = if number == 1 { "an object" } else { "objects" };
    let detail = format!("the files hold {objects} from which pods are made and which are not judged: {named}");
    let failure = Failure { reason: GapReason::NotRecorded, detail, exchange: Some(page.exchange.id.clone()) };
    view.gap(Topic::KubernetesWorkload, None, "", failure);
}

fn sentences(page: &Page<'_>) -> Vec<String> {
    let body = &page.body;
    let mut sentences = Vec::new();
    for (namespace, from) in members(&body["namespace"]) {
        for (from, kinds) in members(from) {
            if let Some((number, named)) = listed(kinds) {
                let objects =
                    if number == 1 { "object names no namespace and is" } else { "objects name no namespace and are" };
                sentences.push(format!("{number} {objects} taken to be in `{namespace}` ({from}): {named}."));
            }
        }
    }
    let mut say = |member: &str, what: &str| {
        if let Some((number, named)) = listed(&body[member]) {
            sentences.push(format!("{what} ({number}): {named}."));
        }
    };
    say("namespaceCleared", "A namespace was named by objects of kinds that have none, and counts for nothing");
    say("notUsed", "Objects from which no fact is made");
    say("notJudged", "Of these, objects from which pods are made and which are not judged");
    say("oldVersions", "Objects in versions that no current server takes, read all the same");
    say("unknownFields", "Fields that the Kubernetes API does not know, which a server drops or refuses");
    say("givenAgain", "Objects given more than once with the same contents, counted once");
    say("withoutObjects", "Files and documents without an object of Kubernetes");
    sentences
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().map(Map::iter).into_iter().flatten()
}

/// The sum of counts, and the names with their counts; `None` when there are none.
fn listed(counts: &Value) -> Option<(u64, String)> {
    let mut counts: Vec<(&String, u64)> =
        members(counts).filter_map(|(name, count)| Some((name, count.as_u64()?))).collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let sum = counts.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    let more = counts.len().saturating_sub(NAMED);
    let mut named: Vec<String> = counts.iter().take(NAMED).map(|(name, count)| format!("{count} {name}")).collect();
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    (sum > 0).then(|| (sum, named.join(", ")))
}
