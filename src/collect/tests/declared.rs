//! Declared operations on the wire: what is sent in each protocol, what is recorded of it, and that a replay asks the
//! same.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{code, config, of, options};
use crate::collect::kubernetes::Prepared;
use crate::collect::run::collect_with;
use crate::collect::{Quiet, permissions, replay};
use crate::evidence::declared::tests::in_use;
use crate::evidence::exchange::{Exchange, Outcome};
use crate::evidence::recording::Recording;

const FILES: [&str; 4] = [
    "service: wirequery\nsigningName: rds\nprotocol: query\nversion: '2014-10-31'\noperations:\n  \
     - {name: DescribeDBInstances, request: {MaxRecords: 20, Filter.Name: 'a b&c'}, \
     page: {request: Marker, reply: Marker}, items: DBInstances, topic: wirequery.dbInstance, noun: instance, \
     description: An instance., key: [name], fields: {name: {type: string, keep: name}}}\n  \
     - {name: ListDenied, items: L, topic: wirequery.denied, noun: x, description: x, key: [name], \
     fields: {name: {type: string, keep: name}}}\n  \
     - {name: ListThrottled, items: L, topic: wirequery.throttled, noun: x, description: x, key: [name], \
     fields: {name: {type: string, keep: name}}}\n",
    "service: wirejson\nprotocol: json-1.1\ntargetPrefix: WireJson_V1\noperations:\n  \
     - {name: ListRepositories, request: {maxResults: 5, filter: {tagStatus: ANY}, names: [x, y]}, \
     page: {request: nextToken, reply: nextToken}, items: repositories, topic: wirejson.repository, noun: repository, \
     description: A repository., key: [name], fields: {name: {type: string, keep: name}}}\n",
    "service: wireold\nprotocol: json-1.0\ntargetPrefix: WireOld\nglobal: true\noperations:\n  \
     - {name: GetState, topic: wireold.state, noun: state, description: The state., \
     fields: {on: {type: boolean}}}\n",
    "service: wirerest\nprotocol: rest-json\noperations:\n  \
     - {name: GetPolicy, path: '/v1/repositories/{name}/policy', request: \
     {name: {each: wirejson.repository, field: name}, kinds: [a, b]}, topic: wirerest.policy, noun: policy, \
     description: A policy., key: [request.name], fields: {on: {type: boolean}}}\n  \
     - {name: ListThings, method: POST, path: /things/list, request: {limit: 2}, \
     page: {request: token, reply: token}, items: things, topic: wirerest.thing, noun: thing, description: A thing., \
     key: [name], fields: {name: {type: string, keep: name}}}\n",
];

type Heard = Arc<Mutex<Vec<String>>>;

async fn start() -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = Heard::default();
    let told = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&told)));
        }
    });
    (url, heard)
}

async fn serve(mut stream: TcpStream, heard: Heard) {
    let (mut received, mut buffer) = (String::new(), [0; 8192]);
    loop {
        let Ok(count) = stream.read(&mut buffer).await else { return };
        received.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let Some((head, body)) = received.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if count == 0 || body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let (status, body) = answer(&received);
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(received);
    let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    drop(stream.write_all(reply.as_bytes()).await);
    drop(stream.shutdown().await);
}

fn answer(request: &str) -> (u16, String) {
    let holds = |part: &str| request.contains(part);
    let xml =
        |name: &str, content: &str| format!("<{name}Response><{name}Result>{content}</{name}Result></{name}Response>");
    let error = |code: &str| format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    if holds("Action=GetCallerIdentity") {
        let identity = "<Arn>arn:aws:iam::111122223333:user/auditor</Arn><Account>111122223333</Account>";
        return (200, xml("GetCallerIdentity", identity));
    }
    let body = match () {
        () if holds("Marker=m%2B1") => xml("DescribeDBInstances", "<DBInstances><I><Name>b</Name></I></DBInstances>"),
        () if holds("Action=DescribeDBInstances") => {
            xml("DescribeDBInstances", "<Marker>m+1</Marker><DBInstances><I><Name>a</Name></I></DBInstances>")
        }
        () if holds("Action=ListDenied") => return (403, error("AccessDenied")),
        () if holds("Action=ListThrottled") => return (400, error("Throttling")),
        () if holds("WireJson_V1.ListRepositories") && holds("\"nextToken\":\"t\"") => {
            r#"{"repositories":[{"name":"shop/web"}]}"#.to_owned()
        }
        () if holds("WireJson_V1.ListRepositories") => {
            r#"{"repositories":[{"name":"api"}],"nextToken":"t"}"#.to_owned()
        }
        () if holds("WireOld.GetState") || holds("GET /v1/repositories") => r#"{"on":true}"#.to_owned(),
        () if holds("POST /things/list") && holds("\"token\":\"2\"") => r#"{"things":[]}"#.to_owned(),
        () if holds("POST /things/list") => r#"{"things":[{"name":"a"}],"token":"2"}"#.to_owned(),
        () => r#"{"clusters":[]}"#.to_owned(),
    };
    (200, body)
}

/// What was recorded, and the requests that were heard.
async fn recorded() -> (Recording, Vec<String>) {
    let (url, heard) = start().await;
    let topics = in_use(&FILES).into_iter().collect();
    let recording = collect_with(config(&url), &options(), Prepared::Off, &topics, &Quiet).await.unwrap();
    assert_eq!(replay(&recording, &topics).await.unwrap(), recording, "a replay asks the same");
    assert_eq!(crate::collect::misfits(&recording), [""; 0]);
    assert_eq!(crate::collect::unplanned(&recording), [""; 0]);
    let again = crate::collect::asked_again(&recording).await;
    assert_eq!((again.unplanned, again.missing), (Vec::new(), Vec::new()));
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (recording, heard)
}

fn parameters(exchange: &Exchange) -> Vec<(&str, &str)> {
    exchange.request.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn each_protocol_sends_and_records_its_parameters_in_its_own_way() {
    let (recording, heard) = recorded().await;
    let sent = |part: &str| heard.iter().find(|request| request.contains(part)).unwrap_or_else(|| panic!("{part}"));

    let query = sent("Action=DescribeDBInstances");
    assert!(query.starts_with("POST / HTTP/1.1"), "{query}");
    assert!(query.contains("Version=2014-10-31&Filter.Name=a%20b%26c&MaxRecords=20"), "{query}");
    assert!(query.contains("/eu-west-1/rds/aws4_request"), "{query}");
    let pages = of(&recording, "DescribeDBInstances");
    assert_eq!(pages.iter().map(|page| page.page).collect::<std::collections::BTreeSet<_>>(), [1, 2].into());
    let second = pages.iter().find(|page| page.page == 2).unwrap();
    assert_eq!(parameters(second), [("Filter.Name", "a b&c"), ("Marker", "m+1"), ("MaxRecords", "20")]);

    let json = sent("WireJson_V1.ListRepositories");
    assert!(json.contains("application/x-amz-json-1.1") && json.contains(r#""filter":{"tagStatus":"ANY"}"#), "{json}");
    let pages = of(&recording, "ListRepositories");
    let first = pages.iter().find(|page| page.page == 1).unwrap();
    let expected = [("filter", r#"{"tagStatus":"ANY"}"#), ("maxResults", "5"), ("names", r#"["x","y"]"#)];
    assert_eq!((parameters(first).as_slice(), pages.len()), (expected.as_slice(), 2));

    let old = sent("WireOld.GetState");
    assert!(old.contains("application/x-amz-json-1.0") && old.contains("/us-east-1/wireold/aws4_request"), "{old}");
    assert_eq!(of(&recording, "GetState")[0].request.region, "aws-global");

    // One request for each repository that was found.
    let rest = sent("GET /v1/repositories/shop%2Fweb/policy?kinds=a&kinds=b");
    assert!(!rest.contains("content-type"), "{rest}");
    let policies: Vec<_> = of(&recording, "GetPolicy").into_iter().map(parameters).collect();
    assert_eq!(policies.len(), 2);
    assert!(policies.contains(&vec![("kinds", r#"["a","b"]"#), ("name", "shop/web")]), "{policies:?}");

    let post = sent("POST /things/list");
    assert!(post.contains(r#""limit":2"#), "{post}");
    let second = of(&recording, "ListThings").into_iter().find(|page| page.page == 2).unwrap();
    assert_eq!(parameters(second), [("limit", "2"), ("token", "2")]);
}

#[tokio::test]
async fn refusals_are_final_throttling_is_tried_again_and_no_secret_is_recorded() {
    let (recording, _) = recorded().await;
    let denied = of(&recording, "ListDenied");
    assert_eq!((denied.len(), code(denied[0])), (1, "AccessDenied"));
    assert_eq!(of(&recording, "ListThrottled").len(), 3);
    let answered = recording.exchanges.iter().filter(|exchange| exchange.outcome == Outcome::Answered).count();
    assert!(answered > 8, "{answered}");
    for (path, bytes) in recording.to_files().unwrap() {
        let text = String::from_utf8(bytes).unwrap();
        for secret in [super::SECRET, "THE-SESSION-TOKEN", "AWS4-HMAC", "AKIAIOSFODNN7EXAMPLE"] {
            assert!(!text.contains(secret), "{path} holds {secret}");
        }
    }
}

#[test]
fn the_permissions_hold_the_declared_actions() {
    let topics = in_use(&FILES).into_iter().filter(|topic| topic.as_str() == "wirerest.policy").collect();
    let actions = permissions(&topics, true);
    // What the repositories are found by is among them.
    for action in ["wirerest:GetPolicy", "wirejson:ListRepositories"] {
        assert!(actions.contains(action), "{actions:?}");
    }
    assert!(!actions.contains("wirerest:ListThings"));
}
