//! The results of the synthetic assessment: every outcome occurs.

use std::collections::BTreeSet;

use super::{CAREFUL, CARELESS, day, digest, exchanges, set};
use crate::assess::model::{AttestationRef, ControlResult, Finding, OwnedBy, Population};
use crate::control::model::{Outcome, Owner};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::topic::Topic;

pub(super) fn all() -> Vec<ControlResult> {
    let mut results = vec![
        api_endpoint_open(),
        checked("api-endpoint-not-open-to-the-internet", CAREFUL, None, 1, "1 of 1 cluster meets it"),
        image_age_unknown(),
        checked("node-image-recent", CAREFUL, Some(ComputeType::ManagedNodeGroup), 6, "6 of 6 nodes meet it"),
        aws("node-image-recent", CAREFUL, ComputeType::Fargate),
        imds_findings(),
        checked("imdsv2-required", CAREFUL, Some(ComputeType::ManagedNodeGroup), 6, "6 of 6 instances meet it"),
        nothing_here("imdsv2-required", CAREFUL, ComputeType::Fargate),
        aws("control-plane-hardened", CARELESS, ComputeType::SelfManaged),
        aws("control-plane-hardened", CAREFUL, ComputeType::ManagedNodeGroup),
        attested(),
        excepted(),
        checked("volumes-encrypted", CAREFUL, Some(ComputeType::ManagedNodeGroup), 12, "12 of 12 volumes meet it"),
        checked("ssh-not-open", CARELESS, None, 3, "3 of 3 security groups meet it"),
        checked("ssh-not-open", CAREFUL, None, 4, "4 of 4 security groups meet it"),
        checked("node-role-least-privilege", CAREFUL, None, 2, "2 of 2 roles meet it"),
    ];
    results.sort_by(|a, b| (&a.control, &a.cluster, a.compute_type).cmp(&(&b.control, &b.cluster, b.compute_type)));
    results
}

fn base(
    control: &str,
    cluster: &str,
    compute_type: Option<ComputeType>,
    outcome: Outcome,
    reason: &str,
) -> ControlResult {
    ControlResult {
        control: control.into(),
        cluster: cluster.into(),
        compute_type,
        owner: Owner::Customer,
        outcome,
        reason: reason.into(),
        population: Population::default(),
        findings: Vec::new(),
        gaps: Vec::new(),
        missing_permissions: BTreeSet::new(),
        exchanges: BTreeSet::from([exchanges::id("eks.DescribeCluster", 1)]),
        exception: None,
        attestation: None,
        owned_by: None,
    }
}

fn finding(control: &str, topic: Topic, subject: &str, message: &str, exchange: &str) -> Finding {
    Finding {
        id: digest(&format!("{control}{subject}"))[..12].to_owned(),
        topic,
        subject: subject.into(),
        message: message.into(),
        exchanges: [exchanges::id(exchange, 1)].into(),
        exception: None,
        owned_by: (topic != Topic::EksCluster).then(|| OwnedBy { name: "Batch team".into(), from: "tag Owner".into() }),
    }
}

fn checked(control: &str, cluster: &str, compute: Option<ComputeType>, number: u64, reason: &str) -> ControlResult {
    let population = Population { total: number, checked: number, passed: number, ..Population::default() };
    ControlResult { population, ..base(control, cluster, compute, Outcome::Satisfied, reason) }
}

fn aws(control: &str, cluster: &str, compute: ComputeType) -> ControlResult {
    let reason = "AWS owns this area on this compute type";
    ControlResult { owner: Owner::Aws, ..base(control, cluster, Some(compute), Outcome::Inherited, reason) }
}

fn nothing_here(control: &str, cluster: &str, compute: ComputeType) -> ControlResult {
    let reason = "the area does not exist on Fargate";
    ControlResult {
        owner: Owner::NotApplicable,
        ..base(control, cluster, Some(compute), Outcome::NotApplicable, reason)
    }
}

fn api_endpoint_open() -> ControlResult {
    let control = "api-endpoint-not-open-to-the-internet";
    ControlResult {
        population: Population { total: 1, checked: 1, failed: 1, ..Population::default() },
        findings: vec![finding(
            control,
            Topic::EksCluster,
            CARELESS,
            "publicAccessCidrs is [0.0.0.0/0], endpointPublicAccess is true",
            "eks.DescribeCluster",
        )],
        ..base(control, CARELESS, None, Outcome::NotSatisfied, "1 of 1 cluster does not meet it")
    }
}

fn imds_findings() -> ControlResult {
    let subjects = ["i-0a11", "i-0a12", "i-0a13"];
    let row = |subject: &&str| {
        finding(
            "imdsv2-required",
            Topic::Ec2Instance,
            subject,
            "httpTokens is optional, hop limit is 2",
            "ec2.DescribeInstances",
        )
    };
    ControlResult {
        population: Population { total: 5, checked: 5, passed: 2, failed: 3, ..Population::default() },
        findings: subjects.iter().map(row).collect(),
        ..base(
            "imdsv2-required",
            CARELESS,
            Some(ComputeType::SelfManaged),
            Outcome::NotSatisfied,
            "3 of 5 instances do not meet it",
        )
    }
}

fn image_age_unknown() -> ControlResult {
    ControlResult {
        population: Population { total: 5, checked: 3, passed: 3, undetermined: 2, ..Population::default() },
        gaps: vec![0],
        missing_permissions: set(&["ec2:DescribeImages"]),
        ..base(
            "node-image-recent",
            CARELESS,
            Some(ComputeType::SelfManaged),
            Outcome::Undetermined,
            "the image of 2 nodes could not be read",
        )
    }
}

fn attested() -> ControlResult {
    ControlResult {
        attestation: Some(AttestationRef {
            attester: "M. Lind, Data Protection Officer".into(),
            stated_on: day("2026-06-12"),
            valid_until: day("2026-12-31"),
            statement: "Cardholder data is not stored on cluster volumes.".into(),
            attachment: Some("data/engagement/classification.pdf".into()),
            attachment_sha256: Some("5d1e5a0c8b3f4f0a9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f".into()),
        }),
        ..base("data-classified", CAREFUL, None, Outcome::Attested, "stated by M. Lind, Data Protection Officer")
    }
}

fn excepted() -> ControlResult {
    let mut covered =
        finding("volumes-encrypted", Topic::Ec2Volume, "vol-0c41", "encrypted is false", "ec2.DescribeInstances");
    covered.exception = Some("EX-7".into());
    ControlResult {
        population: Population { total: 5, checked: 5, passed: 4, failed: 1, ..Population::default() },
        findings: vec![covered],
        exception: Some("EX-7".into()),
        ..base(
            "volumes-encrypted",
            CARELESS,
            Some(ComputeType::SelfManaged),
            Outcome::Excepted,
            "covered by EX-7 until 2026-09-30",
        )
    }
}
