//! What others' tools write, and what people write by mistake: other members of D3, D4, D6, D7, D10 and D12.

use serde_json::json;

use super::*;

fn deployment(from: &str, to: &str) -> String {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, image: i}], volumes: []}}}\n";
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

#[test]
fn d6_names_that_the_server_takes_are_taken() {
    let long = format!("name: {}", "a".repeat(100));
    for metadata in [long.as_str(), "name: a.b-c.d", "name: X_Y, uid: u"] {
        let said = problems(&[("a.yaml", &deployment("name: d", metadata))]);
        assert_eq!(said, "", "{metadata}");
    }
    for metadata in [format!("name: {}", "a".repeat(254)), format!("name: d, namespace: {}", "a".repeat(64))] {
        let said = problems(&[("a.yaml", &deployment("name: d", &metadata))]);
        assert!(said.contains("does not have the form"), "{metadata}: {said}");
    }
}

#[test]
fn d6_what_the_server_requires_of_volumes_rules_and_names_is_required() {
    let rbac = "apiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: d}\n";
    for (text, wanted) in [
        (deployment("volumes: []", "volumes: [{name: v, hostPath: {}}]"), "volumes[0].hostPath.path is missing"),
        (
            deployment("volumes: []", "volumes: [{name: v, hostPath: {path: null}}]"),
            "volumes[0].hostPath.path is missing",
        ),
        (deployment("image: i", "image: i, volumeMounts: [{name: v}]"), "volumeMounts[0].mountPath is missing"),
        (deployment("name: d", "name: My_App"), "metadata.name does not have the form"),
        (deployment("name: d", "name: '%NAME%'"), "metadata.name does not have the form"),
        (deployment("name: d", "name: d, namespace: Shop"), "metadata.namespace does not have the form"),
        (deployment("name: d", "name: d, namespace: 'shop '"), "metadata.namespace holds"),
        (format!("{rbac}kind: ClusterRole\nrules: [{{resources: [secrets]}}]\n"), "rules[0].verbs is missing"),
        (
            format!("{rbac}kind: ClusterRoleBinding\nroleRef: {{kind: ClusterRole, name: r, apiGroup: other}}\n"),
            "roleRef.apiGroup",
        ),
        (
            format!(
                "{rbac}kind: ClusterRoleBinding\nroleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{kind: User, name: u, apiGroup: v1}}]\n"
            ),
            "subjects[0].apiGroup",
        ),
    ] {
        let said = problems(&[("a.yaml", &text)]);
        assert!(said.contains(wanted) || (wanted.contains("holds") && said.contains("form")), "{text}\n{said}");
    }
    // Roles are named freely.
    let role = format!("{rbac}kind: ClusterRole\nrules: []\n").replace("name: d", "name: 'system:Admin_1'");
    assert_eq!(problems(&[("a.yaml", &role)]), "");
}

#[test]
fn d12_a_text_that_is_none_of_the_api_s_choices_is_refused_unless_a_server_took_it() {
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: Loadbalancer, ports: [{port: 80}]}\n";
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: s}\nspec: {podSelector: {}, policyTypes: [Ingress, egress]}\n";
    let webhook = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: s}\nwebhooks: [{name: w, failurePolicy: fail}]\n";
    let seccomp = deployment("image: i", "image: i, securityContext: {seccompProfile: {type: runtimeDefault}}");
    for (text, field, takes) in [
        (service, "spec.type", "LoadBalancer"),
        (policy, "spec.policyTypes", "Ingress, Egress"),
        (webhook, "webhooks[0].failurePolicy", "Fail, Ignore"),
        (&seccomp, "securityContext.seccompProfile.type", "RuntimeDefault"),
    ] {
        let error = Dump::read(folder(&[("a.yaml", text)]).path(), None).err().unwrap();
        let CollectError::Dump { problems, .. } = error else { panic!("{text}") };
        assert!(problems[0].message.contains(&format!("{field} is none of the values")), "{problems:?}");
        assert!(problems[0].help.as_ref().unwrap().contains(takes), "{problems:?}");
    }
    assert_eq!(problems(&[("a.yaml", &service.replace("name: s", "name: s, uid: u"))]), "");
}

#[test]
fn d12_a_label_of_null_is_an_empty_one() {
    let (facts, _) = facts(&[("a.yaml", &deployment("name: d", "name: d, labels: {owner: }"))]);
    let found = facts.get(Topic::KubernetesWorkload, "prod/default/Deployment/d").unwrap().to_json();
    assert_eq!(found["metadata"]["labels"], json!({"owner": ""}));
}

#[test]
fn d10_templates_of_every_tool_and_words_of_kubectl_are_told_by_what_they_are() {
    let said = problems(&[
        ("image.yaml", &deployment("image: i", "image: '{{ .Values.image }}'")),
        ("variable.yaml", &deployment("image: i", "image: '${REGISTRY}/web:1'")),
        ("jinja.yaml", "{% if x %}\napiVersion: v1\nkind: Pod\n{% endif %}\n"),
        ("terraform.yaml", "apiVersion: v1\n%{ if x }\nkind: Pod\n%{ endif }\n"),
        (
            "ytt.yaml",
            "#@ load(\"@ytt:data\", \"data\")\napiVersion: v1\nkind: Pod\nmetadata:\n  name: #@ data.values.name\n",
        ),
        ("vault.yaml", "$ANSIBLE_VAULT;1.1;AES256\n6638643965\n"),
        ("base.yaml", "a: b\n||||||| base\nc: d\n"),
        ("pods.json", "No resources found\n"),
        (
            "nodes.json",
            "The connection to the server localhost:8080 was refused - did you specify the right host or port?\n",
        ),
        ("list.yaml", "apiVersion: v1\nkind: list\nitems: []\n"),
    ]);
    for wanted in [
        "helm_template image.yaml:1: Deployment d: spec.template.spec.containers[0].image holds `{{`",
        "template variable.yaml:1: Deployment d: spec.template.spec.containers[0].image holds a variable",
        "template jinja.yaml:1: it is a template",
        "template terraform.yaml:2: it is a template",
        "template ytt.yaml:1: it is a template of ytt",
        "encrypted vault.yaml:1: it is encrypted with Ansible Vault",
        "merge_conflict base.yaml:2",
        "kubectl_error pods.json:1",
        "kubectl_error nodes.json:1",
        "unknown_kind list.yaml:1: no server serves the kind `list` in `v1`",
    ] {
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
}

#[test]
fn d7_a_volume_whose_source_is_misspelt_is_an_empty_one_and_is_told() {
    let (facts, _) = facts(&[("a.yaml", &deployment("volumes: []", "volumes: [{name: v, hostpath: {path: /}}]"))]);
    let found = facts.get(Topic::KubernetesWorkload, "prod/default/Deployment/d").unwrap().to_json();
    assert_eq!(found["template"]["spec"]["volumes"], json!([{"name": "v", "emptyDir": {}}]));
    assert!(notes(&facts).contains("volumes[0].hostpath"), "{}", notes(&facts));
}

#[test]
fn d4_a_cluster_wide_policy_of_cilium_has_no_namespace_and_metrics_run_no_pods() {
    let policy = "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: p}\nspec: {}\n";
    let metrics = r#"{"kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "items": [{"metadata": {"name": "p"}, "containers": [{"name": "c"}]}]}"#;
    let (facts, _) = facts(&[("a.yaml", policy), ("metrics.json", metrics)]);
    let found = facts.of(Topic::KubernetesPolicyObject);
    assert_eq!(found[0].key, "prod/CiliumClusterwideNetworkPolicy.cilium.io//p");
    assert!(!facts.gaps.iter().any(|gap| gap.detail.contains("PodMetrics")), "{:?}", facts.gaps);
}

#[test]
fn d3_older_versions_are_read_as_what_they_mean() {
    let ingress = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: i}\nspec: {backend: {serviceName: a, servicePort: 80}, rules: [{http: {paths: [{backend: {serviceName: b, servicePort: web}}]}}]}\n";
    let (facts, _) = facts(&[("a.yaml", ingress)]);
    let spec = facts.get(Topic::KubernetesIngress, "prod/default/i").unwrap().to_json()["spec"].clone();
    assert_eq!(spec["defaultBackend"], json!({"service": {"name": "a", "port": {"number": 80}}}));
    let path = &spec["rules"][0]["http"]["paths"][0];
    assert_eq!(path["backend"], json!({"service": {"name": "b", "port": {"name": "web"}}}));
}
