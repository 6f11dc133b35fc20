//! Running pods beside their controllers, as `kubectl get -o json` gives both: J6.

use serde_json::{Value, json};

use super::*;

const SPEC: &str = r#"{"serviceAccountName": "web", "serviceAccount": "web", "automountServiceAccountToken": true,
    "containers": [{"name": "app", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.0", "imagePullPolicy": "Always",
        "resources": {"limits": {"memory": "1Gi"}}, "env": [{"name": "MODE", "value": "live"}],
        "livenessProbe": {"httpGet": {"path": "/", "port": 80, "scheme": "HTTP"}, "periodSeconds": 10}}]}"#;

fn spec() -> Value {
    serde_json::from_str(SPEC).unwrap()
}

fn deployment() -> Value {
    let template = json!({"metadata": {"labels": {"app": "web", "tier": "front"}}, "spec": spec()});
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop", "uid": "d"},
        "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": template}})
}

/// A pod as the API server makes it of the template, for a service account with an IAM role.
fn pod(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let owner = json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d9c", "controller": true}]);
    let mut spec = spec();
    spec["nodeName"] = json!("node-1");
    spec["enableServiceLinks"] = json!(true);
    spec["volumes"] = json!([{"name": "kube-api-access-x7k2p", "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}]}},
        {"name": "aws-iam-token", "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"audience": "sts.amazonaws.com", "expirationSeconds": 86400, "path": "token"}}]}}]);
    spec["containers"][0]["volumeMounts"] = json!([
        {"name": "kube-api-access-x7k2p", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true},
        {"name": "aws-iam-token", "mountPath": "/var/run/secrets/eks.amazonaws.com/serviceaccount", "readOnly": true}]);
    let variables = spec["containers"][0]["env"].as_array_mut().unwrap();
    variables.push(json!({"name": "AWS_ROLE_ARN", "value": "arn:aws:iam::111122223333:role/web"}));
    let labels = json!({"app": "web", "tier": "front", "pod-template-hash": "7d9c", "topology.kubernetes.io/zone": "eu-west-1a",
        "eks.amazonaws.com/fargate-profile": "shop"});
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop", "uid": name, "labels": labels, "ownerReferences": owner},
        "spec": spec, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}});
    change(&mut pod);
    pod
}

/// The workloads that are made of the Deployment and its pods.
fn workloads(pods: &[Value]) -> Vec<Value> {
    let set = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-7d9c", "namespace": "shop", "uid": "r",
        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "controller": true}]},
        "spec": {"replicas": 3, "selector": {}, "template": {"spec": spec()}}});
    let items: Vec<Value> = [deployment(), set].into_iter().chain(pods.iter().cloned()).collect();
    let text = json!({"kind": "List", "apiVersion": "v1", "items": items}).to_string();
    facts(&[("all.json", &text)]).0.of(Topic::KubernetesWorkload).iter().map(Fact::to_json).collect()
}

#[test]
fn j6_what_admission_of_eks_writes_is_no_difference() {
    let found = workloads(&[pod("web-1", |_| {}), pod("web-2", |_| {})]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["podDifferences"], &found[0]["runningPods"]), (&Value::Null, &json!(2)));
}

#[test]
fn j6_a_pod_under_another_service_account_is_judged_itself() {
    let admin = |pod: &mut Value| {
        pod["spec"]["serviceAccountName"] = json!("admin");
        pod["spec"]["hostPID"] = json!(true);
    };
    let found = workloads(&[pod("web-1", admin), pod("web-2", |_| {}), pod("web-3", admin)]);
    let kinds: Vec<&Value> = found.iter().map(|workload| &workload["kind"]).collect();
    assert_eq!(kinds, ["Deployment", "Pod"]);
    assert_eq!((&found[0]["pods"], &found[0]["podDifferences"]), (&json!(3), &Value::Null));
    assert_eq!(found[0]["template"]["spec"]["hostPID"], Value::Null);
    let own = &found[1];
    assert_eq!((&own["controlledBy"], &own["pods"]), (&json!("Deployment/web"), &json!(2)));
    let spec = &own["template"]["spec"];
    assert_eq!((&spec["serviceAccountName"], &spec["hostPID"]), (&json!("admin"), &json!(true)));
    assert_eq!(
        own["podDifferences"],
        json!([
            "pod web-1 and 1 more differ from their template: spec.serviceAccountName is admin, spec.hostPID is true"
        ])
    );
}

#[test]
fn j6_a_pod_with_other_labels_is_judged_itself_and_what_meshes_write_is_none() {
    let relabelled = |pod: &mut Value| {
        pod["metadata"]["labels"]["tier"] = json!("database");
        pod["metadata"]["labels"]["app.kubernetes.io/part-of"] = json!("bank");
    };
    let meshed = |pod: &mut Value| {
        pod["metadata"]["labels"]["security.istio.io/tlsMode"] = json!("istio");
        pod["metadata"]["labels"]["service.istio.io/canonical-name"] = json!("web");
    };
    let found = workloads(&[pod("web-1", relabelled), pod("web-2", meshed)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1]["template"]["metadata"]["labels"]["tier"], "database");
    assert_eq!(
        found[1]["podDifferences"],
        json!(["pod web-1 differs from its template: label app.kubernetes.io/part-of is bank, label tier is database"])
    );
}

#[test]
fn j6_each_member_of_a_container_that_differs_is_said_and_judged() {
    type Case = (&'static str, fn(&mut Value));
    let cases: [Case; 11] = [
        ("livenessProbe is not set", |app| drop(app.as_object_mut().unwrap().remove("livenessProbe"))),
        ("readinessProbe differs", |app| app["readinessProbe"] = json!({"tcpSocket": {"port": 80}})),
        ("image is docker.io/evil/web:1.0", |app| app["image"] = json!("docker.io/evil/web:1.0")),
        ("image is 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest", |app| {
            app["image"] = json!("111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest")
        }),
        ("env differs", |app| {
            let secret = json!({"secretKeyRef": {"name": "db", "key": "password"}});
            app["env"].as_array_mut().unwrap().push(json!({"name": "AWS_REGION", "valueFrom": secret}));
        }),
        ("envFrom differs", |app| app["envFrom"] = json!([{"secretRef": {"name": "db"}}])),
        ("securityContext is {\"capabilities\":{\"add\":[\"SYS_ADMIN\"]}}", |app| {
            app["securityContext"] = json!({"capabilities": {"add": ["SYS_ADMIN"]}})
        }),
        ("lifecycle differs", |app| {
            app["lifecycle"] = json!({"postStart": {"httpGet": {"host": "169.254.169.254", "port": 80}}})
        }),
        ("imagePullPolicy is IfNotPresent", |app| app["imagePullPolicy"] = json!("IfNotPresent")),
        ("resources.limits.memory is not set", |app| app["resources"] = json!({})),
        ("command differs", |app| app["command"] = json!(["sh", "-c", "sleep 1"])),
    ];
    for (words, change) in cases {
        let found = workloads(&[pod("web-1", |pod| change(&mut pod["spec"]["containers"][0]))]);
        let said = found[0]["podDifferences"].to_string().replace("\\\"", "\"");
        assert!(said.contains(&format!("container app: {words}")), "{words}: {said}");
        assert_eq!(found[0]["template"]["spec"]["containers"][1]["name"], "app in pod web-1", "{words}");
    }
}

#[test]
fn j6_more_than_a_template_asks_for_is_no_difference_where_admission_adds_it() {
    let limited = |pod: &mut Value| {
        let app = &mut pod["spec"]["containers"][0];
        app["resources"]["requests"] = json!({"memory": "1Gi", "vpc.amazonaws.com/pod-eni": "1"});
        app["livenessProbe"]["timeoutSeconds"] = json!(1);
        pod["spec"]["schedulerName"] = json!("fargate-scheduler");
        pod["spec"]["imagePullSecrets"] = json!([{"name": "of-service-account"}]);
    };
    assert_eq!(workloads(&[pod("web-1", limited)])[0]["podDifferences"], Value::Null);
}

#[test]
fn j6_a_token_volume_that_holds_more_than_tokens_is_a_difference() {
    for (volume, source) in
        [(0, json!({"secret": {"name": "admin"}})), (1, json!({"configMap": {"name": "kube-root-ca.crt"}}))]
    {
        let hidden = |pod: &mut Value| {
            pod["spec"]["volumes"][volume]["projected"]["sources"].as_array_mut().unwrap().push(source);
        };
        let said = workloads(&[pod("web-1", hidden)])[0]["podDifferences"].to_string();
        assert!(said.contains("is added"), "{said}");
    }
}
