use super::*;

const MATRIX: &str = "areas:
  - id: cluster-endpoint
    title: Cluster endpoint
    aws: serves it
    customer: restricts it
    owners: {all: customer}
    sources: [https://docs.aws.amazon.com/eks/]
";

const CONTROL: &str = "id: endpoint-private
title: The endpoint is private
domain: network
area: cluster-endpoint
severity: high
statement: The endpoint is private.
why: Reach.
needs: [eks.cluster]
subject: eks.cluster
require: >-
  !cluster.resourcesVpcConfig.endpointPublicAccess
  || days(asOf, cluster.createdAt) < parameters.graceDays
message: \"'public access ' + string(cluster.resourcesVpcConfig.endpointPublicAccess)\"
parameters:
  graceDays: {default: 0, description: days, minimum: 0, maximum: 30}
cases:
  - {name: good, given: {eks.cluster: [{resourcesVpcConfig: {endpointPublicAccess: false}}]}, expect: satisfied}
  - {name: bad, given: {eks.cluster: [{createdAt: 2026-01-01T00:00:00Z, resourcesVpcConfig: {endpointPublicAccess: true}}]}, expect: not-satisfied}
  - {name: unread, missing: [eks.cluster], expect: undetermined}
";

fn load_with(change: impl Fn(&str) -> String) -> Result<Catalogue, Vec<Problem>> {
    let files = [
        ("responsibility.yaml", MATRIX.to_owned()),
        ("network/endpoint-private.yaml", change(CONTROL)),
        ("frameworks/nist.yaml", "id: nist\ntitle: NIST\nsource: https://csrc.nist.gov\nclauses:\n  - {id: SC-7, controls: [endpoint-private]}\n".to_owned()),
    ];
    load(&files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect())
}

fn replaced(from: &str, to: &str) -> Vec<String> {
    let problems = load_with(|text| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
    .unwrap_err();
    problems
        .iter()
        .map(|p| {
            format!(
                "{}:{}: {}: {} | {}",
                p.line.unwrap(),
                p.column.unwrap(),
                p.code.name(),
                p.message,
                p.help.clone().unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn a_sound_catalogue_loads_and_its_digest_follows_its_content() {
    let one = load_with(str::to_owned).unwrap();
    assert_eq!((one.controls.len(), one.areas.len(), one.frameworks.len()), (1, 1, 1));
    assert_eq!(one.digest, load_with(str::to_owned).unwrap().digest);
    assert_ne!(one.digest, load_with(|text| text.replace("high", "low")).unwrap().digest);
}

#[test]
fn a_misspelt_member_is_refused_with_its_place_and_a_suggestion() {
    assert_eq!(
        replaced(
            "  !cluster.resourcesVpcConfig.endpointPublicAccess",
            "  !cluster.resourcesVpcConfig.endpointPublcAccess"
        ),
        [
            "11:31: unknown_member: `cluster.resourcesVpcConfig` has no member `endpointPublcAccess` | did you mean `endpointPublicAccess`?"
        ]
    );
}

#[test]
fn a_misspelt_variable_function_and_parameter_are_all_told_at_once() {
    assert_eq!(
        replaced(
            "days(asOf, cluster.createdAt) < parameters.graceDays",
            "day(asOff, cluster.createdAt) < parameters.graceDay"
        ),
        [
            "12:6: unknown_function: there is no function `day` | did you mean `days`?",
            "12:10: unknown_variable: there is no variable `asOff` here | did you mean `asOf`?",
            "12:49: unknown_parameter: the control has no parameter `graceDay` | did you mean `graceDays`?",
        ]
    );
}

#[test]
fn topics_under_facts_must_exist_and_be_needed() {
    let problems = replaced(
        "!cluster.resourcesVpcConfig.endpointPublicAccess\n",
        "facts.ec2.subnet['a'].vpcId == facts.ec2.subnt['a'].x\n",
    );
    assert_eq!(
        problems,
        [
            "11:12: topic_not_needed: `ec2.subnet` is read here and missing in `needs` | add `ec2.subnet` to `needs`",
            "11:44: unknown_topic: there is no topic `ec2.subnt` | did you mean `subnet`?",
        ]
    );
}

/// The only problem of a catalogue with this exception for a part of EKS.
fn excepting(component: &str, control: &str) -> String {
    let text = format!("components:\n  - {{component: {component}, reason: r, source: s, controls: [{control}]}}\n");
    let files =
        [("responsibility.yaml", MATRIX), ("network/endpoint-private.yaml", CONTROL), (components::FILE, &text)];
    let problems = load(&files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    format!("{}: {} | {}", problems[0].code.name(), problems[0], problems[0].help.as_deref().unwrap())
}

#[test]
fn an_exception_names_a_part_and_a_control_that_are_there() {
    assert_eq!(
        excepting("aws-nod", "endpoint-private"),
        "unknown_value: components.yaml:2:17: `aws-nod` is not known here | did you mean `aws-node`?"
    );
    assert_eq!(
        excepting("aws-node", "endpoint-privat"),
        "unknown_control: components.yaml:2:60: there is no control `endpoint-privat` | did you mean \
         `endpoint-private`?"
    );
}

#[test]
fn a_word_that_no_fact_holds_is_refused_in_conditions_and_in_cases() {
    let problems = load_with(|text| {
        let text = text.replace("needs: [eks.cluster]", "needs: [eks.cluster, analysis.node]");
        let text = text.replace("given: {eks", "given: {analysis.node: [{computeType: farget}], eks");
        text.replace(
            "  !cluster.resourcesVpcConfig.endpointPublicAccess\n",
            "  facts.analysis.node.all(k, facts.analysis.node[k].computeType != 'fargte')\n",
        )
    });
    let told =
        problems.unwrap_err().iter().map(|p| format!("{p} | {}", p.help.as_deref().unwrap())).collect::<Vec<_>>();
    assert_eq!(told.len(), 3, "{told:#?}");
    assert_eq!(
        told[0],
        "network/endpoint-private.yaml:11:69: `facts.analysis.node[…].computeType` is never `fargte` | did you mean \
         `fargate`?"
    );
    let case = "`node.computeType` is never `farget` | did you mean `fargate`?";
    assert!(told[1..].iter().all(|told| told.ends_with(case)), "{told:#?}");
}

#[test]
fn a_topic_is_found_however_a_condition_writes_it() {
    for (text, topic) in [
        ("facts.ec2.?image['a'].hasValue()", "ec2.image"),
        ("facts['ec2'].image.exists(k, true)", "ec2.image"),
        ("facts.eks.addonVersion.exists(k, true)", "eks.addonVersion"),
    ] {
        let problems = replaced("!cluster.resourcesVpcConfig.endpointPublicAccess\n", &format!("{text}\n"));
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        let told = format!("topic_not_needed: `{topic}` is read here and missing in `needs`");
        assert!(problems[0].contains(&told), "{text}: {problems:?}");
    }
}

#[test]
fn members_are_followed_through_lists_and_comprehensions() {
    let problems = replaced(
        "!cluster.resourcesVpcConfig.endpointPublicAccess\n",
        "cluster.logging.clusterLogging.filter(l, l.enabled).exists(l, 'api' in l.typs)\n",
    );
    assert_eq!(problems, ["11:76: unknown_member: `l` has no member `typs` | did you mean `types`?"]);
}

#[test]
fn unknown_fields_topics_and_values_are_refused() {
    let first = |from, to| replaced(from, to).remove(0);
    assert!(
        first("severity: high", "severty: high").starts_with("5:1: unknown_field:"),
        "{}",
        first("severity: high", "severty: high")
    );
    assert!(
        first("severity: high", "severty: high").ends_with("did you mean `severity`?"),
        "{}",
        first("severity: high", "severty: high")
    );
    assert!(first("subject: eks.cluster", "subject: eks.clustr").contains("did you mean `eks.cluster`?"));
    assert!(first("[{resourcesVpcConfig", "[{resourceVpcConfig").contains("unknown_member: `cluster` has no member"));
}

#[test]
fn the_parts_of_a_control_belong_together() {
    let codes = |from: &str, to: &str| -> Vec<String> {
        replaced(from, to).iter().map(|p| p.split(": ").nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(codes("id: endpoint-private", "id: other"), ["id_is_not_file_name"]);
    assert_eq!(codes("domain: network", "domain: iam"), ["domain_is_not_folder"]);
    assert_eq!(codes("area: cluster-endpoint", "area: cluster-endpoints"), ["unknown_area"]);
    assert_eq!(codes("default: 0", "default: 31"), ["parameter_out_of_bounds"]);
    assert_eq!(codes("expect: undetermined", "expect: satisfied"), ["case_missing"]);
    assert_eq!(codes("severity: high", "severity: high\nmaxAge: soon"), ["not_an_age"]);
    assert_eq!(codes("severity: high", "severity: high\nwhen: 'true'"), ["case_missing", "otherwise_missing"]);
    assert_eq!(
        codes("needs: [eks.cluster]", "needs: [eks.addon]"),
        ["topic_not_needed", "topic_not_needed", "topic_not_needed"]
    );
}

#[test]
fn what_people_attest_may_say_of_what_they_are_asked() {
    let start = CONTROL.find("subject:").unwrap();
    let cases = "cases:\n  - {name: none, given: {eks.cluster: [{version: '1.0'}]}, expect: not-applicable}\n";
    let when = "when: cluster.version == '2.0'\notherwise: an older version\n";
    let codes = |rest: &str| -> Vec<&'static str> {
        let loaded = load_with(|text| format!("{}{rest}{cases}", &text[..start]));
        loaded.err().unwrap_or_default().iter().map(|problem| problem.code.name()).collect()
    };
    assert_eq!(codes(&format!("subject: eks.cluster\n{when}statedBy: the CISO\n")), [""; 0]);
    assert_eq!(codes(&format!("{when}statedBy: the CISO\n")), ["subject_missing"]);
    assert_eq!(codes("subject: eks.cluster\nstatedBy: the CISO\n"), ["rule_missing"]);
    assert_eq!(codes(&format!("subject: eks.cluster\n{when}")), ["stated_by", "rule_missing"]);
}

#[test]
fn a_diagnostic_has_code_help_and_label() {
    use miette::Diagnostic;
    let problems = load_with(|text| text.replace("cluster.createdAt", "cluster.createAt")).unwrap_err();
    let problem = &problems[0];
    assert_eq!(problem.code().unwrap().to_string(), "eks_attest::control::unknown_member");
    assert_eq!(problem.to_string(), "network/endpoint-private.yaml:12:25: `cluster` has no member `createAt`");
    assert_eq!(problem.labels().unwrap().count(), 1);
}

#[test]
fn a_row_that_the_catalogue_lacks_is_refused_with_its_place_and_the_nearest() {
    let named = |rows: Option<&str>| {
        let mut files = BTreeMap::from([
            ("responsibility.yaml".to_owned(), MATRIX.to_owned()),
            ("network/endpoint-private.yaml".to_owned(), CONTROL.replace("why:", "catalogue: [CP-02, CP-O4]\nwhy:")),
        ]);
        files.extend(rows.map(|rows| ("catalogue.csv".to_owned(), format!("id,area,check,source,evidence\n{rows}"))));
        let problems = load(&files).err().unwrap_or_default();
        let told = |p: &Problem| format!("{p} | {}", p.help.clone().unwrap_or_default());
        problems.iter().map(told).collect::<Vec<_>>()
    };
    let two = "CP-02,Control plane,One.,AWS API,x\nCP-04,Control plane,Two.,AWS API,x\n";
    let there_is_none = "network/endpoint-private.yaml:7:20: there is no row `CP-O4` in the catalogue";
    assert_eq!(named(Some(two)), [format!("{there_is_none} | did you mean `CP-04`?")]);
    assert_eq!(named(Some(&format!("{two}CP-O4,Control plane,Three.,AWS API,x\n"))), [""; 0]);
    // A row that is faulty itself is not an unknown row.
    let told = named(Some(&format!("{two}CP-O4,Control plane,Three.,AWS,x\n")));
    assert_eq!(told, ["catalogue.csv:4:1: there is no source `AWS` | did you mean `AWS API`?"]);
    let told = named(None);
    assert_eq!(told[1], format!("{there_is_none} | there is no `catalogue.csv`, which says what the ids mean"));
}

#[test]
fn only_true_and_false_are_booleans() {
    let catalogue = load_with(|text| text.replace("title: The endpoint is private", "title: no")).unwrap();
    assert_eq!(catalogue.controls[0].title, "no");
    let catalogue = load_with(|text| {
        text.replace("name: good, given: {eks.cluster: [{", "name: good, given: {eks.cluster: [{status: on, ")
    });
    assert_eq!(catalogue.unwrap().controls[0].cases[0].given.values().next().unwrap()[0]["status"], "on".into());
}

#[test]
fn a_condition_on_text_that_is_not_stored_is_refused_with_its_place_and_help() {
    let refused = |to: &str| replaced("  !cluster.resourcesVpcConfig.endpointPublicAccess", to);
    let not_kept = |problems: Vec<String>| {
        problems.into_iter().filter(|problem| problem.contains("text_not_kept")).collect::<Vec<_>>()
    };
    let told = not_kept(refused("  cluster.tags.note != 'x'"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("11:16: text_not_kept: the text of `cluster.tags.note` is not stored"), "{told:?}");
    assert!(code::TEXT_NOT_KEPT.help().contains("declare in the topic's shape the form"));
    let listed = "  facts.ec2.securityGroup['sg-1'].ipPermissions.all(p, p.ipRanges.all(r, r.description != ''))";
    assert_eq!(not_kept(refused(listed)).len(), 1);
    // What is stored, by its form or by its key, may be read; and what is not, whether it is there.
    for fine in [
        "  cluster.tags['kubernetes.io/cluster/prod'] == 'owned'",
        "  cluster.tags.owner != ''",
        "  has(cluster.tags.note)",
        "  cluster.?tags[?parameters.graceDays].orValue('') != ''",
        "  cluster.roleArn != ''",
    ] {
        let changed = load_with(|text| text.replace("  !cluster.resourcesVpcConfig.endpointPublicAccess", fine));
        let told: Vec<String> = changed.err().unwrap_or_default().iter().map(|p| p.code.name().to_owned()).collect();
        assert!(!told.contains(&"text_not_kept".to_owned()), "{fine}: {told:?}");
    }
}
