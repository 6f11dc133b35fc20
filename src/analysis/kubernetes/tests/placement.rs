//! Nodes, compute types, instance metadata.

use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

fn node(cluster: &mut Cluster, name: &str, labels: Value, provider_id: &str) {
    cluster.add(Topic::KubernetesNode, json!({"metadata": {"name": name, "labels": labels}, "spec": {"providerID": provider_id},
        "status": {"nodeInfo": {"osImage": "Amazon Linux 2", "kubeletVersion": "v1.33.1-eks-1", "operatingSystem": "linux"}}}));
}

fn instance(cluster: &mut Cluster, id: &str, options: Value) {
    cluster.add(
        Topic::AnalysisNode,
        json!({"instanceId": id, "computeType": "managed-node-group", "metadataOptions": options}),
    );
}

fn on(cluster: &mut Cluster, nodes: &[&str], spec: Value) -> Value {
    let mut spec = spec;
    spec["containers"] = json!([{"name": "a", "image": "a:1"}]);
    cluster.workload(("shop", "Deployment", "web"), spec, json!({"nodeNames": nodes}));
    cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web")
}

#[test]
fn nodes_that_ec2_does_not_show_become_nodes() {
    let mut cluster = Cluster::new();
    cluster.add(Topic::EksCluster, json!({"name": "blue", "computeConfig": {"enabled": true}}));
    instance(&mut cluster, "i-1", json!({}));
    node(&mut cluster, "ip-1", json!({}), "aws:///eu-west-1a/i-1");
    node(
        &mut cluster,
        "fargate-ip-2",
        json!({"eks.amazonaws.com/compute-type": "fargate"}),
        "aws:///eu-west-1a/x/fargate-ip-2",
    );
    node(
        &mut cluster,
        "mi-3",
        json!({"eks.amazonaws.com/compute-type": "hybrid"}),
        "eks-hybrid:///eu-west-1/blue/mi-3",
    );
    node(&mut cluster, "i-4", json!({"eks.amazonaws.com/compute-type": "auto"}), "aws:///eu-west-1b/i-4");
    let result = cluster.derived();
    let nodes = result.0.of(Topic::AnalysisNode);
    let found: Vec<_> = nodes.iter().map(|fact| (fact.key.as_str(), fact.text(&["computeType"]).unwrap())).collect();
    assert_eq!(
        found,
        [("fargate-ip-2", "fargate"), ("i-1", "managed-node-group"), ("i-4", "auto-mode"), ("mi-3", "hybrid")]
    );
    assert_eq!(nodes[0].to_json()["kubernetesVersion"], json!("1.33"));
    assert_eq!(nodes[0].value.get("hasPublicIp"), None);
    let mut again = result.0.clone();
    super::super::derive(&mut again);
    assert_eq!(again, result.0, "derived once");
}

#[test]
fn compute_types_of_the_nodes_that_pods_run_on() {
    let mut cluster = Cluster::new();
    instance(&mut cluster, "i-1", json!({}));
    node(&mut cluster, "ip-1", json!({}), "aws:///eu-west-1a/i-1");
    for (nodes, types, fargate) in [
        (vec!["ip-1"], json!(["managed-node-group"]), json!(false)),
        (vec!["fargate-ip-2"], json!(["fargate"]), json!(true)),
        (vec!["ip-1", "fargate-ip-2"], json!(["fargate", "managed-node-group"]), json!(false)),
        (vec!["fargate-ip-2", "unknown"], json!(["fargate"]), Value::Null),
        (vec!["unknown"], Value::Null, Value::Null),
        (vec![], json!([]), json!(false)),
    ] {
        let workload = on(&mut cluster, &nodes, json!({}));
        assert_eq!((&workload["computeTypes"], &workload["fargate"]), (&types, &fargate), "{nodes:?}");
    }
}

#[test]
fn fargate_profiles_take_what_does_not_run_yet() {
    let mut cluster = Cluster::new();
    cluster.add(
        Topic::EksFargateProfile,
        json!({"fargateProfileName": "all", "selectors": [{"namespace": "sh*", "labels": {"app": "we?"}}]}),
    );
    assert_eq!(on(&mut cluster, &[], json!({}))["fargate"], json!(true));
    cluster.workload(("shop", "DaemonSet", "web"), json!({"containers": []}), json!({}));
    cluster.workload(("shop", "Deployment", "db"), json!({"containers": []}), json!({}));
    let fargate = |cluster: &Cluster, key: &str| cluster.derived().get(Topic::AnalysisWorkload, key)["fargate"].clone();
    assert_eq!(fargate(&cluster, "blue/shop/DaemonSet/web"), json!(false), "Fargate runs no DaemonSets");
    assert_eq!(fargate(&cluster, "blue/shop/Deployment/db"), json!(false));
    cluster.deny(Topic::EksFargateProfile);
    assert_eq!(fargate(&cluster, "blue/shop/Deployment/web"), json!(true), "what was seen takes it");
    assert_eq!(fargate(&cluster, "blue/shop/Deployment/db"), Value::Null);
    assert_eq!(cluster.derived().get(Topic::AnalysisContainer, "blue/shop/Deployment/web/a")["fargate"], json!(true));
}

#[test]
fn instance_metadata_by_hop_limit_tokens_and_host_network() {
    let strict = json!({"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1});
    let with = |key: &str, value: Value| {
        let mut options = strict.clone();
        options[key] = value;
        options
    };
    let plain = json!({});
    let host = json!({"hostNetwork": true});
    for (options, spec, expected) in [
        (strict.clone(), &plain, json!(false)),
        (strict.clone(), &host, json!(true)),
        (with("httpPutResponseHopLimit", json!(2)), &plain, json!(true)),
        (with("httpTokens", json!("optional")), &plain, json!(true)),
        (with("httpEndpoint", json!("disabled")), &host, json!(false)),
        (json!({"httpEndpoint": "enabled"}), &plain, Value::Null),
    ] {
        let mut cluster = Cluster::new();
        instance(&mut cluster, "i-1", options.clone());
        node(&mut cluster, "ip-1", json!({}), "aws:///eu-west-1a/i-1");
        assert_eq!(on(&mut cluster, &["ip-1"], spec.clone())["reachesInstanceMetadata"], expected, "{options} {spec}");
    }
    let mut cluster = Cluster::new();
    assert_eq!(on(&mut cluster, &["fargate-ip-1"], json!({}))["reachesInstanceMetadata"], json!(false));
    assert_eq!(on(&mut cluster, &["unknown"], json!({})).get("reachesInstanceMetadata"), None);
    assert_eq!(on(&mut cluster, &[], json!({})).get("reachesInstanceMetadata"), None);
}

#[test]
fn d8_what_fargate_refuses_is_certain_not_to_be_on_it() {
    let of = |spec: Value| {
        let mut cluster = Cluster::new();
        cluster.deny(Topic::EksFargateProfile);
        cluster.workload(("shop", "Deployment", "web"), spec, Value::Null);
        cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web")["fargate"].clone()
    };
    let container = |more: Value| json!({"containers": [more]});
    for spec in [
        container(json!({"name": "a", "securityContext": {"privileged": true}})),
        container(json!({"name": "a", "ports": [{"containerPort": 80, "hostPort": 80}]})),
        json!({"hostNetwork": true, "containers": []}),
        json!({"hostPID": true, "containers": []}),
        json!({"containers": [], "volumes": [{"name": "v", "hostPath": {"path": "/"}}]}),
    ] {
        assert_eq!(of(spec.clone()), json!(false), "{spec}");
    }
    assert_eq!(of(container(json!({"name": "a"}))), Value::Null, "it may run on either");
}
