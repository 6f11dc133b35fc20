//! The whole path against a server on loopback that fails on purpose.

mod declared;
mod server;

use std::collections::BTreeSet;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use self::server::{Fault, Server};
use super::kubernetes::Prepared;
use super::run::collect_with;
use super::session::http_client;
use super::{CollectError, Options, Patience, Quiet, replay};
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::fact::GapReason;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::normalise;

const PATIENCE: Patience = Patience {
    attempts: 3,
    first_backoff: Duration::from_millis(1),
    longest_backoff: Duration::from_millis(2),
    connect: Duration::from_secs(5),
    attempt: Duration::from_secs(20),
    credentials: Duration::from_secs(20),
};

const SECRET: &str = "THE-SECRET-KEY-OF-THE-CALLER";

fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET, Some("THE-SESSION-TOKEN".into()), None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .retry_config(PATIENCE.retries())
        .http_client(http_client())
        .build()
}

fn options() -> Options {
    Options { patience: PATIENCE, ..Options::default() }
}

fn topics() -> BTreeSet<Topic> {
    [Topic::EksNodegroup, Topic::Ec2Vpc, Topic::Ec2LaunchTemplateVersion, Topic::IamAccountSummary].into()
}

async fn recorded(fault: Option<(&'static str, Fault)>) -> Recording {
    let server = Server::start(fault).await;
    collect_with(config(&server.endpoint()), &options(), Prepared::Off, &topics(), &Quiet).await.unwrap()
}

fn of<'a>(recording: &'a Recording, operation: &str) -> Vec<&'a Exchange> {
    recording.exchanges.iter().filter(|exchange| exchange.request.operation == operation).collect()
}

#[tokio::test]
async fn a_run_records_who_asked_what_and_every_page() {
    let recording = recorded(None).await;
    assert!(recording.exchanges.iter().all(|exchange| exchange.outcome == Outcome::Answered));
    assert!(recording.exchanges.iter().all(|exchange| exchange.account == "111122223333"));
    assert_eq!(recording.run.principal, "arn:aws:iam::111122223333:user/auditor");
    let pages: Vec<(u32, Option<&String>)> = of(&recording, "ListNodegroups")
        .iter()
        .map(|exchange| (exchange.page, exchange.request.parameters.get("nextToken")))
        .collect();
    assert!(pages.contains(&(1, None)) && pages.contains(&(2, Some(&"page-2".to_owned()))), "{pages:?}");
    assert_eq!(of(&recording, "DescribeNodegroup").len(), 2);
    assert_eq!(of(&recording, "GetAccountSummary")[0].request.region, "aws-global");
    assert_eq!(of(&recording, "DescribeCluster")[0].request_id.as_deref(), Some("rid"));
    assert_eq!(of(&recording, "DescribeVpcs")[0].request.parameters["Filter.1.Value.1"], "vpc-1");
}

#[tokio::test]
async fn nothing_secret_is_recorded() {
    let files = recorded(None).await.to_files().unwrap();
    for (path, bytes) in files {
        let text = String::from_utf8(bytes).unwrap();
        for secret in [SECRET, "THE-SESSION-TOKEN", "AWS4-HMAC", "hunter2", "AKIAIOSFODNN7EXAMPLE"] {
            assert!(!text.contains(secret), "{path} holds {secret}");
        }
    }
}

#[tokio::test]
async fn the_marker_of_user_data_keeps_its_facts() {
    let recording = recorded(None).await;
    let exchange = of(&recording, "DescribeLaunchTemplateVersions")[0];
    let body = String::from_utf8(recording.replies[&exchange.id].clone()).unwrap();
    assert!(body.contains("<userData>redacted(user-data; credentials: assignment; max-pods: 58)</userData>"), "{body}");
    assert_eq!(exchange.reply.as_ref().unwrap().redactions["user-data"], 1);
}

#[tokio::test]
async fn each_attempt_is_an_exchange_of_its_own() {
    let recording = recorded(Some(("DescribeCluster", Fault::Throttle))).await;
    let attempts: Vec<(u32, &str)> =
        of(&recording, "DescribeCluster").iter().map(|exchange| (exchange.attempt, code(exchange))).collect();
    let throttled = "ThrottlingException";
    assert_eq!(attempts, [(1, throttled), (2, throttled), (3, throttled)]);
    assert!(of(&recording, "DescribeCluster")[2].id.ends_with(".3"));
    // What does not depend on the failed call is read all the same.
    assert_eq!(of(&recording, "DescribeNodegroup").len(), 2);
    assert!(of(&recording, "DescribeVpcs").is_empty());
}

#[tokio::test]
async fn every_kind_of_failure_is_recorded_for_what_it_is() {
    for operation in ["DescribeCluster", "ListNodegroups", "DescribeLaunchTemplateVersions", "GetAccountSummary"] {
        let recording = recorded(Some((operation, Fault::Denied))).await;
        let denied = of(&recording, operation);
        assert_eq!(denied.len(), 1, "{operation}: a refusal is final");
        assert!(code(denied[0]).starts_with("AccessDenied"), "{operation}");
        assert!(message(denied[0]).contains("redacted(message)"), "{}", message(denied[0]));

        let failing = recorded(Some((operation, Fault::Status500))).await;
        assert_eq!(of(&failing, operation).len(), 3, "{operation}");
        assert!(of(&failing, operation).iter().all(|exchange| exchange.status == Some(500)));

        for fault in [Fault::Reset, Fault::CutShort, Fault::Malformed] {
            let broken = recorded(Some((operation, fault))).await;
            let attempts = of(&broken, operation);
            assert_eq!(attempts.len(), 3, "{operation} {fault:?}");
            for exchange in attempts {
                assert!(matches!(exchange.outcome, Outcome::Broken { .. }), "{operation} {fault:?}: {exchange:?}");
                assert!(exchange.reply.is_none() && !broken.replies.contains_key(&exchange.id));
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_is_no_reply_is_neither_kept_nor_asked_again() {
    for operation in ["ListNodegroups", "DescribeVpcs"] {
        let recording = recorded(Some((operation, Fault::Page404))).await;
        let attempts = of(&recording, operation);
        assert_eq!(attempts.len(), 1, "{operation}");
        assert!(matches!(&attempts[0].outcome, Outcome::Broken { message } if message.starts_with("HTTP 404")));
        assert_eq!((attempts[0].status, &attempts[0].reply), (Some(404), &None));
    }
}

#[tokio::test]
async fn a_replay_is_the_recording() {
    for fault in [None, Some(("ListNodegroups", Fault::Throttle)), Some(("DescribeVpcs", Fault::CutShort))] {
        let recording = recorded(fault).await;
        assert_eq!(replay(&recording, &topics()).await.unwrap(), recording, "{fault:?}");
    }
}

#[tokio::test]
async fn what_the_recording_lacks_is_said_and_ends_nothing() {
    let mut recording = recorded(None).await;
    recording.exchanges.retain(|exchange| exchange.request.operation != "DescribeVpcs");
    let replayed = replay(&recording, &topics()).await.unwrap();
    assert_eq!(of(&replayed, "DescribeVpcs")[0].outcome, Outcome::NotRecorded);
    assert_eq!(replayed.exchanges.len(), recording.exchanges.len() + 1);
    assert_eq!(replay(&replayed, &topics()).await.unwrap(), replayed);
}

#[tokio::test]
async fn without_a_network_the_run_ends_with_one_clear_error() {
    let server = Server::start(None).await;
    let endpoint = server.endpoint();
    drop(server);
    let error = collect_with(config(&endpoint), &options(), Prepared::Off, &topics(), &Quiet).await.unwrap_err();
    assert!(matches!(&error, CollectError::Unreachable { endpoint: named, .. } if *named == endpoint), "{error}");
    let server = Server::start(Some(("GetCallerIdentity", Fault::Denied))).await;
    let error =
        collect_with(config(&server.endpoint()), &options(), Prepared::Off, &topics(), &Quiet).await.unwrap_err();
    assert!(matches!(&error, CollectError::Refused { code, .. } if code.starts_with("AccessDenied")), "{error}");
}

async fn collected(fault: Option<(&'static str, Fault)>, clusters: &[&str]) -> Result<Recording, CollectError> {
    let server = Server::start(fault).await;
    let clusters = clusters.iter().map(|name| (*name).to_owned()).collect();
    let options = Options { clusters, ..options() };
    collect_with(config(&server.endpoint()), &options, Prepared::Off, &topics(), &Quiet).await
}

#[tokio::test]
async fn j14_a_cluster_that_is_not_there_is_refused_with_the_names_that_are() {
    let error = collected(None, &["prod", "prdo"]).await.unwrap_err();
    assert!(error.is_refusal(), "{error}");
    assert!(error.to_string().contains("no cluster `prdo`") && error.to_string().contains("mean `prod`"), "{error}");
    let error = collected(Some(("ListClusters", Fault::Denied)), &["prdo"]).await.unwrap_err();
    assert!(miette::Diagnostic::help(&error).unwrap().to_string().contains("is not known"), "{error}");
    // What EKS does not let the caller describe may be there.
    let recording = collected(Some(("DescribeCluster", Fault::Denied)), &["prdo"]).await.unwrap();
    let facts = normalise::normalise(&recording);
    assert!(facts.gaps.iter().any(|gap| gap.permission == "eks:DescribeCluster"), "{:?}", facts.gaps);
    // The names of the run are asked for once more in a replay.
    let mut recording = collected(None, &["prod"]).await.unwrap();
    for exchange in recording.exchanges.iter_mut().filter(|exchange| exchange.request.operation == "DescribeCluster") {
        exchange.status = Some(404);
        exchange.outcome = Outcome::Refused { code: "ResourceNotFoundException".into(), message: "no".into() };
    }
    assert!(replay(&recording, &topics()).await.unwrap_err().is_refusal());
}

#[tokio::test]
async fn d11_pages_that_go_round_end_the_list_with_a_gap() {
    for fault in [Fault::SamePage, Fault::TwoPages] {
        let recording = recorded(Some(("ListNodegroups", fault))).await;
        let facts = normalise::normalise(&recording);
        let gap = facts.gaps.iter().find(|gap| gap.permission == "eks:ListNodegroups").unwrap();
        assert_eq!(gap.reason, GapReason::Incomplete, "{fault:?}: {gap:?}");
        assert_eq!(replay(&recording, &topics()).await.unwrap(), recording, "{fault:?}");
    }
}

#[tokio::test]
async fn d11_pages_without_end_are_left_with_a_gap_that_says_so() {
    let recording = recorded(Some(("ListNodegroups", Fault::EndlessPages))).await;
    let facts = normalise::normalise(&recording);
    let gap = facts.gaps.iter().find(|gap| gap.permission == "eks:ListNodegroups").unwrap();
    assert_eq!((gap.reason, gap.detail.contains("more than 2000 pages")), (GapReason::Incomplete, true), "{gap:?}");
    assert_eq!(replay(&recording, &topics()).await.unwrap(), recording);
}

#[tokio::test]
async fn d11_a_reply_without_end_is_left_with_a_gap_that_says_so() {
    for operation in ["ListNodegroups", "DescribeVpcs"] {
        let recording = recorded(Some((operation, Fault::Huge))).await;
        let attempts = of(&recording, operation);
        assert_eq!(attempts.len(), 1, "{operation}: it would be as long again");
        assert!(matches!(&attempts[0].outcome, Outcome::Broken { message } if message.contains("larger than 128 MiB")));
    }
}

fn code(exchange: &Exchange) -> &str {
    match &exchange.outcome {
        Outcome::Refused { code, .. } => code,
        _ => "",
    }
}

fn message(exchange: &Exchange) -> &str {
    match &exchange.outcome {
        Outcome::Refused { message, .. } => message,
        _ => "",
    }
}
