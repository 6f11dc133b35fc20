//! The register of exceptions held against the evidence: what each covers, and what is to be looked at.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::input::{Exception, Input};
use super::model::{Concern, ControlResult, ExceptionLimits, RegisterEntry, Standing};
use crate::control::model::{Catalogue, Outcome};
use crate::evidence::fact::Facts;
use crate::evidence::wildcard::matches_stars;

/// One entry for each exception, in the order of the register.
pub(super) fn entries(
    facts: &Facts,
    catalogue: &Catalogue,
    input: &Input,
    results: &[ControlResult],
    today: NaiveDate,
) -> Vec<RegisterEntry> {
    let entry = |exception: &Exception| entry(facts, catalogue, &input.exception_limits, exception, results, today);
    input.exceptions.iter().map(entry).collect()
}

fn entry(
    facts: &Facts,
    catalogue: &Catalogue,
    limits: &ExceptionLimits,
    exception: &Exception,
    results: &[ControlResult],
    today: NaiveDate,
) -> RegisterEntry {
    let here = |cluster: &str| matches_stars(exception.cluster_pattern(), cluster);
    let results: Vec<&ControlResult> =
        results.iter().filter(|result| result.control == exception.control && here(&result.cluster)).collect();
    let findings = || results.iter().flat_map(|result| &result.findings);
    let matched = findings().filter(|finding| describes(&exception.subjects, &finding.subject)).count() as u64;
    let covered = findings().filter(|finding| finding.exception.as_ref() == Some(&exception.id)).count() as u64;
    let subject = catalogue.controls.iter().find(|control| control.id == exception.control).and_then(|c| c.subject);
    let clusters = || facts.clusters.iter().filter(|cluster| here(cluster));
    let (mut population, mut reach) = (0, 0);
    let patterns: Vec<String> = exception.subjects.iter().filter(|text| text.contains('*')).cloned().collect();
    for fact in clusters().flat_map(|cluster| subject.into_iter().flat_map(|topic| facts.of_cluster(topic, cluster))) {
        population += 1;
        reach += u64::from(describes(&patterns, &fact.key));
    }
    let standing = standing(exception, today);
    let mut concerns = BTreeSet::new();
    if exception.subjects.iter().any(|text| text.chars().all(|letter| letter == '*')) {
        concerns.insert(Concern::MatchesEverything);
    } else {
        // One subject is no breadth, however few there are.
        if reach > 1 && reach * 100 > population * u64::from(limits.share_percent) {
            concerns.insert(Concern::WiderThanShare);
        }
        if reach > limits.subjects {
            concerns.insert(Concern::WiderThanNumber);
        }
    }
    if clusters().next().is_none() {
        concerns.insert(Concern::NoCluster);
    } else if matched == 0 {
        let open = results.iter().any(|result| result.outcome == Outcome::Undetermined || !result.population.complete);
        concerns.insert(if open { Concern::UseUnknown } else { Concern::Unused });
    } else if covered == 0 && standing == Standing::InForce {
        concerns.insert(Concern::CoveredByOthers);
    }
    if same_person(&exception.owner, &exception.approver) {
        concerns.insert(Concern::SelfApproved);
    }
    let (id, control) = (exception.id.clone(), exception.control.clone());
    let mut entry =
        RegisterEntry { id, control, standing, concerns, remarks: Vec::new(), matched, covered, reach, population };
    entry.remarks = remarks(&entry, exception, limits);
    entry
}

/// What a reader must look at.
fn remarks(entry: &RegisterEntry, exception: &Exception, limits: &ExceptionLimits) -> Vec<String> {
    let RegisterEntry { reach, population, .. } = entry;
    let standing = match entry.standing {
        Standing::InForce => None,
        Standing::Expired => Some(format!("expired on {}: it excuses nothing", exception.expires)),
        Standing::NotYetApproved => {
            Some(format!("approved only from {}: it excuses nothing yet", exception.approved_on))
        }
        Standing::NotApproved => Some("names no approver: it excuses nothing".to_owned()),
    };
    let word = |concern: &Concern| match concern {
        Concern::MatchesEverything => "overly broad: it matches every subject, those of tomorrow included".to_owned(),
        Concern::WiderThanShare => {
            let share = limits.share_percent;
            format!("overly broad: its patterns match {reach} of {population} subjects, more than {share} percent")
        }
        Concern::WiderThanNumber => {
            format!("overly broad: its patterns match {reach} subjects, more than {}", limits.subjects)
        }
        Concern::NoCluster => "unused: no cluster in scope has this name".to_owned(),
        Concern::Unused => "unused: it matches no failing subject".to_owned(),
        Concern::UseUnknown => {
            "perhaps unused: it matches no failing subject, and the control could not be judged everywhere".to_owned()
        }
        Concern::CoveredByOthers => "other exceptions excuse all that it matches".to_owned(),
        Concern::SelfApproved => "self-approved: owner and approver are one person".to_owned(),
    };
    standing.into_iter().chain(entry.concerns.iter().map(word)).collect()
}

fn describes(patterns: &[String], subject: &str) -> bool {
    patterns.iter().any(|pattern| matches_stars(pattern, subject))
}

/// Whether it holds on `today`; as [`super::exception::apply`] decides.
pub(super) fn standing(exception: &Exception, today: NaiveDate) -> Standing {
    if exception.approver.trim().is_empty() {
        Standing::NotApproved
    } else if exception.approved_on > today {
        Standing::NotYetApproved
    } else if exception.expires < today {
        Standing::Expired
    } else {
        Standing::InForce
    }
}

fn same_person(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}
