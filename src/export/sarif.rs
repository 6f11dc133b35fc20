//! SARIF 2.1.0, for code-scanning views and pipelines: what failed, and what could not be decided.
//!
//! What is neither is no entry: a viewer that does not know kinds would show it as a problem. Its numbers are in the
//! properties of the run, so that nobody takes what is not listed for what was not looked at.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; its sections are named below.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::table::word;
use crate::assess::input::Exception;
use crate::assess::model::{Assessment, ControlResult, ControlText, Finding};
use crate::control::model::{Outcome, Severity};
use crate::evidence::exchange::Exchange;
use crate::evidence::fact::Gap;
use crate::evidence::untrusted::visible_but;

/// The name of the file.
pub(super) const NAME: &str = "attestation.sarif";

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Entries of a run: viewers take no more, GitHub among them ("SARIF support for code scanning").
const MOST: usize = 25_000;
/// What the paths of evidence start from.
const BASE: &str = "PAYLOAD";

/// The log with its one run.
pub(super) fn file(assessment: &Assessment, exchanges: &[Exchange]) -> Vec<u8> {
    let replies = exchanges.iter().filter_map(|exchange| Some((exchange.id.as_str(), exchange.reply_path()?)));
    let rules = assessment.controls.keys().map(String::as_str).zip(0..).collect();
    let run = Log { assessment, replies: replies.collect(), rules }.run();
    format!("{:#}\n", json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})).into_bytes()
}

/// What an entry is made from.
enum Entry<'a> {
    Finding(&'a ControlResult, &'a Finding),
    /// A failure without a finding of its own.
    Failed(&'a ControlResult),
    Open(&'a ControlResult),
}

/// What is listed of one control on one cluster and compute type.
fn entries(result: &ControlResult) -> impl Iterator<Item = Entry<'_>> {
    let findings = result.findings.iter().map(move |finding| Entry::Finding(result, finding));
    let bare = result.findings.is_empty() && matches!(result.outcome, Outcome::NotSatisfied | Outcome::Excepted);
    let open = result.outcome == Outcome::Undetermined;
    findings.chain(bare.then_some(Entry::Failed(result))).chain(open.then_some(Entry::Open(result)))
}

struct Log<'a> {
    assessment: &'a Assessment,
    /// Paths of the replies by exchange id.
    replies: BTreeMap<&'a str, String>,
    /// Where each control is among the rules.
    rules: BTreeMap<&'a str, u64>,
}

impl Log<'_> {
    fn run(&self) -> Value {
        let Assessment { collection, controls, gaps, .. } = self.assessment;
        let (listed, total) = self.listed(MOST);
        let cut = (listed.len() < total).then(|| {
            let text = format!(
                "First {} of {total} entries, worst first: exports/findings.csv and assessment.json have all",
                listed.len()
            );
            json!({"level": "warning", "message": message(&text)})
        });
        let notifications: Vec<Value> = cut.into_iter().chain(gaps.iter().map(notification)).collect();
        let (name, version) = self.assessment.tool.split_once(' ').unwrap_or((&self.assessment.tool, ""));
        let time = |time: &chrono::DateTime<chrono::Utc>| time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let as_of = time(&self.assessment.as_of);
        // 3.17: one account and Region, at one time.
        let id = shown(&format!("{}/{}/{as_of}", collection.account, collection.region));
        json!({
            "tool": {"driver": {
                "name": name,
                "version": version,
                "rules": controls.iter().map(|(id, control)| rule(id, control)).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": id},
            "invocations": [{
                "executionSuccessful": true,
                "startTimeUtc": time(&collection.started_at),
                "endTimeUtc": time(&collection.finished_at),
                "toolExecutionNotifications": notifications,
            }],
            "originalUriBaseIds": {BASE: {"description": message("The folder `data` of the bundle")}},
            "columnKind": "unicodeCodePoints",
            "results": listed.iter().map(|entry| self.entry(entry)).collect::<Vec<_>>(),
            "properties": {
                "asOf": as_of,
                "controlsDigest": self.assessment.controls_digest,
                "factsDigest": self.assessment.facts_digest,
                "counts": self.assessment.counts,
                "entries": total,
            },
        })
    }

    /// The first `most` entries, worst first, and how many there are. They are made one by one: a large cluster has
    /// hundreds of thousands.
    fn listed(&self, most: usize) -> (Vec<Entry<'_>>, usize) {
        let of = |result| entries(result).map(move |entry| (self.severity(result), entry));
        let mut all: Vec<(Severity, Entry<'_>)> = self.assessment.results.iter().flat_map(of).collect();
        let total = all.len();
        // Critical comes first among severities.
        all.sort_by_key(|(severity, _)| *severity);
        all.truncate(most);
        (all.into_iter().map(|(_, entry)| entry).collect(), total)
    }

    fn entry(&self, entry: &Entry<'_>) -> Value {
        match *entry {
            Entry::Finding(result, finding) => self.finding(result, finding),
            Entry::Failed(result) => self.failed(self.begun(result, &result.reason), result, result.exception.as_ref()),
            Entry::Open(result) => {
                let mut value = self.begun(result, &result.reason);
                // 3.27.9: evaluated, and there was not enough to decide. 3.27.10: then there is no level.
                value["kind"] = json!("open");
                value["level"] = json!("none");
                value["properties"]["missingPermissions"] = json!(result.missing_permissions);
                value
            }
        }
    }

    /// A control without a text is of a version that is not known here: it is taken seriously.
    fn severity(&self, result: &ControlResult) -> Severity {
        self.assessment.controls.get(&result.control).map_or(Severity::High, |text| text.severity)
    }

    fn finding(&self, result: &ControlResult, finding: &Finding) -> Value {
        let mut entry = self.begun(result, &finding.message);
        let name = format!("{}/{}/{}", result.cluster, finding.topic, finding.subject);
        let reply = finding.exchanges.iter().find_map(|id| self.replies.get(id.as_str()));
        entry["locations"] = json!([location(&name, reply)]);
        entry["partialFingerprints"] = json!({"findingId/v1": finding.id});
        self.failed(entry, result, finding.exception.as_ref())
    }

    /// What every entry has.
    fn begun(&self, result: &ControlResult, text: &str) -> Value {
        let place = result.compute_type.map_or_else(|| "cluster".to_owned(), |compute_type| word(&compute_type));
        let name = format!("{}/{place}", result.cluster);
        json!({
            "ruleId": result.control,
            "ruleIndex": self.rules.get(result.control.as_str()),
            "message": message(text),
            "locations": [location(&name, result.exchanges.iter().find_map(|id| self.replies.get(id.as_str())))],
            "partialFingerprints": {"resultId/v1": format!("{}/{}", result.control, shown(&name))},
            "properties": {
                "cluster": shown(&result.cluster),
                "computeType": result.compute_type,
                "owner": result.owner,
                "outcome": result.outcome,
                "populationComplete": result.population.complete,
            },
        })
    }

    fn failed(&self, mut entry: Value, result: &ControlResult, exception: Option<&String>) -> Value {
        entry["kind"] = json!("fail");
        entry["level"] = json!(level(self.severity(result)));
        if let Some(id) = exception {
            let stated = self.assessment.exceptions.iter().find(|exception| exception.id == *id);
            let text = stated.map_or_else(|| id.clone(), justification);
            // 3.35: what the organisation accepted.
            entry["suppressions"] = json!([{"kind": "external", "status": "accepted", "justification": shown(&text)}]);
        }
        entry
    }
}

/// 3.49: a control.
fn rule(id: &str, control: &ControlText) -> Value {
    let fix = &control.remediation;
    let steps: Vec<&str> = [&fix.console, &fix.cli, &fix.terraform].into_iter().flatten().map(String::as_str).collect();
    let help = if steps.is_empty() { control.why.clone() } else { steps.join("\n\n") };
    let mut rule = json!({
        "id": id,
        "shortDescription": message(&control.title),
        "fullDescription": message(&control.statement),
        "help": message(&help),
        "defaultConfiguration": {"level": level(control.severity)},
        "properties": {
            "severity": control.severity,
            "domain": control.domain,
            "area": control.area,
            "tags": control.frameworks,
        },
    });
    if let Some(docs) = &fix.docs {
        rule["helpUri"] = json!(docs);
    }
    rule
}

/// 3.58: a read that failed.
fn notification(gap: &Gap) -> Value {
    let item = gap.item.as_ref().map_or_else(String::new, |item| format!(" on {item}"));
    let text = format!("{}{item}: {}: {}", gap.permission, word(&gap.reason), gap.detail);
    json!({"level": "warning", "message": message(&text), "properties": {"cluster": gap.cluster.as_deref().map(shown)}})
}

fn justification(exception: &Exception) -> String {
    let Exception { id, reason, compensating_control, approver, approved_on, expires, .. } = exception;
    format!(
        "{id}: {reason} Compensating control: {compensating_control} Approved by {approver} on {approved_on}, until \
         {expires}."
    )
}

/// 3.28: the resource by its name, and the reply that shows it.
fn location(name: &str, reply: Option<&String>) -> Value {
    let mut location = json!({"logicalLocations": [{"fullyQualifiedName": shown(name), "kind": "resource"}]});
    if let Some(path) = reply {
        location["physicalLocation"] =
            json!({"artifactLocation": {"uri": format!("evidence/{path}"), "uriBaseId": BASE}});
    }
    location
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// 3.11.5: a brace holds a place for an argument, and is written twice where none is meant.
fn message(text: &str) -> Value {
    json!({"text": shown(text).replace('{', "{{").replace('}', "}}")})
}

fn shown(text: &str) -> String {
    visible_but(text, |character| character == '\n').into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::testing;

    #[test]
    fn what_failed_and_what_is_open_is_listed_and_nothing_else() {
        let assessment = testing::example().0;
        let log: Value = serde_json::from_slice(&file(&assessment, &[])).unwrap();
        let run = &log["runs"][0];
        let entries = run["results"].as_array().unwrap();
        let count = |kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).count();
        let findings: usize = assessment.results.iter().map(|result| result.findings.len()).sum();
        let bare = assessment.results.iter().filter(|result| {
            result.findings.is_empty() && matches!(result.outcome, Outcome::NotSatisfied | Outcome::Excepted)
        });
        assert!(findings > 0 && count("fail") == findings + bare.count());
        let open = assessment.results.iter().filter(|result| result.outcome == Outcome::Undetermined).count();
        assert!(open > 0 && count("open") == open);
        assert_eq!(count("fail") + count("open"), entries.len());
        assert_eq!(run["properties"]["counts"], serde_json::to_value(&assessment.counts).unwrap());
        let marks: BTreeSet<String> = entries.iter().map(|entry| entry["partialFingerprints"].to_string()).collect();
        assert_eq!(marks.len(), entries.len(), "each has a fingerprint of its own");
        for entry in entries {
            let index = usize::try_from(entry["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], entry["ruleId"]);
            assert_eq!(entry["kind"] == "open", entry["level"] == "none", "{entry}");
        }
        let accepted = entries.iter().filter(|entry| entry.get("suppressions").is_some()).count();
        let findings = assessment.results.iter().flat_map(|result| &result.findings);
        assert!(accepted > 0 && accepted == findings.filter(|finding| finding.exception.is_some()).count());
    }

    #[test]
    fn the_worst_are_listed_first_and_a_log_that_is_cut_counts_all() {
        let assessment = testing::example().0;
        let log = Log { assessment: &assessment, replies: BTreeMap::new(), rules: BTreeMap::new() };
        let (all, total) = log.listed(MOST);
        assert_eq!(all.len(), total);
        let severities: Vec<Severity> = all
            .iter()
            .map(|entry| match entry {
                Entry::Finding(result, _) | Entry::Failed(result) | Entry::Open(result) => log.severity(result),
            })
            .collect();
        assert!(severities.is_sorted() && severities[0] == Severity::Critical);
        assert_eq!(log.listed(2).0.len(), 2);
        assert_eq!(log.listed(2).1, total);
    }

    #[test]
    fn text_from_outside_is_neither_a_place_nor_hidden() {
        assert_eq!(message("a {0} \u{202e}b\nc"), json!({"text": "a {{0}} [U+202E]b\nc"}));
    }
}
