use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::*;
use crate::assess::input::Exception;
use crate::assess::model::{ClusterSummary, Collection, ControlText, EngagementSummary, Finding, Population};
use crate::control::model::{Domain, Outcome, Owner, Remediation, Severity};
use crate::evidence::canonical;
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Gap, GapReason};
use crate::evidence::shared_names::SharedNames;
use crate::evidence::topic::Topic;

mod exceptions;
mod findings;
mod periods;
mod scopes;

const THEN: &str = "2026-06-30T18:00:00Z";
const NOW: &str = "2026-09-30T18:00:00Z";
const NODE: Option<ComputeType> = Some(ComputeType::SelfManaged);

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An assessment of the cluster `one` by the control `c`, which finds the subjects given.
fn assessment(as_of: &str, subjects: &[&str]) -> Assessment {
    let mut assessment = Assessment {
        schema: crate::assess::model::SCHEMA.into(),
        tool: "eks-attest 0.1.0".into(),
        as_of: time(as_of),
        engagement: EngagementSummary::default(),
        collection: Collection {
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            principal: "p".into(),
            started_at: time(as_of),
            finished_at: time(as_of),
            exchanges: 1,
        },
        controls_digest: "controls".into(),
        facts_digest: canonical::sha256(as_of.as_bytes()),
        clusters: vec![cluster("one", &[ComputeType::SelfManaged])],
        responsibility: Vec::new(),
        controls: BTreeMap::from([("c".to_owned(), text("c"))]),
        areas: Vec::new(),
        results: vec![result("c", "one", NODE, subjects)],
        counts: BTreeMap::new(),
        frameworks: Vec::new(),
        out_of_scope: Vec::new(),
        exceptions: Vec::new(),
        register: Vec::new(),
        exception_limits: Default::default(),
        parameters: Vec::new(),
        owners_named: false,
        gaps: Vec::new(),
        notes: Vec::new(),
        coverage: Vec::new(),
        custom_controls: None,
        custom_templates: Vec::new(),
    };
    recount(&mut assessment);
    assessment
}

fn recount(assessment: &mut Assessment) {
    assessment.counts.clear();
    for result in &assessment.results {
        *assessment.counts.entry(result.outcome).or_default() += 1;
    }
}

fn cluster(name: &str, kinds: &[ComputeType]) -> ClusterSummary {
    ClusterSummary {
        name: name.into(),
        arn: None,
        version: None,
        compute: kinds.iter().map(|kind| (*kind, Some(1))).collect(),
        compute_incomplete: false,
    }
}

fn text(id: &str) -> ControlText {
    ControlText {
        title: "The thing is good".into(),
        domain: Domain::NodeOs,
        area: "a".into(),
        severity: Severity::High,
        statement: "s".into(),
        why: "w".into(),
        needs: BTreeSet::from([Topic::AnalysisNode]),
        subject: Some(Topic::AnalysisNode),
        when: None,
        require: Some("node.good".into()),
        remediation: Remediation::default(),
        frameworks: Vec::new(),
        stated_by: None,
        excepted: Vec::new(),
        digest: canonical::sha256(id.as_bytes()),
    }
}

fn result(control: &str, cluster: &str, kind: Option<ComputeType>, subjects: &[&str]) -> ControlResult {
    ControlResult {
        control: control.into(),
        cluster: cluster.into(),
        compute_type: kind,
        owner: Owner::Customer,
        outcome: if subjects.is_empty() { Outcome::Satisfied } else { Outcome::NotSatisfied },
        reason: "because".into(),
        population: Population::default(),
        findings: subjects.iter().map(|subject| finding(control, cluster, subject)).collect(),
        gaps: Vec::new(),
        missing_permissions: BTreeSet::new(),
        exchanges: BTreeSet::new(),
        exception: None,
        attestation: None,
        owned_by: None,
    }
}

fn finding(control: &str, cluster: &str, subject: &str) -> Finding {
    Finding {
        id: canonical::sha256(format!("{control} {cluster} {subject}").as_bytes())[..12].to_owned(),
        topic: Topic::AnalysisNode,
        subject: subject.into(),
        message: format!("{subject} is bad"),
        exchanges: SharedNames::default(),
        exception: None,
        owned_by: None,
    }
}

fn gap(cluster: Option<&str>) -> Gap {
    Gap {
        topics: BTreeSet::from([Topic::EksCluster]),
        cluster: cluster.map(str::to_owned),
        item: None,
        reason: GapReason::AccessDenied,
        permission: "eks:ListClusters".into(),
        detail: String::new(),
        exchange: None,
    }
}

fn exception(id: &str, expires: &str) -> Exception {
    Exception {
        id: id.into(),
        control: "c".into(),
        cluster: None,
        subjects: vec!["*".into()],
        reason: String::new(),
        risk: String::new(),
        compensating_control: String::new(),
        validated_by: String::new(),
        owner: "Batch team".into(),
        approver: "a".into(),
        approved_on: day("2026-01-01"),
        expires: day(expires),
    }
}

/// What the comparison says of the only finding.
fn only(before: &Assessment, after: &Assessment) -> (FindingKind, Cause) {
    let change = compare(after, std::slice::from_ref(before), EXPIRING_WITHIN_DAYS).unwrap();
    assert_eq!(change.findings.len(), 1, "{change:#?}");
    (change.findings[0].kind, change.findings[0].cause)
}
