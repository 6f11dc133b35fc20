use serde_json::{Value, json};

use crate::analysis::{derive, fixture::Fixture};
use crate::evidence::topic::Topic;

const NODE: &str = "arn:aws:iam::111122223333:role/node";
const APP: &str = "arn:aws:iam::111122223333:role/app";
const ISSUER: &str = "oidc.eks.eu-west-1.amazonaws.com/id/B1";

fn role_fact(name: &str, trust: Value, attached: &[&str], inline: Value) -> Value {
    let attached: Vec<Value> = attached.iter().map(|arn| json!({"policyArn": arn})).collect();
    json!({"arn": format!("arn:aws:iam::111122223333:role/{name}"), "roleName": name,
        "assumeRolePolicyDocument": trust, "attachedPolicies": attached, "inlinePolicies": inline})
}

fn service_trust() -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}})
}

fn pod_trust(condition: Value) -> Value {
    json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition,
        "Principal": {"Federated": format!("arn:aws:iam::111122223333:oidc-provider/{ISSUER}")}}]})
}

fn derived(fixture: &Fixture, arn: &str) -> Value {
    fixture.derived(Topic::AnalysisRole, &format!("blue/{arn}"))
}

#[test]
fn every_kind_of_use() {
    let mut fixture = Fixture::blue();
    let sub = json!({"StringEquals": {format!("{ISSUER}:sub"): "system:serviceaccount:shop:cart"}});
    fixture.add(Topic::IamRole, APP, role_fact("app", pod_trust(sub), &[], json!([])));
    fixture.add(Topic::IamRole, NODE, role_fact("node", service_trust(), &[], json!([])));
    fixture.add(Topic::EksFargateProfile, "blue/f", json!({"fargateProfileName": "f", "podExecutionRoleArn": APP}));
    fixture.add(
        Topic::EksAddon,
        "blue/ebs",
        json!({"addonName": "ebs", "serviceAccountRoleArn": APP, "podIdentityAssociations": ["arn:assoc"]}),
    );
    fixture.add(
        Topic::EksPodIdentityAssociation,
        "blue/a-1",
        json!({"associationArn": "arn:assoc", "namespace": "kube-system", "serviceAccount": "ebs", "roleArn": APP}),
    );
    fixture.add(Topic::EksAccessEntry, "blue/app", json!({"principalArn": APP, "type": "STANDARD"}));
    fixture.add(Topic::EksAccessEntry, "blue/node", json!({"principalArn": NODE, "type": "EC2_LINUX"}));
    fixture.add(Topic::EksAccessEntry, "blue/user", json!({"principalArn": "arn:aws:iam::111122223333:user/eve"}));

    let app = derived(&fixture, APP);
    assert_eq!(app["kinds"], json!(["access-entry", "addon", "irsa", "pod-execution", "pod-identity"]));
    assert!(app["uses"].as_array().unwrap().contains(&json!({"kind": "irsa", "subject": "shop/cart"})));
    assert!(app["uses"].as_array().unwrap().contains(&json!({"kind": "pod-identity", "subject": "kube-system/ebs"})));
    assert_eq!(derived(&fixture, NODE)["kinds"], json!(["node"]));

    // The cluster's role was not described: it is in the population, with nothing to rely on.
    let cluster = derived(&fixture, "arn:aws:iam::111122223333:role/cluster");
    assert!(cluster.get("kinds").is_none() && cluster.get("allowsAdministration").is_none(), "{cluster}");
    let facts = derive(fixture.0);
    assert!(!facts.of(Topic::AnalysisRole).iter().any(|fact| fact.key.contains(":user/")));
}

#[test]
fn trust_in_another_clusters_provider_is_no_use_of_this_cluster() {
    let mut fixture = Fixture::blue();
    let other = "oidc.eks.eu-west-1.amazonaws.com/id/GREEN";
    let trust = json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": format!("arn:aws:iam::111122223333:oidc-provider/{other}")}}});
    fixture.add(Topic::IamRole, APP, role_fact("app", trust, &[], json!([])));
    let role = derived(&fixture, APP);
    assert_eq!(role["kinds"], json!([]));
    assert_eq!(role["trust"]["webIdentity"][0]["pinned"], false);
}

#[test]
fn an_unpinned_subject_is_a_use_by_every_service_account() {
    let mut fixture = Fixture::blue();
    fixture.add(Topic::IamRole, APP, role_fact("app", pod_trust(json!({})), &[], json!([])));
    assert_eq!(derived(&fixture, APP)["uses"], json!([{"kind": "irsa", "subject": "*/*"}]));
}

#[test]
fn a_policy_that_was_not_read_leaves_grants_out() {
    let admin = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    let mut fixture = Fixture::blue();
    fixture.add(Topic::IamRole, NODE, role_fact("node", service_trust(), &[arn], json!([])));
    let unknown = derived(&fixture, NODE);
    assert_eq!(unknown["attachedPolicyArns"], json!([arn]));
    for member in ["allowsAdministration", "serviceWideGrants", "unscopedWriteGrants"] {
        assert!(unknown.get(member).is_none(), "{member}");
    }
    fixture.add(Topic::IamPolicy, arn, json!({"arn": arn, "document": admin}));
    assert_eq!(derived(&fixture, NODE)["allowsAdministration"], true);

    for broken in
        [json!(null), json!("text"), json!({"Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*"}]})]
    {
        fixture.value(Topic::IamPolicy, arn)["document"] = broken.clone();
        assert!(derived(&fixture, NODE).get("allowsAdministration").is_none(), "{broken}");
    }
    for lacking in ["attachedPolicies", "inlinePolicies"] {
        let mut fact = role_fact("node", service_trust(), &[], json!([]));
        fact.as_object_mut().unwrap().remove(lacking);
        fixture.add(Topic::IamRole, NODE, fact);
        assert!(derived(&fixture, NODE).get("allowsAdministration").is_none(), "{lacking}");
    }
}

#[test]
fn recommended_policies_are_left_out_of_the_lists_by_arn_alone() {
    let document = json!({"Statement": {"Effect": "Allow", "Action": "ec2:Create*", "Resource": "*"}});
    let aws = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy";
    let own = "arn:aws:iam::111122223333:policy/AmazonEKS_CNI_Policy";
    let mut fixture = Fixture::blue();
    fixture.add(Topic::IamRole, NODE, role_fact("node", service_trust(), &[aws, own], json!([])));
    for arn in [aws, own] {
        fixture.add(Topic::IamPolicy, arn, json!({"arn": arn, "document": document}));
    }
    let role = derived(&fixture, NODE);
    let expected = json!([{"policy": own, "statement": "1", "action": "ec2:Create*", "resource": "*"}]);
    assert_eq!(role["unscopedWriteGrants"], expected);
    assert_eq!(role["trust"]["services"], json!(["ec2.amazonaws.com"]));
}

fn karpenter() -> Value {
    json!([{"key": "karpenter.sh/nodepool", "value": "default"}])
}

#[test]
fn j5_the_role_of_a_profile_is_a_node_role_of_instances_and_of_what_starts_them() {
    let profile = "arn:aws:iam::111122223333:instance-profile/karpenter/blue_4067990795380418201";
    let everything = json!([{"policyName": "all", "policyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]);
    let mut role = role_fact("KarpenterNodeRole", service_trust(), &[], everything);
    role["instanceProfileArns"] = json!([profile]);
    let arn = "arn:aws:iam::111122223333:role/KarpenterNodeRole";
    for template in [None, Some(json!({"arn": profile})), Some(json!({"name": "blue_4067990795380418201"}))] {
        let mut fixture = Fixture::blue();
        fixture.add(Topic::IamRole, arn, role.clone());
        match template {
            None => {
                fixture.value(Topic::Ec2Instance, "i-a")["tags"] = karpenter();
                fixture.value(Topic::Ec2Instance, "i-a")["iamInstanceProfile"] = json!({"arn": profile});
            }
            Some(named) => {
                let data = json!({"launchTemplateId": "lt-1", "versionNumber": 1, "launchTemplateData": {"iamInstanceProfile": named}});
                fixture.add(Topic::Ec2LaunchTemplateVersion, "lt-1/1", data);
            }
        }
        let role = derived(&fixture, arn);
        assert_eq!((&role["kinds"], &role["allowsAdministration"]), (&json!(["node"]), &json!(true)), "{role}");
    }
}

#[test]
fn j5_a_node_whose_role_is_not_found_stands_open_among_the_node_roles() {
    let profile = "arn:aws:iam::111122223333:instance-profile/blue_1";
    let mut fixture = Fixture::blue();
    fixture.value(Topic::Ec2Instance, "i-a")["tags"] = karpenter();
    fixture.value(Topic::Ec2Instance, "i-a")["iamInstanceProfile"] = json!({"arn": profile});
    let unknown = derived(&fixture, profile);
    assert_eq!(unknown["kinds"], json!(["node"]));
    assert_eq!(unknown["uses"], json!([{"kind": "node", "subject": "i-a"}]));
    for member in ["allowsAdministration", "attachedPolicyArns", "trust", "roleName"] {
        assert!(unknown.get(member).is_none(), "{member}");
    }
}
