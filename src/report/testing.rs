//! A synthetic assessment of two clusters in which every outcome occurs, for tests.

mod controls;
mod exchanges;
mod hostile;
mod results;

pub(crate) use hostile::{HOSTILE, ORDINARY, corpus, plant, plant_each};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::context::ReportContext;
use crate::assess::input::Exception;
use crate::assess::model::{
    Assessment, ChangedOutcome, ClauseResult, ClusterSummary, Collection, Concern, EngagementSummary, ExceptionLimits,
    FrameworkResult, ParameterUse, RegisterEntry, Responsibility, SCHEMA, Signature, Standing,
};
use crate::control::model::{Area, Outcome, Owner};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Coverage, Gap, GapReason};
use crate::evidence::topic::Topic;

pub(crate) const CAREFUL: &str = "payments-prod";
pub(crate) const CARELESS: &str = "batch-legacy";

/// The assessment and its run.
pub(crate) fn example() -> (Assessment, ReportContext<'static>) {
    let run = ReportContext {
        exchanges: exchanges::all(),
        replies: Cow::Owned(exchanges::replies()),
        assessment_digest: digest("assessment"),
        change: None,
        bundle: Some("urn:eks-attest:111122223333:eu-west-1:2026-06-30".into()),
        workbook: Some("data/exports/attestation.xlsx".into()),
        custom_templates: Vec::new(),
    };
    (assessment(run.exchanges.len() as u64), run)
}

fn assessment(exchanges: u64) -> Assessment {
    let results = results::all();
    let mut counts: BTreeMap<Outcome, u64> = super::labels::OUTCOMES.into_iter().map(|o| (o, 0)).collect();
    for result in &results {
        *counts.get_mut(&result.outcome).unwrap() += 1;
    }
    Assessment {
        schema: SCHEMA.into(),
        tool: "eks-attest 0.1.0".into(),
        as_of: time("2026-06-30T18:00:00Z"),
        engagement: engagement(),
        collection: Collection {
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            principal: PRINCIPAL.into(),
            started_at: time("2026-06-30T17:41:07Z"),
            finished_at: time("2026-06-30T17:43:52Z"),
            exchanges,
        },
        controls_digest: digest("controls"),
        facts_digest: digest("facts"),
        clusters: clusters(),
        out_of_scope: Vec::new(),
        responsibility: responsibility(),
        controls: controls::all(),
        areas: areas(),
        results,
        exceptions: vec![exception()],
        register: register(),
        exception_limits: ExceptionLimits::default(),
        parameters: parameters(),
        owners_named: true,
        counts,
        frameworks: frameworks(),
        gaps: gaps(),
        notes: Vec::new(),
        coverage: coverage(),
        custom_controls: None,
        custom_templates: Vec::new(),
    }
}

pub(crate) const PRINCIPAL: &str = "arn:aws:sts::111122223333:assumed-role/evidence-reader/quarterly";

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn digest(of: &str) -> String {
    crate::evidence::canonical::sha256(of.as_bytes())
}

pub(crate) fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn exception() -> Exception {
    Exception {
        id: "EX-2026-014".into(),
        control: "node-image-recent".into(),
        cluster: Some(CARELESS.into()),
        subjects: vec!["i-*".into()],
        reason: "The vendor's image cannot be replaced before the migration.".into(),
        risk: "Known vulnerabilities of the old image remain.".into(),
        compensating_control: "The nodes accept traffic from the batch network only.".into(),
        validated_by: "Firewall review of 2026-05-12.".into(),
        owner: "Batch team".into(),
        approver: "M. Lindqvist".into(),
        approved_on: day("2026-05-15"),
        expires: day("2026-09-30"),
    }
}

fn register() -> Vec<RegisterEntry> {
    vec![RegisterEntry {
        id: "EX-2026-014".into(),
        control: "node-image-recent".into(),
        standing: Standing::InForce,
        concerns: BTreeSet::from([Concern::WiderThanShare, Concern::UseUnknown]),
        remarks: vec!["overly broad: its patterns match 5 of 5 subjects, more than 50 percent".into()],
        matched: 0,
        covered: 0,
        reach: 5,
        population: 5,
    }]
}

fn parameters() -> Vec<ParameterUse> {
    vec![ParameterUse {
        control: "node-image-recent".into(),
        name: "maxAgeDays".into(),
        description: "Days since the image was created.".into(),
        default: json!(60),
        value: json!(45),
        bounds: "1 to 365".into(),
        set: true,
        set_by: Some("M. Lindqvist".into()),
        set_on: Some(day("2026-03-01")),
        reason: Some("Patches are due within 45 days.".into()),
        results: 2,
        changed: vec![ChangedOutcome {
            cluster: CARELESS.into(),
            compute_type: Some(ComputeType::SelfManaged),
            outcome: Outcome::Undetermined,
            with_default: Outcome::Satisfied,
            failed: 0,
            failed_with_default: 0,
        }],
    }]
}

fn engagement() -> EngagementSummary {
    EngagementSummary {
        organisation: "Alder Payments Ltd".into(),
        system: "Card payment platform".into(),
        period_from: Some(day("2026-04-01")),
        period_to: Some(day("2026-06-30")),
        preparer: "R. Okafor, Compliance Officer".into(),
        parameters: BTreeMap::from([("node-image-recent".into(), BTreeMap::from([("maxAgeDays".into(), json!(45))]))]),
        scope_statement: "The two Amazon EKS clusters that run the card payment platform and its batch jobs.\nDevelopment accounts are out of scope.".into(),
        signatories: vec![Signature {
            role: "Accountable manager".into(),
            name: "M. Lindqvist".into(),
            title: "Chief Information Security Officer".into(),
        }],
        branding: Default::default(),
    }
}

fn clusters() -> Vec<ClusterSummary> {
    vec![
        ClusterSummary {
            name: CARELESS.into(),
            arn: Some(format!("arn:aws:eks:eu-west-1:111122223333:cluster/{CARELESS}")),
            version: Some("1.31".into()),
            compute: BTreeMap::from([(ComputeType::SelfManaged, Some(5))]),
            compute_incomplete: true,
        },
        ClusterSummary {
            name: CAREFUL.into(),
            arn: Some(format!("arn:aws:eks:eu-west-1:111122223333:cluster/{CAREFUL}")),
            version: Some("1.35".into()),
            compute: BTreeMap::from([(ComputeType::ManagedNodeGroup, Some(6)), (ComputeType::Fargate, None)]),
            compute_incomplete: false,
        },
    ]
}

fn responsibility() -> Vec<Responsibility> {
    let entry = |area: &str, cluster: &str, compute_type, owner, nodes, custom_ami| Responsibility {
        area: area.into(),
        cluster: cluster.into(),
        compute_type,
        owner,
        nodes,
        custom_ami,
    };
    use ComputeType::{Fargate, ManagedNodeGroup, SelfManaged};
    vec![
        entry("control-plane", CARELESS, SelfManaged, Owner::Aws, Some(5), false),
        entry("control-plane", CAREFUL, ManagedNodeGroup, Owner::Aws, Some(6), false),
        entry("control-plane", CAREFUL, Fargate, Owner::Aws, None, false),
        entry("node-os", CARELESS, SelfManaged, Owner::Customer, Some(5), false),
        entry("node-os", CAREFUL, ManagedNodeGroup, Owner::Shared, Some(4), false),
        entry("node-os", CAREFUL, ManagedNodeGroup, Owner::Customer, Some(2), true),
        entry("node-os", CAREFUL, Fargate, Owner::Aws, None, false),
        entry("cluster-endpoint", CARELESS, SelfManaged, Owner::Customer, Some(5), false),
        entry("cluster-endpoint", CAREFUL, ManagedNodeGroup, Owner::Customer, Some(6), false),
        entry("cluster-endpoint", CAREFUL, Fargate, Owner::Customer, None, false),
        entry("instance-metadata", CARELESS, SelfManaged, Owner::Customer, Some(5), false),
        entry("instance-metadata", CAREFUL, ManagedNodeGroup, Owner::Customer, Some(6), false),
        entry("instance-metadata", CAREFUL, Fargate, Owner::NotApplicable, None, false),
    ]
}

fn areas() -> Vec<Area> {
    let area = |id: &str, title: &str, aws: &str, customer: &str, reports: &[&str]| Area {
        id: id.into(),
        title: title.into(),
        aws: aws.into(),
        customer: customer.into(),
        owners: BTreeMap::new(),
        owners_with_custom_ami: BTreeMap::new(),
        aws_reports: reports.iter().map(|report| (*report).to_owned()).collect(),
        sources: vec![
            "https://docs.aws.amazon.com/eks/latest/userguide/security.html".into(),
            "EKS best practices guide".into(),
        ],
    };
    vec![
        area(
            "control-plane",
            "Control plane",
            "Runs, patches and replaces API servers and etcd over several Availability Zones.",
            "Chooses the version and the configuration that AWS exposes.",
            &["SOC 2 Type 2", "PCI DSS Attestation of Compliance"],
        ),
        area(
            "node-os",
            "Node operating system",
            "Publishes patched Amazon Machine Images; patches Fargate hosts.",
            "Rolls out new images, or builds and patches its own.",
            &["SOC 2 Type 2"],
        ),
        area(
            "cluster-endpoint",
            "Cluster endpoint",
            "Offers private and public endpoints.",
            "Decides who can reach them.",
            &[],
        ),
        area("instance-metadata", "Instance metadata", "Offers IMDSv2.", "Requires it and limits its reach.", &[]),
    ]
}

fn frameworks() -> Vec<FrameworkResult> {
    let clause = |id: &str, controls: &[&str], outcome| ClauseResult {
        id: id.into(),
        controls: controls.iter().map(|control| (*control).to_owned()).collect(),
        outcome,
    };
    vec![FrameworkResult {
        id: "cis-eks-1.8.0".into(),
        title: "CIS Amazon EKS Benchmark 1.8.0".into(),
        clauses: vec![
            clause("3.1.1", &["node-image-recent"], Outcome::Undetermined),
            clause("5.4.1", &["api-endpoint-not-open-to-the-internet"], Outcome::NotSatisfied),
            clause("5.4.2", &["api-endpoint-not-open-to-the-internet", "imdsv2-required"], Outcome::NotSatisfied),
            clause("2.1.1", &["data-classified"], Outcome::Attested),
        ],
    }]
}

fn gaps() -> Vec<Gap> {
    vec![Gap {
        topics: BTreeSet::from([Topic::AnalysisNode, Topic::Ec2Image]),
        cluster: Some(CARELESS.into()),
        item: Some("ami-0abc12345def67890".into()),
        reason: GapReason::AccessDenied,
        permission: "ec2:DescribeImages".into(),
        detail: "You are not authorized to perform this operation.".into(),
        exchange: Some(exchanges::id("ec2.DescribeImages", 1)),
    }]
}

fn coverage() -> Vec<Coverage> {
    let coverage = |topic, cluster: Option<&str>, items, pages, exchange: &str| Coverage {
        topic,
        cluster: cluster.map(str::to_owned),
        items,
        pages,
        exchanges: BTreeSet::from([exchanges::id(exchange, 1)]),
    };
    vec![
        coverage(Topic::EksCluster, Some(CARELESS), 1, 1, "eks.DescribeCluster"),
        coverage(Topic::EksCluster, Some(CAREFUL), 1, 1, "eks.DescribeCluster"),
        coverage(Topic::Ec2Instance, Some(CARELESS), 5, 1, "ec2.DescribeInstances"),
        coverage(Topic::Ec2Instance, Some(CAREFUL), 6, 2, "ec2.DescribeInstances"),
        coverage(Topic::Ec2EbsEncryptionByDefault, None, 1, 1, "ec2.GetEbsEncryptionByDefault"),
        coverage(Topic::AnalysisNode, Some(CAREFUL), 6, 0, "ec2.DescribeInstances"),
    ]
}
