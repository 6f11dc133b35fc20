//! What a bundle says of itself, held against itself: which files it holds, whether its evidence is bound to its run, and
//! whether its controls and templates are those of this version. Nothing is judged again here.

use std::collections::{BTreeMap, BTreeSet};

use super::bound;
use super::catalogue::Controls;
use super::engagement::{self, EngagementFiles};
use super::error::RunError;
use super::inputs::{INPUTS_SCHEMA, Inputs};
use super::options::{Document, Format};
use super::pipeline::topics_to_collect;
use super::recording;
use crate::bundle::{Check, Step, Stored};
use crate::evidence::exchange::Exchange;
use crate::evidence::plan::closure;
use crate::evidence::recording::{Recording, RecordingError};
use crate::evidence::strict;
use crate::report::Templates;

/// Problems of one check that are told.
const TOLD: usize = 20;

/// The inputs of a bundle, each as far as it can be read.
pub(super) struct Parts {
    pub(super) inputs: Result<Inputs, String>,
    pub(super) recording: Result<Recording, Vec<String>>,
    pub(super) controls: Result<Controls, String>,
    pub(super) engagement: Result<EngagementFiles, String>,
    pub(super) templates: Result<BTreeMap<String, String>, String>,
}

impl Parts {
    pub(super) fn read(bag: &Stored) -> Self {
        // Only with its controls is it known what of the recording is declared.
        let controls =
            texts(bag, "controls/").and_then(|files| Controls::load(files).map_err(|error| in_words(&error)));
        Self {
            controls,
            inputs: inputs(bag),
            recording: recording_of(bag),
            engagement: engagement_of(bag),
            templates: texts(bag, "templates/"),
        }
    }

    /// The checks that need no judging.
    pub(super) fn checks(&self, names: &BTreeSet<&str>) -> Vec<Check> {
        vec![self.contents(names), self.evidence(), self.plan(), self.rules()]
    }

    /// Every file is one that the inputs give the bundle, and none of these is missing.
    fn contents(&self, names: &BTreeSet<&str>) -> Check {
        let problems = match &self.inputs {
            Err(problem) => vec![format!("data/inputs.json: {problem}")],
            Ok(inputs) => {
                let expected = self.expected(inputs, names);
                let added = names.iter().filter(|name| !expected.contains(**name) && !self.is_unread_reply(name));
                let added = added.map(|name| format!("data/{name}: the inputs of the bundle give it no such file"));
                let missing = expected.iter().filter(|name| !names.contains(name.as_str()));
                let missing =
                    missing.map(|name| format!("data/{name}: missing, and the inputs give the bundle this file"));
                let unread =
                    self.engagement.as_ref().err().map(|why| format!("data/engagement/engagement.yaml: {why}"));
                added.chain(missing).chain(unread).collect()
            }
        };
        Check::made(Step::Contents, format!("{} payload files by name", names.len()), told(problems))
    }

    /// Of a recording that cannot be read, nobody knows which replies it has: its own check fails.
    fn is_unread_reply(&self, name: &str) -> bool {
        self.recording.is_err() && name.starts_with("evidence/replies/")
    }

    fn expected(&self, inputs: &Inputs, names: &BTreeSet<&str>) -> BTreeSet<String> {
        let fixed = ["inputs.json", "facts.json", "assessment.json", "evidence/run.json", "evidence/exchanges.json"];
        let mut expected: BTreeSet<String> = fixed.map(str::to_owned).into();
        if inputs.documents.iter().any(|name| name == Document::Review.name()) {
            expected.insert("review.json".to_owned());
        }
        let previous = names.iter().filter(|name| name.starts_with("previous/")).count();
        expected.extend((1..=previous).map(|number| format!("previous/{number:02}-assessment.json")));
        if previous > 0 {
            expected.insert("change.json".to_owned());
        }
        let formats =
            Format::ALL.into_iter().filter(|format| inputs.formats.iter().any(|name| name == format.ending()));
        expected.extend(formats.flat_map(|format| format.files(&inputs.documents)));
        let replies = self.recording.iter().flat_map(|recording| &recording.exchanges).filter_map(Exchange::reply_path);
        expected.extend(replies.map(|path| format!("evidence/{path}")));
        let controls = self.controls.iter().flat_map(|controls| controls.files.keys());
        expected.extend(controls.map(|path| format!("controls/{path}")));
        if let Some(given) = self.engagement.as_ref().ok().filter(|given| !given.text.is_empty()) {
            let named = engagement::named_files(&given.engagement).chain(["engagement.yaml"]);
            expected.extend(named.map(|name| format!("engagement/{name}")));
        }
        let known: BTreeSet<String> = Templates::names().into_iter().collect();
        let templates = self.templates.iter().flat_map(BTreeMap::keys).filter(|name| known.contains(*name));
        expected.extend(templates.map(|name| format!("templates/{name}")));
        expected
    }

    /// Ids, requests, callers, times, pages, redaction.
    fn evidence(&self) -> Check {
        let recording = match &self.recording {
            Ok(recording) => recording,
            Err(problems) => return Check::made(Step::Evidence, String::new(), told(problems.clone())),
        };
        Check::made(Step::Evidence, scope_of(recording), of_evidence(bound::misfits(recording)))
    }

    /// What the topics of the bundle's own controls lead the collectors to ask.
    fn plan(&self) -> Check {
        let Ok(recording) = &self.recording else {
            return Check::not_made(Step::Plan, "the evidence cannot be read");
        };
        let plan = match recording::plan(recording) {
            Ok(plan) => plan,
            Err(error) => return Check::made(Step::Plan, String::new(), of_evidence(vec![in_words(&error)])),
        };
        let mut problems: Vec<String> = plan.missing.into_iter().chain(plan.unplanned).collect();
        if let Ok(controls) = &self.controls {
            let planned = closure(&topics_to_collect(&controls.catalogue));
            if !planned.iter().map(|topic| topic.as_str()).eq(recording.run.topics.iter().map(String::as_str)) {
                problems.push("run.json: its topics are not those that the controls of the bundle need".to_owned());
            }
        }
        match plan.open {
            Some(why) if problems.is_empty() => Check::not_made(Step::Plan, why),
            _ => Check::made(Step::Plan, scope_of(recording), of_evidence(problems)),
        }
    }

    /// Controls and templates that are not the built-in ones are no fault, and never silent.
    fn rules(&self) -> Check {
        let (controls, templates) = match (&self.controls, &self.templates) {
            (Ok(controls), Ok(templates)) => (controls, templates),
            (Err(problem), _) => {
                return Check::made(Step::Rules, String::new(), vec![format!("data/controls: {problem}")]);
            }
            (_, Err(problem)) => {
                return Check::made(Step::Rules, String::new(), vec![format!("data/templates: {problem}")]);
            }
        };
        let (custom, rows) = match controls.custom().and_then(|custom| Ok((custom, controls.custom_rows()?))) {
            Ok(found) => found,
            Err(error) => return Check::not_made(Step::Rules, in_words(&error)),
        };
        let each = |ids: &[String], what: &str| ids.iter().map(|id| format!("{what}: {id}")).collect::<Vec<_>>();
        let named = [
            each(&custom.added, "a control that is not built in"),
            each(&custom.changed, "a control that differs from the built-in one"),
            each(&custom.removed, "a built-in control that is left out"),
            each(&custom.areas, "a row of the responsibility matrix that differs from the built-in one"),
            each(&custom.frameworks, "a framework that differs from the built-in one"),
            each(&custom.evidence, "declared operations of a service that differ from the built-in ones"),
            each(&rows, "a row of the catalogue that differs from the built-in one"),
            each(&Templates::custom(templates), "a template that differs from the built-in one"),
        ];
        let scope =
            format!("{} controls, {} templates in the bundle", controls.catalogue.controls.len(), templates.len());
        Check::named(Step::Rules, scope, named.concat())
    }
}

fn scope_of(recording: &Recording) -> String {
    let run = &recording.run;
    format!("{} exchanges of account {} in {}", recording.exchanges.len(), run.account, run.region)
}

fn of_evidence(problems: Vec<String>) -> Vec<String> {
    told(problems.into_iter().map(|problem| format!("data/evidence: {problem}")).collect())
}

fn told(mut problems: Vec<String>) -> Vec<String> {
    let more = problems.len().saturating_sub(TOLD);
    if more > 1 {
        problems.truncate(TOLD);
        problems.push(format!("data: and {more} more"));
    }
    problems
}

fn inputs(bag: &Stored) -> Result<Inputs, String> {
    let stored = bag.file("inputs.json").map_err(|error| error.to_string())?.ok_or("it is missing")?;
    if let Some(fault) = strict::fault(&stored) {
        return Err(fault);
    }
    let inputs: Inputs = serde_json::from_slice(&stored).map_err(|error| error.to_string())?;
    if inputs.schema != INPUTS_SCHEMA {
        return Err(format!("it says schema `{}`; this version reads `{INPUTS_SCHEMA}`", inputs.schema));
    }
    formats(&inputs)?;
    documents(&inputs)?;
    Ok(inputs)
}

/// The formats that the inputs name.
pub(super) fn formats(inputs: &Inputs) -> Result<Vec<Format>, String> {
    let known = |ending: &String| Format::ALL.into_iter().find(|format| format.ending() == ending);
    let formats: Option<Vec<Format>> = inputs.formats.iter().map(known).collect();
    match formats {
        Some(formats) if !formats.is_empty() && formats.is_sorted_by(|one, next| one < next) => Ok(formats),
        _ => Err("its formats are not those of a bundle".to_owned()),
    }
}

/// The reports that the inputs name: those of an attestation, or the review.
pub(super) fn documents(inputs: &Inputs) -> Result<Vec<Document>, String> {
    let kinds = [Document::ATTESTATION.to_vec(), vec![Document::Review]];
    let mut fitting =
        kinds.into_iter().filter(|kind| kind.iter().map(|document| document.name()).eq(&inputs.documents));
    fitting.next().ok_or_else(|| "its documents are neither those of an attestation nor the review".to_owned())
}

fn recording_of(bag: &Stored) -> Result<Recording, Vec<String>> {
    let files = bag.below("evidence/").map_err(|error| vec![format!("data/evidence: {error}")])?;
    Recording::take_files(files).map_err(|error| match error {
        RecordingError::Unbound(problems) => problems.into_iter().map(|p| format!("data/evidence: {p}")).collect(),
        error => vec![format!("data/evidence: {error}")],
    })
}

fn engagement_of(bag: &Stored) -> Result<EngagementFiles, String> {
    let Some(bytes) = bag.file("engagement/engagement.yaml").map_err(|error| error.to_string())? else {
        return Ok(EngagementFiles::default());
    };
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let engagement = engagement::parse("engagement/engagement.yaml", &text).map_err(|error| in_words(&error))?;
    let mut attachments = bag.below("engagement/").map_err(|error| error.to_string())?;
    let named: BTreeSet<&str> = engagement::named_files(&engagement).collect();
    attachments.retain(|name, _| named.contains(name.as_str()));
    Ok(EngagementFiles { text, engagement, attachments })
}

fn texts(bag: &Stored, folder: &str) -> Result<BTreeMap<String, String>, String> {
    let files = bag.below(folder).map_err(|error| error.to_string())?;
    let decoded = files.into_iter().map(|(name, bytes)| match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(format!("`{folder}{name}` is not UTF-8")),
    });
    decoded.collect()
}

pub(super) fn in_words(error: &RunError) -> String {
    match error {
        RunError::Problems { summary, problems } => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            format!("{summary}; first: {first}")
        }
        other => other.to_string(),
    }
}
