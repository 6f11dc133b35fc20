//! A small recording, and what must not become of it.

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::evidence::canonical;
use crate::evidence::exchange::{Reply, Request};
use crate::evidence::recording::SCHEMA;

const CALLER: &str = "arn:aws:iam::111122223333:user/a";

pub(crate) fn exchange(service: &str, operation: &str, body: &str) -> Exchange {
    let request = Request {
        service: service.into(),
        operation: operation.into(),
        region: if is_global(service) { "aws-global".into() } else { "eu-west-1".into() },
        parameters: [].into(),
    };
    let format = if service == "eks" { "json" } else { "xml" };
    Exchange {
        id: request.id(),
        request,
        account: "111122223333".into(),
        principal: CALLER.into(),
        attempt: 1,
        page: 1,
        time: DateTime::from_timestamp(1_758_000_000, 0).unwrap(),
        status: Some(200),
        request_id: None,
        outcome: Outcome::Answered,
        reply: Some(Reply {
            format: format.into(),
            bytes: body.len() as u64,
            sha256: canonical::sha256(body.as_bytes()),
            redactions: markers(body.as_bytes()),
        }),
    }
}

/// Who is asked for, and a list of no clusters.
pub(crate) fn recording() -> Recording {
    let caller = format!(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{CALLER}</Arn><Account>111122223333</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    let list = r#"{"clusters":[]}"#;
    let exchanges = vec![exchange("eks", "ListClusters", list), exchange("sts", "GetCallerIdentity", &caller)];
    let time = exchanges[0].time;
    let run = Run {
        schema: SCHEMA.into(),
        tool: "eks-attest 0.1.0".into(),
        started_at: time,
        finished_at: time,
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        principal: CALLER.into(),
        clusters: Vec::new(),
        topics: vec!["eks.cluster".into()],
        owner_keys: Vec::new(),
    };
    let bodies = [list.as_bytes().to_vec(), caller.into_bytes()];
    let replies = exchanges.iter().map(|exchange| exchange.id.clone()).zip(bodies).collect();
    Recording { run, exchanges, replies }
}

/// Puts `body` in place of the reply `at`, with size, digest and markers made to fit.
fn answer(recording: &mut Recording, at: usize, body: &str) {
    let exchange = &mut recording.exchanges[at];
    let reply = exchange.reply.as_mut().unwrap();
    (reply.bytes, reply.sha256) = (body.len() as u64, canonical::sha256(body.as_bytes()));
    reply.redactions = markers(body.as_bytes());
    recording.replies.insert(exchange.id.clone(), body.as_bytes().to_vec());
}

/// Gives each exchange the id that it must have, with its body.
fn number(recording: &mut Recording) {
    for exchange in &mut recording.exchanges {
        let id = exchange.expected_id();
        if let Some(body) = recording.replies.remove(&exchange.id) {
            recording.replies.insert(id.clone(), body);
        }
        exchange.id = id;
    }
}

#[test]
fn an_honest_recording_is_bound_and_is_read_back() {
    let recording = recording();
    assert_eq!(misfits(&recording), Vec::<String>::new());
    assert_eq!(Recording::from_files(&recording.to_files().unwrap()).unwrap(), recording);
}

#[test]
fn j8_what_is_not_of_the_run_is_named() {
    type Change = fn(&mut Recording);
    let cases: [(&str, Change); 14] = [
        ("id is not that of its request", |r| r.exchanges[0].request.operation = "DescribeCluster".into()),
        ("it asked the Region", |r| r.exchanges[0].request.region = "us-east-1".into()),
        ("it is of the account", |r| r.exchanges[0].account = "444455556666".into()),
        ("by another caller", |r| r.exchanges[0].principal = "arn:aws:iam::111122223333:user/b".into()),
        ("outside the times of the run", |r| r.exchanges[0].time += TimeDelta::days(300)),
        ("ended before it started", |r| r.run.finished_at -= TimeDelta::seconds(1)),
        ("cannot be answered", |r| r.exchanges[0].status = Some(403)),
        ("cannot be answered", |r| r.exchanges[0].status = None),
        ("cannot be refused", |r| r.exchanges[0].outcome = Outcome::Refused { code: "x".into(), message: "y".into() }),
        ("cannot be broken off", |r| r.exchanges[0].outcome = Outcome::Broken { message: "y".into() }),
        ("it was not asked", |r| r.exchanges[0].outcome = Outcome::NotRecorded),
        ("not 1, 2, 3 without holes", |r| r.exchanges[0].attempt = 2),
        ("counted from 1", |r| r.exchanges[0].page = 0),
        ("the account is not 111122223333", |r| r.run.account = "444455556666".into()),
    ];
    for (words, change) in cases {
        let mut forged = recording();
        change(&mut forged);
        let found = misfits(&forged);
        assert!(found.iter().any(|problem| problem.contains(words)), "{words}: {found:?}");
    }
}

#[test]
fn j8_a_second_attempt_needs_a_first_that_failed() {
    let again = |outcome: Outcome, status: Option<u16>| {
        let mut forged = recording();
        let mut second = forged.exchanges[0].clone();
        second.attempt = 2;
        let body = forged.replies[&forged.exchanges[0].id].clone();
        second.id = second.expected_id();
        forged.replies.insert(second.id.clone(), body);
        (forged.exchanges[0].outcome, forged.exchanges[0].status) = (outcome.clone(), status);
        if matches!(outcome, Outcome::Broken { .. }) {
            forged.exchanges[0].reply = None;
            forged.replies.remove(&forged.exchanges[0].id);
        }
        forged.exchanges.insert(1, second);
        misfits(&forged)
    };
    let refused = |code: &str| Outcome::Refused { code: code.into(), message: String::new() };
    let asked_again = |found: Vec<String>| found.iter().any(|problem| problem.contains("asked again"));
    assert!(asked_again(again(Outcome::Answered, Some(200))));
    assert!(asked_again(again(refused("AccessDeniedException"), Some(403))));
    assert_eq!(again(refused("ThrottlingException"), Some(400)), Vec::<String>::new());
    assert_eq!(again(refused(""), Some(503)), Vec::<String>::new());
    assert_eq!(again(Outcome::Broken { message: "reset".into() }, None), Vec::<String>::new());
}

#[test]
fn j17_a_caller_without_an_account_is_no_caller() {
    for body in ["<R><Arn>arn:aws:iam::111122223333:user/a</Arn></R>", "<R><Account>111122223333</Account></R>"] {
        let mut forged = recording();
        answer(&mut forged, 1, body);
        assert!(misfits(&forged).iter().any(|problem| problem.contains("names no account or no caller")));
    }
    let mut forged = recording();
    forged.exchanges.pop();
    forged.replies.retain(|id, _| id.starts_with("eks"));
    assert!(misfits(&forged).iter().any(|problem| problem.contains("no answer to sts:GetCallerIdentity")));
}

#[test]
fn j18_replies_are_as_they_are_stored() {
    let mut twice = recording();
    answer(&mut twice, 0, r#"{"clusters":["a"],"clusters":[]}"#);
    assert!(misfits(&twice)[0].contains("`clusters` stands twice"), "{:?}", misfits(&twice));
    let mut counted = recording();
    counted.exchanges[0].reply.as_mut().unwrap().redactions = [("secret".to_owned(), 3)].into();
    assert!(misfits(&counted)[0].contains("redactions counted"), "{:?}", misfits(&counted));
    let mut plain = recording();
    answer(&mut plain, 0, r#"{"clusters":[],"password":"hunter2-hunter2"}"#);
    assert!(misfits(&plain)[0].contains("would have redacted"), "{:?}", misfits(&plain));
    let mut other = recording();
    other.exchanges[0].request.service = "ec2".into();
    number(&mut other);
    assert!(misfits(&other)[0].contains("ec2 answers in xml"), "{:?}", misfits(&other));
}

#[test]
fn j18_files_say_one_thing_in_one_form() {
    let files = recording().to_files().unwrap();
    let refused = |path: &str, from: &str, to: &str| {
        let mut files = files.clone();
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(from), "{text}");
        files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
        Recording::from_files(&files).unwrap_err().to_string()
    };
    let found = refused("exchanges.json", "\"parameters\": {}", "\"parameters\": {\"a\": \"1\", \"a\": \"2\"}");
    assert!(found.contains("`a` stands twice"), "{found}");
    let found = refused("run.json", "  \"account\"", " \"account\"");
    assert!(found.contains("not written as recordings are"), "{found}");
    let mut more = files.clone();
    more.insert("OPINION.pdf".into(), Vec::new());
    assert!(Recording::from_files(&more).unwrap_err().to_string().contains("`OPINION.pdf` does not belong"));
}

#[test]
fn regions_are_of_their_partition() {
    let of = ["eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"];
    assert_eq!(of.map(partition), ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"]);
}
