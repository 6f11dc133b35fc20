//! What the API server would make of an object, made of it here: D1, D2, D4, D5, D7.

use serde_json::{Value, json};

use super::*;

fn workload(files: &[(&str, &str)], key: &str) -> Value {
    let found = facts(files).0;
    found.get(Topic::KubernetesWorkload, key).unwrap_or_else(|| panic!("{key}")).to_json()
}

const BINDING: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: reader}, {kind: User, name: ann}]
";

#[test]
fn d1_an_object_without_namespace_is_where_kubectl_puts_it() {
    let given = folder(&[("a.yaml", &format!("{BINDING}{}", pod("lone", "")))]);
    for (named, namespace, from) in
        [(None, "default", "kubectl's default"), (Some(("shop".to_owned(), "--namespace")), "shop", "--namespace")]
    {
        let (facts, _) = facts_of(Dump::read(given.path(), named).unwrap());
        assert!(facts.get(Topic::KubernetesWorkload, &format!("prod/{namespace}/Pod/lone")).is_some(), "{namespace}");
        let said = notes(&facts);
        let wanted =
            format!("2 objects name no namespace and are taken to be in `{namespace}` ({from}): 1 Pod, 1 RoleBinding.");
        assert!(said.contains(&wanted), "{said}");
        // It would hold in the whole cluster if its namespace were empty.
        let bindings = facts.of(Topic::KubernetesRoleBinding);
        assert_eq!(bindings[0].to_json()["metadata"]["namespace"], namespace);
        assert_eq!(bindings[0].to_json()["kind"], "RoleBinding");
    }
}

#[test]
fn d1_a_custom_kind_has_a_namespace_when_its_definition_says_so() {
    let pool = "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: pool}\nspec: {}\n";
    let scope = |scope: &str| {
        format!(
            "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: nodepools.karpenter.sh}}\n\
             spec: {{group: karpenter.sh, scope: {scope}, names: {{kind: NodePool, plural: nodepools}}, versions: [{{name: v1, served: true, storage: true}}]}}\n"
        )
    };
    let key =
        |more: &str| facts(&[("a.yaml", pool), ("b.yaml", more)]).0.of(Topic::KubernetesPolicyObject)[0].key.clone();
    assert_eq!(key(&scope("Cluster")), "prod/NodePool.karpenter.sh//pool");
    assert_eq!(key(&scope("Namespaced")), "prod/NodePool.karpenter.sh/default/pool");
    assert_eq!(key("# nothing\n"), "prod/NodePool.karpenter.sh//pool");
    let discovery = "{kind: APIResourceList, groupVersion: karpenter.sh/v1, resources: [{kind: NodePool, name: nodepools, namespaced: true}]}";
    assert_eq!(key(discovery), "prod/NodePool.karpenter.sh/default/pool");
}

#[test]
fn d2_one_object_with_other_contents_is_refused_and_both_places_are_named() {
    let privileged = pod("p", "").replace("image:", "securityContext: {privileged: true}, image:");
    let said = problems(&[("a.yaml", &format!("# first\n{privileged}")), ("b.yaml", &pod("p", ""))]);
    assert!(said.starts_with("given_twice b.yaml:2: Pod default/p is given with other contents at a.yaml:3"), "{said}");
    let list = r#"{"kind": "List", "apiVersion": "v1", "items": [
        {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "n"}},
        {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "n", "labels": {"a": "b"}}}]}"#;
    let said = problems(&[("all.json", list)]);
    assert!(
        said.contains("all.json:1 at items[1]: Namespace n is given with other contents at all.json:1 at items[0]"),
        "{said}"
    );
    // A patch lacks what the object has; without its base it would be taken for the object.
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, tty: true}]}}}\n";
    let base = patch.replace("tty: true", "image: i");
    let said = problems(&[("base.yaml", &base), ("patch.yaml", patch)]);
    assert!(
        said.contains("given_twice patch.yaml:1") && said.contains("spec.template.spec.containers[0].image"),
        "{said}"
    );
    let said = problems(&[
        ("a/version.json".trim_start_matches("a/"), r#"{"serverVersion": {"gitVersion": "v1.33.1"}}"#),
        ("w.json", r#"{"serverVersion": {"gitVersion": "v1.34.1"}}"#),
    ]);
    assert!(said.contains("/version"), "{said}");
}

#[test]
fn d2_the_same_contents_count_once_whatever_the_server_wrote_into_them() {
    let manifest = pod("p", "");
    let live = r#"{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p", "namespace": "default", "uid": "u", "resourceVersion": "7",
        "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": [{}], "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}},
        "spec": {"containers": [{"name": "c", "image": "x:1"}]}, "status": {"phase": "Running"}}"#;
    let later = live.replace("\"7\"", "\"8\"").replace("Running", "Succeeded");
    let (facts, _) = facts(&[("a.yaml", &manifest), ("b.json", live), ("c.json", &later)]);
    let found = facts.of(Topic::KubernetesWorkload);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].to_json()["finished"], true, "the later one counts");
    assert!(notes(&facts).contains("counted once (2): 2 Pod."), "{}", notes(&facts));
    // Two served versions are two ways of writing one object.
    let of = |version: &str, more: &str| {
        format!(
            "{{\"kind\": \"HorizontalPodAutoscaler\", \"apiVersion\": \"autoscaling/{version}\", \"metadata\": {{\"name\": \"h\", \"uid\": \"u\"}}, \"spec\": {{\"maxReplicas\": 3, \"scaleTargetRef\": {{}}{more}}}}}"
        )
    };
    let files =
        [("1.json", of("v1", ", \"targetCPUUtilizationPercentage\": 80")), ("2.json", of("v2", ", \"metrics\": []"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(super::facts(&files).0.of(Topic::KubernetesHorizontalPodAutoscaler).len(), 1);
}

#[test]
fn d4_a_stray_namespace_of_a_cluster_wide_kind_is_cleared() {
    let text = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: admin, namespace: shop}\n\
                roleRef: {kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: User, name: ann}]\n";
    let (facts, _) = facts(&[("a.yaml", text)]);
    let binding = facts.of(Topic::KubernetesRoleBinding)[0].to_json();
    assert_eq!(binding["metadata"], json!({"name": "admin"}));
    assert_eq!(binding["roleRef"]["apiGroup"], "rbac.authorization.k8s.io");
    assert_eq!(binding["subjects"][0]["apiGroup"], "rbac.authorization.k8s.io");
    assert!(notes(&facts).contains("1 ClusterRoleBinding"), "{}", notes(&facts));
}

#[test]
fn d5_the_old_name_of_the_service_account_counts_where_the_new_one_is_empty() {
    for (more, wanted) in [
        (", serviceAccount: old", "old"),
        (", serviceAccount: old, serviceAccountName: ''", "old"),
        (", serviceAccount: old, serviceAccountName: new", "new"),
    ] {
        let found = workload(&[("a.yaml", &pod("p", more))], "prod/default/Pod/p");
        assert_eq!(found["template"]["spec"]["serviceAccountName"], wanted, "{more}");
    }
    let cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\nspec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {serviceAccount: old, containers: [{name: c, image: i}]}}}}}\n";
    assert_eq!(
        workload(&[("a.yaml", cron)], "prod/default/CronJob/j")["template"]["spec"]["serviceAccountName"],
        "old"
    );
}

#[test]
fn d7_what_the_api_server_adds_is_added() {
    let spec = |more: &str| workload(&[("a.yaml", &pod("p", more))], "prod/default/Pod/p")["template"]["spec"].clone();
    assert_eq!(
        spec(", volumes: [{name: v}, {name: w, hostPath: null}]")["volumes"],
        json!([{"name": "v", "emptyDir": {}}, {"name": "w", "emptyDir": {}}])
    );
    let text = pod("p", ", hostNetwork: true")
        .replace("image:", "ports: [{containerPort: 80}], resources: {limits: {cpu: 1, memory: 1Gi}}, image:");
    let found = workload(&[("a.yaml", &text)], "prod/default/Pod/p")["template"]["spec"]["containers"][0].clone();
    assert_eq!(found["ports"], json!([{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]));
    assert_eq!(found["resources"]["requests"], json!({"cpu": "1", "memory": "1Gi"}));
    for (image, policy) in [
        ("x", "Always"),
        ("x:latest", "Always"),
        ("x:1", "IfNotPresent"),
        ("r:5000/x", "Always"),
        ("x@sha256:ab", "IfNotPresent"),
    ] {
        let found = workload(&[("a.yaml", &pod("p", "").replace("x:1", image))], "prod/default/Pod/p");
        assert_eq!(found["template"]["spec"]["containers"][0]["imagePullPolicy"], policy, "{image}");
    }
    let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: e}\nspec: {egress: [{}]}\n---\n\
                apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: i}\n---\n\
                apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n---\n\
                apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, max: {memory: 1Gi}}]}\n";
    let (facts, _) = facts(&[("a.yaml", text)]);
    let spec = |topic, key: &str| facts.get(topic, key).unwrap().to_json()["spec"].clone();
    let policy = spec(Topic::KubernetesNetworkPolicy, "prod/default/e");
    assert_eq!((&policy["policyTypes"], &policy["podSelector"]), (&json!(["Ingress", "Egress"]), &json!({})));
    assert_eq!(spec(Topic::KubernetesNetworkPolicy, "prod/default/i")["policyTypes"], json!(["Ingress"]));
    let service = spec(Topic::KubernetesService, "prod/default/s");
    assert_eq!(
        (&service["type"], &service["ports"]),
        (&json!("ClusterIP"), &json!([{"port": 80, "protocol": "TCP", "targetPort": 80}]))
    );
    let limits = spec(Topic::KubernetesLimitRange, "prod/default/l");
    assert_eq!(limits["limits"][0]["defaultRequest"], json!({"memory": "1Gi"}));
}

#[test]
fn d7_booleans_and_octals_are_those_of_the_yaml_that_kubectl_reads() {
    let text = pod("p", ", hostPID: yes, hostIPC: \"no\"");
    let said = problems(&[("a.yaml", &text)]);
    assert!(said.contains("spec.hostIPC is a text, and the API takes a boolean"), "{said}");
    let found = workload(
        &[("a.yaml", &pod("p", ", hostPID: yes, volumes: [{name: v, secret: {secretName: s, defaultMode: 0644}}]"))],
        "prod/default/Pod/p",
    );
    assert_eq!(found["template"]["spec"]["hostPID"], true);
    assert_eq!(found["template"]["spec"]["volumes"][0]["secret"]["defaultMode"], 0o644);
}
