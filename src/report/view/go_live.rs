//! The go-live review: decision, gates, blockers, conditions, waivers, approvals.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::super::context::ReportContext;
use super::super::error::ReportError;
use super::super::facets::{Facets, Ledger};
use super::super::labels;
use super::catalogue::{self, DomainCatalogue};
use super::common::{self, Bounded, References, control_anchor, date};
use super::cover::Cover;
use super::evidence::{EvidenceIndex, Index};
use super::open::{self, Undetermined};
use super::owners::Owners;
use super::parameters::Parameters;
use super::register::{self, RegisterRow};
use super::results::{self, DomainResults};
use super::summary::{self, OutcomeRow};
use super::tally::Tally;
use crate::assess::gate::{Approval, Item, Review, WaiverResult, Weight};
use crate::assess::model::{Assessment, ControlResult};
use crate::control::model::Remediation;
use crate::evidence::compute_type::ComputeType;

/// Blockers named on the executive page.
const TOP: usize = 10;
/// Findings printed for one blocker; `assessment.json` holds all.
const FINDINGS: usize = 20;

/// Everything that `review.md` may use; its fields are the templates' variables.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewView {
    /// Who, what, when, by whom, and digests.
    pub cover: Cover,
    /// The decision with its numbers.
    pub review: GoLive,
    /// Counts of results.
    pub tally: Tally,
    /// The same, one row an outcome, all seven.
    pub outcomes: Vec<OutcomeRow>,
    /// The gates.
    pub gates: Vec<GateRow>,
    /// The worst blockers, for the executive page.
    pub top: Bounded<ItemRow>,
    /// What keeps a gate shut, worst first.
    pub blockers: Vec<ItemRow>,
    /// What is a condition of going live, worst first.
    pub conditions: Vec<ItemRow>,
    /// What is noted only, worst first.
    pub noted: Vec<ItemRow>,
    /// What no verdict could be given on.
    pub undetermined: Vec<Undetermined>,
    /// What fails whatever else could not be read, with what was not read.
    pub incomplete: Vec<Undetermined>,
    /// The waivers with their state.
    pub waivers: Vec<WaiverRow>,
    /// Exceptions that are to be looked at.
    pub register: Vec<RegisterRow>,
    /// Open findings by who owns them.
    pub owners: Owners,
    /// What the parameters do.
    pub parameters: Parameters,
    /// Approvals given and asked for.
    pub approvals: Vec<Approval>,
    /// What the decision relies on and what ends by itself.
    pub lapses: Vec<LapseRow>,
    /// Results by domain.
    pub domains: Vec<DomainResults>,
    /// What of given files was not used, and what was taken for granted.
    pub notes: Vec<String>,
    /// The calls that the blockers, conditions and gaps rest on.
    pub evidence: EvidenceIndex,
    /// The text of every control.
    pub catalogue: Vec<DomainCatalogue>,
    /// What its rows are filtered by, by the number that each row has.
    #[serde(skip)]
    pub(crate) facets: Vec<Arc<Facets>>,
}

/// The decision and its numbers.
#[derive(Debug, Clone, Serialize)]
pub struct GoLive {
    /// `GO`, `CONDITIONAL GO` or `NO-GO`.
    pub decision: String,
    /// The clusters, or how many there are: the subject of the title.
    pub subject: String,
    /// What forbids going live beside the gates.
    pub obstacles: Vec<String>,
    /// Number of blockers.
    pub blockers: usize,
    /// Number of conditions.
    pub conditions: usize,
    /// Number of results that are noted only.
    pub noted: usize,
    /// Results without a verdict.
    pub not_assessed: u64,
    /// Blockers and conditions that nobody is named for.
    pub without_owner: usize,
    /// Waivers that do not hold.
    pub lapsed_waivers: Vec<String>,
    /// Change ticket.
    pub change: Option<String>,
    /// Release.
    pub release: Option<String>,
    /// Commit.
    pub commit: Option<String>,
    /// Last day on which the decision may be relied on.
    pub valid_until: String,
    /// What makes a new review necessary before that.
    pub triggers: Vec<String>,
}

/// A gate.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "as on `assess::gate::GateResult`")]
pub struct GateRow {
    pub name: String,
    pub outcome: String,
    pub results: u64,
    pub blockers: u64,
    pub waived: u64,
    pub conditions: u64,
    pub noted: u64,
    pub not_assessed: u64,
    pub rule: String,
    /// Evidence of what blocks.
    pub evidence: References,
}

/// A blocker, a condition, or what is noted.
#[derive(Debug, Clone, Serialize)]
pub struct ItemRow {
    /// The control's title.
    pub title: String,
    /// Anchor of the control in the catalogue.
    pub anchor: String,
    /// Its severity.
    pub severity: String,
    /// Outcome.
    pub outcome: String,
    /// Cluster and compute type.
    pub place: String,
    /// Why the result is what it is.
    pub reason: String,
    /// Gates that select it.
    pub gates: Vec<String>,
    /// What was seen: subject and values.
    pub findings: Bounded<(String, String)>,
    /// Who mends it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<String>,
    /// Waivers or exceptions that let it pass.
    pub accepted_under: Vec<String>,
    /// Who accepted it.
    pub accepted_by: Vec<String>,
    /// Last day of that acceptance.
    pub expires: Option<String>,
    /// How to mend it.
    pub remediation: Remediation,
    /// Evidence.
    pub evidence: References,
}

/// A waiver.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "as on `assess::gate::Waiver`")]
pub struct WaiverRow {
    pub id: String,
    /// The gate or control waived.
    pub what: String,
    pub cluster: Option<String>,
    pub state: String,
    pub results: u64,
    pub reason: String,
    pub approver: String,
    pub approved_on: String,
    pub expires: String,
}

/// Something that ends by itself.
#[derive(Debug, Clone, Serialize)]
pub struct LapseRow {
    /// Its last day.
    pub on: String,
    /// What ends.
    pub what: String,
}

impl ReviewView {
    /// Computes the view.
    ///
    /// # Errors
    /// When the assessment's counts are not those of its results.
    pub fn new(assessment: &Assessment, review: &Review, run: &ReportContext) -> Result<Self, ReportError> {
        let tally = Tally::of(&assessment.results);
        tally.check(&assessment.counts)?;
        let results = by_place(assessment);
        let gap_calls: Vec<BTreeSet<String>> =
            assessment.gaps.iter().map(|gap| gap.exchange.iter().cloned().collect()).collect();
        let cited = review.items.iter().filter_map(|item| Some(&results.get(&key(item))?.exchanges));
        // What a gate shows of its blockers' calls is part of what they cite themselves.
        let index = Index::citing(run, cited.chain(&gap_calls));
        let calls = |gate: &str| -> BTreeSet<String> {
            let blocking = review.of(Weight::Blocker).filter(|item| item.gates.iter().any(|name| name == gate));
            let shown = blocking.filter_map(|item| results.get(&key(item))).flat_map(|result| result.exchanges.first());
            shown.cloned().collect()
        };
        let rows = |weight| -> Vec<ItemRow> {
            review.of(weight).map(|item| row(assessment, item, results.get(&key(item)).copied(), &index)).collect()
        };
        let blockers = rows(Weight::Blocker);
        let mut ledger = Ledger::new(assessment);
        Ok(Self {
            cover: Cover::new(assessment, run),
            review: GoLive::new(assessment, review),
            tally,
            outcomes: summary::outcomes(tally),
            gates: review.gates.iter().map(|gate| GateRow::new(gate, &index.references(&calls(&gate.name)))).collect(),
            top: Bounded::new(blockers.clone(), TOP),
            blockers,
            conditions: rows(Weight::Condition),
            noted: rows(Weight::Noted),
            undetermined: open::undetermined(assessment, &index),
            incomplete: open::incomplete(assessment, &index),
            waivers: review.waivers.iter().map(|waiver| WaiverRow::new(assessment, waiver)).collect(),
            register: register::rows(assessment).into_iter().filter(|row| !row.remarks.is_empty()).collect(),
            owners: Owners::new(assessment),
            parameters: Parameters::new(assessment),
            approvals: review.approvals.clone(),
            lapses: review.lapses.iter().map(|l| LapseRow { on: date(l.on), what: l.what.clone() }).collect(),
            domains: results::by_domain(assessment, &mut ledger),
            notes: assessment.notes.iter().map(|note| note.detail.clone()).collect(),
            evidence: index.into_view(run),
            catalogue: catalogue::by_domain(assessment),
            facets: ledger.into_rows(),
        })
    }
}

type Key<'a> = (&'a str, &'a str, Option<ComputeType>);

fn key(item: &Item) -> Key<'_> {
    (&item.control, &item.cluster, item.compute_type)
}

fn by_place(assessment: &Assessment) -> BTreeMap<Key<'_>, &ControlResult> {
    assessment.results.iter().map(|r| ((r.control.as_str(), r.cluster.as_str(), r.compute_type), r)).collect()
}

impl GoLive {
    fn new(assessment: &Assessment, review: &Review) -> Self {
        let number = |weight| review.of(weight).count();
        let owed = review.items.iter().filter(|item| item.weight != Weight::Noted);
        let lapsed = review.waivers.iter().filter(|waiver| waiver.state.has_lapsed());
        Self {
            decision: labels::decision(review.decision).to_owned(),
            subject: subject(assessment),
            obstacles: review.obstacles.clone(),
            blockers: number(Weight::Blocker),
            conditions: number(Weight::Condition),
            noted: number(Weight::Noted),
            not_assessed: review.not_assessed,
            without_owner: owed.filter(|item| item.owner.is_none()).count(),
            lapsed_waivers: lapsed.map(|waiver| waiver.waiver.id.clone()).collect(),
            change: review.change.clone(),
            release: review.release.clone(),
            commit: review.commit.clone(),
            valid_until: date(review.valid_until),
            triggers: review.re_review_triggers.clone(),
        }
    }
}

fn subject(assessment: &Assessment) -> String {
    match assessment.clusters.as_slice() {
        [] => "no cluster".to_owned(),
        [one] => one.name.clone(),
        many => format!("{} clusters", many.len()),
    }
}

impl GateRow {
    fn new(gate: &crate::assess::gate::GateResult, evidence: &References) -> Self {
        Self {
            evidence: evidence.clone(),
            name: gate.name.clone(),
            outcome: labels::gate(gate.outcome).to_owned(),
            results: gate.results,
            blockers: gate.blockers,
            waived: gate.waived,
            conditions: gate.conditions,
            noted: gate.noted,
            not_assessed: gate.not_assessed,
            rule: gate.rule.clone(),
        }
    }
}

impl WaiverRow {
    fn new(assessment: &Assessment, result: &WaiverResult) -> Self {
        let waiver = &result.waiver;
        let control = waiver.control.as_ref().map(|id| format!("control: {}", common::title(assessment, id)));
        let gate = waiver.gate.as_ref().map(|name| format!("gate: {name}"));
        Self {
            id: waiver.id.clone(),
            what: gate.or(control).unwrap_or_default(),
            cluster: waiver.cluster.clone(),
            state: labels::waiver(result.state).to_owned(),
            results: result.results,
            reason: waiver.reason.clone(),
            approver: waiver.approver.clone(),
            approved_on: date(waiver.approved_on),
            expires: date(waiver.expires),
        }
    }
}

fn row(assessment: &Assessment, item: &Item, result: Option<&ControlResult>, index: &Index) -> ItemRow {
    let findings = result.into_iter().flat_map(|result| &result.findings);
    let findings = findings.filter(|finding| item.findings.contains(&finding.id));
    let text = assessment.controls.get(&item.control);
    ItemRow {
        title: common::title(assessment, &item.control),
        anchor: control_anchor(&item.control),
        severity: labels::severity(item.severity).to_owned(),
        outcome: labels::outcome(item.outcome).1.to_owned(),
        place: result.map_or_else(|| item.cluster.clone(), common::place),
        reason: result.map(|result| result.reason.clone()).unwrap_or_default(),
        gates: item.gates.clone(),
        findings: Bounded::new(findings.map(|f| (f.subject.clone(), f.message.clone())).collect(), FINDINGS),
        owner: item.owner.clone(),
        due: item.due.map(date),
        accepted_under: item.accepted_under.clone(),
        accepted_by: item.accepted_by.clone(),
        expires: item.expires.map(date),
        remediation: text.map(|text| text.remediation.clone()).unwrap_or_default(),
        evidence: index.references(result.map_or(&BTreeSet::new(), |result| &result.exchanges)),
    }
}
