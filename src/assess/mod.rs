//! Judging controls over facts: pure, no network, clock, disk or environment.
//!
//! For each control and cluster: the owner is decided, the subjects are grouped by compute type,
//! the evidence is examined, the conditions are asked, and one of seven outcomes comes out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

pub mod case;
pub mod change;
pub mod gate;
pub mod input;
pub mod model;
pub mod period;

mod accepted;
mod check;
mod components;
mod compute;
mod engagement_status;
mod evaluate;
mod evidence;
mod exception;
mod framework;
mod judge;
mod manual;
mod owner;
mod ownership;
mod parameters;
mod population;
mod refute;
mod register;
mod sentences;
mod tally;
mod verdict;

pub use check::{bounds, problems};
pub use compute::OWNER_TOPICS;
pub use parameters::shown;
pub use tally::{OwnerTally, SEVERITIES, by_owner};

use compute::Compute;
use evaluate::{Prepared, Rule};
use input::Input;
use judge::Evaluation;
use model::{Assessment, Collection, ControlResult, ControlText, ParameterUse};
use population::{Group, groups};
use verdict::Verdict;

use crate::control::condition::{ConditionError, each_on_large_stack, on_large_stack};
use crate::control::model::{Area, Catalogue, Control, Framework, Outcome, Owner};
use crate::control::parse_age;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::Facts;
use crate::evidence::topic::Topic;
use crate::file::Problem;

/// Stands in a result for the clusters that could not be listed.
pub const NO_CLUSTER_READ: &str = "(none read)";

/// Why no assessment could be made.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum AssessError {
    /// The engagement does not fit the catalogue: the first of what [`problems`] finds.
    #[error("the engagement does not fit the controls: {0}")]
    #[diagnostic(transparent)]
    Engagement(Box<Problem>),
    /// A control that was not loaded by the loader names an area that is not there.
    #[error("the area `{area}` of the control `{control}` does not exist")]
    #[diagnostic(code(eks_attest::assess::unknown_area), help("name an area of `responsibility.yaml`"))]
    UnknownArea {
        /// The control.
        control: String,
        /// The area.
        area: String,
    },
    /// An expression does not compile.
    #[error("an expression of the control `{control}` cannot be used: {error}")]
    #[diagnostic(
        code(eks_attest::assess::condition),
        help("correct the expression: `eks-attest controls test` says at which place")
    )]
    Condition {
        /// The control.
        control: String,
        /// Why.
        error: ConditionError,
    },
    /// A control cannot be written in canonical form.
    #[error("a control cannot be written")]
    #[diagnostic(
        code(eks_attest::assess::control),
        help("this is a defect of this program: please report it with the controls that you gave")
    )]
    Control(#[from] serde_json::Error),
    /// No thread could be had, or the assessment failed in itself.
    #[error("the assessment failed in itself")]
    #[diagnostic(
        code(eks_attest::assess::internal),
        help(
            "let it have more memory and threads; if it fails again, please report it: it is a defect of this program"
        )
    )]
    Internal,
}

/// Judges every control of `catalogue` over `facts`, to which `analysis::derive` has been applied.
/// `facts_digest` is the SHA-256 of the facts as they are stored, `exchanges` the number of calls made, retries
/// included.
///
/// # Errors
/// When the engagement does not fit the catalogue, or an expression does not compile. What is
/// wrong with the evidence is not an error: it makes results undetermined.
pub fn assess(
    facts: &Facts,
    facts_digest: &str,
    catalogue: &Catalogue,
    input: &Input,
    as_of: DateTime<Utc>,
    exchanges: u64,
) -> Result<Assessment, AssessError> {
    let run = Run { facts, catalogue, input, as_of, named: BTreeSet::new() };
    on_large_stack(|| run.assessment(facts_digest, exchanges)).unwrap_or(Err(AssessError::Internal))
}

/// One run; `named` compute types are present whatever the facts say.
struct Run<'a> {
    facts: &'a Facts,
    catalogue: &'a Catalogue,
    input: &'a Input,
    as_of: DateTime<Utc>,
    named: BTreeSet<ComputeType>,
}

/// Compute types of the clusters, by name.
type Clusters<'a> = BTreeMap<&'a str, Compute>;

impl Run<'_> {
    /// The frameworks that the engagement asks for; all when it asks for none.
    fn frameworks(&self) -> impl Iterator<Item = &Framework> {
        let asked = &self.input.frameworks;
        self.catalogue.frameworks.iter().filter(|framework| asked.is_empty() || asked.contains(&framework.id))
    }

    fn assessment(&self, facts_digest: &str, exchanges: u64) -> Result<Assessment, AssessError> {
        if let Some(first) = problems(self.catalogue, self.input).into_iter().next() {
            return Err(AssessError::Engagement(Box::new(first)));
        }
        let Self { facts, catalogue, .. } = self;
        let clusters: Clusters<'_> =
            facts.clusters.iter().map(|name| (name.as_str(), Compute::read(facts, name, &self.named))).collect();
        let (results, parameters) = self.results(&clusters)?;
        let rows = clusters.iter().flat_map(|(name, compute)| owner::rows(&catalogue.areas, name, compute));
        Ok(Assessment {
            schema: model::SCHEMA.to_owned(),
            tool: concat!("eks-attest ", env!("CARGO_PKG_VERSION")).to_owned(),
            as_of: self.as_of,
            engagement: self.input.engagement.clone(),
            collection: Collection {
                account: facts.account.clone(),
                region: facts.region.clone(),
                principal: facts.principal.clone(),
                started_at: facts.started_at,
                finished_at: facts.finished_at,
                exchanges,
            },
            controls_digest: catalogue.digest.clone(),
            facts_digest: facts_digest.to_owned(),
            clusters: clusters.iter().map(|(name, compute)| compute.summary(facts, name)).collect(),
            out_of_scope: self.input.out_of_scope.clone(),
            responsibility: rows.collect(),
            controls: self.texts()?,
            areas: catalogue.areas.clone(),
            counts: framework::counts(&results),
            frameworks: framework::results(self.frameworks(), &results),
            register: register::entries(facts, catalogue, self.input, &results, self.as_of.date_naive()),
            exception_limits: self.input.exception_limits,
            exceptions: self.input.exceptions.clone(),
            parameters,
            owners_named: !self.input.owners.is_empty(),
            results,
            gaps: facts.gaps.clone(),
            notes: facts.notes.clone(),
            coverage: facts.coverage.clone(),
            custom_controls: None,
            custom_templates: Vec::new(),
        })
    }

    /// Every result, and what the parameters do.
    fn results(&self, clusters: &Clusters<'_>) -> Result<(Vec<ControlResult>, Vec<ParameterUse>), AssessError> {
        let topics: BTreeSet<Topic> = self.catalogue.controls.iter().flat_map(|c| c.needs.iter().copied()).collect();
        let mut prepared = BTreeMap::new();
        for name in clusters.keys() {
            prepared.insert(*name, Prepared::new(self.facts, name, topics.iter().copied(), self.as_of));
        }
        let judged =
            each_on_large_stack(&self.catalogue.controls, |control| self.of_control(control, clusters, &prepared));
        let mut results = Vec::new();
        for of_control in judged.ok_or(AssessError::Internal)? {
            results.extend(of_control?);
        }
        results.sort_by(|a, b| (&a.control, &a.cluster, a.compute_type).cmp(&(&b.control, &b.cluster, b.compute_type)));
        let parameters = parameters::uses(self.catalogue, self.input, &results, |control, input| {
            Run { input, named: self.named.clone(), ..*self }.of_control(control, clusters, &prepared)
        })?;
        ownership::name(self.facts, &self.input.owners, &mut results);
        Ok((results, parameters))
    }

    fn of_control(
        &self,
        control: &Control,
        clusters: &BTreeMap<&str, Compute>,
        prepared: &BTreeMap<&str, Prepared<'_>>,
    ) -> Result<Vec<ControlResult>, AssessError> {
        let area = self.area(control)?;
        let rule = Rule::compile(control, self.catalogue)?;
        let mut results = Vec::new();
        for (name, compute) in clusters {
            results.extend(self.judge(control, area, rule.as_ref(), name, compute, &prepared[name]));
        }
        results.extend(self.without_clusters(control));
        Ok(results)
    }

    fn area(&self, control: &Control) -> Result<&Area, AssessError> {
        self.catalogue
            .areas
            .iter()
            .find(|area| area.id == control.area)
            .ok_or_else(|| AssessError::UnknownArea { control: control.id.clone(), area: control.area.clone() })
    }

    fn judge(
        &self,
        control: &Control,
        area: &Area,
        rule: Option<&Rule>,
        cluster: &str,
        compute: &Compute,
        prepared: &Prepared<'_>,
    ) -> Vec<ControlResult> {
        let mut evidence = evidence::examine(self.facts, &control.needs, cluster);
        if let Some(text) = control.max_age.as_deref() {
            evidence.stale = match parse_age(text) {
                Some(age) => evidence::stale(self.facts, &control.needs, cluster, self.as_of, (age, text)),
                None => vec![format!("the age `{text}` of the control cannot be read")],
            };
        }
        let groups = match control.subject {
            Some(topic) => groups(self.facts, cluster, topic, area, compute, evidence.is_whole()),
            None => vec![Group::of_cluster(owner::of_cluster(area, compute))],
        };
        let variables = prepared.variables(control, self.input);
        let evaluation = Evaluation {
            facts: self.facts,
            input: self.input,
            as_of: self.as_of,
            control,
            area,
            cluster,
            rule,
            evidence: &evidence,
            variables: &variables,
        };
        let place = |(kind, owner, verdict)| result(control, cluster, kind, owner, verdict);
        groups.iter().map(|group| place((group.compute_type, group.owner, evaluation.judge(group)))).collect()
    }

    /// No cluster is known: either there is none, which is a fact, or the list could not be read.
    fn without_clusters(&self, control: &Control) -> Option<ControlResult> {
        let facts = self.facts;
        if !facts.clusters.is_empty() {
            return None;
        }
        let about_clusters = |gap: &crate::evidence::fact::Gap| gap.topics.contains(&Topic::EksCluster);
        let gaps: Vec<usize> =
            facts.gaps.iter().enumerate().filter(|(_, gap)| about_clusters(gap)).map(|(index, _)| index).collect();
        let listed = facts.coverage.iter().any(|coverage| coverage.topic == Topic::EksCluster);
        if gaps.is_empty() && listed {
            return None;
        }
        let first = gaps.first().map(|index| &facts.gaps[*index]);
        let why = first.map_or_else(String::new, |gap| format!(": {}: {}", gap.permission, evidence::gap_words(gap)));
        let mut verdict =
            Verdict::new(Outcome::Undetermined, format!("the clusters of the account could not be listed{why}"));
        let denied = gaps.iter().map(|index| &facts.gaps[*index]);
        let denied = denied.filter(|gap| gap.reason == crate::evidence::fact::GapReason::AccessDenied);
        verdict.missing_permissions = denied.map(|gap| gap.permission.clone()).collect();
        verdict.gaps = gaps;
        Some(result(control, NO_CLUSTER_READ, None, Owner::Customer, verdict))
    }

    fn texts(&self) -> Result<BTreeMap<String, ControlText>, AssessError> {
        self.catalogue.controls.iter().map(|control| Ok((control.id.clone(), self.text(control)?))).collect()
    }

    fn text(&self, control: &Control) -> Result<ControlText, AssessError> {
        let exceptions: Vec<_> = self.catalogue.excepted_from(&control.id).collect();
        let clauses = self.catalogue.frameworks.iter().flat_map(|framework| {
            let named = framework.clauses.iter().filter(|clause| clause.controls.contains(&control.id));
            named.map(move |clause| format!("{} {}", framework.id, clause.id))
        });
        Ok(ControlText {
            title: control.title.clone(),
            domain: control.domain,
            area: control.area.clone(),
            severity: control.severity,
            statement: control.statement.clone(),
            why: control.why.clone(),
            needs: control.needs.clone(),
            subject: control.subject,
            when: control.when.clone(),
            require: control.require.clone(),
            remediation: control.remediation.clone(),
            frameworks: clauses.collect(),
            stated_by: control.stated_by.clone(),
            digest: components::digest(control, &exceptions)?,
            excepted: components::texts(&exceptions),
        })
    }
}

fn result(
    control: &Control,
    cluster: &str,
    compute_type: Option<ComputeType>,
    owner: Owner,
    verdict: Verdict,
) -> ControlResult {
    ControlResult {
        control: control.id.clone(),
        cluster: cluster.to_owned(),
        compute_type,
        owner,
        outcome: verdict.outcome,
        reason: verdict.reason,
        population: verdict.population,
        findings: verdict.findings,
        gaps: verdict.gaps,
        missing_permissions: verdict.missing_permissions,
        exchanges: verdict.exchanges,
        exception: verdict.exception,
        attestation: verdict.attestation,
        owned_by: None,
    }
}

#[cfg(test)]
mod tests;
