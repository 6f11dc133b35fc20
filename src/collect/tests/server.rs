//! A small AWS on loopback: fixed replies, and faults for one operation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Denied,
    Throttle,
    Status500,
    /// The connection closes without a reply.
    Reset,
    /// Fewer bytes than the headers promise.
    CutShort,
    /// As many bytes as promised, but not a whole document.
    Malformed,
    /// A proxy's page instead of the service's reply.
    Page404,
    /// A page that names itself as the next.
    SamePage,
    /// Two pages that name each other as the next.
    TwoPages,
    /// Each page names a new one.
    EndlessPages,
    /// More bytes than any reply has.
    Huge,
}

pub(super) struct Server {
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(super) async fn start(fault: Option<(&'static str, Fault)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, fault));
            }
        });
        Self { port, task }
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// One request a connection keeps the server simple.
async fn serve(mut stream: TcpStream, fault: Option<(&'static str, Fault)>) {
    let Some((target, body)) = receive(&mut stream).await else { return };
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).map(str::to_owned);
    let operation = action.clone().unwrap_or_else(|| eks_operation(&target).to_owned());
    let reply = match fault.filter(|(failing, _)| *failing == operation) {
        Some((_, Fault::Reset)) => return,
        Some((_, fault)) => failing(fault, action.is_none(), &target),
        None if operation == "DescribeCluster" && !target.ends_with("/prod") => {
            http(404, "X", r#"{"message":"no"}"#, "x-amzn-errortype: ResourceNotFoundException\r\n")
        }
        None => http(200, "OK", &answer(&operation, &target), ""),
    };
    drop(stream.write_all(reply.as_bytes()).await);
    drop(stream.shutdown().await);
}

async fn receive(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut received = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        received.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&received).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some((head.split(' ').nth(1)?.to_owned(), body.to_owned()));
        }
    }
}

fn http(status: u16, reason: &str, body: &str, headers: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} {reason}\r\ncontent-length: {length}\r\nconnection: close\r\nx-amzn-requestid: rid\r\n{headers}\r\n{body}"
    )
}

fn failing(fault: Fault, json: bool, target: &str) -> String {
    let error = |status, code: &str| {
        let message = "no. Encoded authorization failure message: T3BhcXVl";
        if json {
            http(status, "X", &format!(r#"{{"message":"{message}"}}"#), &format!("x-amzn-errortype: {code}\r\n"))
        } else {
            let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
            http(status, "X", &format!("<Response><Errors>{error}</Errors>{error}</Response>"), "")
        }
    };
    let page = |next: &str| http(200, "OK", &format!(r#"{{"nodegroups":[],"nextToken":"{next}"}}"#), "");
    let token = target.split_once("nextToken=").map_or("", |(_, token)| token);
    match fault {
        Fault::SamePage => page("a"),
        Fault::TwoPages => page(if token == "a" { "b" } else { "a" }),
        Fault::EndlessPages => page(&(token.parse().unwrap_or(0) + 1).to_string()),
        Fault::Huge => http(200, "OK", &"x".repeat(crate::collect::transport::MAX_REPLY + 1), ""),
        Fault::Denied => error(403, "AccessDenied"),
        Fault::Throttle => error(if json { 429 } else { 503 }, "ThrottlingException"),
        Fault::Status500 => error(500, "InternalFailure"),
        Fault::Page404 => http(404, "Not Found", "<!doctype html><p>no", ""),
        Fault::CutShort => http(200, "OK", "{\"clusters\": []}", "").replace("length: 16", "length: 5000"),
        Fault::Malformed | Fault::Reset => http(200, "OK", if json { r#"{"nodegroups": ["a"# } else { "<R><a>" }, ""),
    }
}

fn eks_operation(target: &str) -> &'static str {
    let path = target.split('?').next().unwrap_or_default();
    match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["clusters"] => "ListClusters",
        ["clusters", _] => "DescribeCluster",
        ["clusters", _, "node-groups"] => "ListNodegroups",
        ["clusters", _, "node-groups", _] => "DescribeNodegroup",
        _ => "Unknown",
    }
}

fn answer(operation: &str, target: &str) -> String {
    let user_data = STANDARD.encode("PASSWORD=hunter2\nbootstrap.sh --max-pods=58\n");
    match operation {
        "GetCallerIdentity" => "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/auditor</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>".into(),
        "ListClusters" => r#"{"clusters":["prod"]}"#.into(),
        "DescribeCluster" => r#"{"cluster":{"name":"prod","tags":{"password":"hunter2"},"resourcesVpcConfig":{"vpcId":"vpc-1"}}}"#.into(),
        "ListNodegroups" if target.contains("nextToken=page-2") => r#"{"nodegroups":["b"]}"#.into(),
        "ListNodegroups" => r#"{"nodegroups":["a"],"nextToken":"page-2"}"#.into(),
        "DescribeNodegroup" => r#"{"nodegroup":{"nodegroupName":"x","launchTemplate":{"id":"lt-1","version":"3"}}}"#.into(),
        "DescribeVpcs" => "<DescribeVpcsResponse><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></DescribeVpcsResponse>".into(),
        "DescribeLaunchTemplateVersions" => format!("<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><launchTemplateData><userData>{user_data}</userData></launchTemplateData></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>"),
        "GetAccountSummary" => "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>Users</key><value>1</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>".into(),
        other => format!("<{other}Response><{other}Result/></{other}Response>"),
    }
}
