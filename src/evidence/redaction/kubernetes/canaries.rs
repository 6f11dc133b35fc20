//! Secrets of many kinds in every place of a cluster where somebody can write: none may be stored.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;

use super::tests::{request, twice};
use super::*;

/// Part of every secret, so that a leak is found whatever is around it.
const CORE: &str = "7Hq2Canary9Kd4Zw81";

/// Ways to write a secret; `%` stands for it.
const SECRETS: [&str; 62] = [
    "%",
    "$%",
    "password: %",
    "password=%",
    "PASSWORD='%'",
    "{\"password\":\"%\"}",
    "{\\\"token\\\":\\\"%\\\"}",
    "token: \"%\"",
    "- secret: %",
    "[db]\npassword = %\n",
    "db.password=%",
    "[db]\npassword = \"%\"\n",
    "<password>%</password>",
    "-p%",
    "-u app:%",
    "--auth=%",
    "--token %",
    "Pwd=%;",
    "AccountKey=%==",
    "SharedAccessKey=%",
    "https://h/?sig=%",
    "https://h/?X-Amz-Signature=%",
    "redacted(%)",
    "redacted(argument; %)",
    "redacted(text) %",
    "https://user:%@host/x",
    "https://user:a@%@host/x",
    "postgres://app:%@db:5432/x",
    "redis://:%@r:6379",
    "amqp://u:%@h",
    "mongodb+srv://u:%@h/x",
    "Bearer %",
    "bearer %",
    "Basic %",
    "Authorization: Bearer %",
    "X-Api-Key: %",
    "Cookie: session=%",
    "AKIAIOSFODNN7EXAMPL %",
    "aws_secret_access_key = %",
    "aws_session_token=%",
    "-----BEGIN PRIVATE KEY-----\n%\n-----END PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n%",
    "eyJhbGciOiJI.eyJzdWIi%.%",
    "ghp_%0123456789abcdefghij",
    "github_pat_%0123456789",
    "glpat-%",
    "xoxb-%",
    "xapp-1-%",
    "https://hooks.slack.com/services/T0/B0/%",
    "sk_live_%",
    "rk_live_%",
    "SG.%.%",
    "AIza%0123456789abcdefgh",
    "ya29.%",
    "npm_%abcdef",
    "pypi-AgEIcHlwaS5vcmc%",
    "dop_v1_%",
    "hf_%abcdef",
    "sk-ant-%",
    "NRAK-%",
    "hvs.%",
    "//registry.npmjs.org/:_authToken=%",
];

fn secrets() -> Vec<String> {
    let plain = SECRETS.iter().map(|form| form.replace('%', CORE));
    let encoded = SECRETS.iter().step_by(3).map(|form| STANDARD_NO_PAD.encode(form.replace('%', CORE)));
    plain.chain(encoded).collect()
}

/// A workload whose pod template holds these members of its only container, and of its spec.
fn pod(container: Value, mut spec: Value) -> Value {
    let mut all = json!({"name": "c", "image": "nginx"});
    all.as_object_mut().unwrap().extend(container.as_object().unwrap().clone());
    spec["containers"] = json!([all]);
    json!({"metadata": {"name": "w", "namespace": "n"}, "spec": {"template": {"metadata": {}, "spec": spec}}})
}

/// Operation and object for each place; the secret is what `s` says.
fn places(s: &str) -> Vec<(&'static str, Value)> {
    let none = || json!({});
    let workloads = "list.deployments.apps";
    let containers = [
        json!({"args": [s]}),
        json!({"args": ["sh", "-c", format!("run --x {s} && true")]}),
        json!({"args": [format!("--password={s}"), format!("--v={s}")]}),
        json!({"args": ["--token", s, "-p", s, format!("-p{s}"), format!("-password={s}")]}),
        json!({"command": ["/bin/sh", "-c", s]}),
        json!({"command": [s]}),
        json!({"env": [{"name": "PASSWORD", "value": s}, {"name": "X", "value": s}, {"name": "ENABLE_POD_ENI", "value": s}]}),
        json!({"env": [{"name": s, "value": "x"}]}),
        json!({"livenessProbe": {"httpGet": {"path": s, "host": s, "port": s, "httpHeaders": [{"name": "Authorization", "value": s}]}}}),
        json!({"readinessProbe": {"exec": {"command": ["curl", s]}}, "startupProbe": {"grpc": {"port": 1, "service": s}}}),
        json!({"lifecycle": {"preStop": {"exec": {"command": [s]}}, "postStart": {"httpGet": {"path": s}}}}),
        json!({"ports": [{"name": s, "containerPort": 80, "hostIP": s}]}),
        json!({"workingDir": s, "volumeMounts": [{"name": s, "mountPath": format!("/x/{s}"), "subPathExpr": s}]}),
        json!({"terminationMessagePath": s, "imagePullPolicy": s, "name": s}),
    ];
    let mut all: Vec<(&str, Value)> = containers.into_iter().map(|c| (workloads, pod(c, none()))).collect();
    let specs = [
        json!({"hostAliases": [{"ip": "10.0.0.1", "hostnames": [s]}], "hostname": s, "subdomain": s}),
        json!({"volumes": [{"name": "v", "csi": {"driver": "d", "volumeAttributes": {"token": s}}}]}),
        json!({"volumes": [{"name": "v", "flexVolume": {"driver": "d", "options": {"o": s}}}, {"name": s, "gitRepo": {"repository": s}}]}),
        json!({"volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"audience": s, "path": "t"}}]}}]}),
        json!({"nodeSelector": {"team": s, "x": s}, "tolerations": [{"key": "k", "value": s, "effect": s}]}),
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "zone", "operator": s, "values": [s]}]}]}}}}),
        json!({"topologySpreadConstraints": [{"labelSelector": {"matchLabels": {"x": s}}}], "dnsConfig": {"searches": [s]}}),
        json!({"securityContext": {"sysctls": [{"name": "a", "value": s}], "seLinuxOptions": {"level": s, "user": s}}}),
    ];
    all.extend(specs.into_iter().map(|spec| (workloads, pod(none(), spec))));
    let copy = json!({"apiVersion": "v1", "data": s}).to_string();
    let metadata = json!({"name": "o", "labels": {"x": s, "app": s, s: "x"}, "managedFields": [{"manager": s}], "annotations": {
        "note": s, s: "x", "kubectl.kubernetes.io/last-applied-configuration": copy, "eks.amazonaws.com/role-arn": s,
        "nginx.ingress.kubernetes.io/server-snippet": s, "alb.ingress.kubernetes.io/listen-ports": s, "kubernetes.io/ingress.class": s}});
    for operation in [
        workloads,
        "list.services",
        "list.namespaces",
        "list.serviceaccounts",
        "list.secrets",
        "list.nodes",
        "list.externalsecrets.external-secrets.io",
    ] {
        all.push((operation, json!({"metadata": metadata})));
    }
    all.extend(others(s));
    all.extend(policies(s));
    all
}

/// ConfigMaps, entrances, network policies, storage and nodes.
fn others(s: &str) -> Vec<(&'static str, Value)> {
    let spec = |value: Value| json!({"metadata": {"name": "o"}, "spec": value});
    let yaml =
        format!("metricsBindAddress: 0.0.0.0:10249\nclientConnection:\n  token: {s:?}\nhealthzBindAddress: {s:?}\n");
    vec![
        (
            "get.configmaps",
            json!({"metadata": {"name": "coredns"}, "data": {"Corefile": s, "x": format!("{{\"password\": {s:?}}}"), s: "x"}}),
        ),
        (
            "get.configmaps",
            json!({"metadata": {"name": "aws-auth"}, "data": {"mapRoles": format!("- rolearn: {s:?}\n  username: ada\n  token: {s:?}\n# {s}\n")}}),
        ),
        (
            "get.configmaps",
            json!({"metadata": {"name": "kube-proxy-config"}, "data": {"config": yaml, "kubeconfig": s}, "binaryData": {"x": s}}),
        ),
        (
            "list.services",
            spec(
                json!({"externalName": s, "selector": {"x": s}, "ports": [{"name": s, "targetPort": s}], "externalIPs": [s]}),
            ),
        ),
        (
            "list.ingresses.networking.k8s.io",
            spec(
                json!({"rules": [{"host": s, "http": {"paths": [{"path": s, "backend": {"service": {"port": {"name": s}}}}]}}], "tls": [{"hosts": [s]}]}),
            ),
        ),
        (
            "list.gateways.gateway.networking.k8s.io",
            spec(
                json!({"listeners": [{"name": s, "hostname": s, "tls": {"options": {"x": s}}}], "addresses": [{"value": s}], "infrastructure": {"annotations": {"x": s}}}),
            ),
        ),
        (
            "list.networkpolicies.networking.k8s.io",
            spec(
                json!({"podSelector": {"matchLabels": {"x": s}}, "egress": [{"to": [{"ipBlock": {"cidr": s}}], "ports": [{"port": s}]}]}),
            ),
        ),
        (
            "list.persistentvolumes",
            spec(json!({"csi": {"driver": "d", "volumeHandle": s, "volumeAttributes": {"p": s}}, "mountOptions": [s]})),
        ),
        (
            "list.storageclasses.storage.k8s.io",
            json!({"metadata": {"name": "o"}, "parameters": {"adminSecret": s, "kmsKeyId": s, "type": s, s: "x"}, "mountOptions": [s]}),
        ),
        (
            "list.nodes",
            json!({"metadata": {"name": "o"}, "spec": {"taints": [{"key": "k", "value": s}]}, "status": {"conditions": [{"type": "Ready", "message": s, "reason": s}], "addresses": [{"address": s}], "nodeInfo": {"osImage": s, "machineID": s}}}),
        ),
    ]
}

/// Admission, policies, custom resources and documents of the server.
fn policies(s: &str) -> Vec<(&'static str, Value)> {
    let spec = |value: Value| json!({"metadata": {"name": "o"}, "spec": value});
    vec![
        (
            "list.validatingwebhookconfigurations.admissionregistration.k8s.io",
            json!({"metadata": {"name": "o"}, "webhooks": [{"name": "a.b.c", "clientConfig": {"url": s, "caBundle": s, "service": {"path": s}}, "matchConditions": [{"name": s, "expression": s}]}]}),
        ),
        (
            "list.validatingadmissionpolicies.admissionregistration.k8s.io",
            spec(
                json!({"validations": [{"expression": s, "message": s, "messageExpression": s}], "variables": [{"name": "v", "expression": s}], "auditAnnotations": [{"key": "k", "valueExpression": s}]}),
            ),
        ),
        (
            "list.clusterpolicies.kyverno.io",
            spec(
                json!({"rules": [{"name": "r", "validate": {"message": s, "pattern": {"x": s}, "deny": {"conditions": [s]}, "failureAction": s}, "context": [{"apiCall": {"urlPath": s}}], "mutate": {"x": s}}]}),
            ),
        ),
        ("list.k8sfoo.constraints.gatekeeper.sh", spec(json!({"parameters": {"x": [s]}, "enforcementAction": s}))),
        ("list.constrainttemplates.templates.gatekeeper.sh", spec(json!({"targets": [{"rego": s, "libs": [s]}]}))),
        (
            "list.ec2nodeclasses.karpenter.k8s.aws",
            spec(json!({"userData": s, "tags": {"x": s}, "subnetSelectorTerms": [{"tags": {"x": s}}]})),
        ),
        (
            "list.nodepools.karpenter.sh",
            spec(
                json!({"template": {"metadata": {"labels": {"x": s}, "annotations": {"x": s}}, "spec": {"requirements": [{"key": "k", "values": [s]}], "taints": [{"value": s}]}}}),
            ),
        ),
        ("list.secretstores.external-secrets.io", spec(json!({"provider": {"vault": {"token": s}}}))),
        ("list.ciliumnetworkpolicies.cilium.io", spec(json!({"description": s, "egress": [{"toFQDNs": [s]}]}))),
        (
            "list.unknown.example.com",
            json!({"metadata": {"name": "o"}, "data": s, "spec": s, "status": {"message": s}}),
        ),
        (
            "list.customresourcedefinitions.apiextensions.k8s.io",
            spec(json!({"group": "a.b", "versions": [{"name": "v1", "schema": {"description": s}}]})),
        ),
        (
            "list.pods",
            json!({"metadata": {"name": "o"}, "spec": {}, "status": {"message": s, "conditions": [{"type": "Ready", "message": s}], "containerStatuses": [{"name": "c", "imageID": format!("a b {s}"), "state": {"terminated": {"message": s, "reason": s}}}]}}),
        ),
        (
            "list.cronjobs.batch",
            spec(
                json!({"schedule": s, "timeZone": s, "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"args": [s]}]}}}}}),
            ),
        ),
        (
            "get.nodes.proxy.configz",
            json!({"kubeletconfig": {"clusterDNS": [s], "staticPodURLHeader": {"Authorization": [s]}, "tlsMinVersion": s}}),
        ),
        (
            "create.selfsubjectreviews.authentication.k8s.io",
            json!({"status": {"userInfo": {"username": "u", "extra": {"x": [s]}}}}),
        ),
        (
            "list.secrets",
            json!({"kind": "Status", "message": format!("admission denied: {s}"), "details": {"causes": [{"message": s, "field": s}]}}),
        ),
        ("get.version", json!({"gitVersion": s, "platform": "linux/amd64", "extra": s})),
        ("get.apis", json!({"groups": [{"name": "a", "versions": [], "extra": s}]})),
    ]
}

/// The text itself, and what its runs of Base64 say.
fn holds(text: &str) -> bool {
    let decoded = text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/".contains(c))).filter_map(|run| {
        (0..4.min(run.len())).find_map(|cut| {
            let bytes = STANDARD_NO_PAD.decode(&run[cut..run.len() - (run.len() - cut) % 4]).ok()?;
            String::from_utf8_lossy(&bytes).contains(CORE).then_some(())
        })
    });
    text.contains(CORE) || decoded.count() > 0
}

#[test]
fn secrets_of_sixty_kinds_are_stored_in_no_place_of_a_cluster() {
    let secrets = secrets();
    assert!(secrets.len() >= 80 && places("x").len() >= 55, "{} {}", secrets.len(), places("x").len());
    let mut kept = Vec::new();
    for secret in &secrets {
        for (index, (operation, object)) in places(secret).into_iter().enumerate() {
            let body = if operation.starts_with("list.") && object["kind"] != "Status" {
                json!({"kind": "List", "metadata": {}, "items": [object]})
            } else {
                object
            };
            let stored = twice(&request(operation), body).to_string();
            if holds(&stored) {
                kept.push(format!("{index} {operation} {secret}: {stored}"));
            }
        }
    }
    assert!(
        kept.is_empty(),
        "{} kept, such as\n{}",
        kept.len(),
        kept.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// What is stored of a secret in each place, with the operation.
pub(in crate::evidence::redaction) fn planted(secret: &str) -> Vec<(&'static str, String)> {
    let stored = |(operation, object): (&'static str, Value)| {
        let listed = operation.starts_with("list.") && object["kind"] != "Status";
        let body = if listed { json!({"kind": "List", "metadata": {}, "items": [object]}) } else { object };
        (operation, twice(&request(operation), body).to_string())
    };
    places(secret).into_iter().map(stored).collect()
}

#[test]
fn the_search_finds_what_is_planted() {
    assert!(
        holds(&format!("x{CORE}"))
            && holds(&STANDARD_NO_PAD.encode(format!("ab{CORE}yz")))
            && !holds("redacted(text; none)")
    );
}
