//! The program before the endpoints, proxies and profiles that it is given.
#![cfg(unix)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::running::{program, said, wait_for};

/// What was said, without the breaks of lines.
fn flat(output: &Output) -> String {
    said(output).replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Answers every connection with `reply` and keeps what it was sent.
struct Server {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let (mut received, mut buffer) = (Vec::new(), [0; 4096]);
                while !received.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut buffer) {
                        Ok(count) if count > 0 => received.extend_from_slice(&buffer[..count]),
                        _ => break,
                    }
                }
                told.lock().unwrap().push(String::from_utf8_lossy(&received).into_owned());
                let _ = stream.write_all(reply.as_bytes());
                // Closing with something unread would take the reply back.
                let _ = stream.shutdown(Shutdown::Write);
                let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
                while stream.read(&mut buffer).is_ok_and(|count| count > 0) {}
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().join("\n")
    }
}

/// An STS that takes no key.
const REFUSING: &str = "HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\nconnection: close\r\n\r\n\
    <ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token included in the request is \
    invalid</Message></Error><RequestId>r</RequestId></ErrorResponse>";
const SKEWED: &str = "HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\nconnection: close\r\n\r\n\
    <ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired: 20260101T000000Z is now \
    earlier than 20260101T001000Z</Message></Error><RequestId>r</RequestId></ErrorResponse>";
const CLOSED_PROXY: &str = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXPORTED"), ("AWS_SECRET_ACCESS_KEY", "secret")];

/// Collects into a folder that is thrown away.
fn collect(variables: &[(&str, &str)], more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command.env("AWS_REGION", "eu-west-1").envs(variables.iter().copied());
    command.args(["collect", "--no-kubernetes", "--out"]).arg(folder.path().join("out")).args(more).output().unwrap()
}

fn configured(folder: &Path, text: &str) -> String {
    let file = folder.join("config");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn s7_a_profile_that_is_named_goes_before_exported_keys() {
    let server = Server::start(REFUSING);
    let endpoint = format!("http://{}", server.url);
    let folder = tempfile::tempdir().unwrap();
    let config = configured(
        folder.path(),
        "[profile own]\naws_access_key_id = AKIAOFPROFILE\naws_secret_access_key = secret\n[default]\n",
    );
    let base = [KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", &endpoint), ("AWS_CONFIG_FILE", &config)];
    let output = collect(&base, &["--profile", "own"]);
    assert_eq!(output.status.code(), Some(5), "{}", flat(&output));
    assert!(flat(&output).contains("Region `eu-west-1` is not enabled"), "{}", flat(&output));
    assert!(server.heard().contains("AKIAOFPROFILE") && !server.heard().contains("AKIAEXPORTED"), "{}", server.heard());
    // A variable names the profile: exported keys go before it, and that is said.
    let output = collect(&[&base[..], &[("AWS_PROFILE", "own")]].concat(), &[]);
    assert!(server.heard().contains("AKIAEXPORTED"), "{}", server.heard());
    assert!(flat(&output).contains("--profile own"), "{}", flat(&output));
    let output = collect(&base, &["--profile", "onw"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(flat(&output).contains("no profile `onw`") && flat(&output).contains("own"), "{}", flat(&output));
}

#[test]
fn s7_proxies_are_used_with_their_password_and_no_proxy_spares() {
    let proxy = Server::start(REFUSING);
    let url = format!("http://user:pass%40word@{}", proxy.url);
    let endpoint = ("AWS_ENDPOINT_URL_STS", "http://sts.example.test");
    let output = collect(&[KEYS[0], KEYS[1], endpoint, ("HTTP_PROXY", &url)], &[]);
    assert!(flat(&output).contains("InvalidClientTokenId"), "{}", flat(&output));
    let heard = proxy.heard().to_lowercase();
    assert!(heard.contains("post http://sts.example.test/"), "{heard}");
    // user:pass@word
    assert!(proxy.heard().contains("dXNlcjpwYXNzQHdvcmQ="), "{heard}");

    let tunnel = Server::start(CLOSED_PROXY);
    let url = format!("http://user:pass%40word@{}", tunnel.url);
    let output = collect(&[KEYS[0], KEYS[1], ("https_proxy", &url)], &[]);
    assert_eq!(output.status.code(), Some(5));
    let heard = tunnel.heard();
    assert!(heard.contains("CONNECT sts.eu-west-1.amazonaws.com:443"), "{heard}");
    assert!(heard.contains("dXNlcjpwYXNzQHdvcmQ="), "{heard}");
    assert!(flat(&output).contains("https_proxy") && !flat(&output).contains("pass"), "{}", flat(&output));

    let spared = Server::start(CLOSED_PROXY);
    let (url, endpoint) = (spared.url.clone(), format!("http://{}", proxy.url));
    let base = [KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", endpoint.as_str()), ("HTTP_PROXY", url.as_str())];
    collect(&[&base[..], &[("NO_PROXY", "127.0.0.1")]].concat(), &[]);
    assert_eq!(spared.heard(), "");
}

#[test]
fn s7_what_is_set_wrong_is_told_by_its_name_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "[profile p]\nregion = mars\nca_bundle = /no/such/file\n");
    let file = ("AWS_CONFIG_FILE", config.as_str());
    for (variables, name) in [
        (vec![("AWS_REGION", "eu west 1")], "`eu west 1` is not the name of an AWS Region; it comes from AWS_REGION"),
        (vec![("AWS_CA_BUNDLE", "/no/such/file")], "AWS_CA_BUNDLE"),
        (vec![("AWS_CA_BUNDLE", "/dev/zero")], "AWS_CA_BUNDLE"),
        (vec![file, ("AWS_PROFILE", "p")], "`ca_bundle` in the profile"),
        (vec![file, ("AWS_PROFILE", "q")], "no profile `q`"),
        (vec![("HTTPS_PROXY", "socks5://user:secret@proxy:1")], "HTTPS_PROXY"),
    ] {
        let output = collect(&[&KEYS[..], &variables].concat(), &[]);
        assert_eq!(output.status.code(), Some(2), "{variables:?}: {}", flat(&output));
        assert!(flat(&output).contains(name) && !flat(&output).contains("secret@"), "{}", flat(&output));
    }
}

#[test]
fn s7_an_endpoint_that_is_closed_is_told_by_the_variable_that_names_it() {
    let closed = "http://127.0.0.1:9";
    for name in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        let output = collect(&[KEYS[0], KEYS[1], (name, closed)], &[]);
        assert_eq!(output.status.code(), Some(5));
        assert!(
            flat(&output).contains(&format!("{name} names")) && flat(&output).contains(closed),
            "{}",
            flat(&output)
        );
    }
}

#[test]
fn s7_each_way_to_sign_in_has_help_that_a_user_can_act_on() {
    let skewed = Server::start(SKEWED);
    let endpoint = format!("http://{}", skewed.url);
    let output = collect(&[KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", &endpoint)], &[]);
    assert!(flat(&output).contains("clock"), "{}", flat(&output));
    let folder = tempfile::tempdir().unwrap();
    let config = configured(
        folder.path(),
        "[profile login]\nlogin_session = arn:aws:iam::111122223333:user/a\n\
         [profile mfa]\nrole_arn = arn:aws:iam::111122223333:role/r\nmfa_serial = arn:aws:iam::111122223333:mfa/a\n\
         source_profile = base\n[profile base]\naws_access_key_id = AKIA\naws_secret_access_key = s\n\
         [profile sso]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = r\n\
         [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n",
    );
    let token =
        [("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token"), ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/r")];
    for (variables, more, help) in [
        (vec![], ["--profile", "login"], "aws configure export-credentials --profile login"),
        (vec![], ["--profile", "mfa"], "aws configure export-credentials --profile mfa"),
        (vec![], ["--profile", "sso"], "aws sso login --profile sso"),
        (token.to_vec(), ["--region", "eu-west-1"], "AWS_WEB_IDENTITY_TOKEN_FILE names `/no/such/token`"),
    ] {
        let output = collect(&[&[("AWS_CONFIG_FILE", config.as_str())][..], &variables].concat(), &more);
        assert_eq!(output.status.code(), Some(5), "{}", flat(&output));
        let words = flat(&output);
        assert!(words.contains(help), "{more:?}: {words}");
        assert!(!words.contains("feature"), "{words}");
    }
}

#[test]
fn s7_the_children_of_a_credential_process_that_hangs_end_with_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let script = folder.path().join("script");
    fs::write(&script, format!("sleep 600 &\necho $! > {}\nwait\n", pid.display())).unwrap();
    let process = format!("sh {}", script.display());
    let config = configured(folder.path(), &format!("[profile p]\ncredential_process = {process}\n"));
    let mut child = program()
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_CONFIG_FILE", &config)
        .args(["collect", "--profile", "p", "--no-kubernetes", "--out"])
        .arg(folder.path().join("out"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(|| fs::read_to_string(&pid).is_ok_and(|pid| pid.ends_with('\n')));
    let sleeping = fs::read_to_string(&pid).unwrap().trim().to_owned();
    let alive = |pid: &str| {
        let state = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
        let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
        !state.is_empty() && !state.starts_with('Z')
    };
    assert!(alive(&sleeping));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    wait_for(|| !alive(&sleeping));
}

#[test]
fn s7_an_api_server_is_reached_through_the_proxy_of_its_kubeconfig_or_of_the_environment() {
    for by_kubeconfig in [true, false] {
        let proxy = Server::start(CLOSED_PROXY);
        let folder = tempfile::tempdir().unwrap();
        let url = format!("http://user:pass@{}", proxy.url);
        let named = if by_kubeconfig { format!(", proxy-url: \"{url}\"") } else { String::new() };
        let kubeconfig = folder.path().join("kubeconfig");
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{{name: a, context: {{cluster: a, user: a}}}}]\n\
             users: [{{name: a, user: {{token: t}}}}]\nclusters: [{{name: a, cluster: {{server: \
             \"https://kube.example.test\"{named}}}}}]\n"
        );
        fs::write(&kubeconfig, text).unwrap();
        let mut command = program();
        if !by_kubeconfig {
            command.env("HTTPS_PROXY", &url);
        }
        let mut child = command
            .args(["collect", "--no-aws", "--cluster", "a", "--kubeconfig"])
            .arg(&kubeconfig)
            .arg("--out")
            .arg(folder.path().join("out"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(|| proxy.heard().contains("CONNECT kube.example.test:443"));
        assert!(proxy.heard().contains("dXNlcjpwYXNz"), "{}", proxy.heard());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
