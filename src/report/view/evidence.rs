//! The evidence index: every API call, numbered, and references to it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::context::ReportContext;
use super::super::labels;
use super::super::slug::slug;
use super::common::{Reference, References, time};
use crate::assess::model::Assessment;
use crate::control::model::Outcome;
use crate::evidence::exchange::Exchange;

/// Rows printed; `exchanges.json` of the bundle holds all.
const LIMIT: usize = 500;
/// References printed beside one verdict.
const REFERENCES: usize = 4;

/// The evidence index as printed.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct EvidenceIndex {
    /// One group an operation.
    pub groups: Vec<EvidenceGroup>,
    /// Rows printed.
    pub shown: usize,
    /// Exchanges recorded.
    pub total: usize,
    /// True when not all are printed.
    pub cut: bool,
}

/// The calls of one operation.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct EvidenceGroup {
    /// `eks:DescribeCluster`.
    pub operation: String,
    /// Anchor of its heading.
    pub anchor: String,
    /// Its calls.
    pub rows: Vec<EvidenceRow>,
}

/// One call.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct EvidenceRow {
    /// `E12`.
    pub label: String,
    /// The exchange's id: the name of its stored reply.
    pub id: String,
    /// Parameters, name and value.
    pub parameters: Vec<(String, String)>,
    /// Region that was asked.
    pub region: String,
    /// ARN of the caller.
    pub principal: String,
    /// When the request was sent.
    pub time: String,
    /// How it ended.
    pub status: String,
    /// SHA-256 of the stored reply.
    pub sha256: Option<String>,
    /// Bytes of the stored reply.
    pub bytes: Option<u64>,
    /// Number of redactions in it.
    pub redactions: u64,
}

/// Numbers and anchors by exchange id.
pub(super) struct Index {
    numbers: BTreeMap<String, usize>,
    anchors: BTreeMap<String, String>,
    printed: BTreeSet<String>,
}

impl Index {
    pub(super) fn new(assessment: &Assessment, run: &ReportContext) -> Self {
        let ids: BTreeSet<&str> = run.exchanges.iter().map(|exchange| exchange.id.as_str()).collect();
        let numbers = ids.iter().enumerate().map(|(i, id)| ((*id).to_owned(), i + 1)).collect();
        let cited = cited(assessment);
        let first = ids.iter().filter(|id| cited.contains(**id));
        let rest = ids.iter().filter(|id| !cited.contains(**id));
        let printed = first.chain(rest).take(LIMIT).map(|id| (*id).to_owned()).collect();
        Self::with(numbers, printed, run)
    }

    /// An index that prints only the calls that references to `verdicts` show, under the numbers of the whole one.
    pub(super) fn citing<'a>(run: &ReportContext, verdicts: impl IntoIterator<Item = &'a BTreeSet<String>>) -> Self {
        let ids: BTreeSet<&str> = run.exchanges.iter().map(|exchange| exchange.id.as_str()).collect();
        let numbers = ids.iter().enumerate().map(|(i, id)| ((*id).to_owned(), i + 1)).collect();
        let shown: BTreeSet<&String> = verdicts.into_iter().flat_map(|ids| ids.iter().take(REFERENCES)).collect();
        let printed = shown.into_iter().filter(|id| ids.contains(id.as_str())).take(LIMIT).cloned().collect();
        Self::with(numbers, printed, run)
    }

    fn with(numbers: BTreeMap<String, usize>, printed: BTreeSet<String>, run: &ReportContext) -> Self {
        let anchors = run.exchanges.iter().map(|exchange| (exchange.id.clone(), anchor(exchange))).collect();
        Self { numbers, anchors, printed }
    }

    /// References to `exchanges`, the first few of them.
    pub(super) fn references(&self, exchanges: &BTreeSet<String>) -> References {
        let shown: Vec<Reference> = exchanges.iter().take(REFERENCES).map(|id| self.reference(id)).collect();
        References { more: exchanges.len() - shown.len(), shown }
    }

    /// One reference.
    pub(super) fn reference(&self, id: &str) -> Reference {
        let label = self.numbers.get(id).map_or_else(|| id.to_owned(), |number| format!("E{number}"));
        let anchor = self.anchors.get(id).filter(|_| self.printed.contains(id)).cloned();
        Reference { label, anchor }
    }

    /// The printed index.
    pub(super) fn into_view(self, run: &ReportContext) -> EvidenceIndex {
        let mut groups: BTreeMap<String, EvidenceGroup> = BTreeMap::new();
        let printed = run.exchanges.iter().filter(|exchange| self.printed.contains(&exchange.id));
        for exchange in printed {
            let group = groups.entry(anchor(exchange)).or_insert_with_key(|anchor| EvidenceGroup {
                operation: operation(exchange),
                anchor: anchor.clone(),
                rows: Vec::new(),
            });
            group.rows.push(row(exchange, self.numbers.get(&exchange.id).copied().unwrap_or_default()));
        }
        let groups: Vec<EvidenceGroup> = groups.into_values().collect();
        let shown = groups.iter().map(|group| group.rows.len()).sum();
        EvidenceIndex { groups, shown, total: run.exchanges.len(), cut: shown < run.exchanges.len() }
    }
}

/// The exchanges that findings and gaps cite, each with its label in the index, in the index's order.
pub(crate) fn cited_exchanges<'a>(assessment: &Assessment, run: &'a ReportContext) -> Vec<(String, &'a Exchange)> {
    let cited = cited(assessment);
    let by_id: BTreeMap<&str, &Exchange> =
        run.exchanges.iter().map(|exchange| (exchange.id.as_str(), exchange)).collect();
    let numbered = by_id.into_values().enumerate().map(|(at, exchange)| (format!("E{}", at + 1), exchange));
    numbered.filter(|(_, exchange)| cited.contains(exchange.id.as_str())).collect()
}

/// Exchanges that a printed finding or gap rests on come first where the index is cut.
fn cited(assessment: &Assessment) -> BTreeSet<&str> {
    let open = |outcome| matches!(outcome, Outcome::NotSatisfied | Outcome::Undetermined | Outcome::Excepted);
    let results = assessment.results.iter().filter(|result| open(result.outcome));
    let from_findings = results.flat_map(|result| result.findings.iter().flat_map(|finding| &finding.exchanges));
    let from_gaps = assessment.gaps.iter().filter_map(|gap| gap.exchange.as_ref());
    from_findings.chain(from_gaps).map(String::as_str).collect()
}

fn operation(exchange: &Exchange) -> String {
    format!("{}:{}", exchange.request.service, exchange.request.operation)
}

fn anchor(exchange: &Exchange) -> String {
    format!("evidence-{}", slug(&operation(exchange)))
}

fn row(exchange: &Exchange, number: usize) -> EvidenceRow {
    let reply = exchange.reply.as_ref();
    EvidenceRow {
        label: format!("E{number}"),
        id: exchange.id.clone(),
        parameters: exchange.request.parameters.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
        region: exchange.request.region.clone(),
        principal: exchange.principal.clone(),
        time: time(exchange.time),
        status: labels::exchange_status(exchange),
        sha256: reply.map(|reply| reply.sha256.clone()),
        bytes: reply.map(|reply| reply.bytes),
        redactions: reply.map_or(0, |reply| reply.redactions.values().sum()),
    }
}
