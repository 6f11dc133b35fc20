//! From evidence and conditions to one of the seven outcomes.

use chrono::{DateTime, NaiveDate, Utc};

use super::components;
use super::evaluate::{Rule, Tally, evaluate};
use super::evidence::{Evidence, gap_words};
use super::exception::{self, Cover};
use super::input::Input;
use super::manual;
use super::model::{Finding, INCOMPLETE, Population};
use super::population::Group;
use super::refute::Doubts;
use super::sentences::{counted, failed, noun, passed, some};
use super::verdict::Verdict;
use crate::control::condition::Variables;
use crate::control::model::{Area, Control, Outcome, Owner};
use crate::evidence::compute_type::ComputeType;
use crate::evidence::fact::{Facts, GapReason};
use crate::evidence::topic::Topic;

/// What a judgement takes.
#[derive(Debug)]
pub(super) struct Evaluation<'a> {
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

impl<'a> Evaluation<'a> {
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
        let place = compute_type.map_or_else(String::new, |kind| format!(" on {}", kind.nodes()));
        let reports = &self.area.aws_reports;
        if reports.is_empty() {
            return format!("AWS owns this{place}");
        }
        format!("AWS owns this{place}; rely on {}", reports.join(", "))
    }

    fn nowhere(&self, compute_type: Option<ComputeType>) -> String {
        let place = compute_type.map_or("this cluster's compute types", ComputeType::nodes);
        format!("the area \"{}\" does not exist on {place}", self.area.title)
    }

    fn judge_rule(&self, rule: &Rule, group: &Group<'a>) -> Verdict {
        if group.impossible {
            let kind = group.compute_type.map_or("these", ComputeType::nodes);
            let reason = format!("{kind} have no {}", noun(rule.topic, 2));
            return Verdict::new(Outcome::NotApplicable, reason);
        }
        let mut tally = evaluate(&self.control.id, self.cluster, rule, self.variables, &group.subjects);
        for (subject, why) in &group.unplaced {
            tally.population.total += 1;
            tally.population.undetermined += 1;
            tally.open.push(format!("{}: {why}", subject.key));
        }
        let waiting = self.withdraw_doubtful(rule, group, &mut tally);
        let Tally { mut population, mut findings, open } = tally;
        let cover =
            exception::apply(&self.input.exceptions, &self.control.id, self.cluster, &mut findings, self.today());
        let mut unread = self.unread(rule, group, &open, &population);
        unread.extend(waiting);
        population.complete = unread.is_empty();
        let mut verdict = if population.failed > 0 && self.evidence.stale.is_empty() && !cover.complete {
            self.not_satisfied(&population, rule.topic, &cover, &unread)
        } else if !unread.is_empty() || !self.evidence.stale.is_empty() {
            self.undetermined(&population, rule.topic, &cover, &unread)
        } else if population.checked == 0 {
            Verdict::new(Outcome::NotApplicable, self.nothing_to_check(rule, group, population.total))
        } else if population.failed == 0 {
            Verdict::new(Outcome::Satisfied, passed(&population, rule.topic))
        } else {
            let ids = cover.holding.join(", ");
            let mut verdict =
                Verdict::new(Outcome::Excepted, format!("{}, under exception {ids}", failed(&population, rule.topic)));
            verdict.exception = Some(ids);
            verdict
        };
        // Where nothing was checked the reason has told it.
        let parts = (verdict.outcome != Outcome::NotApplicable).then(|| components::note(rule, &group.subjects));
        for note in group.note.iter().chain(&parts.flatten()) {
            verdict.reason = format!("{}; {note}", verdict.reason);
        }
        verdict.population = population;
        verdict.exchanges = self.evidence.exchanges.iter().cloned().chain(of_findings(&findings)).collect();
        verdict.findings = findings;
        verdict
    }

    /// Takes back the failures that what was not read could clear, and says so.
    fn withdraw_doubtful(&self, rule: &Rule, group: &Group<'a>, tally: &mut Tally) -> Option<String> {
        if tally.findings.is_empty() || self.evidence.gaps.is_empty() && self.evidence.uncovered.is_empty() {
            return None;
        }
        let doubts = Doubts::of(self.facts, self.evidence, self.control, rule, self.cluster);
        let doubted = group.subjects.iter().filter(|subject| doubts.concern(subject));
        let withdrawn = tally.withdraw(&doubted.map(|subject| subject.key.as_str()).collect());
        (withdrawn > 0).then(|| {
            let why = doubts.why();
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("what was not read could clear {} that fail so far{why}", counted(withdrawn, rule.topic))
        })
    }

    /// Everything that keeps the population from being whole.
    fn unread(&self, rule: &Rule, group: &Group<'a>, open: &[String], population: &Population) -> Vec<String> {
        let total = population.total;
        let mut causes = self.gap_causes();
        let uncovered = self.evidence.uncovered.iter();
        causes.extend(uncovered.map(|topic| format!("{topic} was not enumerated to its end")));
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

    /// One member that provably fails decides, whatever else could not be read.
    fn not_satisfied(&self, population: &Population, topic: Topic, cover: &Cover, unread: &[String]) -> Verdict {
        let lapsed = if cover.lapsed.is_empty() { String::new() } else { format!("; {}", some(&cover.lapsed)) };
        let rest = match unread {
            [] => String::new(),
            causes => format!("; {INCOMPLETE}: {}", some(causes)),
        };
        let reason = format!("{}{lapsed}{rest}", failed(population, topic));
        self.with_gaps(Verdict::new(Outcome::NotSatisfied, reason))
    }

    /// Failures that are left here are under an exception, or of evidence that is too old.
    fn undetermined(&self, population: &Population, topic: Topic, cover: &Cover, unread: &[String]) -> Verdict {
        let causes: Vec<String> = unread.iter().chain(&self.evidence.stale).cloned().collect();
        let failures = match (population.failed, cover.complete) {
            (0, _) => String::new(),
            (_, true) => format!("; {}, under exception {}", failed(population, topic), cover.holding.join(", ")),
            (_, false) => format!("; when last read: {}", failed(population, topic)),
        };
        self.with_gaps(Verdict::new(Outcome::Undetermined, format!("{}{failures}", some(&causes))))
    }

    fn with_gaps(&self, mut verdict: Verdict) -> Verdict {
        verdict.gaps.clone_from(&self.evidence.gaps);
        let gaps = self.evidence.gaps.iter().filter_map(|index| self.facts.gaps.get(*index));
        let denied = gaps.filter(|gap| gap.reason == GapReason::AccessDenied);
        verdict.missing_permissions = denied.map(|gap| gap.permission.clone()).collect();
        verdict
    }

    fn nothing_to_check(&self, rule: &Rule, group: &Group<'a>, total: u64) -> String {
        if total > 0 {
            let why = components::why_out(rule, &group.subjects, self.control.otherwise.as_deref());
            let verb = if total == 1 { "is" } else { "are" };
            return format!("{total} {} {verb} out of scope: {why}", noun(rule.topic, total));
        }
        let place = group.compute_type.map_or_else(String::new, |kind| format!(" among the {}", kind.nodes()));
        format!("the cluster has no {}{place}", noun(rule.topic, 2))
    }
}

fn of_findings(findings: &[Finding]) -> impl Iterator<Item = String> + '_ {
    findings.iter().flat_map(|finding| finding.exchanges.iter().cloned())
}
