//! Read operations that are declared as data: collected, judged, reported and re-performed by a program that knows
//! nothing of their service.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::bundles::EXAMPLES;
use crate::running::{program, said};

const EVIDENCE: &str = r#"service: rds
serviceId: RDS
protocol: query
version: "2014-10-31"
operations:
  - name: DescribeDBInstances
    page: {request: Marker, reply: Marker}
    items: DBInstances
    topic: rds.dbInstance
    noun: database instance
    description: A database instance in a cluster's VPC. Key, its ARN.
    key: [dbInstanceArn]
    of: {ec2.vpc: dbSubnetGroup.vpcId}
    fields:
      dbInstanceArn: {type: string, keep: arn}
      publiclyAccessible: {type: boolean}
      dbSubnetGroup: {type: object, fields: {vpcId: {type: string, keep: resource-id}}}
"#;

const CONTROL: &str = r#"id: databases-are-not-public
title: Databases next to a cluster are not public
domain: network
area: databases
severity: high
statement: Databases in the VPCs of our clusters are not reachable from the internet.
why: Workloads reach them within the VPC.
needs: [rds.dbInstance]
subject: rds.dbInstance
require: "!dbInstance.publiclyAccessible"
message: "'publicly accessible: ' + string(dbInstance.publiclyAccessible)"
cases:
  - {name: private, given: {rds.dbInstance: [{publiclyAccessible: false}]}, expect: satisfied}
  - {name: public, given: {rds.dbInstance: [{publiclyAccessible: true}]}, expect: not-satisfied}
  - {name: unread, missing: [rds.dbInstance], expect: undetermined}
"#;

const MATRIX: &str = "areas:
  - id: databases
    title: Databases
    aws: runs them
    customer: configures them
    owners: {all: customer}
    sources: [https://docs.aws.amazon.com/eks/]
";

/// A folder of controls with one declared operation.
fn controls(folder: &Path, evidence: &str) -> PathBuf {
    let controls = folder.join("controls");
    for (name, text) in [
        ("evidence/rds.yaml", evidence),
        ("network/databases-are-not-public.yaml", CONTROL),
        ("responsibility.yaml", MATRIX),
    ] {
        let path = controls.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    controls
}

/// How the databases are answered.
#[derive(Clone, Copy)]
enum Databases {
    /// Two pages of one database each.
    Paged,
    Denied,
    /// Without a member that is declared.
    Changed,
}

fn database(name: &str, public: &str) -> String {
    format!(
        "<DBInstance><DBInstanceArn>arn:aws:rds:eu-west-1:111122223333:db:{name}</DBInstanceArn>{public}\
         <MasterUsername>hunter2</MasterUsername><AllocatedStorage>4711</AllocatedStorage>\
         <DBSubnetGroup><VpcId>vpc-0123456789abcdef0</VpcId><DBSubnetGroupDescription>hunter3</DBSubnetGroupDescription>\
         </DBSubnetGroup></DBInstance>"
    )
}

fn answer(request: &str, databases: Databases) -> (u16, String) {
    let holds = |part: &str| request.contains(part);
    let xml =
        |name: &str, content: &str| format!("<{name}Response><{name}Result>{content}</{name}Result></{name}Response>");
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let private = "<PubliclyAccessible>false</PubliclyAccessible>";
    if holds("Action=GetCallerIdentity") {
        let identity = "<Arn>arn:aws:iam::111122223333:user/auditor</Arn><Account>111122223333</Account>";
        return (200, xml("GetCallerIdentity", identity));
    }
    if holds("Action=DescribeDBInstances") {
        let page = |content: String, marker: &str| {
            (200, xml("DescribeDBInstances", &format!("{marker}<DBInstances>{content}</DBInstances>")))
        };
        return match databases {
            Databases::Denied => (403, denied.to_owned()),
            Databases::Changed => page(database("orders", ""), ""),
            Databases::Paged if holds("Marker=p2") => {
                page(database("carts", "<PubliclyAccessible>true</PubliclyAccessible>"), "")
            }
            Databases::Paged => page(database("orders", private), "<Marker>p2</Marker>"),
        };
    }
    if holds("Action=DescribeVpcs") {
        let vpc = "<item><vpcId>vpc-0123456789abcdef0</vpcId></item>";
        return (
            200,
            format!("<DescribeVpcsResponse><requestId>r</requestId><vpcSet>{vpc}</vpcSet></DescribeVpcsResponse>"),
        );
    }
    let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    match path {
        "/clusters" => (200, r#"{"clusters":["prod"]}"#.to_owned()),
        "/clusters/prod" => {
            let arn = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
            let vpc = r#"{"vpcId":"vpc-0123456789abcdef0","subnetIds":[],"securityGroupIds":[]}"#;
            (200, format!(r#"{{"cluster":{{"name":"prod","arn":"{arn}","resourcesVpcConfig":{vpc}}}}}"#))
        }
        "/" => (403, denied.to_owned()),
        _ => (403, r#"{"code":"AccessDeniedException","message":"no"}"#.to_owned()),
    }
}

/// An AWS that answers every caller; its URL.
fn start(databases: Databases) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream, databases));
        }
    });
    url
}

fn serve(mut stream: TcpStream, databases: Databases) {
    let (mut received, mut buffer) = (String::new(), [0; 8192]);
    loop {
        let Ok(count) = stream.read(&mut buffer) else { return };
        received.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let Some((head, body)) = received.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if count == 0 || body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let (status, body) = answer(&received, databases);
    let _ = write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let _ = stream.shutdown(Shutdown::Both);
}

/// Attests what the server answers, by the controls in `controls`.
fn attest(databases: Databases, controls: &Path, out: &Path) -> Output {
    let mut command = program();
    for (name, value) in [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ENDPOINT_URL", &start(databases)),
    ] {
        command.env(name, value);
    }
    command.args(["attest", "--no-kubernetes", "--format", "md", "--controls"]).arg(controls);
    command.arg("--out").arg(out).output().unwrap()
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The result of the one control.
fn result(bundle: &Path) -> Value {
    let assessment = json(bundle.join("data/assessment.json"));
    let results = assessment["results"].as_array().unwrap();
    results.iter().find(|result| result["control"] == "databases-are-not-public").unwrap().clone()
}

fn verified(bundle: &Path) -> Output {
    program().arg("verify").arg(bundle).arg("--reperform").output().unwrap()
}

fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.clone(), String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()));
            }
        }
    }
    found
}

#[test]
fn a_declared_operation_is_collected_judged_reported_and_re_performed() {
    let folder = tempfile::tempdir().unwrap();
    let (controls, out) = (controls(folder.path(), EVIDENCE), folder.path().join("out"));
    let output = attest(Databases::Paged, &controls, &out);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let result = result(&out);
    assert_eq!(result["outcome"], "not-satisfied", "{result}");
    assert_eq!((&result["population"]["checked"], &result["population"]["passed"]), (&2.into(), &1.into()), "{result}");
    let arn = "arn:aws:rds:eu-west-1:111122223333:db:carts";
    assert_eq!(result["findings"][0]["subject"], arn);
    let report = fs::read_to_string(out.join("data/reports/attestation.md")).unwrap();
    // With those of the built-in declarations that the folder does not hold.
    let named = report.split("declared operations of services: ").nth(1).and_then(|rest| rest.split(['.', ';']).next());
    assert!(report.contains("db:carts") && named.is_some_and(|names| names.contains("`rds`")), "{report}");
    for (path, text) in texts(&out) {
        for secret in ["hunter2", "hunter3", "4711"] {
            assert!(!text.contains(secret), "{} holds {secret}", path.display());
        }
    }
    assert!(out.join("data/controls/evidence/rds.yaml").is_file());

    let verified = self::verified(&out);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    assert!(said(&verified).contains("declared operations of a service that differ from the built-in ones: rds"));
    // Whoever declares less in the bundle reads something else of the same replies.
    let declared = out.join("data/controls/evidence/rds.yaml");
    fs::write(&declared, EVIDENCE.replace("keep: resource-id", "keep: account")).unwrap();
    assert_ne!(self::verified(&out).status.code(), Some(0));
}

#[test]
fn a_declared_operation_that_is_denied_leaves_the_control_open_and_names_the_permission() {
    let folder = tempfile::tempdir().unwrap();
    let controls = controls(folder.path(), EVIDENCE);
    for (databases, words) in
        [(Databases::Denied, "rds:DescribeDBInstances"), (Databases::Changed, "the item has no `publiclyAccessible`")]
    {
        let out = folder.path().join(format!("out-{}", words.len()));
        let output = attest(databases, &controls, &out);
        let result = result(&out);
        assert_eq!(result["outcome"], "undetermined", "{result} {}", said(&output));
        let facts = fs::read_to_string(out.join("data/facts.json")).unwrap();
        assert!(facts.contains(words) && facts.contains("rds:DescribeDBInstances"), "{words}");
        assert!(result.to_string().contains("rds:DescribeDBInstances"), "{result}");
        let verified = verified(&out);
        assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    }
}

#[test]
fn permissions_cases_and_lists_know_what_is_declared() {
    let folder = tempfile::tempdir().unwrap();
    let controls = controls(folder.path(), EVIDENCE);
    let with = |arguments: &[&str]| program().args(arguments).arg("--controls").arg(&controls).output().unwrap();
    let permissions = with(&["permissions", "--format", "list"]);
    assert!(said(&permissions).lines().any(|line| line == "rds:DescribeDBInstances"), "{}", said(&permissions));
    assert!(said(&permissions).lines().any(|line| line == "ec2:DescribeVpcs"), "{}", said(&permissions));
    let tested = with(&["controls", "test"]);
    assert_eq!(tested.status.code(), Some(0), "{}", said(&tested));
    let file = controls.join("network/databases-are-not-public.yaml");
    fs::write(&file, CONTROL.replace("!dbInstance.publiclyAccessible", "!dbInstance.publicAccessible")).unwrap();
    let misspelt = said(&with(&["controls", "test"]));
    assert!(
        misspelt.contains("no member `publicAccessible`") && misspelt.contains("`publiclyAccessible`"),
        "{misspelt}"
    );
    fs::write(&file, CONTROL.replace("rds.dbInstance", "rds.dbInstances")).unwrap();
    let misspelt = said(&with(&["controls", "test"]));
    assert!(misspelt.contains("did you mean `rds.dbInstance`?"), "{misspelt}");
    // Without the declaration there is no such topic.
    fs::remove_file(controls.join("evidence/rds.yaml")).unwrap();
    fs::write(&file, CONTROL).unwrap();
    assert_eq!(with(&["controls", "test"]).status.code(), Some(2));
}

#[test]
fn an_operation_that_writes_is_refused_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = EVIDENCE.replace("name: DescribeDBInstances", "name: DeleteDBInstance");
    let controls = controls(folder.path(), &evidence);
    let recording = format!("{EXAMPLES}/quarterly-attestation/input/recording");
    let mut command = program();
    command.args(["attest", "--replay", &recording, "--controls"]).arg(&controls);
    let output = command.arg("--out").arg(folder.path().join("out")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = said(&output);
    assert!(words.contains("evidence/rds.yaml:6:11") && words.contains("rds:DeleteDBInstance"), "{words}");
    assert!(words.contains("not_a_read") && words.contains("Describe…, Get…, List…"), "{words}");
}
