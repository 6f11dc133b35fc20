//! Whose run it is: account and caller are those that `sts:GetCallerIdentity` answered.

use std::collections::BTreeMap;

use roxmltree::Document;
use serde_json::Value;

use super::{KUBERNETES, shown};
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::recording::Recording;
use crate::evidence::topic::declaration;

/// What stands for account and caller where AWS was not asked.
pub const UNKNOWN: &str = "unknown";
/// The Region of services that are one for all Regions of a partition.
pub(super) const GLOBAL: &str = "aws-global";
/// Who a dump's objects are from is not known.
const DUMP: &str = "dump";
const REVIEW: &str = "create.selfsubjectreviews.authentication.k8s.io";

/// True for services that are one for all Regions of a partition.
#[must_use]
pub fn is_global(service: &str) -> bool {
    service == "iam" || declaration::is_global(service)
}

/// The partition of a Region, as ARNs name it.
/// Source: AWS IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)", and the SDKs' partitions.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    const PREFIXES: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];
    PREFIXES.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

pub(super) fn misfits(recording: &Recording) -> Vec<String> {
    let run = &recording.run;
    let asked = |exchange: &&Exchange| {
        (exchange.request.service.as_str(), exchange.request.operation.as_str()) == ("sts", "GetCallerIdentity")
    };
    let last = recording.exchanges.iter().filter(asked).max_by_key(|exchange| exchange.attempt);
    let mut found = Vec::new();
    let not_asked = match last.map(|exchange| (&exchange.outcome, exchange)) {
        Some((Outcome::NotAsked, _)) => {
            if run.account != UNKNOWN || run.principal != UNKNOWN {
                found.push("run.json: it names an account or a caller, and AWS was not asked".to_owned());
            }
            true
        }
        Some((Outcome::Answered, exchange)) => {
            let body = recording.replies.get(&exchange.id);
            match body.and_then(|body| identity(body)) {
                None => found.push(format!("{}: the answer names no account or no caller", shown(&exchange.id))),
                Some((account, arn)) => {
                    if account != run.account {
                        found.push(format!("run.json: the account is not {account}, whose caller collected"));
                    }
                    if arn != run.principal {
                        found.push("run.json: the caller is not the one that sts:GetCallerIdentity names".to_owned());
                    }
                    let whose = (format!("arn:{}:", partition(&run.region)), format!("::{account}:"));
                    if !arn.starts_with(&whose.0) || !arn.contains(&whose.1) {
                        found.push("run.json: Region, account and caller do not go together".to_owned());
                    }
                }
            }
            false
        }
        _ => {
            found.push("run.json: no answer to sts:GetCallerIdentity says whose run it is".to_owned());
            false
        }
    };
    found.extend(recording.exchanges.iter().filter(|exchange| exchange.request.service != KUBERNETES).filter_map(
        |exchange| {
            let problem = if exchange.principal != run.principal {
                "it was made by another caller than the run"
            } else if not_asked != (exchange.outcome == Outcome::NotAsked) {
                "AWS was asked in a part of the run only"
            } else {
                return None;
            };
            Some(format!("{}: {problem}", shown(&exchange.id)))
        },
    ));
    found.extend(of_clusters(recording));
    found
}

/// Account and ARN of the caller; `None` when the reply lacks one.
fn identity(body: &[u8]) -> Option<(String, String)> {
    let document = Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let text = |name: &str| {
        let mut found = document.descendants().filter(|node| node.tag_name().name() == name);
        let only = found.next().filter(|_| found.next().is_none())?;
        only.text().map(str::to_owned)
    };
    let account = text("Account").filter(|text| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((account, text("Arn").filter(|arn| arn.starts_with("arn:"))?))
}

/// One caller for each cluster: the one that the API server names, where it was asked.
fn of_clusters(recording: &Recording) -> Vec<String> {
    let mut callers: BTreeMap<&str, (&Exchange, bool)> = BTreeMap::new();
    let mut found = Vec::new();
    for exchange in recording.exchanges.iter().filter(|exchange| exchange.request.service == KUBERNETES) {
        let cluster = exchange.request.parameters.get("cluster").map_or("", String::as_str);
        let dump = exchange.is_of_dump();
        let (first, of_dump) = *callers.entry(cluster).or_insert((exchange, dump));
        let said = (exchange.request.operation == REVIEW && exchange.outcome == Outcome::Answered)
            .then(|| recording.replies.get(&exchange.id))
            .flatten()
            .and_then(|body| serde_json::from_slice::<Value>(body).ok())
            .and_then(|review| Some(review.pointer("/status/userInfo/username")?.as_str()?.to_owned()));
        let problem = if of_dump != dump {
            "it is of a dump, and others of the cluster are not"
        } else if exchange.principal != first.principal || said.is_some_and(|said| said != exchange.principal) {
            "it was made by another caller than the others of its cluster"
        } else if dump && exchange.principal != DUMP {
            "it is of a dump, and names a caller"
        } else {
            continue;
        };
        found.push(format!("{}: {problem}", shown(&exchange.id)));
    }
    found
}
