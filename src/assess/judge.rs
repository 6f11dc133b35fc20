//! From evidence and conditions to one of the seven outcomes.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::compute::words;
use super::evaluate::{Rule, Tally, evaluate};
use super::evidence::{Evidence, closure, gap_words};
use super::exception;
use super::input::Input;
use super::manual;
use super::model::Finding;
use super::population::Group;
use super::verdict::Verdict;
use super::words::{failed, noun, passed, some};
use crate::control::condition::Variables;
use crate::control::model::{Area, ComputeType, Control, Outcome, Owner};
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;

/// What a judgement takes.
#[derive(Debug)]
pub(super) struct Matter<'a> {
    pub(super) facts: &'a Facts,
    pub(super) input: &'a Input,
    pub(super) as_of: DateTime<Utc>,
    pub(super) control: &'a Control,
    pub(super) area: &'a Area,
    pub(super) cluster: &'a str,
    /// `None` for a control that people attest, whatever the evidence.
    pub(super) rule: Option<&'a Rule>,
    pub(super) evidence: &'a Evidence,
    pub(super) variables: &'a Variables<'a>,
}

impl<'a> Matter<'a> {
    fn today(&self) -> NaiveDate {
        self.as_of.date_naive()
    }

    /// The verdict on one group: the owner is decided first.
    pub(super) fn judge(&self, group: &Group<'a>) -> Verdict {
        match group.owner {
            Owner::Aws => Verdict::new(Outcome::Inherited, self.inherited(group.compute_type)),
            Owner::NotApplicable => Verdict::new(Outcome::NotApplicable, self.nowhere(group.compute_type)),
            Owner::Customer | Owner::Shared => match self.rule {
                Some(rule) if rule.decides() => self.judge_rule(rule, group),
                Some(rule) if self.has_nothing_to_state(rule, group) => self.nothing_to_state(rule, group),
                _ => manual::judge(self.input, &self.control.id, self.cluster, self.today()),
            },
        }
    }

    /// True when whole evidence shows that there is nothing of which people could state it. While some is missing
    /// they are asked.
    fn has_nothing_to_state(&self, rule: &Rule, group: &Group<'a>) -> bool {
        self.evidence.is_whole() && group.unplaced.is_empty() && rule.leaves_out(self.variables, &group.subjects)
    }

    fn nothing_to_state(&self, rule: &Rule, group: &Group<'a>) -> Verdict {
        let total = group.subjects.len() as u64;
        let mut verdict = Verdict::new(Outcome::NotApplicable, self.nothing_to_check(rule, group, total));
        verdict.population.total = total;
        verdict.population.not_applicable = total;
        verdict.exchanges.clone_from(&self.evidence.exchanges);
        verdict
    }

    fn inherited(&self, compute_type: Option<ComputeType>) -> String {
        let place = compute_type.map_or_else(String::new, |kind| format!(" on {}", words(kind)));
        let reports = &self.area.aws_reports;
        if reports.is_empty() {
            return format!("AWS owns this{place}");
        }
        format!("AWS owns this{place}; rely on {}", reports.join(", "))
    }

    fn nowhere(&self, compute_type: Option<ComputeType>) -> String {
        let place = compute_type.map_or("this cluster's compute types", words);
        format!("the area \"{}\" does not exist on {place}", self.area.title)
    }

    fn judge_rule(&self, rule: &Rule, group: &Group<'a>) -> Verdict {
        if group.impossible {
            let kind = group.compute_type.map_or("these", words);
            let reason = format!("{kind} have no {}", noun(rule.topic, 2));
            return Verdict::new(Outcome::NotApplicable, reason);
        }
        let mut tally = evaluate(&self.control.id, self.cluster, rule, self.variables, &group.subjects);
        for (subject, why) in &group.unplaced {
            tally.population.total += 1;
            tally.population.undetermined += 1;
            tally.open.push(format!("{}: {why}", subject.key));
        }
        if self.looks_into_unread_topics(rule) {
            tally.withdraw_failures();
        }
        let Tally { population, mut findings, open } = tally;
        let cover =
            exception::apply(&self.input.exceptions, &self.control.id, self.cluster, &mut findings, self.today());
        let causes = self.causes(rule, group, &open, population.total);
        let mut verdict = if !causes.is_empty() {
            let proven = match findings.as_slice() {
                [] => String::new(),
                _ => format!("; already proven: {}", failed(&population, rule.topic)),
            };
            self.undetermined(format!("{}{proven}", some(&causes)))
        } else if population.checked == 0 {
            Verdict::new(Outcome::NotApplicable, self.nothing_to_check(rule, group, population.total))
        } else if population.failed == 0 {
            Verdict::new(Outcome::Satisfied, passed(&population, rule.topic))
        } else if cover.complete {
            let ids = cover.holding.join(", ");
            let mut verdict =
                Verdict::new(Outcome::Excepted, format!("{}, under exception {ids}", failed(&population, rule.topic)));
            verdict.exception = Some(ids);
            verdict
        } else {
            let lapsed = if cover.lapsed.is_empty() { String::new() } else { format!("; {}", some(&cover.lapsed)) };
            Verdict::new(Outcome::NotSatisfied, format!("{}{lapsed}", failed(&population, rule.topic)))
        };
        if let Some(note) = &group.note {
            verdict.reason = format!("{}; {note}", verdict.reason);
        }
        verdict.population = population;
        verdict.exchanges = self.evidence.exchanges.iter().cloned().chain(of_findings(&findings)).collect();
        verdict.findings = findings;
        verdict
    }

    /// True when the condition looks something up in a topic that was not read to its end: then a failure may rest on
    /// nothing but what is missing, and is not proven.
    fn looks_into_unread_topics(&self, rule: &Rule) -> bool {
        let gaps = self.evidence.gaps.iter().filter_map(|index| self.facts.gaps.get(*index));
        let unread: BTreeSet<Topic> =
            gaps.flat_map(|gap| gap.topics.iter()).chain(&self.evidence.uncovered).copied().collect();
        let conditions: Vec<&String> = self.control.when.iter().chain(&self.control.require).collect();
        let looked_up = |topic: &&Topic| conditions.iter().any(|text| text.contains(&format!("facts.{topic}")));
        let others = self.control.needs.iter().filter(|topic| **topic != rule.topic).filter(looked_up);
        others.copied().any(|topic| !closure(&BTreeSet::from([topic])).is_disjoint(&unread))
    }

    /// Everything that keeps the verdict open.
    fn causes(&self, rule: &Rule, group: &Group<'a>, open: &[String], total: u64) -> Vec<String> {
        let mut causes = self.gap_causes();
        let uncovered = self.evidence.uncovered.iter();
        causes.extend(uncovered.map(|topic| format!("{topic} was not enumerated to its end")));
        causes.extend(self.evidence.stale.iter().cloned());
        if !open.is_empty() {
            let number = open.len() as u64;
            causes.push(format!("no verdict on {number} of {total} {}: {}", noun(rule.topic, total), some(open)));
        }
        // Hybrid nodes are not in any AWS API: that none was read there is no evidence that there is none.
        // Kubernetes lists every node.
        let unreadable = group.compute_type == Some(ComputeType::Hybrid)
            && rule.topic == Topic::AnalysisNode
            && !self.facts.covers(Topic::KubernetesNode, self.cluster);
        if unreadable && total == 0 {
            causes.push("hybrid nodes cannot be read through AWS's APIs".to_owned());
        }
        causes
    }

    fn gap_causes(&self) -> Vec<String> {
        let mut causes: Vec<String> = Vec::new();
        for gap in self.evidence.gaps.iter().filter_map(|index| self.facts.gaps.get(*index)) {
            let item = gap.item.as_ref().map_or_else(String::new, |item| format!(" on {item}"));
            let cause = format!("{}{item}: {}", gap.permission, gap_words(gap));
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        causes
    }

    fn undetermined(&self, reason: String) -> Verdict {
        let mut verdict = Verdict::new(Outcome::Undetermined, reason);
        verdict.gaps.clone_from(&self.evidence.gaps);
        let gaps = self.evidence.gaps.iter().filter_map(|index| self.facts.gaps.get(*index));
        let denied = gaps.filter(|gap| gap.reason == GapReason::AccessDenied);
        verdict.missing_permissions = denied.map(|gap| gap.permission.clone()).collect();
        verdict
    }

    fn nothing_to_check(&self, rule: &Rule, group: &Group<'a>, total: u64) -> String {
        if total > 0 {
            let otherwise = self.control.otherwise.as_deref().unwrap_or("the control does not apply to them");
            let verb = if total == 1 { "is" } else { "are" };
            return format!("{total} {} {verb} out of scope: {otherwise}", noun(rule.topic, total));
        }
        let place = group.compute_type.map_or_else(String::new, |kind| format!(" among the {}", words(kind)));
        format!("the cluster has no {}{place}", noun(rule.topic, 2))
    }
}

fn of_findings(findings: &[Finding]) -> impl Iterator<Item = String> + '_ {
    findings.iter().flat_map(|finding| finding.exchanges.iter().cloned())
}
