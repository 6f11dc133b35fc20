//! What a run tells its caller: computed once, told to people or programs by whoever carries it out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::assess::gate::{Decision, GateResult, Review, WaiverState, Weight};
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::{Outcome, Severity};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::GapReason;

/// The version of the object that `--json` prints for `attest`, `review` and `assess`.
const SCHEMA: &str = "eks-attest/run/v1";

/// A finished run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// The version of this object.
    pub schema: &'static str,
    /// Name and version of the tool.
    pub tool: String,
    /// The code that the process ends with.
    pub exit_code: u8,
    /// The time that the verdicts speak of.
    pub as_of: DateTime<Utc>,
    /// The AWS account.
    pub account: String,
    /// The AWS Region.
    pub region: String,
    /// The clusters by name.
    pub clusters: Vec<String>,
    /// Number of results.
    pub results: u64,
    /// The same by outcome, all seven.
    pub counts: BTreeMap<Outcome, u64>,
    /// Number of findings.
    pub findings: u64,
    /// What is not satisfied, undetermined or excepted: worst first.
    pub open: Vec<Open>,
    /// What was not read.
    pub unread: Vec<Unread>,
    /// What of given files was not used, and what was taken for granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Undetermined results that name no missing permission.
    pub undetermined_without_permission: u64,
    /// Why the first of them is open.
    #[serde(skip)]
    pub for_example: Option<String>,
    /// Undetermined results that rest on what the run was told not to ask.
    #[serde(skip)]
    pub not_asked: usize,
    /// The decision, for a review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<GoLive>,
    /// The folder written to.
    pub out: String,
    /// The files written for people and for other programs, relative to it.
    pub files: Vec<String>,
}

/// A result that stands open.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// What it is to a go-live decision by the engagement's policy.
    pub weight: Weight,
    /// How much it matters.
    pub severity: Severity,
    /// Id of the control.
    pub control: String,
    /// Its title.
    pub title: String,
    /// The cluster.
    pub cluster: String,
    /// The compute type, where the control is judged for each.
    pub compute_type: Option<ComputeType>,
    /// What it came to.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Findings that no exception covers.
    pub findings: usize,
    /// Who mends it, where the policy's assignments say.
    pub owner: Option<String>,
    /// Until when, where the policy says.
    pub due: Option<NaiveDate>,
    /// Waivers and exceptions that let it pass.
    pub accepted_under: Vec<String>,
}

/// A permission without which reads failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// The permission that the reads need.
    pub permission: String,
    /// Why they failed.
    pub reasons: BTreeSet<GapReason>,
    /// Undetermined results that they keep open.
    pub results: u64,
}

/// The decision of a review.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GoLive {
    /// The decision.
    pub decision: Decision,
    /// Last day on which it may be relied on.
    pub valid_until: NaiveDate,
    /// Results that block.
    pub blockers: usize,
    /// Results that are conditions.
    pub conditions: usize,
    /// Results that are noted.
    pub noted: usize,
    /// Results without a verdict.
    pub not_assessed: u64,
    /// What forbids going live beside the gates.
    pub obstacles: Vec<String>,
    /// The gates.
    pub gates: Vec<GateResult>,
    /// Ids of waivers that waive nothing, because they expired.
    pub expired_waivers: Vec<String>,
}

impl RunSummary {
    /// What is told of `assessment`; `standing` says what its results are to a go-live decision.
    pub fn new(assessment: &Assessment, standing: &Review, out: &Path, exit_code: u8) -> Self {
        let open = assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined);
        let nameless: Vec<&ControlResult> = open.filter(|result| result.missing_permissions.is_empty()).collect();
        Self {
            schema: SCHEMA,
            tool: super::tool(),
            exit_code,
            as_of: assessment.as_of,
            account: assessment.collection.account.clone(),
            region: assessment.collection.region.clone(),
            clusters: assessment.clusters.iter().map(|cluster| cluster.name.clone()).collect(),
            results: assessment.results.len() as u64,
            counts: assessment.counts.clone(),
            findings: assessment.results.iter().map(|result| result.findings.len() as u64).sum(),
            open: opens(assessment, standing),
            unread: unread(assessment),
            notes: assessment.notes.iter().map(|note| note.detail.clone()).collect(),
            undetermined_without_permission: nameless.len() as u64,
            not_asked: not_asked(assessment),
            for_example: nameless.first().map(|result| result.reason.clone()),
            review: None,
            out: out.display().to_string(),
            files: Vec::new(),
        }
    }

    /// With the decision of a review.
    pub fn with_review(self, review: &Review) -> Self {
        let number = |weight| review.of(weight).count();
        let expired = review.waivers.iter().filter(|waiver| waiver.state == WaiverState::Expired);
        let go_live = GoLive {
            decision: review.decision,
            valid_until: review.valid_until,
            blockers: number(Weight::Blocker),
            conditions: number(Weight::Condition),
            noted: number(Weight::Noted),
            not_assessed: review.not_assessed,
            obstacles: review.obstacles.clone(),
            gates: review.gates.clone(),
            expired_waivers: expired.map(|waiver| waiver.waiver.id.clone()).collect(),
        };
        Self { review: Some(go_live), ..self }
    }

    /// With the files of a bundle that people and programs open: reports, exports, and the data behind them.
    pub fn with_files(mut self, payload: &BTreeSet<String>) -> Self {
        let opened = |name: &&String| {
            let data = ["assessment.json", "facts.json", "review.json", "change.json"];
            name.starts_with("reports/") || name.starts_with("exports/") || data.contains(&name.as_str())
        };
        self.files = payload.iter().filter(opened).map(|name| format!("data/{name}")).collect();
        self
    }
}

fn opens(assessment: &Assessment, standing: &Review) -> Vec<Open> {
    let by_place: BTreeMap<_, &ControlResult> =
        assessment.results.iter().map(|r| ((r.control.as_str(), r.cluster.as_str(), r.compute_type), r)).collect();
    let open = standing.items.iter().map(|item| {
        let result = by_place.get(&(item.control.as_str(), item.cluster.as_str(), item.compute_type));
        let title = assessment.controls.get(&item.control).map(|control| control.title.clone());
        Open {
            weight: item.weight,
            severity: item.severity,
            control: item.control.clone(),
            title: title.unwrap_or_else(|| item.control.clone()),
            cluster: item.cluster.clone(),
            compute_type: item.compute_type,
            outcome: item.outcome,
            reason: result.map(|result| result.reason.clone()).unwrap_or_default(),
            findings: item.findings.len(),
            owner: item.owner.clone(),
            due: item.due,
            accepted_under: item.accepted_under.clone(),
        }
    });
    open.collect()
}

fn not_asked(assessment: &Assessment) -> usize {
    let open = assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined);
    let rests = |result: &&ControlResult| {
        let mut gaps = result.gaps.iter().filter_map(|index| assessment.gaps.get(*index));
        gaps.any(|gap| gap.reason == GapReason::NotAsked)
    };
    open.filter(rests).count()
}

/// Permissions of failed reads and those that undetermined results name, those of most results first.
fn unread(assessment: &Assessment) -> Vec<Unread> {
    let mut found: BTreeMap<&str, (BTreeSet<GapReason>, u64)> = BTreeMap::new();
    for gap in assessment.gaps.iter().filter(|gap| !gap.permission.is_empty()) {
        found.entry(&gap.permission).or_default().0.insert(gap.reason);
    }
    for result in assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined) {
        let of_gaps = result.gaps.iter().filter_map(|index| assessment.gaps.get(*index)).map(|gap| &gap.permission);
        let waiting: BTreeSet<&String> = result.missing_permissions.iter().chain(of_gaps).collect();
        for permission in waiting.into_iter().filter(|permission| !permission.is_empty()) {
            found.entry(permission).or_default().1 += 1;
        }
    }
    let row =
        |(permission, (reasons, results)): (&str, _)| Unread { permission: permission.to_owned(), reasons, results };
    let mut rows: Vec<Unread> = found.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.results));
    rows
}
