//! Workloads, containers and namespaces.

use serde_json::{Value, json};

use crate::analysis::kubernetes::fixture::Cluster;
use crate::evidence::topic::Topic;

fn web(cluster: &Cluster) -> Value {
    cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Deployment/web")
}

fn shop(spec: Value) -> Cluster {
    let mut cluster = Cluster::new();
    cluster.namespace("shop", json!({"pod-security.kubernetes.io/enforce": "baseline"}));
    cluster.workload(("shop", "Deployment", "web"), spec, json!({}));
    cluster
}

#[test]
fn the_level_is_held_against_what_the_namespace_enforces() {
    let mut cluster = shop(json!({"hostPID": true, "containers": []}));
    let found = web(&cluster);
    assert_eq!((&found["podSecurityLevel"], &found["enforcedLevel"]), (&json!("privileged"), &json!("baseline")));
    assert_eq!(found["admittedByNamespace"], json!(false));
    assert_eq!(found["podSecurityViolations"][0]["path"], json!("spec.template.spec.hostPID"));
    cluster.namespace("shop", json!({}));
    let found = web(&cluster);
    assert_eq!((&found["enforcedLevel"], &found["admittedByNamespace"]), (&json!("privileged"), &json!(true)));
}

#[test]
fn effective_settings_of_containers() {
    let spec = json!({"securityContext": {"runAsNonRoot": true, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {"name": "own", "image": "registry.local:5000/a:1", "ports": [{"hostPort": 80}], "securityContext": {"runAsUser": 0,
                "runAsNonRoot": false, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                "capabilities": {"add": ["net_admin"], "drop": ["all"]}}},
            {"name": "plain", "image": "nginx"}],
        "initContainers": [{"name": "init", "image": "a@sha256:9f2c8d1e4b7a6053c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e", "securityContext": {"privileged": true}}]});
    let result = shop(spec).derived();
    let of = |name: &str| result.get(Topic::AnalysisContainer, &format!("blue/shop/Deployment/web/{name}"));
    let own = of("own");
    assert_eq!((&own["runAsUser"], &own["runAsNonRoot"]), (&json!(0), &json!(false)));
    assert_eq!((&own["allowPrivilegeEscalation"], &own["readOnlyRootFilesystem"]), (&json!(false), &json!(true)));
    assert_eq!((&own["capabilitiesAdded"], &own["capabilitiesDropped"]), (&json!(["NET_ADMIN"]), &json!(["ALL"])));
    assert_eq!((&own["imageRegistry"], &own["hostPorts"]), (&json!("registry.local:5000"), &json!([80])));
    let plain = of("plain");
    assert_eq!((&plain["runAsUser"], &plain["runAsNonRoot"]), (&json!(1000), &json!(true)));
    assert_eq!(
        (&plain["allowPrivilegeEscalation"], &plain["seccompProfile"]),
        (&json!(true), &json!("RuntimeDefault"))
    );
    assert_eq!((&plain["imageRepository"], &plain["imageTag"]), (&json!("library/nginx"), &json!("latest")));
    let init = of("init");
    assert_eq!(
        (&init["containerType"], &init["path"]),
        (&json!("init"), &json!("spec.template.spec.initContainers[0]"))
    );
    assert_eq!((&init["privileged"], &init["seccompProfile"]), (&json!(true), &json!("Unconfined")));
    assert_eq!(
        (init.get("imageTag"), &init["imageDigest"]),
        (None, &json!("sha256:9f2c8d1e4b7a6053c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e"))
    );
}

#[test]
fn tokens_and_roles_of_service_accounts() {
    let account = |automount: Value, annotations: Value| json!({"metadata": {"namespace": "shop", "name": "default", "annotations": annotations}, "automountServiceAccountToken": automount});
    let mut cluster = shop(json!({"containers": []}));
    assert_eq!((&web(&cluster)["automountsToken"], &web(&cluster)["iamRoleSource"]), (&json!(true), &json!("none")));
    cluster.add(Topic::KubernetesServiceAccount, account(json!(false), json!({})));
    assert_eq!(web(&cluster)["automountsToken"], json!(false));
    cluster.add(
        Topic::EksPodIdentityAssociation,
        json!({"associationId": "a-1", "namespace": "shop",
        "serviceAccount": "default", "roleArn": "arn:aws:iam::111122223333:role/pod"}),
    );
    assert_eq!(web(&cluster)["iamRoleSource"], json!("pod-identity"));
    cluster.add(
        Topic::KubernetesServiceAccount,
        account(json!(false), json!({"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/irsa"})),
    );
    let found = web(&cluster);
    assert_eq!(
        (&found["iamRoleSource"], &found["iamRoleArn"]),
        (&json!("irsa"), &json!("arn:aws:iam::111122223333:role/irsa"))
    );
    cluster.workload(
        ("shop", "Deployment", "web"),
        json!({"automountServiceAccountToken": true, "containers": []}),
        json!({}),
    );
    assert_eq!(web(&cluster)["automountsToken"], json!(true), "the pod's word goes first");
}

#[test]
fn host_paths_budgets_autoscalers_and_spread() {
    let mut cluster = shop(
        json!({"volumes": [{"name": "sock", "hostPath": {"path": "/run/containerd.sock"}}, {"name": "unused", "hostPath": {"path": "/"}}],
        "containers": [{"name": "a", "volumeMounts": [{"name": "data"}, {"name": "sock", "readOnly": true}]}],
        "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{}]}}}),
    );
    for (name, selector) in
        [("mine", json!({"matchLabels": {"app": "web"}})), ("other", json!({"matchLabels": {"app": "db"}}))]
    {
        cluster.add(
            Topic::KubernetesPodDisruptionBudget,
            json!({"metadata": {"namespace": "shop", "name": name}, "spec": {"selector": selector}}),
        );
    }
    cluster.add(
        Topic::KubernetesPodDisruptionBudget,
        json!({"metadata": {"namespace": "shop", "name": "without"}, "spec": {}}),
    );
    cluster.add(
        Topic::KubernetesHorizontalPodAutoscaler,
        json!({"metadata": {"namespace": "shop", "name": "h"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}}}),
    );
    let found = web(&cluster);
    assert_eq!(
        found["hostPaths"],
        json!([{"path": "/run/containerd.sock", "volume": "sock", "container": "a", "local": false, "readOnly": true,
        "field": "spec.template.spec.containers[0].volumeMounts[1]"}])
    );
    assert_eq!(
        (&found["disruptionBudgets"], &found["autoscaled"], &found["spread"]),
        (&json!(["mine"]), &json!(true), &json!(true))
    );
}

#[test]
fn a_bare_pod_has_no_template_prefix() {
    let mut cluster = Cluster::new();
    let template = json!({"metadata": {"labels": {"app": "x"}}, "spec": {"hostIPC": true, "containers": []}});
    cluster.workload(("shop", "Pod", "one"), json!({}), json!({"templatePath": "", "template": template}));
    let found = cluster.derived().get(Topic::AnalysisWorkload, "blue/shop/Pod/one");
    assert_eq!(found["podSecurityViolations"][0]["path"], json!("spec.hostIPC"));
    assert_eq!(found.get("enforcedLevel"), None, "the namespace is not among the facts");
}

#[test]
fn namespaces_with_their_counts() {
    let mut cluster = shop(json!({"containers": []}));
    cluster.namespace("kube-system", json!({}));
    cluster.add(Topic::KubernetesResourceQuota, json!({"metadata": {"namespace": "shop", "name": "q"}}));
    let result = cluster.derived();
    let shop = result.get(Topic::AnalysisNamespace, "blue/shop");
    assert_eq!((&shop["workloads"], &shop["runningPods"], &shop["resourceQuotas"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(
        (&shop["limitRanges"], &shop["system"], &shop["audit"]),
        (&json!(0), &json!(false), &json!("privileged"))
    );
    assert_eq!(result.get(Topic::AnalysisNamespace, "blue/kube-system")["system"], json!(true));
}

#[test]
fn workloads_that_share_a_service_account() {
    let mut cluster = shop(json!({"containers": []}));
    assert_eq!(web(&cluster)["serviceAccountSharedWith"], json!([]));
    cluster.workload(("shop", "StatefulSet", "db"), json!({"serviceAccountName": "db", "containers": []}), json!({}));
    cluster.workload(("pay", "Deployment", "web"), json!({"containers": []}), json!({}));
    assert_eq!(web(&cluster)["serviceAccountSharedWith"], json!([]));
    cluster.workload(("shop", "Job", "web"), json!({"serviceAccountName": "default", "containers": []}), json!({}));
    cluster.workload(("shop", "DaemonSet", "log"), json!({"serviceAccountName": "", "containers": []}), json!({}));
    assert_eq!(web(&cluster)["serviceAccountSharedWith"], json!(["DaemonSet/log", "Job/web"]));
}

#[test]
fn resources_of_the_pod_as_a_whole() {
    let of = |resources: Value| {
        let mut spec = json!({"containers": [{"name": "app", "image": "a:1"}]});
        spec["resources"] = resources;
        shop(spec).derived().get(Topic::AnalysisContainer, "blue/shop/Deployment/web/app")["podResources"].clone()
    };
    assert_eq!(of(json!({"limits": {"memory": "1Gi"}})), json!({"limits": {"memory": "1Gi"}}));
    assert_eq!(of(Value::Null), json!({}));
}

/// Lists are written even when nothing is in them, so that a condition may count them.
#[test]
fn empty_lists_are_written() {
    let mut cluster = shop(json!({"containers": []}));
    cluster.add(
        Topic::KubernetesRoleBinding,
        json!({"kind": "RoleBinding", "metadata": {"namespace": "shop", "name": "b"},
        "roleRef": {"kind": "Role", "name": "none"}, "subjects": [{"kind": "User", "name": "ann"}]}),
    );
    cluster.add(
        Topic::KubernetesService,
        json!({"metadata": {"namespace": "shop", "name": "s"}, "spec": {"type": "LoadBalancer"}}),
    );
    let result = cluster.derived();
    let written = [
        (
            Topic::AnalysisWorkload,
            "blue/shop/Deployment/web",
            vec![
                "hostPaths",
                "serviceAccountBindings",
                "fargate",
                "isolatedForIngress",
                "isolatedForEgress",
                "templatePath",
                "iamRoleSource",
                "serviceAccountSharedWith",
            ],
        ),
        (
            Topic::AnalysisSubject,
            "blue/User/ann",
            vec![
                "system",
                "sources",
                "iamPrincipals",
                "escalationPaths",
                "readsSecretsIn",
                "createsPodsIn",
                "clusterAdmin",
                "execsIntoPods",
            ],
        ),
        (Topic::AnalysisEntrance, "blue/shop/Service/s", vec!["sourceRanges", "tls"]),
        (
            Topic::AnalysisNamespace,
            "blue/shop",
            vec!["policiesEnforced", "defaultDenyIngress", "defaultDenyEgress", "networkPolicies", "workloads"],
        ),
    ];
    for (topic, key, members) in written {
        let value = result.get(topic, key);
        members.iter().for_each(|member| assert!(value.get(member).is_some(), "{key}: {member}: {value}"));
    }
}

/// As a node reads them: through claims, with slashes and dots to spare.
#[test]
fn paths_of_the_node_however_they_are_reached() {
    let mut cluster = Cluster::new();
    cluster.add(
        Topic::KubernetesPersistentVolume,
        json!({"metadata": {"name": "pv"}, "spec": {"hostPath": {"path": "/etc/"}, "claimRef": {"namespace": "shop", "name": "data"}}}),
    );
    let spec = json!({"volumes": [{"name": "a", "hostPath": {"path": "///var/./run//"}},
            {"name": "b", "persistentVolumeClaim": {"claimName": "data"}}, {"name": "c", "emptyDir": {}}],
        "containers": [{"name": "x", "volumeMounts": [{"name": "a"}, {"name": "b", "readOnly": true}, {"name": "c"}]}]});
    cluster.workload(("shop", "Deployment", "web"), spec.clone(), json!({}));
    cluster.workload(("bank", "Deployment", "web"), spec, json!({}));
    let paths = |cluster: &Cluster, namespace: &str| -> Value {
        let workload = cluster.derived().get(Topic::AnalysisWorkload, &format!("blue/{namespace}/Deployment/web"));
        let list = workload["hostPaths"].as_array().cloned();
        list.map_or(Value::Null, |list| list.iter().map(|used| used["path"].clone()).collect())
    };
    assert_eq!(paths(&cluster, "shop"), json!(["/var/run", "/etc"]));
    assert_eq!(paths(&cluster, "bank"), json!(["/var/run"]), "a claim of the same name elsewhere");
    cluster.deny(Topic::KubernetesPersistentVolume);
    assert_eq!(paths(&cluster, "shop"), Value::Null);
}

/// The claims of a StatefulSet stand in no volume of its template: the controller adds them to each pod.
#[test]
fn paths_of_the_node_behind_claim_templates() {
    let mut cluster = Cluster::new();
    for (claim, volume) in [
        ("data-db-0", json!({"hostPath": {"path": "/etc/kubernetes"}})),
        ("data-db-11", json!({"local": {"path": "/mnt/disks/a"}})),
        ("data-db-x", json!({"hostPath": {"path": "/of-a-claim-of-a-like-name"}})),
        ("data-db-2-0", json!({"hostPath": {"path": "/of-another-set"}})),
        ("logs-db-0", json!({"local": {"path": "/dev/nvme1n1"}})),
        ("old-db-0", json!({"hostPath": {"path": "/not-mounted"}})),
    ] {
        let mut spec = volume;
        spec["claimRef"] = json!({"namespace": "shop", "name": claim});
        cluster
            .add(Topic::KubernetesPersistentVolume, json!({"metadata": {"name": format!("pv-{claim}")}, "spec": spec}));
    }
    let templates: Vec<Value> =
        ["data", "logs", "old"].iter().map(|name| json!({"metadata": {"name": name}, "spec": {}})).collect();
    let mounts = json!([{"name": "data"}, {"name": "logs"}]);
    let spec = json!({"volumes": [{"name": "data", "hostPath": {"path": "/replaced-by-the-template"}}],
        "containers": [{"name": "x", "volumeMounts": mounts}]});
    for namespace in ["shop", "shoe", "shops"] {
        let more = json!({"volumeClaimTemplates": templates});
        cluster.workload((namespace, "StatefulSet", "db"), spec.clone(), more);
    }
    let used = |cluster: &Cluster, namespace: &str| -> Value {
        let workload = cluster.derived().get(Topic::AnalysisWorkload, &format!("blue/{namespace}/StatefulSet/db"));
        let list = workload["hostPaths"].as_array().cloned();
        list.map_or(Value::Null, |list| list.iter().map(|used| json!([used["path"], used["local"]])).collect())
    };
    assert_eq!(used(&cluster, "shop"), json!([["/etc/kubernetes", false], ["/mnt/disks/a", true]]));
    assert_eq!((used(&cluster, "shoe"), used(&cluster, "shops")), (json!([]), json!([])));
    cluster.deny(Topic::KubernetesPersistentVolume);
    assert_eq!(used(&cluster, "shop"), Value::Null);
}

/// Nothing of them runs: they stand for no pod and no user of a service account, and have no containers.
#[test]
fn finished_workloads_are_told_apart() {
    let mut cluster = Cluster::new();
    cluster.namespace("shop", json!({}));
    let spec = json!({"serviceAccountName": "one", "containers": [{"name": "x", "image": "nginx"}]});
    cluster.workload(("shop", "Job", "done"), spec.clone(), json!({"finished": true}));
    cluster.workload(("shop", "Deployment", "web"), spec, json!({}));
    let result = cluster.derived();
    let (done, web) = ("blue/shop/Job/done", "blue/shop/Deployment/web");
    assert_eq!(result.get(Topic::AnalysisWorkload, done)["finished"], json!(true));
    assert_eq!(result.get(Topic::AnalysisWorkload, web)["finished"], json!(false));
    assert_eq!(result.get(Topic::AnalysisWorkload, web)["serviceAccountSharedWith"], json!([]));
    assert!(result.find(Topic::AnalysisContainer, &format!("{done}/x")).is_none());
    assert!(result.find(Topic::AnalysisContainer, &format!("{web}/x")).is_some());
}

#[test]
fn j6_a_container_that_only_runs_is_judged_with_its_pod_s_name() {
    let mut cluster = Cluster::new();
    let proxy = json!({"name": "proxy in pod web-1", "image": "mesh/proxy:1", "securityContext": {"privileged": true}});
    let spec = json!({"containers": [{"name": "app", "image": "shop/web:1"}, proxy]});
    let words = json!({"podDifferences": ["pod web-1 differs from its template: container proxy is added"]});
    cluster.workload(("shop", "Deployment", "web"), spec, words.clone());
    let derived = cluster.derived();
    let container = |name: &str| derived.get(Topic::AnalysisContainer, &format!("blue/shop/Deployment/web/{name}"));
    let found = container("proxy in pod web-1");
    assert_eq!((&found["privileged"], &found["path"]), (&json!(true), &json!("pod web-1: spec.containers.proxy")));
    assert_eq!(found["podDifferences"], words["podDifferences"]);
    assert_eq!(container("app")["podDifferences"], Value::Null);
}
