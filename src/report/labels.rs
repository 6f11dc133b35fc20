//! The words of the reports: one label for each machine word, in every format.
//!
//! Labels of outcomes, severities and owners become chips wherever a template
//! prints one of them with the filter `chip`; see [`chip_kind`].

use crate::assess::gate::{Decision, GateOutcome, WaiverState};
use crate::control::model::{Domain, Outcome, Owner, Severity};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::exchange;
use crate::evidence::fact::GapReason;

/// Every outcome in the order in which reports list them.
pub(crate) const OUTCOMES: [Outcome; 7] = [
    Outcome::Satisfied,
    Outcome::NotSatisfied,
    Outcome::Undetermined,
    Outcome::Excepted,
    Outcome::Attested,
    Outcome::Inherited,
    Outcome::NotApplicable,
];

/// Every domain in the order in which reports list them.
pub(crate) const DOMAINS: [Domain; 9] = [
    Domain::DataPlane,
    Domain::NodeOs,
    Domain::ContainerConfig,
    Domain::Network,
    Domain::Iam,
    Domain::DataProtection,
    Domain::SupplyChain,
    Domain::Logging,
    Domain::Governance,
];

/// The machine word and the label of an outcome.
pub(crate) fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Satisfied => ("satisfied", "satisfied"),
        Outcome::NotSatisfied => ("not-satisfied", "not satisfied"),
        Outcome::NotApplicable => ("not-applicable", "not applicable"),
        Outcome::Inherited => ("inherited", "inherited"),
        Outcome::Undetermined => ("undetermined", "undetermined"),
        Outcome::Attested => ("attested", "attested"),
        Outcome::Excepted => ("excepted", "excepted"),
    }
}

/// What an outcome means, in one sentence.
pub(crate) fn outcome_meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Satisfied => "Every member of the whole population meets the requirement.",
        Outcome::NotSatisfied => "At least one member of the population does not meet the requirement.",
        Outcome::Undetermined => "The evidence does not allow a verdict; the gap is named.",
        Outcome::Excepted => "Not met, under an approved exception that has not expired.",
        Outcome::Attested => "Stated by a named person; no API can show it.",
        Outcome::Inherited => "Owned by AWS; rely on the AWS report that is named.",
        Outcome::NotApplicable => "There is nothing here that the requirement speaks of.",
    }
}

/// The label of a severity; also its machine word.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// The label of an owner.
pub(crate) fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Aws => "AWS",
        Owner::Customer => "customer",
        Owner::Shared => "shared",
        Owner::NotApplicable => "not applicable",
    }
}

/// The label of a compute type.
pub(crate) fn compute_type(compute_type: ComputeType) -> &'static str {
    compute_type.label()
}

/// What a result is on, in words: a compute type, or all of the cluster.
pub(crate) fn compute(on: Option<ComputeType>) -> &'static str {
    on.map_or("whole cluster", compute_type)
}

/// The machine word and the label of a domain.
pub(crate) fn domain(domain: Domain) -> (&'static str, &'static str) {
    match domain {
        Domain::DataPlane => ("data-plane", "Data plane"),
        Domain::NodeOs => ("node-os", "Node operating system"),
        Domain::ContainerConfig => ("container-config", "Container configuration"),
        Domain::Network => ("network", "Network"),
        Domain::Iam => ("iam", "Identity and access"),
        Domain::DataProtection => ("data-protection", "Data protection"),
        Domain::SupplyChain => ("supply-chain", "Supply chain"),
        Domain::Logging => ("logging", "Logging and detection"),
        Domain::Governance => ("governance", "Governance"),
    }
}

/// A go-live decision, as the boards that take it write it.
pub(crate) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "GO",
        Decision::ConditionalGo => "CONDITIONAL GO",
        Decision::NoGo => "NO-GO",
    }
}

/// What became of a gate.
pub(crate) fn gate(outcome: GateOutcome) -> &'static str {
    match outcome {
        GateOutcome::Pass => "pass",
        GateOutcome::PassWithGaps => "pass with gaps",
        GateOutcome::Conditional => "conditional",
        GateOutcome::Waived => "waived",
        GateOutcome::NotAssessed => "not assessed",
        GateOutcome::Fail => "fail",
    }
}

/// What became of a waiver.
pub(crate) fn waiver(state: WaiverState) -> &'static str {
    match state {
        WaiverState::InForce => "in force",
        WaiverState::Unused => "in force, but it waives nothing",
        WaiverState::Expired => "expired: it waives nothing",
        WaiverState::NotYet => "not yet in force: it waives nothing",
        WaiverState::NotApproved => "names no approver: it waives nothing",
    }
}

/// Why something could not be read.
pub(crate) fn gap_reason(reason: GapReason) -> &'static str {
    match reason {
        GapReason::AccessDenied => "access denied",
        GapReason::Throttled => "throttled until the attempts ran out",
        GapReason::ServerError => "server error until the attempts ran out",
        GapReason::Connection => "connection failed or reply cut short",
        GapReason::Malformed => "reply not as the API documents it",
        GapReason::NotServed => "operation not known to the service",
        GapReason::Refused => "request refused",
        GapReason::Incomplete => "list ended before its last page",
        GapReason::NotRecorded => "not in the recording",
        GapReason::NotAsked => "not asked",
        GapReason::Gone => "gone before it could be described",
    }
}

/// How an exchange ended, as the evidence index prints it.
pub(crate) fn exchange_status(exchange: &exchange::Exchange) -> String {
    let status = exchange.status.map(|code| code.to_string());
    match &exchange.outcome {
        exchange::Outcome::Answered => status.unwrap_or_else(|| "answered".to_owned()),
        exchange::Outcome::Refused { code, .. } => {
            [status.unwrap_or_default(), code.clone()].join(" ").trim().to_owned()
        }
        exchange::Outcome::Broken { .. } => "no complete reply".to_owned(),
        exchange::Outcome::NotRecorded => "not recorded".to_owned(),
        exchange::Outcome::NotAsked => "not asked".to_owned(),
    }
}

/// The machine word of a chip with this label, when it is one.
pub(crate) fn chip_kind(label: &str) -> Option<&'static str> {
    chips().find(|(_, known)| *known == label).map(|(kind, _)| kind)
}

/// A machine word of chips, when it is one.
pub(crate) fn kind(word: &str) -> Option<&'static str> {
    chips().map(|(kind, _)| kind).find(|kind| *kind == word)
}

/// Machine word and label of everything that is set as a chip.
fn chips() -> impl Iterator<Item = (&'static str, &'static str)> {
    let outcomes = OUTCOMES.into_iter().map(outcome);
    let severities = ["critical", "high", "medium", "low"].map(|word| (word, word));
    let owners = [("aws", "AWS"), ("customer", "customer"), ("shared", "shared")];
    // The words of a go-live review borrow the colours of outcomes.
    let decisions = [
        ("satisfied", "GO"),
        ("undetermined", "CONDITIONAL GO"),
        ("not-satisfied", "NO-GO"),
        ("satisfied", "pass"),
        ("undetermined", "pass with gaps"),
        ("undetermined", "conditional"),
        ("excepted", "waived"),
        ("not-satisfied", "fail"),
        ("not-satisfied", "not assessed"),
    ];
    outcomes.chain(severities).chain(owners).chain(decisions)
}
