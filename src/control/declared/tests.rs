use std::collections::BTreeMap;

use crate::control::loader;

const FILE: &str = "service: loadtest
protocol: query
version: '1'
operations:
  - name: DescribeDBInstances
    items: DBInstances
    topic: loadtest.dbInstance
    noun: database instance
    description: A database instance.
    key: [dbInstanceArn]
    of: {ec2.vpc: dbSubnetGroup.vpcId}
    fields:
      dbInstanceArn: {type: string, keep: arn}
      storageEncrypted: {type: boolean}
      dbSubnetGroup: {type: object, fields: {vpcId: {type: string, keep: resource-id}}}
";

fn files(text: &str) -> BTreeMap<String, String> {
    [("evidence/loadtest.yaml".to_owned(), text.to_owned())].into()
}

/// What is wrong with the file where `from` is replaced.
fn replaced(from: &str, to: &str) -> Vec<String> {
    assert!(FILE.contains(from), "{from}");
    let problems = loader::declare(&files(&FILE.replacen(from, to, 1))).unwrap_err();
    let told = problems.iter().map(|p| {
        format!(
            "{}:{}:{} {} {}: {} | {}",
            p.path,
            p.line.unwrap(),
            p.column.unwrap(),
            p.code.stage(),
            p.code.name(),
            p.message,
            p.help.as_deref().unwrap_or("")
        )
    });
    told.collect()
}

#[test]
fn an_operation_that_writes_is_refused_with_its_place() {
    assert_eq!(
        replaced("name: DescribeDBInstances", "name: DeleteDBInstance"),
        [
            "evidence/loadtest.yaml:5:11 evidence not_a_read: `loadtest:DeleteDBInstance` is not an operation that reads \
             | only operations that read are accepted: Describe…, Get…, List…, Lookup…, BatchGet…"
        ]
    );
    let action = replaced("    items:", "    action: loadtest:ModifyDBInstance\n    items:");
    assert!(
        action.len() == 1 && action[0].starts_with("evidence/loadtest.yaml:6:13 evidence not_a_read"),
        "{action:?}"
    );
    let secret = replaced("name: DescribeDBInstances", "name: GetSecretValue");
    assert!(secret.len() == 1 && secret[0].contains("answers_with_secrets"), "{secret:?}");
    let built_in = replaced("service: loadtest", "service: sts");
    assert!(built_in.iter().any(|problem| problem.contains("is read already")), "{built_in:?}");
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place_and_a_suggestion() {
    for (from, to, expected) in [
        ("keep: arn", "keep: arm", "13:43 evidence unknown_form: there is no form `arm` | did you mean `arn`?"),
        (
            "ec2.vpc:",
            "ec2.vpcs:",
            "11:20 evidence unknown_topic: there is no topic `ec2.vpcs` to read through | did you mean `ec2.vpc`?",
        ),
        ("dbSubnetGroup.vpcId}", "dbSubnetGroup.vpc}", "11:19 evidence unknown_member"),
        ("key: [dbInstanceArn]", "key: [dbInstance]", "10:11 evidence not_a_key"),
        ("type: boolean", "type: bolean", "file unknown_value: `bolean` is not known here | did you mean `boolean`?"),
        ("topic: loadtest.dbInstance", "topic: eks.cluster", "7:12 evidence built_in"),
        ("topic: loadtest.dbInstance", "topic: loadtest.namespace", "7:12 evidence not_a_topic"),
        ("version: '1'\n", "", "2:11 evidence field_missing: the protocol `query` needs `version`"),
        ("    key: [dbInstanceArn]\n", "", "7:12 evidence field_missing: `key` is missing"),
        ("    items:", "    itms:", "file unknown_field: there is no field `itms` here | did you mean `items`?"),
        ("    items:", "    request: {Names: [a]}\n    items:", "6:22 evidence not_a_parameter"),
        (
            "type: boolean}",
            "type: boolean, keep: arn}",
            "evidence type_does_not_fit: `keep` is for a member of the type `string`",
        ),
    ] {
        let told = replaced(from, to);
        assert!(told.len() == 1 && told[0].contains(expected), "{expected}: {told:#?}");
    }
}

#[test]
fn topics_that_are_found_through_each_other_are_refused() {
    let operation = |name: &str, topic: &str, each: &str| {
        format!(
            "  - {{name: {name}, items: x, topic: looptest.{topic}, noun: x, description: x, key: [a], \
             request: {{P: {{each: looptest.{each}, field: a}}}}, fields: {{a: {{type: string, keep: name}}}}}}\n"
        )
    };
    let head = "service: looptest\nprotocol: query\nversion: '1'\noperations:\n";
    let circle = format!("{head}{}{}", operation("ListFirst", "a", "b"), operation("ListSecond", "b", "a"));
    let problems = loader::declare(&files(&circle)).unwrap_err();
    assert!(problems.len() == 2 && problems.iter().all(|problem| problem.code.name() == "circle"), "{problems:?}");
    let problems = loader::declare(&files(&format!("{head}{}", operation("ListFirst", "a", "c")))).unwrap_err();
    assert!(problems.len() == 1 && problems[0].code.name() == "unknown_topic", "{problems:?}");
}
