//! Who enforces NetworkPolicy, and what follows for workloads and namespaces.

use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

fn aws_node(cluster: &mut Cluster, switch: &str, pods: i64) {
    let spec = json!({"hostNetwork": true, "containers": [{"name": "aws-node"},
        {"name": "aws-eks-nodeagent", "args": [format!("--enable-network-policy={switch}"), "--enable-policy-event-logs=true"]}]});
    cluster.workload(("kube-system", "DaemonSet", "aws-node"), spec, json!({"runningPods": pods}));
}

fn addon(cluster: &mut Cluster, values: &str) {
    cluster.add(Topic::EksAddon, json!({"addonName": "vpc-cni", "configurationValues": values}));
}

fn auto_mode(cluster: &mut Cluster) {
    cluster.add(Topic::EksCluster, json!({"name": "blue", "computeConfig": {"enabled": true}}));
}

fn controller(cluster: &mut Cluster, value: &str) {
    cluster.config_map("amazon-vpc-cni", json!({"enable-network-policy-controller": value}));
}

fn engine(cluster: &Cluster) -> (Value, Value) {
    let found = cluster.derived().get(Topic::AnalysisPolicyEngine, "blue");
    (found["engine"].clone(), found["enforcing"].clone())
}

#[test]
fn the_vpc_cni_enforces_when_agent_and_controller_are_on() {
    for (switch, pods, map, expected) in [
        ("true", 3, Some("true"), true),
        ("false", 3, Some("true"), false),
        ("true", 0, Some("true"), false),
        ("true", 3, Some("false"), false),
        ("true", 3, None, false),
    ] {
        let mut cluster = Cluster::new();
        aws_node(&mut cluster, switch, pods);
        map.into_iter().for_each(|value| controller(&mut cluster, value));
        assert_eq!(engine(&cluster), (json!("vpc-cni"), json!(expected)), "{switch} {pods} {map:?}");
    }
}

#[test]
fn the_add_on_speaks_where_the_daemon_set_cannot_be_read() {
    let mut cluster = Cluster::new();
    addon(&mut cluster, r#"{"enableNetworkPolicy": "true"}"#);
    assert_eq!(engine(&cluster), (json!("none"), json!(false)), "no agent runs");
    cluster.deny(Topic::KubernetesWorkload);
    assert_eq!(engine(&cluster), (json!("vpc-cni"), json!(true)));
    let mut cluster = Cluster::new();
    addon(&mut cluster, "enableNetworkPolicy: \"true\"\n");
    aws_node(&mut cluster, "true", 1);
    assert_eq!(engine(&cluster), (json!("vpc-cni"), Value::Null), "the add-on writes a ConfigMap, and there is none");
    cluster.deny(Topic::KubernetesConfigMap);
    assert_eq!(engine(&cluster), (json!("vpc-cni"), json!(true)), "the add-on turns the controller on");
    let mut cluster = Cluster::new();
    addon(&mut cluster, "{}");
    cluster.deny(Topic::KubernetesWorkload);
    assert_eq!(engine(&cluster), (Value::Null, Value::Null));
}

#[test]
fn auto_mode_needs_no_daemon_set_and_its_switch() {
    let mut cluster = Cluster::new();
    auto_mode(&mut cluster);
    assert_eq!(engine(&cluster), (json!("auto-mode"), json!(false)));
    controller(&mut cluster, "true");
    cluster.add(Topic::KubernetesPolicyObject, json!({"apiVersion": "eks.amazonaws.com/v1", "kind": "NodeClass.eks.amazonaws.com",
        "metadata": {"name": "default"}, "spec": {"networkPolicy": "DefaultDeny", "networkPolicyEventLogs": "Enabled"}}));
    let found = cluster.derived().get(Topic::AnalysisPolicyEngine, "blue");
    assert_eq!(
        (&found["engine"], &found["enforcing"], &found["logsDecisions"]),
        (&json!("auto-mode"), &json!(true), &json!(true))
    );
    assert!(found["evidence"].to_string().contains("DefaultDeny"));
}

#[test]
fn calico_and_cilium_by_their_running_agents() {
    for (namespace, name, expected) in [("calico-system", "calico-node", "calico"), ("kube-system", "cilium", "cilium")]
    {
        for pods in [0, 2] {
            let mut cluster = Cluster::new();
            cluster.workload((namespace, "DaemonSet", name), json!({"containers": []}), json!({"runningPods": pods}));
            assert_eq!(engine(&cluster), (json!(expected), json!(pods > 0)), "{name} {pods}");
        }
    }
    let mut cluster = Cluster::new();
    cluster.workload(("kube-system", "Deployment", "cilium"), json!({"containers": []}), json!({}));
    assert_eq!(engine(&cluster), (json!("none"), json!(false)));
}

fn shop(engine: bool, policies: &[Value]) -> Cluster {
    let mut cluster = Cluster::new();
    aws_node(&mut cluster, if engine { "true" } else { "false" }, 1);
    controller(&mut cluster, "true");
    shop_of(&mut cluster, policies);
    cluster
}

fn shop_of(cluster: &mut Cluster, policies: &[Value]) {
    cluster.namespace("shop", json!({}));
    cluster.workload(("shop", "Deployment", "web"), json!({"containers": []}), json!({"runningPods": 4}));
    for (index, spec) in policies.iter().enumerate() {
        cluster.add(
            Topic::KubernetesNetworkPolicy,
            json!({"metadata": {"namespace": "shop", "name": format!("p{index}")}, "spec": spec}),
        );
    }
}

#[test]
fn policies_isolate_only_where_an_engine_enforces_them() {
    let deny = json!({"podSelector": {}, "policyTypes": ["Ingress"]});
    let web = json!({"podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
        "egress": [{"ports": [{"port": 53}]}], "ingress": [{"from": [{"podSelector": {}}]}]});
    let other = json!({"podSelector": {"matchLabels": {"app": "db"}}});
    for (engine, policies, ingress, egress, open) in [
        (true, vec![deny.clone()], true, false, 0),
        (true, vec![web.clone()], true, true, 0),
        (true, vec![other], false, false, 4),
        (true, vec![], false, false, 4),
        // A policy that allows everything undoes the others.
        (true, vec![deny.clone(), web.clone(), json!({"podSelector": {}, "ingress": [{}]})], false, true, 4),
        (false, vec![deny, web], false, false, 4),
    ] {
        let result = shop(engine, &policies).derived();
        let workload = result.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
        let isolated = (&workload["isolatedForIngress"], &workload["isolatedForEgress"]);
        assert_eq!(isolated, (&json!(ingress), &json!(egress)), "{engine} {policies:?}");
        let namespace = result.get(Topic::AnalysisNamespace, "blue/shop");
        assert_eq!(namespace["podsNotIsolatedForIngress"], json!(open), "{engine} {policies:?}");
        assert_eq!(namespace["policiesEnforced"], json!(engine));
    }
}

#[test]
fn default_deny_and_pods_that_the_engine_does_not_reach() {
    let deny = json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]});
    let mut cluster = shop(true, &[deny]);
    cluster.workload(
        ("shop", "Deployment", "windows"),
        json!({"os": {"name": "windows"}, "containers": []}),
        json!({}),
    );
    cluster.workload(("shop", "Deployment", "host"), json!({"hostNetwork": true, "containers": []}), json!({}));
    cluster.workload(
        ("shop", "Deployment", "fargate"),
        json!({"containers": []}),
        json!({"nodeNames": ["fargate-ip-10-0-0-1"]}),
    );
    let result = cluster.derived();
    let namespace = result.get(Topic::AnalysisNamespace, "blue/shop");
    assert_eq!((&namespace["defaultDenyIngress"], &namespace["defaultDenyEgress"]), (&json!(true), &json!(true)));
    assert_eq!(namespace["podsNotIsolatedForIngress"], json!(3));
    for name in ["windows", "host", "fargate"] {
        let workload = result.get(Topic::AnalysisWorkload, &format!("blue/shop/Deployment/{name}"));
        assert_eq!(workload["isolatedForIngress"], json!(false), "{name}");
    }
}

/// In strict mode a pod that no policy selects is denied everything.
#[test]
fn n5_the_vpc_cni_in_strict_mode_denies_by_default() {
    let cluster = |mode: &str, on: Option<&str>, policies: &[Value]| {
        let mut cluster = Cluster::new();
        let spec = json!({"hostNetwork": true, "containers": [
            {"name": "aws-node", "env": [{"name": "NETWORK_POLICY_ENFORCING_MODE", "value": mode}]},
            {"name": "aws-eks-nodeagent", "args": ["--enable-network-policy=true"]}]});
        cluster.workload(("kube-system", "DaemonSet", "aws-node"), spec, json!({"runningPods": 1}));
        on.into_iter().for_each(|value| controller(&mut cluster, value));
        shop_of(&mut cluster, policies);
        cluster
    };
    let denies = |cluster: &Cluster| {
        let result = cluster.derived();
        let workload = result.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web");
        let namespace = result.get(Topic::AnalysisNamespace, "blue/shop");
        let member = |value: &Value, name: &str| value.get(name).cloned().unwrap_or_default();
        (member(&namespace, "defaultDenyIngress"), member(&workload, "isolatedForIngress"))
    };
    assert_eq!(denies(&cluster("strict", Some("true"), &[])), (json!(true), json!(true)));
    assert_eq!(denies(&cluster("standard", Some("true"), &[])), (json!(false), json!(false)));
    let open = json!({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]});
    assert_eq!(denies(&cluster("strict", Some("true"), &[open])), (json!(false), json!(false)));
    // Whether the engine is on at all is not known.
    let mut unknown = cluster("strict", None, &[]);
    unknown.deny(Topic::KubernetesConfigMap);
    assert_eq!(denies(&unknown), (Value::Null, Value::Null));
    // Nor is it known whether Auto Mode enforces beside it, where EKS was not asked.
    let mut alone = cluster("strict", Some("true"), &[]);
    alone.0.topics.remove(&Topic::EksCluster);
    alone.deny(Topic::EksCluster);
    assert_eq!(denies(&alone), (Value::Null, Value::Null));
}

/// Three nodes: one of a node group, one of Auto Mode, one hybrid.
fn mixed(cluster: &mut Cluster) {
    for (name, labels) in [
        ("ip-1", json!({"eks.amazonaws.com/nodegroup": "a"})),
        ("i-2", json!({"eks.amazonaws.com/compute-type": "auto"})),
        ("mi-3", json!({"eks.amazonaws.com/compute-type": "hybrid"})),
        ("fargate-ip-4", json!({"eks.amazonaws.com/compute-type": "fargate"})),
    ] {
        cluster.add(
            Topic::KubernetesNode,
            json!({"metadata": {"name": name, "labels": labels}, "status": {"nodeInfo": {"operatingSystem": "linux"}}}),
        );
    }
}

/// AWS's Cilium for hybrid nodes runs on those only, and each node's agent counts.
#[test]
fn an_engine_enforces_where_it_runs() {
    let mut cluster = Cluster::new();
    mixed(&mut cluster);
    let on = |nodes: &[&str]| json!({"runningPods": nodes.len(), "nodeNames": nodes, "readyNodeNames": nodes});
    cluster.workload(("kube-system", "DaemonSet", "cilium"), json!({"containers": []}), on(&["mi-3"]));
    cluster.namespace("shop", json!({}));
    cluster.add(
        Topic::KubernetesNetworkPolicy,
        json!({"metadata": {"namespace": "shop", "name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}}),
    );
    for (name, nodes) in [("ec2", &["ip-1"][..]), ("hybrid", &["mi-3"]), ("both", &["ip-1", "mi-3"])] {
        cluster.workload(("shop", "Deployment", name), json!({"containers": []}), on(nodes));
    }
    cluster.workload(("shop", "Deployment", "lost"), json!({"containers": []}), on(&["ip-9"]));
    cluster.workload(("shop", "CronJob", "idle"), json!({"containers": []}), on(&[]));
    let result = cluster.derived();
    let found = result.get(Topic::AnalysisPolicyEngine, "blue");
    assert_eq!((&found["engine"], &found["enforcing"]), (&json!("cilium"), &json!(true)));
    assert_eq!(found["unenforcedOn"], json!(["auto-mode", "managed-node-group"]));
    for (key, expected) in [
        ("Deployment/ec2", json!(false)),
        ("Deployment/hybrid", json!(true)),
        ("Deployment/both", json!(false)),
        ("Deployment/lost", Value::Null),
        ("CronJob/idle", Value::Null),
    ] {
        let workload = result.get(Topic::AnalysisWorkload, &format!("blue/shop/{key}"));
        assert_eq!(workload["isolatedForIngress"], expected, "{key}");
    }
    assert_eq!(result.get(Topic::AnalysisNamespace, "blue/shop")["policiesEnforced"], json!(false));
}

#[test]
fn a_namespace_on_fargate_is_known_as_such() {
    let mut cluster = shop(true, &[]);
    let on_fargate = json!({"nodeNames": ["fargate-ip-10-0-0-1"]});
    cluster.workload(("shop", "Deployment", "web"), json!({"containers": []}), on_fargate);
    let namespace = cluster.derived().get(Topic::AnalysisNamespace, "blue/shop");
    assert_eq!((&namespace["fargate"], &namespace["policiesEnforced"]), (&json!(true), &json!(true)));
    let namespace = shop(true, &[]).derived().get(Topic::AnalysisNamespace, "blue/shop");
    assert_eq!(namespace["fargate"], json!(false));
}

/// What Calico's and Cilium's own policies do besides is not read from them.
#[test]
fn policies_of_another_kind_leave_open_what_no_network_policy_says() {
    let mut cluster = shop(true, &[]);
    cluster.add(
        Topic::KubernetesPolicyObject,
        json!({"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"namespace": "shop", "name": "p"}, "spec": {}}),
    );
    let result = cluster.derived();
    let namespace = result.get(Topic::AnalysisNamespace, "blue/shop");
    for member in ["networkPolicies", "defaultDenyIngress", "podsNotIsolatedForIngress"] {
        assert_eq!(namespace.get(member), None, "{member}");
    }
    assert_eq!(result.get(Topic::AnalysisWorkload, "blue/shop/Deployment/web").get("isolatedForIngress"), None);
}
