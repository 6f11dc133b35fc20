use serde_json::json;

use super::*;
use crate::evidence::exchange::Request;
use crate::evidence::redaction::{Format, redact};
use crate::evidence::topic::Scope;
use crate::evidence::topic::declaration::{Declared, Known, register};

/// The topics that `files` declare, in use.
pub(crate) fn in_use(files: &[&str]) -> Vec<Topic> {
    let (known, faults) = declared(files);
    assert_eq!(faults, []);
    register(&known).unwrap();
    known.descriptors().iter().map(|descriptor| Topic::Declared(Declared::of(descriptor))).collect()
}

fn declared(files: &[&str]) -> (Known, Vec<Fault>) {
    let options = serde_saphyr::options! { strict_booleans: true };
    let read = |text: &&str| serde_saphyr::from_str_with_options(text, options.clone()).unwrap();
    resolve(&files.iter().map(read).collect::<Vec<EvidenceFile>>())
}

/// Databases of a service that no other test knows.
pub(crate) const QUERY: &str = r#"
service: querytest
protocol: query
version: "2014-10-31"
operations:
  - name: DescribeDBInstances
    page: {request: Marker, reply: Marker}
    items: DBInstances
    topic: querytest.dbInstance
    noun: database instance
    description: A database instance.
    key: [dbInstanceIdentifier]
    fields:
      dbInstanceIdentifier: {type: string, keep: name}
      publiclyAccessible: {type: boolean}
      port: {type: integer, optional: true}
      instanceCreateTime: {type: timestamp, optional: true}
      engine: {type: string, keep: [postgres, mysql]}
      masterUsername: {type: string, optional: true}
      tagList:
        type: list
        optional: true
        items: {type: object, fields: {key: {type: string, keep: tag-key}, value: {type: string, keep: tag-value}}}
"#;

const REPLY: &str = "<DescribeDBInstancesResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\
    <DescribeDBInstancesResult><Marker>next-1</Marker><DBInstances>\
    <DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><PubliclyAccessible>true</PubliclyAccessible>\
    <Port>5432</Port><InstanceCreateTime>2026-06-30T12:00:00.123Z</InstanceCreateTime><Engine>postgres</Engine>\
    <MasterUsername>hunter2</MasterUsername><AllocatedStorage>4711</AllocatedStorage><MultiAZ>true</MultiAZ>\
    <Endpoint><Address>s3cr3t.example.com</Address><Port>1234</Port></Endpoint>\
    <TagList><Tag><Key>Owner</Key><Value>payments</Value></Tag></TagList></DBInstance>\
    <DBInstance><DBInstanceIdentifier>carts</DBInstanceIdentifier><PubliclyAccessible>false</PubliclyAccessible>\
    <Engine>mysql</Engine></DBInstance></DBInstances></DescribeDBInstancesResult>\
    <ResponseMetadata><RequestId>b9f3a6f1-0000-4000-8000-000000000000</RequestId></ResponseMetadata>\
    </DescribeDBInstancesResponse>";

fn request(service: &str, operation: &str) -> Request {
    let (service, operation) = (service.to_owned(), operation.to_owned());
    Request { service, operation, region: "eu-west-1".to_owned(), parameters: Default::default() }
}

#[test]
fn only_what_is_declared_of_xml_is_stored_and_it_reads_back() {
    let topic = in_use(&[QUERY])[0];
    let request = request("querytest", "DescribeDBInstances");
    let redacted = redact(&request, Format::Xml, REPLY.as_bytes()).unwrap();
    let body = String::from_utf8(redacted.body.clone()).unwrap();
    for gone in ["hunter2", "4711", "s3cr3t", "1234", "MultiAZ>true"] {
        assert!(!body.contains(gone), "{gone}: {body}");
    }
    for kept in ["orders", "postgres", "5432", "next-1", "payments", "<Endpoint>redacted(text)</Endpoint>"] {
        assert!(body.contains(kept), "{kept}: {body}");
    }
    assert_eq!(redact(&request, Format::Xml, &redacted.body).unwrap().body, redacted.body);

    let descriptor = topic.declaration().unwrap();
    let Answer { items, next } = read(descriptor, &redacted.body).unwrap();
    assert_eq!(next.as_deref(), Some("next-1"));
    let facts: Vec<_> = items.iter().map(|item| pick(&descriptor.fields, item).unwrap()).collect();
    assert_eq!(
        facts,
        [
            json!({"dbInstanceIdentifier": "orders", "publiclyAccessible": true, "port": 5432, "engine": "postgres",
                "instanceCreateTime": "2026-06-30T12:00:00Z", "masterUsername": "redacted(name)",
                "tagList": [{"key": "Owner", "value": "payments"}]}),
            json!({"dbInstanceIdentifier": "carts", "publiclyAccessible": false, "engine": "mysql"}),
        ]
    );
    assert_eq!(descriptor.key_of(&facts[0], &Default::default()).as_deref(), Some("orders"));
}

#[test]
fn only_what_is_declared_of_json_is_stored_and_it_reads_back() {
    let text = "service: jsontest\nprotocol: json-1.1\ntargetPrefix: JsonTest_V1\noperations:\n  \
        - {name: DescribeRepositories, items: repositories, page: {request: nextToken, reply: nextToken}, \
        topic: jsontest.repository, noun: repository, plural: repositories, description: A repository., \
        key: [repositoryArn], fields: {repositoryArn: {type: string, keep: arn}, \
        imageScanningConfiguration: {type: object, fields: {scanOnPush: {type: boolean}}}, \
        createdAt: {type: timestamp}, labels: {type: map, optional: true, values: {type: string, keep: tag-value}}}}\n  \
        - {name: ListNames, items: Names, item: name, topic: jsontest.name, noun: name, description: A name., \
        key: [name], fields: {name: {type: string, keep: name}}}\n";
    let topics = in_use(&[text]);
    let arn = "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web";
    let body = json!({"repositories": [{"repositoryArn": arn, "createdAt": 1_700_000_000.5, "secretNumber": 4711,
        "ImageScanningConfiguration": {"ScanOnPush": true, "more": "hunter2"}, "other": {"hunter3": [true]},
        "labels": {"Owner": "payments", "x": "hunter2 is here"}}], "nextToken": "t1"});
    let request = request("jsontest", "DescribeRepositories");
    let redacted = redact(&request, Format::Json, body.to_string().as_bytes()).unwrap();
    let stored = String::from_utf8(redacted.body.clone()).unwrap();
    assert!(!stored.contains("hunter") && !stored.contains("4711"), "{stored}");
    assert_eq!(redact(&request, Format::Json, &redacted.body).unwrap().body, redacted.body);
    let descriptor = topics[0].declaration().unwrap();
    let Answer { items, next } = read(descriptor, &redacted.body).unwrap();
    assert_eq!(next.as_deref(), Some("t1"));
    let fact = pick(&descriptor.fields, &items[0]).unwrap();
    assert_eq!(fact["imageScanningConfiguration"], json!({"scanOnPush": true}));
    assert_eq!(fact["createdAt"], "2023-11-14T22:13:20Z");
    assert_eq!(fact["labels"]["Owner"], "payments");

    let names = topics[1].declaration().unwrap();
    let answer = read(names, br#"{"names": ["a", "b"]}"#).unwrap();
    assert_eq!(answer.items, [json!({"name": "a"}), json!({"name": "b"})]);
}

#[test]
fn a_reply_that_is_not_as_declared_is_an_error_and_never_a_default() {
    let topic = in_use(&[QUERY])[0];
    let descriptor = topic.declaration().unwrap();
    let error = |body: &str| read(descriptor, body.as_bytes()).unwrap_err();
    assert!(error("<DescribeDBInstancesResponse/>").contains("DescribeDBInstancesResult"));
    assert!(error("<Other/>").contains("DescribeDBInstancesResponse"));
    let empty = "<DescribeDBInstancesResponse><DescribeDBInstancesResult/></DescribeDBInstancesResponse>";
    assert!(error(empty).contains("no list `DBInstances`"));
    let pick = |item| pick(&descriptor.fields, &item).unwrap_err();
    assert_eq!(pick(json!({"DBInstanceIdentifier": "a", "engine": "mysql"})), "the item has no `publiclyAccessible`");
    let text = json!({"dbInstanceIdentifier": "a", "engine": "mysql", "publiclyAccessible": "yes"});
    assert_eq!(pick(text), "`publiclyAccessible` is not true or false");
    let null = json!({"dbInstanceIdentifier": "a", "engine": null, "publiclyAccessible": true});
    assert_eq!(pick(null), "the item has no `engine`");
}

#[test]
fn each_distinct_value_is_asked_about_once_and_what_was_redacted_never() {
    let text = "service: eachtest\nprotocol: json-1.0\ntargetPrefix: E\noperations:\n  \
        - {name: DescribeThing, request: {names: [{each: eks.cluster, field: name}], kind: x}, \
        topic: eachtest.thing, noun: thing, description: A thing., key: [request.names], \
        fields: {on: {type: boolean}}}\n";
    let topic = in_use(&[text])[0];
    assert_eq!((topic.scope(), topic.variable()), (Scope::Cluster, "thing"));
    let facts = ["a", "b", "a", "redacted(name)"]
        .iter()
        .enumerate()
        .map(|(at, name)| (["k0", "k1", "k2", "k3"][at], [format!("cluster-{at}")].into(), json!({ "name": name })));
    let Requests { asked, unaskable } = topic.declaration().unwrap().requests(facts);
    let parameters: Vec<_> = asked.keys().map(|parameters| parameters["names"].as_str()).collect();
    assert_eq!(parameters, [r#"["a"]"#, r#"["b"]"#]);
    let clusters: Vec<Vec<&str>> =
        asked.values().map(|asked| asked.clusters.iter().map(String::as_str).collect()).collect();
    assert_eq!(clusters, [vec!["cluster-0", "cluster-2"], vec!["cluster-1"]]);
    assert_eq!(unaskable, [("k3".to_owned(), ["cluster-3".to_owned()].into())]);
}

#[test]
fn other_content_under_a_name_that_is_taken_is_refused() {
    in_use(&[QUERY]);
    in_use(&[QUERY]);
    let (other, _) = declared(&[&QUERY.replace("type: boolean", "type: string")]);
    assert!(register(&other).unwrap_err().what.contains("`querytest.dbInstance`"));
    let (other, _) = declared(&[&QUERY.replace("querytest.dbInstance", "querytest.other")]);
    assert!(register(&other).unwrap_err().what.contains("`DescribeDBInstances`"));
}

#[test]
fn a_topic_that_nothing_declares_is_known_by_name_only_where_it_was_stored() {
    assert!("nowhere.thing".parse::<Topic>().is_err());
    let stored: Topic = serde_json::from_str("\"nowhere.thing\"").unwrap();
    assert_eq!((stored.as_str(), stored.declaration()), ("nowhere.thing", None));
    assert_eq!(serde_json::to_string(&stored).unwrap(), "\"nowhere.thing\"");
    assert!(serde_json::from_str::<Topic>("\"Nowhere\"").is_err());
    let here = Known::default();
    assert!(here.within(|| serde_json::from_str::<Topic>("\"nowhere.thing\"")).is_err());
    assert!(here.within(Topic::known).len() == Topic::ALL.len());
}
