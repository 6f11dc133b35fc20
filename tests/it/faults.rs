//! Every call × every way in which it can fail, as recordings hold it: the gap is named, and nothing turns out better.
//!
//! `cargo test --test it faults -- --ignored` tries all of them, for two seconds each; the suite takes a sample.
//! `tests/interop/fault_matrix.py` does the same against servers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use eks_attest::analysis;
use eks_attest::assess::{
    assess,
    input::Input,
    model::{Assessment, ControlResult},
};
use eks_attest::control::model::{Catalogue, Outcome as Verdict};
use eks_attest::evidence::canonical;
use eks_attest::evidence::compute_type::ComputeType;
use eks_attest::evidence::exchange::{Exchange, Outcome, Reply};
use eks_attest::evidence::recording::Recording;
use eks_attest::normalise;

use crate::bundles::recording;
use crate::controls::catalogue;

/// Verdicts that say that all is well, or that nothing had to be.
const GOOD: [Verdict; 4] = [Verdict::Satisfied, Verdict::NotApplicable, Verdict::Inherited, Verdict::Excepted];

/// How a call ends: its name, and the status, code and body of the reply; without a status none came.
type Way = (&'static str, Option<u16>, &'static str, &'static str);

const OF_AWS: [Way; 7] = [
    ("denied", Some(403), "AccessDenied", "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"),
    ("throttled", Some(503), "RequestLimitExceeded", "<Response><Errors/></Response>"),
    ("failed in the server", Some(500), "InternalError", "<Response><Errors/></Response>"),
    ("refused by a proxy", Some(404), "", "<html/>"),
    ("cut off", None, "the reply ended early", ""),
    ("answered with nothing", Some(200), "", "<Response/>"),
    ("answered with another service's reply", Some(200), "", "<Response><result><member/></result></Response>"),
];

const OF_JSON: [Way; 9] = [
    (
        "denied",
        Some(403),
        "AccessDeniedException",
        r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}"#,
    ),
    (
        "throttled",
        Some(429),
        "ThrottlingException",
        r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"TooManyRequests","code":429}"#,
    ),
    (
        "failed in the server",
        Some(500),
        "InternalFailure",
        r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"InternalError","code":500}"#,
    ),
    ("refused by a proxy", Some(404), "", r#"{"error":"not found","status":404}"#),
    ("cut off", None, "the reply ended early", ""),
    ("answered with nothing", Some(200), "", "{}"),
    ("answered with null", Some(200), "", "null"),
    (
        "answered with an error",
        Some(200),
        "",
        r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}"#,
    ),
    (
        "answered with another list",
        Some(200),
        "",
        r#"{"kind":"ComponentStatusList","apiVersion":"v1","metadata":{},"items":[]}"#,
    ),
];

/// Service and operation.
type Call = (String, String);

#[test]
fn no_failed_call_of_a_sample_is_hidden_or_makes_anything_better() {
    // No number of ways has a divisor with it in common, so that the sample meets all ways.
    matrix(61);
}

#[test]
#[ignore = "takes many minutes"]
fn no_failed_call_is_hidden_or_makes_anything_better() {
    matrix(1);
}

/// Tries one in `every` of the pairs.
fn matrix(every: usize) {
    let whole = recording();
    let catalogue = catalogue();
    let before = judged(&catalogue, &whole);
    let calls: BTreeSet<Call> = whole.exchanges.iter().map(call_of).collect();
    let ways = |call: &Call| if format_of(call) == "json" { OF_JSON.as_slice() } else { OF_AWS.as_slice() };
    let pairs: Vec<(&Call, &Way)> =
        calls.iter().flat_map(|call| ways(call).iter().map(move |way| (call, way))).collect();
    let chosen: Vec<_> = pairs.iter().step_by(every).collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((call, way)) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let after = judged(&catalogue, &failed(&whole, call, way));
                    for problem in problems(call, way, &before, &after, &whole) {
                        wrong.lock().unwrap().push(format!("{}:{} {}: {problem}", call.0, call.1, way.0));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(chosen.len() >= pairs.len() / every);
    assert!(wrong.is_empty(), "{} of {} pairs:\n{}", wrong.len(), chosen.len(), wrong.join("\n"));
}

fn call_of(exchange: &Exchange) -> Call {
    (exchange.request.service.clone(), exchange.request.operation.clone())
}

fn format_of(call: &Call) -> &'static str {
    if ["eks", "kubernetes"].contains(&call.0.as_str()) { "json" } else { "xml" }
}

/// The recording as it would be had the call failed in this way each time.
fn failed(whole: &Recording, call: &Call, (_, status, code, body): &Way) -> Recording {
    let mut recording = whole.clone();
    for exchange in recording.exchanges.iter_mut().filter(|exchange| call_of(exchange) == *call) {
        recording.replies.remove(&exchange.id);
        (exchange.status, exchange.reply) = (*status, None);
        exchange.outcome = match status {
            None => Outcome::Broken { message: (*code).to_owned() },
            Some(200) => Outcome::Answered,
            Some(_) => Outcome::Refused { code: (*code).to_owned(), message: String::new() },
        };
        if status.is_some() {
            recording.replies.insert(exchange.id.clone(), body.as_bytes().to_vec());
            exchange.reply = Some(Reply {
                format: format_of(call).to_owned(),
                bytes: body.len() as u64,
                sha256: canonical::sha256(body.as_bytes()),
                redactions: BTreeMap::new(),
            });
        }
    }
    recording
}

fn judged(catalogue: &Catalogue, recording: &Recording) -> Assessment {
    let facts = analysis::derive(normalise::normalise(recording));
    assess(&facts, "", catalogue, &Input::default(), recording.run.finished_at, 0).unwrap()
}

type Key = (String, String, Option<ComputeType>);

fn key(result: &ControlResult) -> Key {
    (result.control.clone(), result.cluster.clone(), result.compute_type)
}

/// What is wrong with the assessment `after` the call failed.
fn problems(call: &Call, way: &Way, before: &Assessment, after: &Assessment, whole: &Recording) -> Vec<String> {
    let mut wrong = Vec::new();
    // Where the compute types of a cluster are no longer known, the one result for all of them stands against each.
    let was_good = |after: &ControlResult| {
        let same = |r: &&ControlResult| (&r.control, &r.cluster) == (&after.control, &after.cluster);
        let of_cluster: Vec<_> = before.results.iter().filter(same).collect();
        let of_type = of_cluster.iter().find(|r| r.compute_type == after.compute_type);
        let stood = of_type.map_or(of_cluster.as_slice(), std::slice::from_ref);
        !stood.is_empty() && stood.iter().all(|r| GOOD.contains(&r.outcome))
    };
    let better = after.results.iter().filter(|r| GOOD.contains(&r.outcome) && !was_good(r));
    wrong.extend(better.map(|r| format!("{:?} is {:?}, which it was not", key(r), r.outcome)));
    let (service, operation) = call;
    // Who asked is the run's own; discovery and the like may be done without.
    let permission = match service.as_str() {
        "kubernetes" if !operation.starts_with("list.") => return wrong,
        "kubernetes" => operation.replacen('.', " ", 1),
        "sts" => return wrong,
        // Load balancers of both generations share their actions.
        "elb" => format!("elasticloadbalancing:{operation}"),
        _ => format!("{service}:{operation}"),
    };
    let gaps: Vec<_> = after.gaps.iter().filter(|gap| gap.permission == permission).collect();
    if gaps.is_empty() {
        wrong.push(format!("no gap names {permission} ({})", way.0));
    }
    let topics: BTreeSet<_> = gaps.iter().flat_map(|gap| gap.topics.iter().copied()).collect();
    let ids: BTreeSet<&str> = whole.exchanges.iter().filter(|e| call_of(e) == *call).map(|e| e.id.as_str()).collect();
    let rested = |r: &&ControlResult| r.exchanges.iter().any(|id| ids.contains(id.as_str()));
    let resting: BTreeSet<_> = before.results.iter().filter(rested).map(key).collect();
    let satisfied = after.results.iter().filter(|r| {
        r.outcome == Verdict::Satisfied
            && resting.contains(&key(r))
            && !after.controls[&r.control].needs.is_disjoint(&topics)
    });
    wrong.extend(satisfied.map(|r| format!("{} of {} is satisfied without the reply", r.control, r.cluster)));
    wrong
}
