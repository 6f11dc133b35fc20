use serde_json::json;

use super::super::{Format, redact as redact_body};
use super::*;

pub(super) fn request(operation: &str) -> Request {
    Request {
        service: "kubernetes".into(),
        operation: operation.into(),
        region: String::new(),
        parameters: Default::default(),
    }
}

/// Redacts twice: the second time must change nothing, even where no text of the first is known.
pub(super) fn twice(request: &Request, mut value: Value) -> Value {
    redact_object(request, &Names::default(), &mut value);
    let mut again = value.clone();
    let redactions = redact_object(request, &Names::default(), &mut again);
    assert_eq!(again, value, "redacting twice gives the same as once");
    assert!(redactions.is_empty(), "{redactions:?}");
    value
}

/// The only item of a list.
fn of_list(operation: &str, item: Value) -> Value {
    twice(&request(operation), json!({"items": [item]}))["items"][0].take()
}

fn container(container: Value) -> Value {
    let object = json!({"metadata": {"name": "w"}, "spec": {"template": {"spec": {"containers": [container]}}}});
    of_list("list.deployments.apps", object)["spec"]["template"]["spec"]["containers"][0].take()
}

#[test]
fn every_environment_value_goes_and_the_marker_says_what_it_looked_like() {
    let env = json!({"env": [
        {"name": "A", "value": "CANARY"}, {"name": "DB_PASSWORD", "value": "CANARY"},
        {"name": "K", "value": "AKIAIOSFODNN7EXAMPLE"}, {"name": "SECRET_NAME", "value": "db"},
        {"name": "U", "value": "postgres://a:$(PASS)@h/x"}, {"name": "E", "value": ""},
        {"name": "R", "valueFrom": {"secretKeyRef": {"name": "s", "key": "password"}}},
        {"name": "ENABLE_POD_ENI", "value": "true"}, {"name": "ENABLE_POD_ENI", "value": "CANARY"},
        {"name": "DB_PASS", "value": "hunter2"}, {"name": "AUTH", "value": "bearer 0123456789ab"},
    ]});
    let values: Vec<String> = container(env)["env"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| {
            v["value"]
                .as_str()
                .map_or_else(|| v["valueFrom"]["secretKeyRef"]["key"].as_str().unwrap().into(), Into::into)
        })
        .collect();
    let marker = |kind: &str| format!("redacted(environment-value; {kind})");
    let expected = [
        marker("none"),
        marker("secret-named"),
        marker("aws-access-key-id"),
        marker("none"),
        marker("none"),
        String::new(),
        "password".into(),
        "true".into(),
        marker("none"),
        marker("secret-named"),
        marker("bearer-token"),
    ];
    assert_eq!(values, expected);
}

#[test]
fn flags_keep_their_names_and_declared_ones_their_values() {
    let words = container(json!({"command": ["/usr/sbin/sshd", "-D"], "args": [
        "--db-password=hunter2", "--token", "hunter2", "--v=2", "--enable-network-policy=true", "--enable-network-policy=x y",
        "-phunter2", "serve", "sh -c 'sudo apt update'", "--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled",
        "DB_PASS=hunter2", "$(PASSWORD)",
    ]}));
    assert_eq!(words["command"], json!(["/usr/sbin/sshd", "-D"]));
    assert_eq!(
        words["args"],
        json!([
            "--db-password=redacted(argument; secret-named)",
            "--token",
            "redacted(argument; secret-named)",
            "--v=2",
            "--enable-network-policy=true",
            "--enable-network-policy=redacted(argument; none)",
            "redacted(argument; none)",
            "redacted(argument; none)",
            "redacted(argument; none; runs: sudo)",
            "--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled",
            "redacted(argument; secret-named)",
            "redacted(argument; none)",
        ])
    );
}

#[test]
fn labels_that_were_equal_stay_equal() {
    let item = json!({"metadata": {"name": "w", "labels": {"app": "web", "shard": "blue"}}, "spec": {
        "selector": {"matchLabels": {"shard": "blue"}, "matchExpressions": [{"key": "shard", "operator": "In", "values": ["blue", "green"]}]},
        "template": {"metadata": {"labels": {"shard": "green", "app": "AKIAIOSFODNN7EXAMPLE", "on": "true"}},
            "spec": {"nodeSelector": {"shard": "blue", "topology.kubernetes.io/zone": "eu-west-1a"}}}}});
    let kept = of_list("list.deployments.apps", item);
    assert_eq!(kept["metadata"]["labels"], json!({"app": "web", "shard": "redacted(label-1)"}));
    assert_eq!(kept["spec"]["selector"]["matchLabels"]["shard"], "redacted(label-1)");
    let values = &kept["spec"]["selector"]["matchExpressions"][0]["values"];
    assert_eq!(values[0], "redacted(label-1)");
    let template = &kept["spec"]["template"];
    assert_eq!(template["metadata"]["labels"]["shard"], values[1]);
    assert_eq!(template["metadata"]["labels"]["on"], "true");
    assert_ne!(template["metadata"]["labels"]["app"], "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(
        template["spec"]["nodeSelector"],
        json!({"shard": "redacted(label-1)", "topology.kubernetes.io/zone": "eu-west-1a"})
    );
}

#[test]
fn names_are_the_same_in_every_reply_of_a_run() {
    let names = Names::default();
    let mut service = json!({"items": [{"spec": {"selector": {"shard": "blue"}}}]});
    let mut pods = json!({"items": [{"metadata": {"labels": {"other": "x", "shard": "blue"}}}]});
    redact_object(&request("list.services"), &names, &mut service);
    redact_object(&request("list.pods"), &names, &mut pods);
    assert_eq!(service["items"][0]["spec"]["selector"]["shard"], pods["items"][0]["metadata"]["labels"]["shard"]);
}

#[test]
fn annotations_keep_their_keys_and_declared_values_of_their_form() {
    let annotations = json!({
        "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/r", "note": "use token=hunter2", "x/api-token": "hunter2",
        "alb.ingress.kubernetes.io/listen-ports": "[{\"HTTPS\": 443}]", "alb.ingress.kubernetes.io/inbound-cidrs": "10.0.0.0/8, 192.0.2.0/24",
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal hunter2", "empty": "",
        "container.apparmor.security.beta.kubernetes.io/app": "localhost/k8s-app",
        "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":\"hunter2\"}",
    });
    let kept =
        of_list("list.services", json!({"metadata": {"annotations": annotations}}))["metadata"]["annotations"].take();
    assert_eq!(
        kept,
        json!({
            "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/r", "note": "redacted(annotation; assignment)",
            "x/api-token": "redacted(annotation; secret-named)", "alb.ingress.kubernetes.io/listen-ports": "[{\"HTTPS\": 443}]",
            "alb.ingress.kubernetes.io/inbound-cidrs": "10.0.0.0/8, 192.0.2.0/24",
            "service.beta.kubernetes.io/aws-load-balancer-scheme": "redacted(annotation; none)", "empty": "",
            "container.apparmor.security.beta.kubernetes.io/app": "localhost/k8s-app",
            "kubectl.kubernetes.io/last-applied-configuration": "redacted(last-applied-configuration)",
        })
    );
}

fn config_map(name: &str, data: Value) -> Value {
    twice(&request("get.configmaps"), json!({"metadata": {"name": name}, "data": data}))["data"].take()
}

#[test]
fn config_maps_keep_what_facts_are_made_from() {
    let roles = "- rolearn: arn:aws:iam::111122223333:role/r\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [system:nodes, Team A]\n  password: hunter2\n";
    let kept = config_map(
        "aws-auth",
        json!({"mapRoles": roles, "mapAccounts": "- \"111122223333\"\n", "mapUsers": "role: x: y"}),
    );
    let read: Value = serde_json::from_str(kept["mapRoles"].as_str().unwrap()).unwrap();
    assert_eq!(read[0]["username"], "system:node:{{EC2PrivateDNSName}}");
    assert_eq!(read[0]["groups"], json!(["system:nodes", "redacted(name-1)"]));
    assert!(read[0].get("password").is_none());
    assert_eq!(kept["mapRoles.rest"], "redacted(config-map-value; assignment)");
    assert_eq!(kept["mapAccounts"], "[\"111122223333\"]");
    assert_eq!(kept["mapUsers"], "redacted(config-map-value; none)");
    let kept = config_map("amazon-vpc-cni", json!({"enable-network-policy-controller": "true", "other": "x"}));
    assert_eq!(kept, json!({"enable-network-policy-controller": "true", "other": "redacted(config-map-value; none)"}));
    let proxy = "mode: iptables\nmetricsBindAddress: 0.0.0.0:10249\nclientConnection:\n  kubeconfig: /x\n";
    let kept = config_map("kube-proxy-config", json!({"config": proxy}));
    assert_eq!(kept["config"], "metricsBindAddress: 0.0.0.0:10249\nmode: \"iptables\"\n".to_owned());
    let kept = config_map("kube-proxy-config", json!({"config": "{ metricsBindAddress: ["}));
    assert_eq!(kept["config"], "metricsBindAddress: \"redacted(config-map-value; none)\"\n");
}

#[test]
fn d12_what_is_of_another_type_keeps_its_type_and_nothing_else() {
    let kept = of_list(
        "list.pods",
        json!({"metadata": {"labels": {"app": 4711, "x": [1], "y": {"z": 1}}}, "spec": {"hostPID": 7}}),
    );
    assert_eq!(kept["metadata"]["labels"], json!({"app": 0, "x": [], "y": {}}));
    assert_eq!(container(json!({"env": [{"name": "A", "value": 4711}]}))["env"][0]["value"], 0);
}

#[test]
fn messages_of_the_server_keep_their_own_sentences() {
    let message = |text: &str| {
        twice(&request("list.pods"), json!({"kind": "Status", "message": text, "reason": "Forbidden", "code": 403}))["message"].take()
    };
    for kept in [
        "pods is forbidden: User \"arn:aws:sts::111122223333:assumed-role/r/s\" cannot list resource \"pods\" in API group \"\" at the cluster scope",
        "configmaps \"aws-auth\" is forbidden: User \"u\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"kube-system\"",
        "configmaps \"aws-auth\" not found",
        "Unauthorized",
    ] {
        assert_eq!(message(kept), kept);
    }
    assert_eq!(message("denied by policy: password=hunter2"), "redacted(message; assignment)");
}

#[test]
fn pages_and_presence_stay() {
    let body = json!({"kind": "PodList", "metadata": {"continue": "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", "resourceVersion": "1"}, "items": []});
    assert_eq!(twice(&request("list.pods"), body)["metadata"], json!({"continue": "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"}));
    let kept = container(
        json!({"livenessProbe": {"exec": {"command": ["x"]}}, "image": "a b", "volumeMounts": [{"mountPath": "/etc/x y"}]}),
    );
    assert_eq!(kept["livenessProbe"], json!({"exec": {}}));
    assert_eq!(kept["image"], "redacted(image; none)");
    assert_eq!(kept["volumeMounts"][0]["mountPath"], "/etc/redacted(path)");
}

#[test]
fn a_cut_body_is_no_body() {
    assert!(redact_body(&request("list.pods"), Format::Json, br#"{"items": [{"#).is_err());
    let body = br#"{"items":[]}"#;
    assert_eq!(redact_body(&request("list.pods"), Format::Json, body).unwrap().body, body);
}
