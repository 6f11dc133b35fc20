//! The cover and the scope: who, what, when, collected by whom.

use serde::Serialize;

use super::super::context::ReportContext;
use super::super::labels;
use super::common::{date, time};
use crate::assess::model::{Assessment, ClusterSummary, Signature};
use crate::assess::period::{self, Collected};
use crate::evidence::fact::GapReason;

/// The facts of the cover, the scope and the period.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Cover {
    /// Legal name of the organisation.
    pub organisation: String,
    /// Name of the system.
    pub system: String,
    /// Classification, when the engagement sets one.
    pub classification: Option<String>,
    /// First day of the period, when one is set.
    pub period_from: Option<String>,
    /// Last day of the period, when one is set.
    pub period_to: Option<String>,
    /// When the evidence was collected, as seen from the period: `within it`, `20 days after it ended`.
    pub period_place: Option<String>,
    /// The time that the verdicts speak of.
    pub as_of: String,
    /// AWS account.
    pub account: String,
    /// AWS Region.
    pub region: String,
    /// Clusters in scope.
    pub clusters: Vec<Cluster>,
    /// Clusters that were read and that the scope leaves out.
    pub out_of_scope: Vec<String>,
    /// ARN of the collecting principal.
    pub principal: String,
    /// True when the run asked nothing of AWS.
    pub without_aws: bool,
    /// True when the list of clusters was read to its end and holds none.
    pub no_cluster: bool,
    /// When collection started.
    pub started_at: String,
    /// When collection ended.
    pub finished_at: String,
    /// Number of API calls, retries included.
    pub exchanges: u64,
    /// Name and version of the assessing tool.
    pub tool: String,
    /// Who prepared it.
    pub preparer: Option<String>,
    /// Who signs, in order.
    pub signatories: Vec<Signature>,
    /// What the engagement says of its scope.
    pub scope_statement: Option<String>,
    /// Parameters set by the engagement: control, name, value.
    pub parameters: Vec<(String, String, String)>,
    /// Frameworks mapped: name and version.
    pub frameworks: Vec<String>,
    /// SHA-256 of the facts.
    pub facts_digest: String,
    /// SHA-256 of controls, matrix and frameworks.
    pub controls_digest: String,
    /// SHA-256 of `assessment.json`.
    pub assessment_digest: String,
    /// Identifier of the bundle, when there is one.
    pub bundle: Option<String>,
    /// Path in the bundle of the workbook with all data; empty when none is written.
    pub workbook: String,
}

/// A cluster in scope.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Cluster {
    /// Name.
    pub name: String,
    /// ARN, when it could be described.
    pub arn: Option<String>,
    /// Kubernetes version, when it could be described.
    pub version: Option<String>,
    /// Compute types found.
    pub compute: Vec<Node>,
    /// True when a compute type may be missing.
    pub incomplete: bool,
}

/// Nodes of one compute type.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Node {
    /// The compute type.
    pub compute_type: String,
    /// Number of nodes, where AWS's APIs tell it.
    pub nodes: Option<u64>,
}

impl Cover {
    pub(super) fn new(assessment: &Assessment, run: &ReportContext) -> Self {
        let engagement = &assessment.engagement;
        let collection = &assessment.collection;
        Self {
            organisation: engagement.organisation.clone(),
            system: engagement.system.clone(),
            classification: engagement.branding.classification.as_deref().and_then(filled),
            period_from: engagement.period_from.map(date),
            period_to: engagement.period_to.map(date),
            period_place: engagement.period_from.zip(engagement.period_to).map(|(from, to)| {
                period::place(from, to, Collected { from: collection.started_at, to: collection.finished_at })
            }),
            as_of: time(assessment.as_of),
            account: collection.account.clone(),
            region: collection.region.clone(),
            clusters: assessment.clusters.iter().map(Cluster::new).collect(),
            out_of_scope: assessment.out_of_scope.clone(),
            principal: collection.principal.clone(),
            without_aws: assessment.gaps.iter().any(|gap| gap.reason == GapReason::NotAsked),
            no_cluster: assessment.clusters.is_empty() && assessment.results.is_empty(),
            started_at: time(collection.started_at),
            finished_at: time(collection.finished_at),
            exchanges: collection.exchanges,
            tool: assessment.tool.clone(),
            preparer: filled(&engagement.preparer),
            signatories: engagement.signatories.clone(),
            scope_statement: filled(&engagement.scope_statement),
            parameters: parameters(assessment),
            frameworks: assessment.frameworks.iter().map(|framework| framework.title.clone()).collect(),
            facts_digest: assessment.facts_digest.clone(),
            controls_digest: assessment.controls_digest.clone(),
            assessment_digest: run.assessment_digest.clone(),
            bundle: run.bundle.clone(),
            workbook: run.workbook.clone().unwrap_or_default(),
        }
    }
}

impl Cluster {
    fn new(cluster: &ClusterSummary) -> Self {
        let compute = cluster.compute.iter().map(|(compute_type, nodes)| Node {
            compute_type: labels::compute_type(*compute_type).to_owned(),
            nodes: *nodes,
        });
        Self {
            name: cluster.name.clone(),
            arn: cluster.arn.clone(),
            version: cluster.version.clone(),
            compute: compute.collect(),
            incomplete: cluster.compute_incomplete,
        }
    }
}

fn parameters(assessment: &Assessment) -> Vec<(String, String, String)> {
    let by_control = assessment.engagement.parameters.iter();
    by_control
        .flat_map(|(control, values)| {
            values.iter().map(move |(name, value)| (control.clone(), name.clone(), value.to_string()))
        })
        .collect()
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
